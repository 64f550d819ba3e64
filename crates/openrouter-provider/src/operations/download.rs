//! [`Download`]: bytes as they come.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures::stream::{Stream, StreamExt};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use llm_provider_base::{Body, ERROR_BODY_LIMIT, Reply, Shape, media_type, shape_of, without_bom};
use llm_types::{ErrorKind, OpenReceipt, Operation as Subject, Receipt, ResponseId, Result};
use openrouter_wire::{Binary, Operation, error};

use super::plan::{Form, plan};
use super::success::failure_in;
use super::transfer::Transfer;
use super::{CallOptions, Details};
use crate::OpenRouter;
use crate::client::{Call, Client, Leased, Read};
use crate::error::{Failure, from_api_error};

/// Bytes of some media type as they come: sound, a video, a file.
///
/// It ends with `None` after the last byte, and otherwise with one `Err`: bytes that end too early
/// are such an error. It owns the connection; dropping it cancels the transfer.
#[must_use = "dropping a download cancels it"]
pub struct Download {
    content_type: Option<String>,
    length: Option<u64>,
    details: Details,
    /// Read already, and not yet handed out.
    first: Option<Bytes>,
    /// `None` after the end.
    transfer: Option<Transfer>,
    receipt: Receipt,
    /// Open until the end.
    open: Option<OpenReceipt>,
}

impl Download {
    /// The media type, as the service names it: `audio/mpeg`, `video/mp4`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes there will be, if the service says so.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// How it came about. Of speech, the generation's id stands nowhere else.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// What is known of the call. It stays when the download is dropped: what was charged for all
    /// the same can be [looked up](crate::OpenRouter::reconcile_call).
    pub fn receipt(&self) -> Receipt {
        self.receipt.clone()
    }

    /// Reads to the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] as soon as there are more than `limit` bytes; otherwise the error
    /// that ends the transfer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the transfer.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await.transpose()? {
            if piece.len() > limit - whole.len() {
                let message = format!("there are more than {limit} bytes");
                let failure = Failure::fatal(ErrorKind::TooLarge, message);
                self.close(false);
                return Err(match self.transfer.take() {
                    Some(transfer) => transfer.failed(failure),
                    None => failure.error,
                });
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    fn close(&mut self, is_answered: bool) {
        if let Some(open) = self.open.take() {
            open.close(is_answered);
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        let Some(transfer) = &mut self.transfer else { return Poll::Ready(None) };
        let end = match ready!(transfer.poll_piece(cx)) {
            Some(Ok(bytes)) => return Poll::Ready(Some(Ok(bytes))),
            Some(Err(failure)) => Some(failure),
            None => None,
        };
        self.close(end.is_none());
        Poll::Ready(match (self.transfer.take(), end) {
            (Some(transfer), Some(failure)) => Some(Err(transfer.failed(failure))),
            (Some(transfer), None) => {
                transfer.finished();
                None
            }
            (None, _) => None,
        })
    }
}

/// Shows nothing of the bytes.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .field("details", &self.details)
            .finish_non_exhaustive()
    }
}

/// Reads bytes up to the first of them.
struct ReadBytes<'a> {
    client: &'a Arc<Client>,
    call: &'a Call,
}

impl Read for ReadBytes<'_> {
    type Value = Download;

    async fn read(&self, leased: Leased) -> Result<Download, Failure> {
        let Leased { reply: Reply { headers, body, .. }, lease } = leased;
        let details = Details::of(&headers);
        let named = |failure: Failure| match &details.generation_id {
            Some(id) => Failure { error: failure.error.with_response_id(id.clone()), ..failure },
            None => failure,
        };
        let content_type = text(&headers, &CONTENT_TYPE).map(ToOwned::to_owned);
        let length = text(&headers, &CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let is_charged = self.call.http.is_charged;
        // A file may be of any type, also of those in which errors and portals come.
        if self.call.http.operation != Subject::Files {
            let kind = content_type.as_deref().unwrap_or_default();
            if let Some(shape) = no_media(kind, self.call.http.operation) {
                let empty = Transfer::new(self.client, Body::empty(), lease, None, is_charged);
                let failure = match shape {
                    Shape::Page => Failure::web_page(),
                    Shape::Document | Shape::Events => self.document(body).await,
                };
                return Err(named(empty.refuse(failure)));
            }
        }
        let mut transfer = Transfer::new(self.client, body, lease, length, is_charged);
        let first = match transfer.first().await {
            Ok(None) if is_charged => Err(Failure::blank()),
            first => first,
        };
        match first {
            Ok(first) => {
                let (transfer, receipt) = (Some(transfer), self.call.http.receipt.clone());
                Ok(Download { content_type, length, details, first, transfer, receipt, open: None })
            }
            Err(failure) => Err(named(transfer.refuse(failure))),
        }
    }
}

impl ReadBytes<'_> {
    /// Why there is a document in place of bytes.
    async fn document(&self, body: Body) -> Failure {
        let body = match body.collect(ERROR_BODY_LIMIT).await {
            Ok(body) => body,
            Err(error) => return Failure::broken_transfer(error),
        };
        let body = without_bom(&body);
        if let Some(failure) = failure_in(body, self.call, self.client) {
            return failure;
        }
        match openrouter_wire::decode::<error::Body>(body) {
            Ok(body) => from_api_error(&body.error, None, None, self.client.moment()),
            Err(_) => Failure::no_bytes(),
        }
    }
}

/// What a body of this type is, if it is not what was asked for. Sound and films are no text.
fn no_media(kind: &str, subject: Subject) -> Option<Shape> {
    let kind = media_type(kind);
    let is_media = matches!(subject, Subject::Speech | Subject::Videos);
    let is_text = || kind.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("text/"));
    shape_of(kind).or_else(|| (is_media && is_text()).then_some(Shape::Document))
}

fn text<'a>(head: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    head.get(name)?.to_str().ok()
}

impl OpenRouter {
    /// Carries an operation out whose reply is bytes: speech, a video, a file.
    ///
    /// It returns once the first bytes are there: what fails before is tried again, what fails
    /// later ends the [`Download`]. The time between any two pieces is limited, all of them
    /// together are not.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future, or the download, cancels the transfer.
    pub async fn download<O>(&self, operation: &O) -> Result<Download>
    where
        O: Operation<Response = Binary>,
    {
        self.download_with(operation, &CallOptions::default()).await
    }

    /// As [`download`](Self::download), with options.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn download_with<O>(&self, operation: &O, options: &CallOptions) -> Result<Download>
    where
        O: Operation<Response = Binary>,
    {
        let client = self.client();
        let call = plan(&client, operation, Form::Bytes, options)?;
        let open = call.http.receipt.begin();
        let called = match client.call(&call, &ReadBytes { client: &client, call: &call }).await {
            Ok(called) => called,
            Err(error) => {
                open.close(false);
                return Err(error);
            }
        };
        let (mut download, mut account) = (called.value, called.account);
        account.first_content();
        download.details.attempts = account.attempts().to_vec();
        let generation = download.details.generation_id.as_ref().map(ResponseId::as_str);
        client.remembered.makers.note(generation, account.attempts());
        if let Some(transfer) = &mut download.transfer {
            transfer.hand_over(account);
        }
        download.open = Some(open);
        Ok(download)
    }
}
