//! Proof that the search finds what leaks, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use super::Canaries;

const KEY: &str = "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";
const VERIFIER: &str = "kQ7-vX2_mB9~wZ4.tR6-hN1_pL8~cJ3.yF5-gD0_sA7";
/// In base64 it is another text by the URL's alphabet than by the standard one.
const PASSWORD: &str = "pw~?>~?>~?>~?>~?>~?>";

fn canaries() -> Canaries {
    Canaries::new([("key", KEY), ("verifier", VERIFIER), ("password", PASSWORD)])
}

#[track_caller]
fn check(spelling: &str, text: impl AsRef<[u8]>, canary: &str) {
    let leak = canaries().find(text.as_ref());
    let found = leak.as_ref().map(|leak| (leak.spelling, leak.canary));
    assert_eq!(found, Some((spelling, canary)), "{}", String::from_utf8_lossy(text.as_ref()));
}

fn each(bytes: &str, mut spell: impl FnMut(u8) -> String) -> String {
    bytes.bytes().map(&mut spell).collect()
}

/// The secret part.
fn secret() -> &'static str {
    &KEY[9..]
}

#[test]
fn a_plain_leak_is_found_whole_and_in_part() {
    let check = |text: String| check("plain", text, "key");
    check(KEY.to_owned());
    check(format!("Authorization: Bearer {KEY}\r\n"));
    check(format!("{:?}", KEY.to_owned()));
    check(format!("{:?}", bytes::Bytes::from(KEY)));
    check(KEY.to_uppercase());
    // A prefix, a suffix, and a middle, of twelve characters.
    check(format!("{}…", &KEY[..21]));
    check(format!("…{}", &KEY[KEY.len() - 12..]));
    check(format!("…{}…", &secret()[31..43]));
    check(format!("{}****{}", &KEY[..14], &KEY[KEY.len() - 12..]));
}

#[test]
fn an_escaped_leak_is_found() {
    let check = |text: String| check("escaped", text, "key");
    check(each(KEY, |byte| format!("%{byte:02X}")));
    check(each(KEY, |byte| format!("%25{byte:02x}")));
    check(each(KEY, |byte| format!("\\u{byte:04x}")));
    check(each(KEY, |byte| format!("\\\\u{byte:04X}")));
    check(each(KEY, |byte| format!("\\u{{{byte:x}}}")));
    check(each(KEY, |byte| format!("\\x{byte:02x}")));
    check(each(KEY, |byte| format!("&#{byte};")));
    check(each(KEY, |byte| format!("&#x{byte:X};")));
    // Every other character, in digits of both cases.
    let mut odd = false;
    check(each(KEY, |byte| {
        odd = !odd;
        if odd { format!("%{byte:02x}") } else { char::from(byte).to_string() }
    }));
}

#[test]
fn what_must_be_encoded_in_a_url_is_found_encoded() {
    let encoded = serde_urlencoded::to_string([("password", PASSWORD)]).unwrap();
    check("escaped", format!("https://proxy.test/?{encoded}"), "password");
    check("plain", format!("http://user:{PASSWORD}@proxy.test/"), "password");
}

#[test]
fn a_leak_with_something_between_its_characters_is_found() {
    let check = |text: String| check("spaced out", text, "key");
    check(format!("{:?}", KEY.chars().collect::<Vec<_>>()));
    check(format!("{:#?}", KEY.chars().collect::<Vec<_>>()));
    check(each(KEY, |byte| format!("{} ", char::from(byte))));
    check(each(KEY, |byte| format!("{}\0", char::from(byte))));
    // Wrapped after each ten characters, as a line and as the `Debug` of one.
    let wrap = |end: &str| -> String {
        let lines = KEY.as_bytes().chunks(10).map(|line| str::from_utf8(line).unwrap());
        lines.flat_map(|line| [line, end]).collect()
    };
    check(wrap("\r\n    "));
    check(wrap("\\n"));
}

