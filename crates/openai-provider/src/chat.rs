//! Asking a model, both ways: the request out, the answer in.

use http::{HeaderMap, StatusCode};
use llm_provider_base::{
    Call, ChatDocument, ChatReply, Failure, Parcel, Reply, Service, Shape, json_body,
};
use llm_types::{Operation, Result, StandardRequest, StandardResponse, StandardStream};

use crate::chat_reader::ChatReader;
use crate::client::Client;
use crate::convert::{self, AnswerReader};
use crate::error::Problem;
use crate::wire::ChatAnswer;

/// Reads an answer: a stream up to its first content, a document whole. A reply is read by what it
/// is, not by what was asked for.
struct ReadChat<'a> {
    client: &'a Client,
    hides_thoughts: bool,
}

impl Service for ReadChat<'_> {
    type Value = ChatReply<ChatReader>;

    fn parcel(&self, _: &Call) -> Parcel {
        self.client.endpoint.parcel()
    }

    async fn read(&self, call: &Call, mut reply: Reply) -> Result<Self::Value, Failure> {
        let path = &self.client.path;
        self.client.note_limits(call, &reply.headers);
        match reply.shape().await.map_err(|error| Failure::broken_transfer(error).once_made())? {
            Shape::Page => Err(Failure::web_page()),
            Shape::Events => {
                let reader = AnswerReader::default().hide_thoughts(self.hides_thoughts);
                let reader = ChatReader::new(reader, &reply, self.client.last_model.clone());
                ChatReply::streaming(path, reply.body, reader).await
            }
            Shape::Document => ChatReply::whole(path, reply.body, |body| self.document(body)).await,
        }
    }

    fn refused(&self, call: &Call, status: StatusCode, head: &HeaderMap, body: &[u8]) -> Failure {
        self.client.refused(call, status, head, body)
    }
}

impl ReadChat<'_> {
    fn document(&self, body: &[u8]) -> ChatDocument {
        let failed = |problem: Problem| Err(problem.failure(Operation::Chat, None));
        let answer = match serde_json::from_slice::<ChatAnswer>(body) {
            Ok(answer) => answer,
            Err(error) => {
                return match Problem::of_document(body) {
                    Some(problem) => ChatDocument::Understood(failed(problem)),
                    None => ChatDocument::Unreadable {
                        is_cut: error.is_eof(),
                        failure: Failure::not_understood("the answer", error),
                    },
                };
            }
        };
        ChatDocument::Understood(match Problem::of_answer(&answer) {
            Some(problem) => failed(problem),
            None => self.answer(answer),
        })
    }

    fn answer(&self, answer: ChatAnswer) -> Result<StandardResponse, Failure> {
        let mut reader = AnswerReader::for_whole_answer().hide_thoughts(self.hides_thoughts);
        reader.read(answer).map_err(Failure::malformed)?;
        let answer = reader.finish()?;
        self.client.last_model.note(&answer);
        Ok(answer)
    }
}

/// Asks, and gives the answer as it comes.
pub(crate) async fn stream(client: &Client, request: &StandardRequest) -> Result<StandardStream> {
    let (call, read) = plan(client, request, true)?;
    client.path.stream_chat(&call, request, client.path.ask(&call, &read)).await
}

/// Asks, and waits for the whole answer.
pub(crate) async fn complete(
    client: &Client,
    request: &StandardRequest,
) -> Result<StandardResponse> {
    let (call, read) = plan(client, request, false)?;
    client.path.complete_chat(&call, client.path.ask(&call, &read)).await
}

fn plan<'a>(
    client: &'a Client,
    request: &StandardRequest,
    is_stream: bool,
) -> Result<(Call, ReadChat<'a>)> {
    let model = request.model.as_ref().or(client.model.as_ref());
    let mut body = convert::request(request, model, client.dialect)?;
    body.set_stream(is_stream);
    let url = client.endpoint.url("chat/completions")?;
    let mut call = Call::chat(&client.path, url, request, json_body(&body)?, is_stream)?;
    call.model = model.cloned();
    let hides = request.reasoning.as_ref().and_then(|reasoning| reasoning.exclude);
    Ok((call, ReadChat { client, hides_thoughts: hides == Some(true) }))
}
