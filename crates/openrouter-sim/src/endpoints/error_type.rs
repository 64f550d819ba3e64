//! What went wrong, in one word that is the same for all endpoints.

use openrouter_wire::error::{ApiError, ErrorType};

/// Returns what went wrong: as the error says, or by its status as documented.
pub(super) fn error_type(error: &ApiError) -> Option<ErrorType> {
    let by_status = |status| match status {
        400 => ErrorType::InvalidRequest,
        401 => ErrorType::Authentication,
        402 => ErrorType::PaymentRequired,
        403 => ErrorType::PermissionDenied,
        404 => ErrorType::NotFound,
        408 | 504 | 524 => ErrorType::Timeout,
        412 => ErrorType::PreconditionFailed,
        413 => ErrorType::PayloadTooLarge,
        422 => ErrorType::Unprocessable,
        429 => ErrorType::RateLimitExceeded,
        502 => ErrorType::ProviderUnavailable,
        503 | 529 => ErrorType::ProviderOverloaded,
        _ => ErrorType::Server,
    };
    error.error_type().cloned().or_else(|| error.status().map(by_status))
}
