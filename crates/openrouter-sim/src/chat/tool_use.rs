//! Which tools a model calls, and with what.

use openrouter_wire::chat::{Function, NamedTool, Request, Tool, ToolChoice, ToolChoiceMode};
use serde_json::{Value, json};

use super::{completion::Call, family::Family, prompt::Prompt};
use crate::{
    schema::{self, Material},
    seed::Seed,
};

/// How many tools are called at once at most.
const MOST_CALLS: usize = 3;

/// Calls tools, if the request has any and lets them be called.
///
/// Left to itself the model calls tools when the user has spoken, and answers when tools have.
/// It takes the tool that shares the most words with the question, and with it every other that
/// the question names. Tools that the service runs are none of its business.
pub(super) fn calls(request: &Request, prompt: &Prompt, family: Family, seed: &Seed) -> Vec<Call> {
    let functions: Vec<&Function> = request
        .tools
        .iter()
        .flatten()
        .filter_map(|tool| match tool {
            Tool::Function(tool) => Some(&tool.function),
            _ => None,
        })
        .collect();
    let called: Vec<&Function> = match &request.tool_choice {
        Some(ToolChoice::Mode(ToolChoiceMode::None)) => Vec::new(),
        Some(ToolChoice::Mode(ToolChoiceMode::Required)) => wanted(&functions, request, prompt),
        Some(ToolChoice::Named(NamedTool::Function { function: named })) => {
            functions.into_iter().filter(|function| function.name == named.name).collect()
        }
        _ if prompt.tool_results.is_empty() => wanted(&functions, request, prompt),
        _ => Vec::new(),
    };
    let call = |(index, function): (usize, &&Function)| Call {
        id: family.call_id(index, &function.name, &mut seed.fork(&format!("id {index}"))),
        name: function.name.clone(),
        arguments: arguments(function, prompt, seed.fork(&format!("arguments {index}"))),
    };
    called.iter().enumerate().map(call).collect()
}

/// Returns the tools that suit the question.
fn wanted<'a>(functions: &[&'a Function], request: &Request, prompt: &Prompt) -> Vec<&'a Function> {
    let question = words(&prompt.question);
    let shared = |function: &&Function| {
        let description = function.description.as_deref().unwrap_or_default();
        let told = words(&format!("{} {description}", function.name));
        told.iter().filter(|word| question.contains(word)).count()
    };
    let is_named = |function: &&Function| {
        let name = words(&function.name);
        !name.is_empty() && name.iter().all(|word| question.contains(word))
    };
    // `max_by_key` takes the last of equals, and the first is meant.
    let best = functions.iter().rev().max_by_key(|function| shared(function));
    let mut wanted: Vec<&Function> = best.into_iter().copied().collect();
    if request.parallel_tool_calls != Some(false) {
        let others = functions.iter().filter(|function| is_named(function));
        let others: Vec<_> = others.filter(|other| !wanted.contains(other)).copied().collect();
        wanted.extend(others);
        wanted.truncate(MOST_CALLS);
    }
    wanted
}

/// Splits a name or a text into its words, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut last = ' ';
    for c in text.chars() {
        if last.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        last = c;
    }
    spaced
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect()
}

/// Makes the arguments of a call, as text: valid for the schema of the function.
fn arguments(function: &Function, prompt: &Prompt, seed: Seed) -> String {
    let nothing = json!({"type": "object"});
    let schema = function.parameters.as_ref().unwrap_or(&nothing);
    let material = Material::new(prompt.topics(), prompt.numbers());
    match schema::instance(schema, material, seed) {
        arguments @ Value::Object(_) => arguments.to_string(),
        // Arguments are an object, whatever the schema says.
        _ => "{}".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use openrouter_wire::chat::{FunctionTool, Message};

    use super::*;

    fn function(name: &str, description: &str, parameters: Value) -> Tool {
        let function = Function {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            parameters: Some(parameters),
            ..Function::default()
        };
        Tool::Function(FunctionTool { function, ..FunctionTool::default() })
    }

    fn request(question: &str) -> Request {
        let integer = json!({"type": "integer"});
        let tools = vec![
            function("search", "Searches the web", json!({"type": "object"})),
            function(
                "addNumbers",
                "Adds two numbers",
                json!({"type": "object", "properties": {"x": integer, "y": integer}, "required": ["x", "y"]}),
            ),
        ];
        Request { tools: Some(tools), ..Request::new("m", [Message::user(question)]) }
    }

    fn called(request: &Request) -> Vec<(String, String)> {
        let calls = calls(request, &Prompt::read(request), Family::Open, &Seed::of("1"));
        calls.into_iter().map(|call| (call.name, call.arguments)).collect()
    }

    fn names(request: &Request) -> Vec<String> {
        called(request).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_tool_that_suits_the_question_is_called_with_its_numbers() {
        let calls = called(&request("What is the sum of the numbers 17 and 25?"));
        assert_eq!(calls, [("addNumbers".to_owned(), r#"{"x":17,"y":25}"#.to_owned())]);
        assert_eq!(names(&request("Hello")), ["search"]);
    }

    #[test]
    fn tools_that_the_question_names_are_called_together_unless_forbidden() {
        let both = request("search this and add numbers");
        assert_eq!(names(&both), ["addNumbers", "search"]);
        assert_eq!(names(&Request { parallel_tool_calls: Some(false), ..both }), ["addNumbers"]);
    }

    #[test]
    fn no_more_than_three_tools_are_called_together() {
        let tool = |name| function(name, "", json!({"type": "object"}));
        let tools = ["alpha", "beta", "gamma", "delta"].map(tool).to_vec();
        let question = request("alpha, beta, gamma and delta");
        assert_eq!(names(&Request { tools: Some(tools), ..question }), ["alpha", "beta", "gamma"]);
    }

    #[test]
    fn the_choice_of_a_tool_is_honoured() {
        let choose = |tool_choice| Request { tool_choice: Some(tool_choice), ..request("Hello") };
        assert!(names(&choose(ToolChoice::Mode(ToolChoiceMode::None))).is_empty());
        assert_eq!(names(&choose(ToolChoice::Mode(ToolChoiceMode::Auto))), ["search"]);
        assert_eq!(names(&choose(ToolChoice::function("addNumbers"))), ["addNumbers"]);
    }

    #[test]
    fn after_the_tools_have_answered_only_a_demand_makes_another_call() {
        let mut request = request("Hello");
        request.messages.push(Message::tool("call_1", "result"));
        assert!(names(&request).is_empty());
        request.tool_choice = Some(ToolChoice::Mode(ToolChoiceMode::Required));
        assert_eq!(names(&request), ["search"]);
    }
}
