//! Looks for the key, in any form in which it could get out.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::set_up::KEY;

/// How much of a key is too much of it.
const TOO_MUCH: usize = 12;

/// Panics if the text holds the key, or a good part of it, in one of many encodings.
#[track_caller]
pub(super) fn assert_hidden(text: &str) {
    for form in forms() {
        assert!(!text.contains(&form), "the key is shown: {text}");
    }
}

fn forms() -> Vec<String> {
    let secret = KEY.strip_prefix("sk-or-v1-").unwrap_or(KEY);
    let hex = |upper: bool| -> String {
        secret
            .bytes()
            .take(TOO_MUCH)
            .map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") })
            .collect()
    };
    let list = |separator: &str| -> String {
        let bytes: Vec<_> = secret.bytes().take(TOO_MUCH).map(|byte| byte.to_string()).collect();
        bytes.join(separator)
    };
    let reversed: String = secret.chars().rev().take(TOO_MUCH).collect();
    let mut forms = vec![hex(false), hex(true), list(", "), list(",\n    "), reversed];
    // From each place, so that the end alone is found as well.
    for start in (0..secret.len() - TOO_MUCH).step_by(TOO_MUCH) {
        forms.push(secret[start..start + TOO_MUCH].to_owned());
        forms.push(secret[start..start + TOO_MUCH].to_uppercase());
    }
    // Base64 depends on where in a text the key begins.
    for skipped in 0..3 {
        let part = &secret[skipped..skipped + 2 * TOO_MUCH];
        forms.push(STANDARD_NO_PAD.encode(part));
        forms.push(URL_SAFE_NO_PAD.encode(part));
    }
    forms
}

#[test]
fn a_key_is_found_in_any_form() {
    let shown = |text: String| std::panic::catch_unwind(|| assert_hidden(&text)).is_err();
    assert!(shown(format!("key: {KEY}")));
    assert!(shown(format!("{:?}", KEY.as_bytes())));
    assert!(shown(format!("…{}", &KEY[KEY.len() - 30..])));
    assert!(shown(STANDARD_NO_PAD.encode(format!("user:{KEY}"))));
    assert!(shown(KEY.to_uppercase()));
    assert!(!shown("sk-or-v1-…".to_owned()));
}
