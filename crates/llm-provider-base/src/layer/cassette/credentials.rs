//! [`redact`]: takes out of a text what has the shape of a credential.

/// What stands in place of a secret.
pub(super) const REDACTED: &str = "[redacted]";

/// How a key begins that can be told by that, and how many characters follow at the least: fewer
/// make a word.
const PREFIXES: [(&str, usize); 32] = [
    ("sk-", 8),
    ("sk_", 16),
    ("rk_", 16),
    ("pk_", 16),
    ("csk-", 16),
    ("gsk_", 16),
    ("xai-", 16),
    ("pplx-", 16),
    ("nvapi-", 16),
    ("fw_", 16),
    ("tgp_", 16),
    ("r8_", 16),
    ("hf_", 16),
    ("AIza", 30),
    ("ya29.", 16),
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxs-", 10),
    ("npm_", 16),
    ("pypi-", 16),
    ("eyJ", 30),
    ("dop_v1_", 16),
];

/// Words before a credential in a header.
const SCHEMES: [&str; 4] = ["Bearer", "Basic", "Token", "Digest"];

/// Headers whose value is one. They are looked for in text as well: their names are no words.
const HEADERS: [&str; 9] = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "x-goog-api-key",
    "x-auth-token",
    "api-key",
    "apikey",
    "set-cookie",
    "cookie",
];

/// Members of objects, and parameters of addresses, whose value is one.
const NAMES: [&str; 15] = [
    "api_key",
    "apiKey",
    "key",
    "access_token",
    "refresh_token",
    "id_token",
    "auth_token",
    "client_secret",
    "secret",
    "secret_key",
    "private_key",
    "password",
    "passwd",
    "signature",
    "sig",
];

/// True of a header whose value is a credential.
pub(super) fn is_header(name: &str) -> bool {
    HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// True of a member whose value is a credential, if it is a text.
pub(super) fn is_secret_name(name: &str) -> bool {
    is_header(name) || NAMES.iter().any(|it| !is_ambiguous(it) && it.eq_ignore_ascii_case(name))
}

/// True of a name that is one of a credential only in an address: a key may be a key of anything.
fn is_ambiguous(name: &str) -> bool {
    matches!(name, "key" | "sig" | "signature")
}

/// The text without credentials; `None` if there is none in it.
pub(super) fn redact(text: &str) -> Option<String> {
    let mut clean: Option<String> = None;
    let (mut place, mut copied) = (0, 0);
    while let Some(character) = text.get(place..).and_then(|rest| rest.chars().next()) {
        match credential(text, place) {
            Some((start, end)) if end > start => {
                let clean = clean.get_or_insert_default();
                clean.push_str(text.get(copied..start).unwrap_or_default());
                clean.push_str(REDACTED);
                (place, copied) = (end, end);
            }
            _ => place += character.len_utf8(),
        }
    }
    let mut clean = clean?;
    clean.push_str(text.get(copied..).unwrap_or_default());
    Some(clean)
}

/// Where the credential is that shows itself at `place`, or just after it.
fn credential(text: &str, place: usize) -> Option<(usize, usize)> {
    let (before, rest) = text.split_at_checked(place)?;
    if let Some(after) = rest.strip_prefix("://") {
        return user_info(after).map(|length| (place + 3, place + 3 + length));
    }
    if rest.starts_with("-----BEGIN ") {
        return private_key(rest).map(|length| (place, place + length));
    }
    let last = before.chars().next_back();
    // An escape of JSON in a text ends in a letter: `\nsk-…` is not `nsk-…`.
    let is_escaped = last.is_some_and(|it| "nrtbf".contains(it))
        && before.strip_suffix(last?).is_some_and(|it| it.ends_with('\\'));
    if last.is_some_and(is_word) && !is_escaped {
        return None;
    }
    if let Some(length) = prefixed(rest) {
        return Some((place, place + length));
    }
    if let Some((start, end)) = after_scheme(rest) {
        return Some((place + start, place + end));
    }
    let (start, end) = after_name(rest, last)?;
    Some((place + start, place + end))
}

const fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// True of what may stand in a token.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~+/=*".contains(&byte)
}

/// How long what may stand in a token goes on.
fn token(text: &str) -> &str {
    let end = text.bytes().position(|it| !is_part(it)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start))
}

