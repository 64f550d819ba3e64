//! Where in a stream each event stands.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::Event;
use crate::{Stage, StreamedEvent, error::ApiError, responses::Response};

impl Event {
    /// Returns the whole answer, if this is the last event and carries it.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Completed(event) | Self::Incomplete(event) | Self::Failed(event) => {
                Some(&event.response)
            }
            _ => None,
        }
    }

    /// Returns the whole answer, if this is the last event and carries it.
    pub fn into_response(self) -> Option<Response> {
        match self {
            Self::Completed(event) | Self::Incomplete(event) | Self::Failed(event) => {
                Some(*event.response)
            }
            _ => None,
        }
    }
}

impl StreamedEvent for Event {
    fn stage(&self) -> Stage<'_> {
        match self {
            Self::Created(_) | Self::InProgress(_) | Self::Debug(_) => Stage::Preamble,
            Self::Completed(event) | Self::Incomplete(event) => {
                event.response.failure().map_or(Stage::Last, failed)
            }
            Self::Failed(event) => failed(event.response.failure().unwrap_or_default()),
            Self::Error(event) | Self::ResponseError(event) => failed(event.to_error()),
            Self::Other(event) => stage_of_unknown(event),
            _ => Stage::Content,
        }
    }
}

fn failed(error: ApiError) -> Stage<'static> {
    Stage::Failed(Cow::Owned(error))
}

/// An unknown event is beside the answer, unless it tells of an error or has the type of an end.
fn stage_of_unknown(event: &Value) -> Stage<'_> {
    let error = [event.get("error"), event.pointer("/response/error")];
    let error = error.into_iter().flatten().find(|error| !error.is_null());
    let kind = event.get("type").and_then(Value::as_str);
    match (error, kind) {
        (Some(error), _) => failed(ApiError::deserialize(error).unwrap_or_default()),
        (None, Some("error" | "response.error" | "response.failed")) => failed(ApiError::default()),
        (None, Some("response.completed" | "response.incomplete")) => Stage::Last,
        (None, _) => Stage::Preamble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, error::ErrorType, fixtures, responses::fixtures::STREAM};

    fn event(json: &str) -> Event {
        let event: Event = decode(json.as_bytes()).unwrap();
        assert_eq!(
            serde_json::to_value(&event).unwrap(),
            serde_json::from_str::<Value>(json).unwrap()
        );
        event
    }

    #[track_caller]
    fn error(event: &Event) -> ApiError {
        let Stage::Failed(error) = event.stage() else { panic!("{:?}", event.stage()) };
        error.into_owned()
    }

    #[test]
    fn a_stream_has_a_preamble_content_and_an_end() {
        let events: Vec<Event> = fixtures::events(STREAM)
            .filter(|data| *data != "[DONE]")
            .map(|data| decode(data.as_bytes()).unwrap())
            .collect();
        let mark = |event: &Event| match event.stage() {
            Stage::Preamble => 'p',
            Stage::Content => 'c',
            Stage::Last => 'l',
            Stage::Failed(_) => 'f',
        };
        let marks: String = events.iter().map(mark).collect();
        let content = "c".repeat(events.len() - 4);
        assert_eq!(marks, format!("pp{content}pl"));

        let (last, before) = events.split_last().unwrap();
        assert!(before.iter().all(|event| event.response().is_none()));
        assert_eq!(last.response().map(Response::output_text).as_deref(), Some("It is 4."));
        assert_eq!(last.clone().into_response().as_ref(), last.response());
    }

    #[test]
    fn a_failed_answer_tells_why() {
        let response = r#""completed_at":null,"incomplete_details":null,"instructions":null,"metadata":null,"temperature":null,"top_p":null,"presence_penalty":null,"frequency_penalty":null,"max_output_tokens":null,"max_tool_calls":null,"reasoning":null,"truncation":null,"previous_response_id":null,"prompt_cache_key":null,"safety_identifier":null"#;
        let failed = error(&event(&format!(
            r#"{{"type":"response.failed","response":{{{response},"error_type":"timeout","error":{{"code":"server_error","message":"late"}}}}}}"#
        )));
        assert_eq!(failed.code, Some("server_error".into()));
        assert_eq!(failed.error_type(), Some(&ErrorType::Timeout));
        let failed = event(&format!(
            r#"{{"type":"response.failed","response":{{{response},"error":null}}}}"#
        ));
        assert_eq!(error(&failed), ApiError::default());
        let failed = event(&format!(
            r#"{{"type":"response.completed","response":{{{response},"status":"failed","error":null}}}}"#
        ));
        assert_eq!(error(&failed), ApiError::default());
    }

    #[test]
    fn a_failed_stream_tells_why() {
        let plain = error(&event(
            r#"{"type":"error","code":"rate_limit_exceeded","message":"slow down","param":null,"sequence_number":3}"#,
        ));
        assert_eq!(plain.code, Some("rate_limit_exceeded".into()));
        assert_eq!(plain.message.as_deref(), Some("slow down"));
        let nested = error(&event(
            r#"{"type":"response.error","code":null,"param":null,"error":{"code":502,"message":"down"}}"#,
        ));
        assert_eq!((nested.status(), nested.message.as_deref()), (Some(502), Some("down")));
    }

    #[test]
    fn an_unknown_event_is_beside_the_answer() {
        for json in [r#"{"type":"response.dream.delta","delta":"sheep"}"#, "{}", "[]", "7"] {
            assert_eq!(event(json).stage(), Stage::Preamble, "{json}");
        }
    }

    #[test]
    fn an_end_of_another_shape_is_still_an_end() {
        let chat = event(r#"{"error":{"code":429,"message":"slow down"}}"#);
        assert_eq!(error(&chat).status(), Some(429));
        let odd = event(r#"{"type":"response.failed","response":{"output":7,"error":"lost"}}"#);
        assert_eq!(error(&odd).message.as_deref(), Some("lost"));
        assert_eq!(error(&event(r#"{"type":"error","message":7}"#)), ApiError::default());
        let last = event(r#"{"type":"response.completed","response":{"output":7}}"#);
        assert_eq!(last.stage(), Stage::Last);
    }
}
