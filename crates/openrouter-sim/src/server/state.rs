//! What all requests share.

use crate::{
    catalogue::Catalogue, clock::Clock, endpoints::Files, generation_ids::GenerationIds,
    keyring::Keyring, ledger::Ledger, oauth::AuthCodes, presets::Presets, request_log::RequestLog,
    script::Script, stream_style::StreamStyle,
};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) ids: GenerationIds,
    pub(crate) keyring: Keyring,
    pub(crate) auth_codes: AuthCodes,
    pub(crate) presets: Presets,
    pub(crate) files: Files,
    pub(crate) ledger: Ledger,
    pub(crate) catalogue: Catalogue,
    pub(crate) log: RequestLog,
    pub(crate) script: Script,
    pub(crate) style: StreamStyle,
}
