//! What a model is told: to answer in JSON, and what was wrong with its answer.

use llm_types::{
    AssistantMessage, ContentPart, JsonSchema, Message, ResponseFormat, StandardRequest,
};
use serde_json::Value;

use super::AnswerForm;
use crate::{Misfit, MisfitKind, TypeSchema};

/// The request in one of the forms.
pub(super) fn request(
    mut request: StandardRequest,
    form: AnswerForm,
    schema: &TypeSchema,
) -> StandardRequest {
    let described = |schema_of: &Value, strict| {
        let mut named = JsonSchema::new(schema.name(), schema_of.clone());
        named.description = schema.description().map(str::to_owned);
        named.strict = Some(strict);
        ResponseFormat::JsonSchema(named)
    };
    request.response_format = match form {
        // A form that is chosen for a type that has none falls back to the next.
        AnswerForm::StrictSchema => Some(match schema.strict() {
            Ok(strict) => described(strict, true),
            Err(_) => described(schema.plain(), false),
        }),
        AnswerForm::Schema => Some(described(schema.plain(), false)),
        AnswerForm::JsonObject => Some(ResponseFormat::JsonObject),
        AnswerForm::Prompt => None,
    };
    if form.is_prompted() {
        let rule = format!(
            "Answer with one JSON object and nothing else: no words around it, no code fence. {}",
            shape(schema)
        );
        instruct(&mut request.messages, rule);
    }
    request
}

/// Adds to the instructions at the beginning, since a few models take only one such message.
fn instruct(messages: &mut Vec<Message>, rule: String) {
    if let Some(Message::System(first) | Message::Developer(first)) = messages.first_mut() {
        first.content.push(ContentPart::text(format!("\n\n{rule}")));
    } else {
        messages.insert(0, Message::system(rule));
    }
}

fn shape(schema: &TypeSchema) -> String {
    format!("It must fit this JSON Schema:\n{}", schema.plain())
}

/// Goes on with the answer, as it came, and what is wrong with it.
pub(super) fn ask_again(
    request: &mut StandardRequest,
    answer: Option<&AssistantMessage>,
    misfit: &Misfit,
    form: AnswerForm,
    schema: &TypeSchema,
) {
    // An empty turn is refused by most providers.
    let answer = answer.filter(|answer| !answer.joined_text().trim().is_empty());
    request.messages.extend(answer.cloned().map(Message::from));
    let what = match misfit.kind() {
        MisfitKind::NotJson => format!("it is not valid JSON: {}", misfit.message()),
        MisfitKind::WrongShape => format!("it does not fit: {}", misfit.message()),
        MisfitKind::RuleBroken => misfit.message().to_owned(),
    };
    let path = match misfit.path() {
        "" => String::new(),
        path => format!(" (at `{path}`)"),
    };
    let place = match (misfit.line(), misfit.column()) {
        (Some(line), Some(column)) => format!(" (line {line}, column {column})"),
        _ => String::new(),
    };
    // Where the schema is not in the prompt, the model may never have seen it.
    let shape = if form.is_prompted() { String::new() } else { format!(" {}", shape(schema)) };
    request.messages.push(Message::user(format!(
        "That answer cannot be used: {what}{path}{place}. Answer again, with the whole JSON object \
         and nothing else.{shape}"
    )));
}
