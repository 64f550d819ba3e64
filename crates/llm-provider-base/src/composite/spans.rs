//! Spans: a call, and under it one for each member that is asked.

use llm_types::{Error, ModelId};
use tracing::Span;
use tracing::field::Empty;

use super::Member;
use crate::gen_ai;

/// How it ended: `succeeded`, `failed`, `lost` or `cancelled`.
const OUTCOME: &str = "composite.outcome";
/// What a member is called.
const MEMBER: &str = "composite.member";
/// Another member was under way: true, or absent.
const HEDGE: &str = "composite.hedge";
/// How many members were asked: an integer.
const ASKED: &str = "composite.asked";

/// A span that ends once, in one way. Dropped without a verdict, it says that what it tells of was
/// cancelled.
#[derive(Debug)]
pub(super) struct Told(Span);

impl Told {
    /// Of a call, under the span that is current: the caller's.
    pub(super) fn call(name: &str, model: Option<&ModelId>, is_stream: bool) -> Self {
        let model = model.map(ModelId::as_str);
        let title = model.map_or_else(|| gen_ai::CHAT.to_owned(), |it| format!("chat {it}"));
        Self(tracing::info_span!(
            "call",
            { gen_ai::SPAN_NAME } = title,
            { gen_ai::SPAN_STATUS } = Empty,
            { gen_ai::OPERATION_NAME } = gen_ai::CHAT,
            { gen_ai::PROVIDER_NAME } = name,
            { gen_ai::REQUEST_MODEL } = model,
            { gen_ai::REQUEST_STREAM } = is_stream.then_some(true),
            { gen_ai::ERROR_TYPE } = Empty,
            { ASKED } = Empty,
            { OUTCOME } = Empty,
        ))
    }

    /// Of what a member does for this call.
    pub(super) fn member(&self, member: &Member, model: Option<&ModelId>, is_hedge: bool) -> Self {
        Self(tracing::info_span!(
            parent: &self.0,
            "member",
            { gen_ai::SPAN_NAME } = member.name,
            { gen_ai::SPAN_STATUS } = Empty,
            { gen_ai::PROVIDER_NAME } = member.provider.name(),
            { gen_ai::REQUEST_MODEL } = model.map(ModelId::as_str),
            { gen_ai::ERROR_TYPE } = Empty,
            { MEMBER } = member.name,
            { HEDGE } = is_hedge.then_some(true),
            { OUTCOME } = Empty,
        ))
    }

    /// What is done for it is done in here.
    pub(super) const fn span(&self) -> &Span {
        &self.0
    }

    /// So many members were asked in all.
    pub(super) fn asked(&self, members: usize) {
        self.0.record(ASKED, i64::try_from(members).unwrap_or(i64::MAX));
    }

    pub(super) fn succeeded(&mut self) {
        self.end("succeeded");
    }

    pub(super) fn failed(&mut self, error: &Error) {
        self.0.record(gen_ai::SPAN_STATUS, gen_ai::ERROR);
        self.0.record(gen_ai::ERROR_TYPE, error.kind().as_str());
        self.end("failed");
    }

    /// Another member was faster.
    pub(super) fn lost(&mut self) {
        self.end("lost");
    }

    fn end(&mut self, outcome: &'static str) {
        std::mem::replace(&mut self.0, Span::none()).record(OUTCOME, outcome);
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.end("cancelled");
    }
}
