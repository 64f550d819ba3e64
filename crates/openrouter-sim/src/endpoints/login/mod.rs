//! `/auth`, from the root of the server: the page on which users allow an application to have a
//! key.
//!
//! What the service does when users refuse is not documented. Here they come back with
//! `error=access_denied`, as OAuth has it.

mod page;

use http::{StatusCode, header};
use openrouter_wire::Method;
use serde::Deserialize;
use url::Url;

use crate::{
    oauth::Wish,
    refusal::Refusal,
    reply::Reply,
    server::{Call, Endpoint, Routes},
};

/// Where the page is, from the root of the server.
pub(crate) const PAGE: &str = "/auth";

pub(super) fn routes() -> Routes {
    let endpoint = |handler| Endpoint { purpose: None, handler, refuse: page::refusal };
    Routes::default().at(Method::Get, PAGE, endpoint(show)).at(Method::Post, PAGE, endpoint(decide))
}

/// Shows the page.
fn show(call: &Call<'_>) -> Result<Reply, Refusal> {
    let wish = Wish::from_query(call.request.query.as_deref().unwrap_or_default())?;
    if call.state.approves_logins {
        return Ok(allow(call, wish));
    }
    let token = call.state.pending_logins.add(call.names, wish.clone(), call.now());
    Ok(page::question(&wish, &token, &call.state.keyring.accounts().names()))
}

/// What the form says.
#[derive(Debug, Deserialize)]
struct Form {
    token: String,
    decision: Decision,
    /// Whose key it is to be; nothing where there is one account only.
    account: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Allow,
    Deny,
}

/// Does what the user decides.
fn decide(call: &Call<'_>) -> Result<Reply, Refusal> {
    if !is_from_here(call) {
        let message = "The form was sent from another place than its page";
        return Err(Refusal::new(StatusCode::FORBIDDEN, message));
    }
    let form: Form = serde_urlencoded::from_bytes(call.body)
        .map_err(|error| Refusal::bad_request(format!("Invalid form: {error}")))?;
    let wish = call.state.pending_logins.take(&form.token, call.now());
    let over = "This page was answered already, or is older than ten minutes: start anew";
    let wish = wish.ok_or_else(|| Refusal::bad_request(over))?;
    Ok(match form.decision {
        Decision::Allow => allow(call, wish.in_account(form.account.unwrap_or_default())),
        Decision::Deny => wish.deny().map_or_else(page::denied, |address| see_other(&address)),
    })
}

/// Sends the user back with a code, or shows it.
fn allow(call: &Call<'_>, wish: Wish) -> Reply {
    let consent = wish.allow(&call.state.auth_codes, call.names, call.now());
    consent.callback.map_or_else(|| page::code(&consent.code), |address| see_other(&address))
}

fn see_other(address: &Url) -> Reply {
    Reply::new(StatusCode::SEE_OTHER, "text/plain", Vec::new())
        .with_header(header::LOCATION, address.as_str())
        .with_header(header::CACHE_CONTROL, "no-store")
}

/// Tells whether a form comes from the page, as far as the client says. Browsers say it.
fn is_from_here(call: &Call<'_>) -> bool {
    let said = |name| call.request.header(name);
    let is_here = |origin: &str| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == said("host")
    };
    said("origin").is_none_or(is_here)
        && said("sec-fetch-site").is_none_or(|site| site == "same-origin")
}
