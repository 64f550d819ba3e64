//! [`TypedTool`]: a tool made of an async function and its types.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use llm_types::{FunctionTool, ToolCall};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::{IntoToolOutput, ToolError, ToolHandler, ToolOutput};
use crate::{NotStrict, TypeSchema};

type Run =
    Arc<dyn Fn(&ToolCall) -> BoxFuture<'static, Result<ToolOutput, ToolError>> + Send + Sync>;

/// A tool made of an async function and its types.
///
/// The argument's type is the JSON Schema that the model is given: the documentation of a field is
/// its description. What the function returns is given to the model, as text if it is a string and
/// as JSON otherwise. An error is told to the model, unless it is [fatal](ToolError::fatal).
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use llm_toolkit::{ToolError, TypedTool};
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Order {
///     /// How many loaves.
///     #[schemars(range(min = 1))]
///     loaves: u32,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let stock = Arc::new(AtomicU32::new(5));
/// let sell = TypedTool::new("sell", "Sells bread", move |order: Order| {
///     let stock = Arc::clone(&stock);
///     async move {
///         let take = |left: u32| left.checked_sub(order.loaves);
///         let left = stock.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take);
///         left.map_err(|left| ToolError::new(format!("only {left} are left")))?;
///         Ok("sold")
///     }
/// })
/// .strict()?
/// .with_approval();
/// # Ok(()) }
/// ```
///
/// An argument that is no object, a `String` say, is wrapped in one for the model; `()` takes no
/// arguments at all.
#[derive(Clone)]
pub struct TypedTool {
    definition: FunctionTool,
    schema: Arc<TypeSchema>,
    run: Run,
    needs_approval: bool,
    time_limit: Option<Duration>,
}

impl TypedTool {
    /// A tool of this name, which does what the description says. Names are letters, digits, `_` and
    /// `-`.
    pub fn new<A, F, R, T>(
        name: impl Into<String>,
        description: impl Into<String>,
        function: F,
    ) -> Self
    where
        A: DeserializeOwned + JsonSchema,
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, ToolError>> + Send + 'static,
        T: IntoToolOutput,
    {
        let schema = Arc::new(TypeSchema::of::<A>());
        let definition = define(name.into(), description.into(), &schema);
        let reader = Arc::clone(&schema);
        let run = move |call: &ToolCall| match read(&reader, &call.arguments) {
            Ok(arguments) => {
                let result = function(arguments);
                async move { result.await?.into_tool_output() }.boxed()
            }
            Err(error) => futures::future::ready(Err(error)).boxed(),
        };
        Self { definition, schema, run: Arc::new(run), needs_approval: false, time_limit: None }
    }

    /// Has the provider hold the model to the types, where it can: what is optional in Rust is
    /// required and may be null.
    ///
    /// # Errors
    ///
    /// If the rules of strict schemas cannot express the argument's type: a map, say.
    pub fn strict(mut self) -> Result<Self, NotStrict> {
        if self.definition.parameters.is_some() {
            self.definition.parameters = Some(self.schema.strict()?.clone());
            self.definition.strict = Some(true);
        }
        Ok(self)
    }

    /// Has somebody asked before each call:
    /// [`ToolLoop::approve_with`](crate::ToolLoop::approve_with).
    #[must_use]
    pub const fn with_approval(mut self) -> Self {
        self.needs_approval = true;
        self
    }

    /// Cut off after so long; the model is told.
    #[must_use]
    pub const fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }
}

#[async_trait]
impl ToolHandler for TypedTool {
    fn definition(&self) -> &FunctionTool {
        &self.definition
    }

    async fn call(&self, call: &ToolCall) -> Result<ToolOutput, ToolError> {
        (self.run)(call).await
    }

    fn needs_approval(&self) -> bool {
        self.needs_approval
    }

    fn time_limit(&self) -> Option<Duration> {
        self.time_limit
    }
}

impl fmt::Debug for TypedTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedTool")
            .field("definition", &self.definition)
            .field("needs_approval", &self.needs_approval)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

/// What a model is told of a function whose arguments are a `T`, for those who run their tools
/// themselves.
///
/// ```
/// use llm_toolkit::function_tool;
/// use llm_types::StandardRequest;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Place {
///     /// The city's name.
///     city: String,
/// }
///
/// let request = StandardRequest::prompt("How warm is it in Rome?")
///     .with_tool(function_tool::<Place>("weather", "The weather in a city"));
/// # let llm_types::Tool::Function(tool) = &request.tools[0] else { panic!() };
/// # assert_eq!(tool.parameters.as_ref().unwrap()["properties"]["city"]["description"], "The city's name.");
/// ```
pub fn function_tool<T: JsonSchema>(
    name: impl Into<String>,
    description: impl Into<String>,
) -> FunctionTool {
    define(name.into(), description.into(), &TypeSchema::of::<T>())
}

fn define(name: String, description: String, schema: &TypeSchema) -> FunctionTool {
    let mut tool = FunctionTool::new(name);
    tool.description = Some(description);
    tool.parameters = (!is_nothing(schema)).then(|| schema.plain().clone());
    tool
}

