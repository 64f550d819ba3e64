//! [`AttemptSpan`]: the span of one request.

use http::Method;
use llm_types::{Error, ErrorKind};
use tracing::Span;
use tracing::field::Empty;
use url::Url;

use super::said::{int, said};
use super::span_fields;
use crate::call::Trace;
use crate::gen_ai;

/// The span of one request, from when it is sent to the end of its reply. Dropped without a
/// verdict, it says that the request was cancelled.
#[derive(Debug)]
pub(crate) struct AttemptSpan(Span);

impl Default for AttemptSpan {
    fn default() -> Self {
        Self(Span::none())
    }
}

impl AttemptSpan {
    /// Under the span that is current: the call's.
    pub(crate) fn start<N>(method: &Method, url: &Url, trace: &Trace<N>) -> Self {
        let Trace { model, key, is_hedge, .. } = trace;
        let (resends, after) = (trace.resends(), trace.after());
        Self(tracing::info_span!(
            "attempt",
            { gen_ai::SPAN_NAME } = method.as_str(),
            { gen_ai::SPAN_KIND } = gen_ai::CLIENT,
            { gen_ai::SPAN_STATUS } = Empty,
            { gen_ai::HTTP_REQUEST_METHOD } = method.as_str(),
            { gen_ai::HTTP_REQUEST_RESEND_COUNT } = (resends > 0).then(|| int(resends)),
            { gen_ai::HTTP_RESPONSE_STATUS_CODE } = Empty,
            { gen_ai::ERROR_TYPE } = Empty,
            { gen_ai::SERVER_ADDRESS } = url.host_str(),
            { gen_ai::SERVER_PORT } = url.port_or_known_default().map(i64::from),
            { gen_ai::REQUEST_MODEL } = model.as_ref().map(|model| said(model.as_str())),
            { span_fields::KEY_ID } = key.as_deref(),
            { span_fields::RETRY_REASON } = after.map(ErrorKind::as_str),
            { span_fields::HEDGE } = is_hedge.then_some(true),
            { span_fields::GENERATION_ID } = Empty,
            { span_fields::MAYBE_BILLED } = Empty,
            { span_fields::OUTCOME } = Empty,
        ))
    }

    /// What is done for the request is done in here.
    pub(crate) fn span(&self) -> &Span {
        &self.0
    }

    /// The head of a reply is there.
    pub(crate) fn replied(&self, status: u16) {
        self.0.record(gen_ai::HTTP_RESPONSE_STATUS_CODE, i64::from(status));
    }

    /// The whole reply is there.
    pub(crate) fn succeeded(&mut self) {
        self.end("succeeded");
    }

    /// It gave no answer, or one that broke off.
    pub(crate) fn failed(&mut self, error: &Error) {
        if !self.0.is_disabled() {
            self.0.record(gen_ai::SPAN_STATUS, gen_ai::ERROR);
            self.0.record(gen_ai::ERROR_TYPE, error.kind().as_str());
            if let Some(id) = error.response_id() {
                self.0.record(span_fields::GENERATION_ID, said(id.as_str()));
            }
            if error.maybe_billed() {
                self.0.record(span_fields::MAYBE_BILLED, true);
            }
        }
        self.end("failed");
    }

    /// Another attempt was faster. What was sent is paid for.
    pub(crate) fn lost(&mut self) {
        self.0.record(span_fields::MAYBE_BILLED, true);
        self.end("lost");
    }

    fn end(&mut self, outcome: &'static str) {
        std::mem::replace(&mut self.0, Span::none()).record(span_fields::OUTCOME, outcome);
    }
}

impl Drop for AttemptSpan {
    fn drop(&mut self) {
        self.end("cancelled");
    }
}
