//! Keys of an account, and codes for new ones.

use proptest::{array::uniform, collection::vec, prelude::*};

use super::{
    maybe,
    scalar::{count, extra, name, number, text},
};
use crate::{
    Change,
    key::ResetInterval,
    keys::{Create, Created, Key, ListResponse, Update},
    oauth::{ChallengeMethod, Code, CodeRequest, CodeResponse},
};

/// Makes a list of keys.
pub fn key_list() -> BoxedStrategy<ListResponse> {
    (vec(key(), 0..3), extra()).prop_map(|(data, extra)| ListResponse { data, extra }).boxed()
}

/// Makes the reply about a new key.
pub fn created_key() -> BoxedStrategy<Created> {
    (key(), text(), extra()).prop_map(|(data, key, extra)| Created { data, key, extra }).boxed()
}

fn key() -> impl Strategy<Value = Key> {
    (
        uniform::<_, 8>(maybe(text())),
        uniform::<_, 10>(maybe(number())),
        (maybe(any::<bool>()), maybe(any::<bool>()), maybe(name(ResetInterval::NAMES))),
        extra(),
    )
        .prop_map(|(names, amounts, (disabled, include_byok_in_limit, limit_reset), extra)| {
            let [hash, name, label, created_at, updated_at, expires_at, names @ ..] = names;
            let [creator_user_id, workspace_id] = names;
            let [limit, limit_remaining, usage, usage_daily, usage_weekly, amounts @ ..] = amounts;
            let [usage_monthly, byok_usage, amounts @ ..] = amounts;
            let [byok_usage_daily, byok_usage_weekly, byok_usage_monthly] = amounts;
            Key {
                hash,
                name,
                label,
                disabled,
                limit,
                limit_remaining,
                limit_reset,
                include_byok_in_limit,
                usage,
                usage_daily,
                usage_weekly,
                usage_monthly,
                byok_usage,
                byok_usage_daily,
                byok_usage_weekly,
                byok_usage_monthly,
                created_at,
                updated_at,
                expires_at,
                creator_user_id,
                workspace_id,
                extra,
            }
        })
}

/// Makes a request for a new key.
pub fn create_key() -> BoxedStrategy<Create> {
    (
        text(),
        (maybe(number()), maybe(name(ResetInterval::NAMES)), maybe(any::<bool>())),
        uniform::<_, 3>(maybe(text())),
        extra(),
    )
        .prop_map(|(name, (limit, limit_reset, include_byok_in_limit), names, extra)| {
            let [expires_at, workspace_id, creator_user_id] = names;
            Create {
                name,
                limit,
                limit_reset,
                include_byok_in_limit,
                expires_at,
                workspace_id,
                creator_user_id,
                extra,
            }
        })
        .boxed()
}

/// Makes a change of a key.
pub fn update_key() -> BoxedStrategy<Update> {
    (
        (maybe(text()), maybe(any::<bool>()), maybe(any::<bool>())),
        (change(number()), change(name(ResetInterval::NAMES))),
        extra(),
    )
        .prop_map(|((name, disabled, include_byok_in_limit), (limit, limit_reset), extra)| Update {
            hash: String::new(),
            name,
            disabled,
            limit,
            limit_reset,
            include_byok_in_limit,
            extra,
        })
        .boxed()
}

fn change<T: Clone + std::fmt::Debug + 'static>(
    value: BoxedStrategy<T>,
) -> impl Strategy<Value = Change<T>> {
    prop_oneof![Just(Change::Keep), Just(Change::Clear), value.prop_map(Change::Set)]
}

/// Makes a request for a code.
pub fn code_request() -> BoxedStrategy<CodeRequest> {
    (
        (text(), maybe(text()), maybe(name(ChallengeMethod::NAMES))),
        (maybe(number()), maybe(name(ResetInterval::NAMES))),
        uniform::<_, 5>(maybe(text())),
        extra(),
    )
        .prop_map(|(proof, (limit, usage_limit_type), names, extra)| {
            let (callback_url, code_challenge, code_challenge_method) = proof;
            let [key_label, expires_at, workspace_id, spawn_agent, spawn_cloud] = names;
            CodeRequest {
                callback_url,
                code_challenge,
                code_challenge_method,
                key_label,
                limit,
                usage_limit_type,
                expires_at,
                workspace_id,
                spawn_agent,
                spawn_cloud,
                extra,
            }
        })
        .boxed()
}

/// Makes a reply with a code.
pub fn code_response() -> BoxedStrategy<CodeResponse> {
    let code = (text(), maybe(count()), maybe(text()), extra())
        .prop_map(|(id, app_id, created_at, extra)| Code { id, app_id, created_at, extra });
    (code, extra()).prop_map(|(data, extra)| CodeResponse { data, extra }).boxed()
}
