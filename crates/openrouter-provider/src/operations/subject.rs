//! What an operation is about, and what asking twice would do.

use llm_types::Operation as Subject;
use openrouter_wire::{Method, Operation};

use llm_provider_base::Replay;

/// What an operation is about, for metrics and errors.
pub(super) fn subject<O: Operation>() -> Subject {
    let mut segments = O::PATH.split('/').skip(1);
    let first = segments.next().unwrap_or_default();
    let second = segments.next();
    let reads = O::METHOD == Method::Get;
    match (first, second) {
        ("embeddings" | "images" | "videos", Some("models")) => Subject::Models,
        ("models" | "model" | "providers" | "endpoints", _) => Subject::Models,
        ("chat" | "responses" | "messages", _) => Subject::Chat,
        ("embeddings", _) => Subject::Embeddings,
        ("rerank", _) => Subject::Rerank,
        ("images", _) => Subject::Images,
        ("audio", Some("transcriptions")) => Subject::Transcription,
        ("audio", _) => Subject::Speech,
        ("videos", _) => Subject::Videos,
        ("batches", _) => Subject::Batches,
        ("files", _) => Subject::Files,
        ("auth", _) => Subject::Login,
        ("key" | "credits" | "activity" | "generation", _) => Subject::Account,
        ("analytics" | "datasets" | "benchmarks" | "classifications", _) => Subject::Account,
        _ if reads => Subject::Account,
        _ => Subject::Management,
    }
}

/// True if the account pays for it: a model is put to work.
pub(super) fn is_charged<O: Operation>() -> bool {
    O::METHOD == Method::Post
        && matches!(
            subject::<O>(),
            Subject::Chat
                | Subject::Embeddings
                | Subject::Rerank
                | Subject::Images
                | Subject::Transcription
                | Subject::Speech
                | Subject::Videos
                | Subject::Batches
        )
}

/// What sending it twice would do. `whole` says that the answer comes whole.
pub(super) fn replay<O: Operation>(whole: bool) -> Replay {
    if O::METHOD != Method::Post || O::PATH == "/analytics/query" {
        return Replay::Harmless;
    }
    match subject::<O>() {
        // Two jobs that are both paid for.
        Subject::Videos | Subject::Batches => Replay::Creation,
        _ if !is_charged::<O>() => Replay::Creation,
        _ if whole => Replay::WholeAnswer,
        _ => Replay::Answer,
    }
}

#[cfg(test)]
mod tests {
    use openrouter_wire::{credits, embeddings, generation, key, keys, models, oauth};

    use super::*;

    #[track_caller]
    fn check<O: Operation>(expected: Subject, charged: bool, twice: Replay) {
        let found = (subject::<O>(), is_charged::<O>(), replay::<O>(true));
        assert_eq!(found, (expected, charged, twice), "{}", O::ID);
    }

    #[test]
    fn each_operation_is_known_by_its_path() {
        check::<openrouter_wire::chat::Request>(Subject::Chat, true, Replay::WholeAnswer);
        check::<embeddings::Request>(Subject::Embeddings, true, Replay::WholeAnswer);
        check::<models::List>(Subject::Models, false, Replay::Harmless);
        check::<key::Get>(Subject::Account, false, Replay::Harmless);
        check::<credits::Get>(Subject::Account, false, Replay::Harmless);
        check::<generation::Get>(Subject::Account, false, Replay::Harmless);
        check::<oauth::TokenRequest>(Subject::Login, false, Replay::Creation);
        check::<keys::List>(Subject::Account, false, Replay::Harmless);
        check::<keys::Create>(Subject::Management, false, Replay::Creation);
        check::<keys::Update>(Subject::Management, false, Replay::Harmless);
        check::<keys::Delete>(Subject::Management, false, Replay::Harmless);
    }
}
