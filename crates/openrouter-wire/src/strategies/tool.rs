//! Tools.

use proptest::{collection, prelude::*};
use serde_json::Value;

use super::{
    maybe,
    message::cache_control,
    scalar::{extra, json, name, number, text, texts, unknown},
};
use crate::chat::{
    AdvisorParameters, BashParameters, DatetimeParameters, FilesParameters, Function, FunctionName,
    FunctionTool, FusionParameters, ImageGenerationParameters, NamedTool, ReasoningEffort, Sandbox,
    SearchContextSize, SearchModelsParameters, ServerTool, ServerToolChoice, SubagentParameters,
    ThinkingBudget, Tool, ToolChoice, ToolChoiceMode, ToolEngine, UserLocation, UserLocationKind,
    WebFetchParameters, WebSearchMode, WebSearchParameters, WebSearchShorthand,
};

/// Makes a tool; a tool that has tools has simple ones.
pub(super) fn tool() -> BoxedStrategy<Tool> {
    let nested = || maybe(collection::vec(simple_tool(), 0..2));
    let subagent = (
        (maybe(text()), maybe(text()), maybe(text()), nested()),
        (maybe(any::<bool>()), maybe(texts()), maybe(any::<u64>())),
        (maybe(any::<u64>()), maybe(thinking_budget()), maybe(number())),
        extra(),
    )
        .prop_map(|(who, what, how, extra)| SubagentParameters {
            name: who.0,
            model: who.1,
            instructions: who.2,
            tools: who.3,
            inherit_functions: what.0,
            inherited_function_names: what.1,
            max_tool_calls: what.2,
            max_completion_tokens: how.0,
            reasoning: how.1,
            temperature: how.2,
            extra,
        });
    let fusion = (
        (maybe(texts()), maybe(text()), nested(), maybe(any::<u64>())),
        (maybe(any::<u64>()), maybe(thinking_budget()), maybe(number()), maybe(cache_control())),
        extra(),
    )
        .prop_map(|(who, how, extra)| FusionParameters {
            analysis_models: who.0,
            model: who.1,
            tools: who.2,
            max_tool_calls: who.3,
            max_completion_tokens: how.0,
            reasoning: how.1,
            temperature: how.2,
            cache_control: how.3,
            extra,
        });
    prop_oneof![
        8 => simple_tool(),
        1 => server_tool(subagent).prop_map(Tool::Subagent),
        1 => server_tool(fusion).prop_map(Tool::Fusion),
    ]
    .boxed()
}

fn simple_tool() -> BoxedStrategy<Tool> {
    prop_oneof![
        function_tool().prop_map(Tool::Function),
        server_tool(web_search()).prop_map(Tool::WebSearch),
        server_tool(web_fetch()).prop_map(Tool::WebFetch),
        server_tool(datetime()).prop_map(Tool::Datetime),
        server_tool(image_generation()).prop_map(Tool::ImageGeneration),
        server_tool(advisor()).prop_map(Tool::Advisor),
        server_tool(bash()).prop_map(Tool::Bash),
        server_tool(extra().prop_map(|extra| FilesParameters { extra })).prop_map(Tool::Files),
        server_tool(search_models()).prop_map(Tool::SearchModels),
        shorthand().prop_map(Tool::WebSearchShorthand),
        shorthand().prop_map(Tool::WebSearchPreview),
        shorthand().prop_map(Tool::WebSearchPreview20250311),
        shorthand().prop_map(Tool::WebSearch20250826),
        unknown("type").prop_map(Tool::Other),
    ]
    .boxed()
}

fn server_tool<S: Strategy>(parameters: S) -> impl Strategy<Value = ServerTool<S::Value>>
where
    S::Value: Clone,
{
    (maybe(parameters), extra()).prop_map(|(parameters, extra)| ServerTool { parameters, extra })
}

fn function_tool() -> impl Strategy<Value = FunctionTool> {
    let function = (text(), maybe(text()), maybe(json()), maybe(any::<bool>()), extra()).prop_map(
        |(name, description, parameters, strict, extra)| Function {
            name,
            description,
            parameters,
            strict,
            extra,
        },
    );
    (function, maybe(cache_control()), maybe(any::<bool>()), extra()).prop_map(
        |(function, cache_control, eager_input_streaming, extra)| FunctionTool {
            function,
            cache_control,
            eager_input_streaming,
            extra,
        },
    )
}

