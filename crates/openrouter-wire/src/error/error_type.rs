//! The `error_type` of an error.

use crate::open_enum::open_enum;

open_enum! {
    /// What went wrong, in one word.
    ///
    /// Follows `ApiErrorType` of the API description. Documented, but absent from recorded
    /// errors so far.
    pub enum ErrorType {
        /// 400: the prompt does not fit.
        ContextLengthExceeded = "context_length_exceeded",
        /// 400: more output asked for than the model gives.
        MaxTokensExceeded = "max_tokens_exceeded",
        /// 400: a limit on tokens.
        TokenLimitExceeded = "token_limit_exceeded",
        /// 400: a string is too long.
        StringTooLong = "string_too_long",
        /// 401: the key is missing or not accepted.
        Authentication = "authentication",
        /// 403: the key may not do this.
        PermissionDenied = "permission_denied",
        /// 402: no money.
        PaymentRequired = "payment_required",
        /// 429: too many requests.
        RateLimitExceeded = "rate_limit_exceeded",
        /// 503: the upstream is overloaded.
        ProviderOverloaded = "provider_overloaded",
        /// 502: the upstream is down or answers nonsense.
        ProviderUnavailable = "provider_unavailable",
        /// 400: the request is malformed.
        InvalidRequest = "invalid_request",
        /// 400: the prompt is malformed.
        InvalidPrompt = "invalid_prompt",
        /// 404: no such thing.
        NotFound = "not_found",
        /// 412: a precondition does not hold.
        PreconditionFailed = "precondition_failed",
        /// 413: the request is too large.
        PayloadTooLarge = "payload_too_large",
        /// 422: the request makes no sense.
        Unprocessable = "unprocessable",
        /// 400: against the upstream's policy.
        ContentPolicyViolation = "content_policy_violation",
        /// 400: the model refused.
        Refusal = "refusal",
        /// 400: an image cannot be read.
        InvalidImage = "invalid_image",
        /// 400: an image is too large.
        ImageTooLarge = "image_too_large",
        /// 400: an image is too small.
        ImageTooSmall = "image_too_small",
        /// 400: an image format that is not supported.
        UnsupportedImageFormat = "unsupported_image_format",
        /// 404: an image does not exist.
        ImageNotFound = "image_not_found",
        /// 400: an image could not be fetched.
        ImageDownloadFailed = "image_download_failed",
        /// 500: a fault of the service.
        Server = "server",
        /// 504: took too long.
        Timeout = "timeout",
        /// 500: a fault that the service does not classify.
        Unmapped = "unmapped",
    }
}