#[test]
fn a_list_of_bytes_is_found() {
    check("a list of bytes", format!("{:?}", KEY.as_bytes()), "key");
    check("a list of bytes", format!("{:#?}", KEY.as_bytes()), "key");
    check("a list of bytes", serde_json::to_string(KEY.as_bytes()).unwrap(), "key");
    check("a list of bytes", format!("{:?}", &secret().as_bytes()[20..32]), "key");
}

#[test]
fn hexadecimal_digits_are_found() {
    let check = |text: String| check("hexadecimal", text, "verifier");
    check(each(VERIFIER, |byte| format!("{byte:02x}")));
    check(each(VERIFIER, |byte| format!("{byte:02X}")));
    check(each(VERIFIER, |byte| format!("{byte:02x}:")));
    check(each(VERIFIER, |byte| format!("{byte:02x} ")));
    check(each(VERIFIER, |byte| format!("0x{byte:02X}, ")));
    check(format!("{:02x?}", VERIFIER.as_bytes()));
    check(format!("{:#04x?}", VERIFIER.as_bytes()));
    check(each(&VERIFIER[17..29], |byte| format!("{byte:02x}")));
}

#[test]
fn base64_is_found_wherever_the_secret_begins_in_it() {
    for before in ["", "x", "xy", "xyz", "user:"] {
        for after in ["", "x", "xy"] {
            let text = |secret: &str| format!("{before}{secret}{after}");
            check("base64", STANDARD.encode(text(KEY)), "key");
            check("base64", URL_SAFE_NO_PAD.encode(text(KEY)), "key");
            check("base64", STANDARD.encode(text(PASSWORD)), "password");
            check("base64", URL_SAFE.encode(text(PASSWORD)), "password");
            check("base64", STANDARD.encode(text(&VERIFIER[5..17])), "verifier");
        }
    }
    assert_ne!(STANDARD.encode(PASSWORD), URL_SAFE.encode(PASSWORD));
    // In a URL, and wrapped as in a mail.
    let encoded = STANDARD.encode(PASSWORD).replace('/', "%2F").replace('+', "%2b");
    check("base64", encoded, "password");
    let wrapped = STANDARD.encode(KEY).as_bytes().chunks(8).collect::<Vec<_>>().join(&b"\r\n"[..]);
    check("base64", wrapped, "key");
}

#[test]
fn what_is_no_leak_is_not_taken_for_one() {
    let half: String = secret().chars().step_by(2).collect();
    let mut texts = vec![
        String::new(),
        "sk-or-v1-…".to_owned(),
        "Bearer [redacted]".to_owned(),
        // Eleven characters, in each spelling.
        KEY[..20].to_owned(),
        KEY[KEY.len() - 11..].to_owned(),
        format!("{}...{}", &KEY[..12], &KEY[KEY.len() - 3..]),
        STANDARD.encode(&secret()[30..41]),
        each(&secret()[30..41], |byte| format!("{byte:02x}")),
        each(&secret()[30..41], |byte| format!("%{byte:02x}")),
        format!("{:?}", &secret().as_bytes()[30..41]),
        // What says nothing of the key: every other digit, a hash, a key that is a little different.
        half,
        openrouter_auth::ApiKey::new(KEY).unwrap().hash(),
        "5e9d03c7a1f 48b26d0937x5ac41f8b6".replace(' ', "x"),
        "%".repeat(50) + "\\u\\x&#;%zz\\u{}%4",
    ];
    texts.push(format!("{:?}", openrouter_auth::ApiKey::new(KEY).unwrap()));
    for text in texts {
        assert_eq!(canaries().find(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn what_is_found_is_named_with_its_surroundings() {
    let leak = canaries().find(format!("the key is {KEY}!").as_bytes()).unwrap();
    assert!(leak.to_string().starts_with("the canary key (plain): …the key is sk-or-v1-5e9d"));
    assert!(!format!("{:?}", canaries()).contains("5e9d03c7"));
}
