//! What applications build: here the secret is what users, models and tools say.

use std::collections::BTreeMap;

use llm_toolkit::{
    Conversation, ExtractExt, FitError, TokenBudget, ToolError, ToolLoop, ToolOutput, TypeSchema,
    TypedTool,
};
use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{Secret, ToolCall};

use super::{Table, enter};
use crate::secrets::planted::{KEYS, PASSWORD};

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Answer {
    #[serde(rename = "password")]
    _password: u32,
}

pub(super) async fn enter_all(table: &mut Table) {
    let talk = Conversation::from_iter([llm_types::Message::user(KEYS[0])]);
    let error: FitError = talk.fit(&TokenBudget::new(1)).unwrap_err();
    let secret = Secret::new(KEYS[0]);
    let counter = move |text: &str| (text.len() + secret.expose().len()) as u64;
    enter!(table, error, TokenBudget::new(1).with_counter(counter));

    let schema = TypeSchema::of::<Answer>();
    let wrong = format!(r#"{{"password":{PASSWORD:?}}}"#);
    enter!(table, schema.read::<Answer>(&wrong).unwrap_err());
    enter!(table, TypeSchema::of::<BTreeMap<String, String>>().strict().unwrap_err());

    let provider = ScriptedProvider::new().then(&*wrong).then(&*wrong).then(&*wrong);
    let error = provider.extract::<Answer>(PASSWORD).await.unwrap_err();
    enter!(table, error, *error.kind(), provider.extract::<Answer>(PASSWORD));
    let stream = provider.extract::<Answer>(PASSWORD).stream().await.unwrap();
    enter!(table, stream);

    let arguments = format!("{{\"value\":{PASSWORD:?}}}");
    let call = || ScriptedAnswer::tool_calls([ToolCall::new("1", "log_in", &*arguments)]);
    let provider = ScriptedProvider::new().then(call()).then(call());
    let secret = Secret::new(KEYS[0]);
    let tool = TypedTool::new("log_in", "Logs in", move |password: String| {
        let key = secret.clone();
        async move { Err::<(), _>(ToolError::fatal(format!("{password} {}", key.expose()))) }
    });
    let agent = ToolLoop::new(&provider).with_tool(tool.clone());
    let error = agent.run(PASSWORD).await.unwrap_err();
    enter!(table, tool, agent, agent.stream(PASSWORD), ToolOutput::text(PASSWORD));
    enter!(table, ToolError::new(PASSWORD), *error.kind(), error);
}
