//! The address that a browser is sent back to, and what a user pastes: a code is 1 to 512
//! harmless characters that stood there, and an error repeats nothing but the page's own word.

use std::time::UNIX_EPOCH;

use openrouter_auth::{AuthorizationCode, CallbackUrl, OAuthError, OAuthFlow};

/// Where the browser comes back to; the path is the nonce.
const CALLBACK: &str = "http://localhost:3000/cb/vN0-nce";

/// The input is an address, or what was pasted.
pub fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let from_callback = AuthorizationCode::from_callback(text);
    for result in [&from_callback, &AuthorizationCode::from_pasted(text)] {
        match result {
            Ok(code) => is_a_code(code, text),
            Err(error) => repeats_nothing(error),
        }
    }
    if from_callback.is_ok() {
        assert!(AuthorizationCode::from_pasted(text).is_ok(), "an address can be pasted");
    }

    let callback = CallbackUrl::new(CALLBACK).expect("an address on this machine");
    let flow = OAuthFlow::start(Some(callback), UNIX_EPOCH).expect("randomness");
    match flow.exchange_callback(text, UNIX_EPOCH) {
        Ok(exchange) => {
            assert!(from_callback.is_ok());
            // Encoded or bare, the nonce is what a stranger does not know.
            assert!(text.contains("nce") || text.contains('%'), "{text:?}");
            let code = from_callback.expect("checked above");
            let body = exchange.into_body().expect("a body");
            let body = String::from_utf8(body.to_vec()).expect("JSON is text");
            assert!(body.contains(code.expose()), "{body}");
        }
        Err(error) => repeats_nothing(&error),
    }
}

fn is_a_code(code: &AuthorizationCode, text: &str) {
    let code = code.expose();
    assert!((1..=512).contains(&code.len()));
    assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
    assert!(text.contains(code) || text.contains('%'), "{code} is in {text:?}");
}

/// An error has the words of this list, and otherwise one plain word.
fn repeats_nothing(error: &OAuthError) {
    const WORDS: [&str; 6] = [
        "it is empty",
        "it is too long",
        "it has a character that no code has",
        "the callback has no query",
        "the callback has more than one",
        "the callback has none",
    ];
    match error {
        OAuthError::Code(words) => assert!(WORDS.contains(words), "{words}"),
        OAuthError::Denied { error } => {
            assert!((1..=64).contains(&error.len()));
            assert!(error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        }
        OAuthError::OtherCallback => {}
        other => panic!("an error of something else: {other}"),
    }
    let shown = format!("{error} {error:?}");
    assert!(shown.is_ascii() && shown.len() < 256, "{shown}");
}