/// How far it is looked whether something is a key. A text of a megabyte may look like one at each
/// of its places, and is still gone through once.
const LOOKED_AT: usize = 1024;

/// The length of a key that begins as keys do.
fn prefixed(text: &str) -> Option<usize> {
    let is_like = |prefix: &str| match prefix {
        "sk-" => starts_with_ignoring_case(text, prefix),
        _ => text.starts_with(prefix),
    };
    let (prefix, least) = PREFIXES.iter().find(|(prefix, _)| is_like(prefix))?;
    let tail = text.get(prefix.len()..)?;
    // A token is of one byte each.
    let near = tail.bytes().take(LOOKED_AT).take_while(|it| is_part(*it));
    let near = tail.get(..near.count())?;
    let is_one = near.len() >= *least
        && match *prefix {
            "AKIA" | "ASIA" => {
                near.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
            }
            "eyJ" => near.contains('.'),
            _ => true,
        };
    is_one.then(|| prefix.len() + token(tail).len())
}

/// A credential after the word that announces it, if it looks like one: `Basic principles` are
/// none.
fn after_scheme(text: &str) -> Option<(usize, usize)> {
    let scheme = SCHEMES.iter().find(|scheme| starts_with_ignoring_case(text, scheme))?;
    let rest = text.get(scheme.len()..)?;
    let spaces = rest.len() - rest.trim_start().len();
    let tail = token(rest.trim_start());
    let start = scheme.len() + spaces;
    (spaces > 0 && tail.len() >= 8 && !is_plain(tail)).then_some((start, start + tail.len()))
}

/// True of what may be a word of a language.
fn is_plain(token: &str) -> bool {
    let word = token.trim_end_matches('.');
    let letters = word.get(1..).unwrap_or_default();
    word.len() < 24 && letters.bytes().all(|it| it.is_ascii_lowercase())
}

/// A value after its name: `Authorization: …`, `?api_key=…`, `"password": "…"`, also where the
/// quotes are escaped.
fn after_name(text: &str, last: Option<char>) -> Option<(usize, usize)> {
    let named = |names: &'static [&str]| {
        let is_whole = |name: &&&str| {
            starts_with_ignoring_case(text, name)
                && !text
                    .get(name.len()..)
                    .is_some_and(|it| it.starts_with(|it| is_word(it) || it == '-'))
        };
        names.iter().find(is_whole)
    };
    let header = named(&HEADERS);
    let name = header.or_else(|| named(&NAMES))?;
    let mut place = name.len();
    let mut skip = |skipped: &dyn Fn(&str) -> usize| {
        let length = text.get(place..).map_or(0, skipped);
        place += length;
        length
    };
    let spaces = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let quote = |rest: &str| {
        let slashes = rest.len() - rest.trim_start_matches('\\').len();
        rest.get(slashes..).filter(|it| it.starts_with(['"', '\''])).map_or(0, |_| slashes + 1)
    };
    skip(&quote);
    skip(&spaces);
    let separator = skip(&|rest: &str| usize::from(rest.starts_with([':', '='])));
    if separator == 0 {
        return None;
    }
    skip(&spaces);
    let is_quoted = skip(&quote) > 0;
    // The scheme says nothing.
    skip(&|rest: &str| {
        let is_like = |it: &&&str| {
            starts_with_ignoring_case(rest, it)
                && rest.get(it.len()..).is_some_and(|it| it.starts_with(' '))
        };
        SCHEMES.iter().find(is_like).map_or(0, |scheme| scheme.len() + 1)
    });
    let value = text.get(place..)?;
    let is_parameter = matches!(last, Some('?' | '&' | ';'));
    // Before its end is looked for: what is none is passed by, and may stand in the next as well.
    let may_be_one = header.is_some() || is_parameter || !is_ambiguous(name);
    if !may_be_one || value.starts_with(REDACTED) {
        return None;
    }
    let end = if is_quoted {
        value.find(['"', '\\', '\n'])
    } else if header.is_some_and(|name| name.ends_with("cookie")) {
        value.find(['\n', '\r', '"', '\\'])
    } else {
        value.find(|it: char| it.is_whitespace() || "\"'\\,;&#<>)}]".contains(it))
    };
    let end = end.unwrap_or(value.len());
    let found = value.get(..end)?;
    // What is said about a password is not one.
    let is_one =
        header.is_some() || is_parameter || is_quoted || (found.len() >= 8 && !is_plain(found));
    (is_one && end > 0).then_some((place, place + end))
}

