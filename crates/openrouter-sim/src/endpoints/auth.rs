//! `/auth/keys`: keys for applications.

use std::time::Duration;

use openrouter_wire::{
    Extra,
    oauth::{ChallengeMethod, Code, CodeRequest, CodeResponse, TokenRequest, TokenResponse},
};

use crate::{
    calendar::iso,
    keyring::{Key, new_key},
    oauth::Wish,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Routes},
};

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
    let key = call.state.keyring.insert(&characters, Key { created_at: call.now(), ..key });
    let user_id = Some(key.creator_user_id);
    Ok(Reply::ok(&TokenResponse { key: characters, user_id, extra: Extra::default() }))
}

/// Issues a code, as the page does on which users allow an application to have a key.
fn issue(call: &Call<'_>) -> Result<Reply, Refusal> {
    let account = call.state.keyring.account_name(call.key_hash);
    let wish = Wish::from_request(call.json()?)?.in_account(account);
    let id = wish.allow(&call.state.auth_codes, call.names, call.now()).code;
    let created_at = Some(iso(Duration::from_secs(call.now())));
    let data = Code { id, app_id: Some(1.into()), created_at, extra: Extra::default() };
    Ok(Reply::ok(&CodeResponse { data, extra: Extra::default() }))
}
