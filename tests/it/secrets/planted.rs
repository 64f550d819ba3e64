//! The secrets that are planted here, and nowhere else.

use std::sync::LazyLock;

use integration_tests::Canaries;
use llm_provider_base::{Clock as _, SystemClock};
use openrouter_auth::OAuthFlow;
use serde_json::Value;

/// Keys of the service, of two accounts, and of a gateway, whose keys begin as they like.
pub(super) const KEYS: [&str; 3] = [
    "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",
    "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",
    "gateway.Hn4cR6yPj1DsE5uGw8Lk3Bq7",
];
pub(super) const MANAGEMENT_KEY: &str =
    "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";
pub(super) const VERIFIER: &str = "Vt3-mK8_qZ5~xB2.nW7-pH4_yC9~dF6.rJ1-sL0_gT3";
pub(super) const CODE: &str = "auth_code_Yx7Rb2Wn9Kd4Tf6Mh8Jq3Zs5";
pub(super) const PASSWORD: &str = "Pw5Nc9Xr2Gj7Vb4Ly8Dk3Qm6";

pub(super) static CANARIES: LazyLock<Canaries> = LazyLock::new(|| {
    Canaries::new([
        ("first key", KEYS[0]),
        ("second key", KEYS[1]),
        ("gateway's key", KEYS[2]),
        ("management key", MANAGEMENT_KEY),
        ("verifier", VERIFIER),
        ("code", CODE),
        ("password", PASSWORD),
    ])
});

/// Checks that no planted secret can be read.
#[track_caller]
pub(super) fn assert_hidden(what: &str, text: impl AsRef<[u8]>) {
    CANARIES.assert_hidden(what, text);
}

/// A login with the planted verifier.
pub(super) fn flow() -> OAuthFlow {
    let flow = OAuthFlow::start(None, SystemClock.wall()).unwrap();
    let mut json: Value = serde_json::from_str(flow.to_json().unwrap().expose()).unwrap();
    json["verifier"] = VERIFIER.into();
    OAuthFlow::from_json(&json.to_string()).unwrap()
}
