//! What an application asks the user for.

use openrouter_wire::{
    key::ResetInterval,
    oauth::{ChallengeMethod, CodeRequest},
};
use serde::Deserialize;
use url::Url;

use super::{AuthCode, AuthCodes, Callback, Challenge, Consent};
use crate::{
    keyring::{Class, Key, end, limit},
    refusal::Refusal,
    seed::Seed,
};

/// How many characters the name of a key may have.
const LONGEST_LABEL: usize = 100;

/// What an application asks the user for: a key.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// Where the user comes back to; without it, they carry the code themselves.
    pub(crate) callback: Option<Callback>,
    pub(crate) challenge: Option<Challenge>,
    /// What the key will be like.
    pub(crate) key: Key,
}

/// The parameters of the page.
#[derive(Debug, Deserialize)]
struct Query {
    callback_url: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    key_label: Option<String>,
    limit: Option<String>,
    usage_limit_type: Option<String>,
    expires_at: Option<String>,
    workspace_id: Option<String>,
}

impl Wish {
    /// Reads the query of the page. Other parameters than the documented ones are ignored.
    pub(crate) fn from_query(query: &str) -> Result<Self, Refusal> {
        let invalid = |error| Refusal::bad_request(format!("Invalid query: {error}"));
        let query: Query = serde_urlencoded::from_str(query).map_err(invalid)?;
        let no_number = |_| Refusal::bad_request("`limit` must be an amount in US dollars");
        let limit = query.limit.map(|text| serde_json::from_str(&text).map_err(no_number));
        let callback = query.callback_url.as_deref().map(Callback::parse).transpose()?;
        let asked = CodeRequest {
            code_challenge: query.code_challenge,
            code_challenge_method: query.code_challenge_method.map(Into::into),
            key_label: query.key_label,
            limit: limit.transpose()?,
            usage_limit_type: query.usage_limit_type.map(Into::into),
            expires_at: query.expires_at,
            workspace_id: query.workspace_id,
            ..CodeRequest::default()
        };
        let wish = Self::new(callback, asked)?;
        if wish.callback.is_none() && wish.challenge.is_none() {
            // Who sees the code on the screen could use it otherwise.
            let message = "`code_challenge` is required where there is no `callback_url`";
            return Err(Refusal::bad_request(message));
        }
        Ok(wish)
    }

    /// Reads the request for a code.
    pub(crate) fn from_request(asked: CodeRequest) -> Result<Self, Refusal> {
        let callback = Callback::parse(&asked.callback_url)?;
        Self::new(Some(callback), asked)
    }

    /// Says whose key it will be.
    pub(crate) fn in_account(mut self, name: String) -> Self {
        self.key.account = name;
        self
    }

    /// Issues the code that stands for the user's leave.
    pub(crate) fn allow(self, codes: &AuthCodes, names: &Seed, now: u64) -> Consent {
        let Self { callback, challenge, key } = self;
        let code = codes.issue(names, AuthCode { challenge, key, issued_at: now });
        Consent { callback: callback.map(|callback| callback.with("code", &code)), code }
    }

    /// Returns where the user comes back to without a code.
    pub(crate) fn deny(&self) -> Option<Url> {
        self.callback.as_ref().map(|callback| callback.with("error", "access_denied"))
    }

    fn new(callback: Option<Callback>, asked: CodeRequest) -> Result<Self, Refusal> {
        let challenge = challenge(&asked)?;
        let key = key(asked, callback.as_ref())?;
        Ok(Self { callback, challenge, key })
    }
}

fn challenge(asked: &CodeRequest) -> Result<Option<Challenge>, Refusal> {
    // RFC 7636: the method is `plain` if nothing is said.
    let method = asked.code_challenge_method.clone().unwrap_or(ChallengeMethod::Plain);
    if matches!(method, ChallengeMethod::Other(_)) {
        return Err(Refusal::bad_request("Invalid code_challenge_method"));
    }
    if asked.code_challenge.as_deref() == Some("") {
        return Err(Refusal::bad_request("`code_challenge` is empty"));
    }
    Ok(asked.code_challenge.clone().map(|text| Challenge { method, text }))
}

/// Makes what the key will be like.
fn key(asked: CodeRequest, callback: Option<&Callback>) -> Result<Key, Refusal> {
    let name = asked.key_label.or_else(|| callback.map(Callback::app)).unwrap_or_default();
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
