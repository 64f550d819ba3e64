//! Logins, at each stage.

use http::StatusCode;
use llm_provider_base::{Clock as _, SystemClock};
use openrouter_auth::{
    AuthorizationCode, AuthorizeUrl, CallbackUrl, CodeVerifier, HeadlessLogin, IssuedKey,
    KeyWishes, LoginOptions, LoopbackLogin, TokenExchange,
};
use openrouter_provider::OpenRouter;
use serde_json::json;

use super::{Table, enter};
use crate::secrets::planted::{CODE, KEYS, VERIFIER, flow};

pub(super) async fn enter_all(table: &mut Table) {
    let verifier = || CodeVerifier::from_secret(VERIFIER).unwrap();
    let code = || AuthorizationCode::new(CODE).unwrap();
    let wishes = KeyWishes::new().with_label("laptop");
    let callback = CallbackUrl::new("https://app.test/cb").unwrap();
    enter!(table, verifier(), verifier().challenge(), code(), flow(), callback, wishes);
    enter!(
        table,
        AuthorizeUrl::new(verifier().challenge()),
        TokenExchange::new(code(), verifier())
    );
    enter!(table, AuthorizationCode::new(&format!("{CODE} {CODE}")).unwrap_err());
    let reply = json!({"key": KEYS[0], "user_id": "user_1"}).to_string();
    enter!(table, IssuedKey::from_reply(StatusCode::OK, reply.as_bytes()).unwrap());
    let options = LoginOptions::new().with_key(wishes);
    enter!(table, options, HeadlessLogin::start(options.clone(), SystemClock.wall()).unwrap());
    enter!(table, LoopbackLogin::bind(options).unwrap());

    let provider = OpenRouter::builder().api_keys(KEYS).build().unwrap();
    let headless = provider.log_in().headless().unwrap();
    enter!(table, provider.log_in(), provider.log_in().loopback().unwrap(), headless);
    enter!(table, headless.finish(&format!("{CODE} {CODE}")).await.unwrap_err());
}
