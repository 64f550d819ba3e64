//! `/auth/keys`: keys for applications.

use std::time::Duration;

use openrouter_wire::{
    Extra,
    key::ResetInterval,
    oauth::{ChallengeMethod, Code, CodeRequest, CodeResponse, TokenRequest, TokenResponse},
};
use url::{Host, Url};

use super::keys::{end, limit};
use crate::{
    account::USER_ID,
    calendar::iso,
    keyring::{Class, Key, new_key},
    oauth::{AuthCode, Challenge},
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

/// How many characters the name of a key may have.
const LONGEST_LABEL: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::default().serve::<TokenRequest>(exchange).serve::<CodeRequest>(issue)
}

/// Exchanges a code for a key.
fn exchange(call: &Call<'_>) -> Result<Reply, Refusal> {
    let proof: TokenRequest = call.json()?;
    if let Some(ChallengeMethod::Other(_)) = proof.code_challenge_method {
        return Err(Refusal::bad_request("Invalid code_challenge_method"));
    }
    let key = call.state.auth_codes.redeem(&proof, call.now())?;
    let characters = new_key(call.names.fork("key"));
    call.state.keyring.insert(&characters, Key { created_at: call.now(), ..key });
    let user_id = Some(USER_ID.to_owned());
    Ok(Reply::ok(&TokenResponse { key: characters, user_id, extra: Extra::default() }))
}

/// Issues a code, as the page does on which users allow an application to have a key.
fn issue(call: &Call<'_>) -> Result<Reply, Refusal> {
    let asked: CodeRequest = call.json()?;
    let callback = address(&asked.callback_url)?;
    let code = AuthCode {
        challenge: challenge(&asked)?,
        key: key(asked, &callback)?,
        issued_at: call.now(),
    };
    let id = call.names.fork("code").prefixed("auth_code_");
    call.state.auth_codes.issue(&id, code);
    let created_at = Some(iso(Duration::from_secs(call.now())));
    let data = Code { id, app_id: Some(1.into()), created_at, extra: Extra::default() };
    Ok(Reply::ok(&CodeResponse { data, extra: Extra::default() }))
}

/// Reads where the user comes back to: an `https:` address, or a local one.
fn address(text: &str) -> Result<Url, Refusal> {
    let url = Url::parse(text).ok().filter(|url| match url.scheme() {
        "https" => true,
        "http" => match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        },
        _ => false,
    });
    url.ok_or_else(|| Refusal::bad_request("`callback_url` must be an https or a local address"))
}

fn challenge(asked: &CodeRequest) -> Result<Option<Challenge>, Refusal> {
    // RFC 7636: the method is `plain` if nothing is said.
    let method = asked.code_challenge_method.clone().unwrap_or(ChallengeMethod::Plain);
    if matches!(method, ChallengeMethod::Other(_)) {
        return Err(Refusal::bad_request("Invalid code_challenge_method"));
    }
    Ok(asked.code_challenge.clone().map(|text| Challenge { method, text }))
}

/// Makes what the key will be like.
fn key(asked: CodeRequest, callback: &Url) -> Result<Key, Refusal> {
    let name = asked.key_label.or_else(|| callback.host_str().map(str::to_owned));
    let name = name.unwrap_or_default();
    if name.chars().count() > LONGEST_LABEL {
        return Err(Refusal::bad_request("`key_label` has more than 100 characters"));
    }
    if let Some(ResetInterval::Other(_)) = asked.usage_limit_type {
        return Err(Refusal::bad_request("`usage_limit_type` must be daily, weekly or monthly"));
    }
    Ok(Key {
        name,
        class: Class::Inference,
        limit: asked.limit.as_ref().map(limit).transpose()?,
        limit_reset: asked.usage_limit_type,
        expires_at: asked.expires_at.as_deref().map(end).transpose()?,
        workspace_id: asked.workspace_id.unwrap_or_default(),
        ..Key::default()
    })
}