/// Whether the schema is that of `()`.
fn is_nothing(schema: &TypeSchema) -> bool {
    schema.is_wrapped() && schema.plain()["properties"]["value"]["type"] == "null"
}

/// What a model writes where it leaves everything out: an object without members, or no object.
pub(crate) fn or_nothing(arguments: &str) -> &str {
    if arguments.trim().is_empty() { "{}" } else { arguments }
}

fn read<A: DeserializeOwned>(schema: &TypeSchema, arguments: &str) -> Result<A, ToolError> {
    let read = if is_nothing(schema) {
        // Whatever the model wrote where nothing is to be written.
        schema.read_value(serde_json::Value::Null)
    } else {
        schema.read(or_nothing(arguments))
    };
    read.map_err(|misfit| {
        let (path, message) = (misfit.path(), misfit.message());
        let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
        ToolError::bad_arguments(format!("the arguments do not fit: {place}{message}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TypedTool as Tool;

    #[derive(serde::Deserialize, JsonSchema)]
    struct Place {
        /// The city's name.
        city: String,
        #[serde(default)]
        days: Option<u8>,
    }

    async fn forecast(place: Place) -> Result<String, ToolError> {
        Ok(format!("{} {:?}", place.city, place.days))
    }

    async fn call(tool: &TypedTool, arguments: &str) -> Result<String, ToolError> {
        let output = tool.call(&ToolCall::new("call_1", "any", arguments)).await?;
        Ok(output.content().iter().filter_map(llm_types::ContentPart::as_text).collect())
    }

    #[test]
    fn a_model_is_told_the_types_and_their_documentation() {
        let tool = Tool::new("forecast", "The weather", forecast);
        insta::assert_snapshot!(tool.definition.parameters.clone().unwrap(), @r#"{"type":"object","properties":{"city":{"description":"The city's name.","type":"string"},"days":{"type":["integer","null"],"minimum":0,"maximum":255,"default":null}},"required":["city"]}"#);
        assert_eq!(tool.definition.strict, None);
        assert!(format!("{tool:?}").contains(r#"name: "forecast""#), "{tool:?}");
        let tool = tool.strict().unwrap();
        insta::assert_snapshot!(tool.definition.parameters.unwrap(), @r#"{"type":"object","properties":{"city":{"description":"The city's name.","type":"string"},"days":{"description":"(minimum: 0; maximum: 255; default: null)","type":["integer","null"]}},"required":["city","days"],"additionalProperties":false}"#);
        assert_eq!(tool.definition.strict, Some(true));
    }

    #[tokio::test]
    async fn what_may_be_left_out_may_be_null_when_strict() {
        let tool = Tool::new("forecast", "The weather", forecast).strict().unwrap();
        assert_eq!(call(&tool, r#"{"city":"Rome","days":null}"#).await.unwrap(), "Rome None");
        assert_eq!(call(&tool, r#"{"city":"Rome","days":3}"#).await.unwrap(), "Rome Some(3)");
    }

    #[tokio::test]
    async fn the_model_is_told_which_field_does_not_fit_and_why() {
        let tool = Tool::new("forecast", "The weather", forecast);
        for (arguments, message) in [
            ("{}", "missing field `city`"),
            (r#"{"city":5}"#, "city: invalid type: integer `5`, expected a string"),
            (r#"{"city":"Ro"#, "city: EOF while parsing a string"),
            (r#"{"city":"Rome","days":300}"#, "days: invalid value: integer `300`, expected u8"),
        ] {
            let error = call(&tool, arguments).await.unwrap_err();
            assert!(error.is_about_arguments() && !error.is_fatal());
            assert_eq!(error.message(), format!("the arguments do not fit: {message}"));
        }
    }

    #[tokio::test]
    async fn arguments_may_be_no_object_or_nothing() {
        let length = Tool::new("length", "", |text: String| async move { Ok(text.len()) });
        assert_eq!(call(&length, r#"{"value":"four"}"#).await.unwrap(), "4");
        let now = Tool::new("now", "", |(): ()| async { Ok("noon") }).strict().unwrap();
        assert_eq!((&now.definition.parameters, now.definition.strict), (&None, None));
        for arguments in ["{}", "", "null", r#"{"any":1}"#] {
            assert_eq!(call(&now, arguments).await.unwrap(), "noon");
        }
    }

    #[tokio::test]
    async fn arguments_that_may_all_be_left_out_may_be_blank() {
        #[derive(serde::Deserialize, JsonSchema)]
        struct Filter {
            city: Option<String>,
        }
        let tool = Tool::new("list", "", |filter: Filter| async move { Ok(filter.city) });
        for arguments in ["{}", "", " \n"] {
            assert_eq!(call(&tool, arguments).await.unwrap(), "null", "{arguments:?}");
        }
        let tool = Tool::new("forecast", "The weather", forecast);
        let error = call(&tool, "").await.unwrap_err();
        assert_eq!(error.message(), "the arguments do not fit: missing field `city`");
    }

    #[test]
    fn a_type_that_cannot_be_strict_says_so_when_the_tool_is_made() {
        type Counts = std::collections::BTreeMap<String, u32>;
        let tool = Tool::new("f", "", |counts: Counts| async move { Ok(counts.len()) });
        assert!(tool.strict().is_err());
    }
}
