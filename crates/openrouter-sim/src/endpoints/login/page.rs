//! The pages as HTML, without scripts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, StatusCode, header};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use openrouter_wire::key::ResetInterval;
use sha2::{Digest, Sha256};

use super::PAGE;
use crate::{
    calendar::iso,
    frame::Frame,
    keyring::Key,
    oauth::{Callback, Wish},
    refusal::Refusal,
    reply::Reply,
};

const STYLE: &str = include_str!("page.css");

/// Asks the user whether an application may have a key, of which account if there are several.
pub(super) fn question(wish: &Wish, token: &str, accounts: &[&str]) -> Reply {
    let app = wish.callback.as_ref().map(Callback::app);
    let content = html! {
        h1 {
            @match &app {
                Some(app) => { "Let " span.app { (app) } " have a key?" }
                None => { "Let an application have a key?" }
            }
        }
        p {
            "It could ask models in your name, until you take the key away."
        }
        (terms(&wish.key))
        form method="post" action=(PAGE) {
            input type="hidden" name="token" value=(token);
            @if accounts.len() > 1 { (choice(accounts)) }
            button.quiet name="decision" value="deny" { "Deny" }
            button name="decision" value="allow" { "Allow" }
        }
        p.note {
            @match &app {
                Some(app) => { "You will go back to " span.app { (app) } "." }
                None => { "You will get a code, to be pasted into the application." }
            }
        }
    };
    let callback = wish.callback.as_ref().map(Callback::csp_source);
    reply(StatusCode::OK, "Let an application have a key?", &content, callback.as_deref())
}

/// Lets the user choose an account.
fn choice(accounts: &[&str]) -> Markup {
    html! {
        fieldset {
            legend { "Account" }
            @for (index, account) in accounts.iter().enumerate() {
                label {
                    input type="radio" name="account" value=(account) checked[index == 0];
                    " " (account)
                }
            }
        }
    }
}

/// Tells what the key will be like.
fn terms(key: &Key) -> Markup {
    let per = |reset: &ResetInterval| match reset {
        ResetInterval::Daily => " a day",
        ResetInterval::Weekly => " a week",
        ResetInterval::Monthly => " a month",
        ResetInterval::Other(_) => "",
    };
    html! {
        dl {
            div { dt { "Name" } dd { @if key.name.is_empty() { "none" } @else { (key.name) } } }
            div {
                dt { "Limit" }
                dd {
                    @match key.limit {
                        Some(limit) => {
                            "$" (limit.normalize()) (key.limit_reset.as_ref().map_or("", per))
                        }
                        None => { "none" }
                    }
                }
            }
            @if let Some(end) = key.expires_at { div { dt { "Ends" } dd { (iso(end)) } } }
        }
    }
}

/// Shows a code that the user carries to the application.
pub(super) fn code(code: &str) -> Reply {
    let content = html! {
        h1 { "Paste this code into the application" }
        p { code { (code) } }
        p.note { "It is good once, and for ten minutes. Nobody else should see it." }
    };
    reply(StatusCode::OK, "Your code", &content, None)
}

/// Tells that nothing will happen.
pub(super) fn denied() -> Reply {
    let content = html! {
        h1 { "The application gets no key" }
        p { "You can close this page." }
    };
    reply(StatusCode::OK, "Denied", &content, None)
}

/// Tells what is wrong with a request.
pub(super) fn refusal(refusal: Refusal) -> Reply {
    let content = html! {
        h1 { "This does not work" }
        p { (refusal.error.message.unwrap_or_default()) }
        p.note { "The application that sent you here has to mend it. No key was made." }
    };
    reply(refusal.status, "This does not work", &content, None)
}

/// Makes the reply. Its form may lead to the callback.
fn reply(status: StatusCode, title: &str, content: &Markup, callback: Option<&str>) -> Reply {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · simulated OpenRouter" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    p.banner { strong { "Simulated OpenRouter." } " No account is real here, and nothing costs money." }
                    (content)
                }
            }
        }
    };
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    // Browsers hold where a form is sent on to against the policy as well.
    let form = callback.map_or_else(|| "'self'".to_owned(), |source| format!("'self' {source}"));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action {form}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let frames = vec![Frame::Raw(page.into_string().into())];
    Reply::new(status, "text/html; charset=utf-8", frames)
        .with_header(header::CACHE_CONTROL, "no-store")
        .with_header(header::CONTENT_SECURITY_POLICY, &policy)
        // Without a referrer the form would not say where it comes from.
        .with_header(header::REFERRER_POLICY, "same-origin")
        .with_header(HeaderName::from_static("x-frame-options"), "DENY")
}
