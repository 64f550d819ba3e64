//! What all requests share.

use crate::{
    answer_cache::AnswerCache,
    catalogue::Catalogue,
    clock::Clock,
    endpoints::{Batches, Files, Videos},
    generation_ids::GenerationIds,
    history::DayOfUse,
    keyring::Keyring,
    ledger::Ledger,
    oauth::{AuthCodes, PendingLogins},
    presets::Presets,
    request_log::RequestLog,
    script::Script,
    stream_style::StreamStyle,
};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) ids: GenerationIds,
    pub(crate) keyring: Keyring,
    pub(crate) auth_codes: AuthCodes,
    pub(crate) pending_logins: PendingLogins,
    /// Whether users allow all, without being asked.
    pub(crate) approves_logins: bool,
    pub(crate) presets: Presets,
    pub(crate) cache: AnswerCache,
    pub(crate) files: Files,
    pub(crate) videos: Videos,
    pub(crate) batches: Batches,
    pub(crate) ledger: Ledger,
    /// What was used before the start.
    pub(crate) history: Vec<DayOfUse>,
    pub(crate) catalogue: Catalogue,
    pub(crate) log: RequestLog,
    pub(crate) script: Script,
    pub(crate) style: StreamStyle,
}

impl State {
    /// Does what is due by now, whoever asks for what.
    pub(crate) fn settle(&self) {
        self.videos.settle(&self.keyring, &self.ledger, self.clock.since_epoch());
        self.batches.settle(self);
    }
}
