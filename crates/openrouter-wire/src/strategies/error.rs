//! Errors.

use proptest::{collection, prelude::*};
use serde_json::Value;

use super::{
    maybe,
    message::annotation,
    response::router_metadata,
    scalar::{extra, name, number, object, text, texts},
};
use crate::error::{
    ApiError, Availability, AvailabilityCode, Body, Constraint, ErrorCode, ErrorType, HeaderValue,
    Metadata, PreviousError, Raw,
};

/// Makes the body of a refusal.
pub fn body() -> BoxedStrategy<Body> {
    (api_error(), maybe(text()), maybe(router_metadata()), extra())
        .prop_map(|(error, user_id, openrouter_metadata, extra)| Body {
            error,
            user_id,
            openrouter_metadata,
            extra,
        })
        .boxed()
}

/// Makes an error: an object, or now and then a plain string.
pub fn api_error() -> BoxedStrategy<ApiError> {
    let object = (
        maybe(error_code()),
        maybe(text()),
        maybe(name(ErrorType::NAMES)),
        maybe(number()),
        maybe(metadata().prop_map(Box::new)),
        maybe(availability().prop_map(Box::new)),
        extra(),
    )
        .prop_map(|(code, message, error_type, http_status, metadata, availability, extra)| {
            ApiError {
                code,
                message,
                error_type,
                http_status,
                metadata,
                availability,
                extra,
                is_text: false,
            }
        });
    let plain = text().prop_map(|text| ApiError {
        message: Some(text),
        is_text: true,
        ..ApiError::default()
    });
    prop_oneof![4 => object, 1 => plain].boxed()
}

fn error_code() -> BoxedStrategy<ErrorCode> {
    prop_oneof![
        (100_u16..600).prop_map(ErrorCode::from),
        number().prop_map(ErrorCode::Number),
        text().prop_map(ErrorCode::Text),
    ]
    .boxed()
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let raw = prop_oneof![
        text().prop_map(Raw::Text),
        object().prop_map(|fields| Raw::Json(Value::Object(fields)))
    ];
    let header =
        prop_oneof![text().prop_map(HeaderValue::Text), number().prop_map(HeaderValue::Number)];
    (
        (maybe(name(ErrorType::NAMES)), maybe(error_code()), maybe(text()), maybe(raw)),
        (maybe(text()), maybe(texts()), maybe(text()), maybe(texts())),
        maybe(collection::btree_map(text(), header, 0..3)),
        (maybe(text()), maybe(text()), maybe(text())),
        maybe(collection::vec(previous_error(), 0..3)),
        maybe(collection::vec(annotation(), 0..2)),
        extra(),
    )
        .prop_map(
            |(upstream, filter, headers, limit, previous_errors, file_annotations, extra)| {
                Metadata {
                    error_type: upstream.0,
                    provider_code: upstream.1,
                    provider_name: upstream.2,
                    raw: upstream.3,
                    model_slug: filter.0,
                    reasons: filter.1,
                    flagged_input: filter.2,
                    patterns: filter.3,
                    headers,
                    limit_source: limit.0,
                    reason: limit.1,
                    remedy_hint: limit.2,
                    previous_errors,
                    file_annotations,
                    extra,
                }
            },
        )
}

fn previous_error() -> impl Strategy<Value = PreviousError> {
    (maybe(text()), maybe(error_code()), maybe(number()), maybe(text()), extra()).prop_map(
        |(provider, code, status, message, extra)| PreviousError {
            provider,
            code,
            status,
            message,
            extra,
        },
    )
}

fn availability() -> impl Strategy<Value = Availability> {
    let constraint = (maybe(text()), maybe(text()), extra())
        .prop_map(|(field, detail, extra)| Constraint { field, detail, extra });
    (
        (maybe(name(AvailabilityCode::NAMES)), maybe(any::<bool>()), maybe(texts())),
        (maybe(text()), maybe(number()), maybe(texts())),
        (maybe(texts()), maybe(texts()), maybe(constraint)),
        extra(),
    )
        .prop_map(|(what, when, why, extra)| Availability {
            code: what.0,
            retryable: what.1,
            requested_models: what.2,
            docs_url: when.0,
            retry_after: when.1,
            affected_providers: when.2,
            excluded_by: why.0,
            fallback_models: why.1,
            constraint: why.2,
            extra,
        })
}