fn web_search() -> BoxedStrategy<WebSearchParameters> {
    (
        (maybe(name(ToolEngine::NAMES)), maybe(name(WebSearchMode::NAMES)), maybe(any::<u64>())),
        (maybe(any::<u64>()), maybe(any::<u64>()), maybe(any::<u64>())),
        (maybe(name(SearchContextSize::NAMES)), maybe(user_location())),
        (maybe(texts()), maybe(texts())),
        extra(),
    )
        .prop_map(|(how, much, context, domains, extra)| WebSearchParameters {
            engine: how.0,
            mode: how.1,
            max_results: how.2,
            max_uses: much.0,
            max_total_results: much.1,
            max_characters: much.2,
            search_context_size: context.0,
            user_location: context.1,
            allowed_domains: domains.0,
            excluded_domains: domains.1,
            extra,
        })
        .boxed()
}

fn shorthand() -> impl Strategy<Value = WebSearchShorthand> {
    (maybe(web_search()), web_search())
        .prop_map(|(parameters, settings)| WebSearchShorthand { parameters, settings })
}

pub(super) fn user_location() -> impl Strategy<Value = UserLocation> {
    (
        maybe(name(UserLocationKind::NAMES)),
        maybe(text()),
        maybe(text()),
        maybe(text()),
        maybe(text()),
        extra(),
    )
        .prop_map(|(kind, city, region, country, timezone, extra)| UserLocation {
            kind,
            city,
            region,
            country,
            timezone,
            extra,
        })
}

fn web_fetch() -> impl Strategy<Value = WebFetchParameters> {
    (
        maybe(name(ToolEngine::NAMES)),
        maybe(texts()),
        maybe(texts()),
        maybe(any::<u64>()),
        maybe(any::<u64>()),
        extra(),
    )
        .prop_map(|(engine, allowed, blocked, max_content_tokens, max_uses, extra)| {
            WebFetchParameters {
                engine,
                allowed_domains: allowed,
                blocked_domains: blocked,
                max_content_tokens,
                max_uses,
                extra,
            }
        })
}

fn datetime() -> impl Strategy<Value = DatetimeParameters> {
    (maybe(text()), extra()).prop_map(|(timezone, extra)| DatetimeParameters { timezone, extra })
}

fn image_generation() -> impl Strategy<Value = ImageGenerationParameters> {
    (maybe(text()), extra()).prop_map(|(model, extra)| ImageGenerationParameters { model, extra })
}

fn advisor() -> impl Strategy<Value = AdvisorParameters> {
    (
        (maybe(text()), maybe(text()), maybe(text()), maybe(any::<bool>())),
        (maybe(any::<u64>()), maybe(thinking_budget()), maybe(number()), maybe(any::<bool>())),
        extra(),
    )
        .prop_map(|(who, how, extra)| AdvisorParameters {
            name: who.0,
            model: who.1,
            instructions: who.2,
            forward_transcript: who.3,
            max_completion_tokens: how.0,
            reasoning: how.1,
            temperature: how.2,
            stream: how.3,
            extra,
        })
}

fn bash() -> impl Strategy<Value = BashParameters> {
    let sandbox = prop_oneof![
        Just(Sandbox::ContainerAuto {}),
        text().prop_map(|container_id| Sandbox::ContainerReference { container_id }),
        unknown("type").prop_map(Sandbox::Other),
    ];
    (maybe(name(ToolEngine::NAMES)), maybe(sandbox), maybe(any::<u64>()), extra()).prop_map(
        |(engine, environment, sleep_after_seconds, extra)| BashParameters {
            engine,
            environment,
            sleep_after_seconds,
            extra,
        },
    )
}

fn search_models() -> impl Strategy<Value = SearchModelsParameters> {
    (maybe(any::<u64>()), extra())
        .prop_map(|(max_results, extra)| SearchModelsParameters { max_results, extra })
}

fn thinking_budget() -> impl Strategy<Value = ThinkingBudget> {
    (maybe(name(ReasoningEffort::NAMES)), maybe(any::<u64>()), extra())
        .prop_map(|(effort, max_tokens, extra)| ThinkingBudget { effort, max_tokens, extra })
}

pub(super) fn tool_choice() -> BoxedStrategy<ToolChoice> {
    let function = (text(), extra()).prop_map(|(name, extra)| FunctionName { name, extra });
    let server = (text(), extra()).prop_map(|(kind, extra)| ServerToolChoice { kind, extra });
    prop_oneof![
        name(ToolChoiceMode::NAMES).prop_map(ToolChoice::Mode),
        function.prop_map(|function| ToolChoice::Named(NamedTool::Function { function })),
        server.prop_map(|choice| ToolChoice::Named(NamedTool::Server(choice))),
        number().prop_map(|number| ToolChoice::Other(Value::Number(number))),
    ]
    .boxed()
}
