//! What a model that does not exist says.

use openrouter_wire::chat::{Request, ResponseFormat};
use serde_json::json;

use super::{
    completion::Completion, family::Family, prompt::Prompt, prose, reasoning::Thinking, tool_use,
};
use crate::{
    catalogue::Served,
    reply::encode,
    schema::{self, Material},
    seed::Seed,
};

/// Invents the answer to a request: tool calls, JSON, or text, perhaps after some thinking.
///
/// It depends on the model and the conversation alone, so a stream says what a whole reply says,
/// and an answer that is cut off is the beginning of the one that is not.
pub(crate) fn completion(
    request: &Request,
    prompt: &Prompt,
    model: &Served,
    family: Family,
) -> Completion {
    let seed = seed_of(request, model);
    let thinking = Thinking::read(request, model);
    let reasoning =
        (thinking != Thinking::Off).then(|| prose::thought(prompt, &mut seed.fork("reasoning")));
    let calls = tool_use::calls(request, prompt, family, &seed.fork("tools"));
    let text = calls.is_empty().then(|| text(request, prompt, &seed.fork("text")));
    Completion {
        reasoning,
        hides_reasoning: thinking == Thinking::Hidden,
        text,
        calls,
        ..Completion::default()
    }
}

/// Writes the text of the answer, in the form that is asked for.
fn text(request: &Request, prompt: &Prompt, seed: &Seed) -> String {
    let mut seed = seed.clone();
    match &request.response_format {
        Some(ResponseFormat::JsonSchema { json_schema }) => {
            let nothing = json!({});
            let schema = json_schema.schema.as_ref().unwrap_or(&nothing);
            let material = Material::new(prompt.topics(), prompt.numbers());
            schema::instance(schema, material, seed).to_string()
        }
        Some(ResponseFormat::JsonObject) => {
            json!({"answer": prose::answer(prompt, &mut seed), "simulated": true}).to_string()
        }
        _ if prompt.tool_results.is_empty() => prose::answer(prompt, &mut seed),
        _ => prose::answer_from_tools(prompt, &mut seed),
    }
}

fn seed_of(request: &Request, model: &Served) -> Seed {
    let conversation = Request {
        messages: request.messages.clone(),
        prompt: request.prompt.clone(),
        tools: request.tools.clone(),
        response_format: request.response_format.clone(),
        seed: request.seed,
        ..Request::default()
    };
    Seed::of(&format!("{} {}", model.slug, encode(&conversation)))
}
