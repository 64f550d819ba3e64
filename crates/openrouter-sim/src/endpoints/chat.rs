//! `POST /chat/completions`.

use openrouter_wire::chat::Request;

use crate::{chat, server::Routes};

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Request>(chat::complete)
}