/// The length of who asks, in an address: `user:password` of `user:password@host`.
fn user_info(text: &str) -> Option<usize> {
    let is_end = |it: char| it.is_whitespace() || "/?#\"'\\<>".contains(it);
    let authority = text.get(..text.find(is_end).unwrap_or(text.len()))?;
    authority.rfind('@').filter(|_| !authority.starts_with(REDACTED))
}

/// The length of a private key as text.
fn private_key(text: &str) -> Option<usize> {
    let (label, _) = text.get("-----BEGIN ".len()..)?.split_once("-----")?;
    if !label.ends_with("PRIVATE KEY") {
        return None;
    }
    let end = format!("-----END {label}-----");
    Some(text.find(&end).map_or(text.len(), |place| place + end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_wherever_they_stand() {
        for (dirty, clean) in [
            ("My key is sk-or-v1-0123456789abcdef.", "My key is [redacted]"),
            ("(SK-proj-ABCDEFGHIJ)", "([redacted])"),
            ("a sk-0123456789 and a ghp_0123456789abcdefgh!", "a [redacted] and a [redacted]!"),
            ("AIzaSyA0123456789abcdefghijklmnopqrstu", "[redacted]"),
            ("AKIAABCDEFGHIJKLMNOP", "[redacted]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "[redacted]"),
            ("Authorization: Bearer abcdef0123456", "Authorization: Bearer [redacted]"),
            ("authorization: opaque", "authorization: [redacted]"),
            ("a Bearer abcDef012 b", "a Bearer [redacted] b"),
            ("Cookie: a=b; c=d\nnext", "Cookie: [redacted]\nnext"),
            ("https://user:pass@x.test/a@b", "https://[redacted]@x.test/a@b"),
            ("https://x.test/?key=abc&b=1", "https://x.test/?key=[redacted]&b=1"),
            (r#"{"password": "hunter2", "a": 1}"#, r#"{"password": "[redacted]", "a": 1}"#),
            (r#"{\"api_key\":\"hunter2\"}"#, r#"{\"api_key\":\"[redacted]\"}"#),
            ("api_key = hunter2hunter2", "api_key = [redacted]"),
            (r"a\nsk-0123456789", r"a\n[redacted]"),
            ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----.", "[redacted]."),
            ("-----BEGIN PRIVATE KEY-----\nabc", "[redacted]"),
        ] {
            assert_eq!(redact(dirty).as_deref(), Some(clean), "{dirty}");
            assert_eq!(redact(clean), None, "what is clean stays so");
        }
    }

    #[test]
    fn words_are_left_alone() {
        for text in [
            "task-oriented ask-me-anything risk-0123456789",
            "Basic principles of the bearer certificate",
            "sk-learn",
            "Enter your password: then click.",
            "The key: patience.",
            "https://x.test/a?b=c#d",
            "mail me at me@x.test",
            "eyJustAWordOfMyOwnMakingWithoutAPoint",
            "-----BEGIN CERTIFICATE-----\nabc",
            "é\u{1f980}",
        ] {
            assert_eq!(redact(text), None, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_key_at_each_place_is_gone_through_once() {
        let began = tokio::time::Instant::now();
        for looks in ["eyJ-", "key=", "cookie:[redacted]"] {
            assert_eq!(redact(&looks.repeat(20_000)), None, "{looks}");
        }
        // Minutes, if each of them were looked at to the end.
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
    }

    proptest::proptest! {
        #[test]
        fn a_key_in_any_text_is_found(before in "[^a-zA-Z0-9_]{0,8}", after in "[^a-zA-Z0-9_.~+/=*-]{0,8}") {
            let text = format!("{before}sk-or-v1-canary0123{after}");
            let clean = redact(&text).unwrap_or_default();
            proptest::prop_assert!(!clean.contains("canary") && clean.contains(REDACTED));
        }

        #[test]
        fn no_text_panics_and_what_is_clean_stays_so(text in ".*") {
            let clean = redact(&text).unwrap_or(text);
            proptest::prop_assert_eq!(redact(&clean), None, "{}", clean);
        }
    }
}
