//! [`Reply`]: what is sent, piece by piece.

use std::collections::VecDeque;
use std::time::Duration;
use std::{future, io};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::fault::{Fault, Kind, Then};
use crate::personality::Personality;
use crate::request_log::Ticket;

/// A piece of a body.
#[derive(Debug)]
enum Frame {
    Bytes(Bytes),
    Cut,
    Hang,
}

/// What is sent: a document is one piece, a stream has one for each event.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    is_stream: bool,
    frames: VecDeque<Frame>,
    /// What passes before each piece of a stream.
    delay: Duration,
}

impl Reply {
    fn new(status: StatusCode, kind: &str, frames: impl IntoIterator<Item = String>) -> Self {
        let frames = frames.into_iter().map(|text| Frame::Bytes(text.into())).collect();
        let headers = vec![("content-type", kind.to_owned())];
        Self { status, headers, is_stream: false, frames, delay: Duration::ZERO }
    }

    pub(crate) fn json(status: StatusCode, json: &Value) -> Self {
        Self::new(status, "application/json", [json.to_string()])
    }

    /// A stream of these events, and its last word.
    pub(crate) fn events(events: &[Value], delay: Duration) -> Self {
        let events = events.iter().map(|event| format!("data: {event}\n\n"));
        let frames = events.chain(["data: [DONE]\n\n".to_owned()]);
        let reply = Self::new(StatusCode::OK, "text/event-stream", frames);
        Self { is_stream: true, delay, ..reply }
    }

    pub(crate) fn refusal(
        personality: Personality,
        status: StatusCode,
        message: &str,
        code: Option<&str>,
    ) -> Self {
        Self::json(status, &personality.error(status, message, code))
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, as this goes wrong with it.
    pub(crate) fn with_fault(mut self, fault: Fault, personality: Personality) -> Self {
        let Fault { kind, headers } = fault;
        let mut reply = match kind {
            Kind::Error(status, message) => Self::refusal(personality, status, &message, None),
            Kind::Text(status, body) if body.starts_with('<') => {
                Self::new(status, "text/html", [body])
            }
            Kind::Text(status, body) => Self::new(status, "text/plain", [body]),
            Kind::After(events, then) => {
                self.stop_after(events, then, personality);
                self
            }
        };
        reply.headers.extend(headers);
        reply
    }

    fn stop_after(&mut self, events: usize, then: Then, personality: Personality) {
        if self.is_stream {
            // Without the last word at any rate.
            self.frames.truncate(events.min(self.frames.len().saturating_sub(1)));
        } else if let Some(Frame::Bytes(document)) = self.frames.front_mut() {
            document.truncate(document.len() / 2);
        }
        match then {
            Then::End => {}
            Then::Cut => self.frames.push_back(Frame::Cut),
            Then::Hang => self.frames.push_back(Frame::Hang),
            Then::Error(message) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let error = personality.error(status, &message, None);
                if self.is_stream {
                    let name = match personality {
                        Personality::LmStudio => "event: error\n",
                        _ => "",
                    };
                    self.frames.push_back(Frame::Bytes(format!("{name}data: {error}\n\n").into()));
                } else {
                    *self = Self::json(status, &error);
                }
            }
        }
    }

    /// The reply as it goes out. The ticket is finished with the last piece.
    pub(crate) fn into_response(self, ticket: Ticket) -> Response {
        let Self { status, headers, is_stream: _, frames, delay } = self;
        let pieces = stream::unfold((frames, ticket), move |(mut frames, mut ticket)| async move {
            let Some(frame) = frames.pop_front() else {
                ticket.finish();
                return None;
            };
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            let piece = match frame {
                Frame::Bytes(bytes) => Ok(bytes),
                Frame::Hang => future::pending().await,
                Frame::Cut => {
                    // The server sends what it has only when it is made to wait, and nothing once
                    // a body fails.
                    tokio::task::yield_now().await;
                    ticket.finish();
                    Err(io::Error::other("the simulator cut the connection"))
                }
            };
            if frames.is_empty() {
                ticket.finish();
            }
            Some((piece, (frames, ticket)))
        });
        let mut response = Response::new(Body::from_stream(pieces));
        *response.status_mut() = status;
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(HeaderName::from_static(name), value);
            }
        }
        response.headers_mut().insert(header::SERVER, HeaderValue::from_static("openai-sim"));
        response
    }
}
