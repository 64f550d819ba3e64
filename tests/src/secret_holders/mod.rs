//! [`secret_holders`]: the public types that can hold a secret, read from the sources.
//!
//! Which types can show a secret is found out and not remembered, so that a new one is noticed. A
//! type can if it is
//!
//! - of `openrouter-auth`, which is about secrets: every public type of it;
//! - of the neutral types, the base or the provider, and holds, however deep, one that keeps
//!   secrets ([`KEEPERS`]), or is an error, which may quote what it was about, or has a `Debug` that
//!   was written by hand, which shows what it likes;
//! - of the wire, where secrets are plain text, and has a field that is called so ([`is_secret`]),
//!   or a `Debug` that was written by hand, to hide one.
//!
//! A type of the wire that only contains such a type is left out: its `Debug` is derived, and shows
//! what its fields show.
//!
//! What it cannot see: types that macros make; secrets that a type keeps as plain text, though
//! neither its crate nor its fields' names say so; what the parameter of a generic type stands for.

mod definitions;

use std::collections::BTreeSet;
use std::path::Path;

use definitions::{Definition, Field, definitions};

/// The crates whose types are looked at.
const CRATES: [&str; 6] = [
    "llm-types",
    "openrouter-wire",
    "llm-provider-base",
    "llm-toolkit",
    "openrouter-auth",
    "openrouter-provider",
];

/// What keeps secrets: types and traits of ours, and types of others that show what they hold.
const KEEPERS: [&str; 10] = [
    "Client",
    "CredentialSource",
    "HeaderMap",
    "HeaderValue",
    "Secret",
    "StateStore",
    "TokenStorage",
    "Transport",
    "Url",
    "Zeroizing",
];

/// The public types that can hold a secret, by the paths that [`std::any::type_name`] gives.
///
/// # Errors
///
/// If the sources cannot be read.
pub fn secret_holders() -> Result<BTreeSet<String>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut found = Vec::new();
    for name in CRATES {
        found.extend(definitions(name, &folder.join(name).join("src"))?);
    }
    Ok(holders(&found))
}

fn holders(definitions: &[Definition]) -> BTreeSet<String> {
    let keepers = keepers(definitions);
    let holds = |definition: &&Definition| match definition.of_crate.as_str() {
        "openrouter-auth" => true,
        "openrouter-wire" => definition.hides || definition.fields.iter().any(is_secret),
        _ => {
            definition.is_error
                || definition.hides
                || definition.name == "Secret"
                || keepers.contains(&(&definition.of_crate, &definition.name))
        }
    };
    let public = definitions.iter().filter(|definition| definition.is_public);
    public.filter(holds).map(|definition| definition.path.clone()).collect()
}

/// The types that hold, however deep, what keeps secrets: their crates and names. Those of the wire
/// stand for themselves, and have names that say little away from their modules.
fn keepers(definitions: &[Definition]) -> BTreeSet<(&str, &str)> {
    let all = || definitions.iter().filter(|it| it.of_crate != "openrouter-wire");
    let mut keepers = BTreeSet::new();
    loop {
        let keeps = |of_crate: &str, name: &str| {
            let own = all().any(|it| it.of_crate == of_crate && it.name == name);
            // What a crate does not define is another's, and public there.
            let mut of_others = all().filter(|it| it.is_public && it.name == name);
            KEEPERS.contains(&name)
                || keepers.contains(&(of_crate, name))
                || (!own && of_others.any(|it| keepers.contains(&(&*it.of_crate, name))))
        };
        let found: BTreeSet<_> = all()
            .filter(|it| it.fields.iter().flat_map(|f| &f.mentions).any(|n| keeps(&it.of_crate, n)))
            .map(|it| (&*it.of_crate, &*it.name))
            .collect();
        if found.len() == keepers.len() {
            return keepers;
        }
        keepers = found;
    }
}

/// Whether a field of the wire is a text that its name, or its documentation, calls a secret.
fn is_secret(field: &Field) -> bool {
    const NAMES: [&str; 10] = [
        "access_token",
        "api_key",
        "authorization",
        "code_verifier",
        "credentials",
        "headers",
        "key",
        "password",
        "secret",
        "verifier",
    ];
    let is_text =
        field.mentions.iter().any(|name| matches!(name.as_str(), "String" | "Cow" | "str"));
    is_text && (NAMES.contains(&field.name.as_str()) || field.documentation.contains("secret"))
}

#[cfg(test)]
mod tests {
    use super::definitions::parsed;
    use super::holders;

    /// The holders among the types of a crate that is one text.
    fn found(of_crate: &str, text: &str) -> Vec<String> {
        let text = format!("{text} pub struct Secret(String);");
        let mut holders = holders(&parsed(of_crate, &text).unwrap());
        holders.retain(|path| !path.ends_with("::Secret"));
        holders.into_iter().map(|path| path.rsplit("::").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_leads_to_a_secret_holds_one() {
        let text = "
            pub struct Direct { key: Option<Secret> }
            pub enum Deep { None, Some { inner: Arc<Mutex<Private>> } }
            struct Private(Vec<Direct>);
            pub struct Dynamic(Box<dyn TokenStorage>);
            pub struct Plain { name: String, key: String }
            pub struct Failed { text: String }
            impl std::error::Error for Failed {}
            pub struct Hiding { text: String }
            impl<T> fmt::Debug for Hiding<T> {}
            #[derive(Debug, thiserror::Error)]
            pub enum Broken { A }
            #[cfg(test)]
            mod tests { pub struct Hidden(Secret); }
        ";
        let expected = ["Broken", "Deep", "Direct", "Dynamic", "Failed", "Hiding"];
        assert_eq!(found("openrouter-provider", text), expected);
    }

    #[test]
    fn a_type_of_the_wire_holds_what_it_calls_so() {
        let text = "
            pub struct Named { pub api_key: Option<String> }
            pub struct Told {
                /// The address: a secret.
                pub dsn: String,
            }
            pub struct Hiding { pub code: String }
            impl fmt::Debug for Hiding {}
            hide_secrets!(Settings, Others);
            pub struct Settings { pub place: String }
            pub struct Containing { pub named: Named }
            pub struct Counting { pub key: Count }
        ";
        assert_eq!(found("openrouter-wire", text), ["Hiding", "Named", "Settings", "Told"]);
    }

    #[test]
    fn every_public_type_of_the_crate_of_secrets_may_hold_one() {
        let text = "pub struct A; pub(crate) struct B; mod m { pub enum C { D } }";
        assert_eq!(found("openrouter-auth", text), ["A", "C"]);
    }

    #[test]
    fn the_sources_are_read() {
        let holders = super::secret_holders().unwrap();
        for path in [
            "llm_types::secret::Secret",
            "openrouter_auth::api_key::ApiKey",
            "openrouter_provider::provider::OpenRouter",
            "openrouter_wire::keys::reply::Created",
        ] {
            assert!(holders.contains(path), "{holders:#?}");
        }
    }
}
