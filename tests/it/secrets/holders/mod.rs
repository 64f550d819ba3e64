//! Every public type that can hold a secret, with one in it, shown in every way that it has.
//!
//! Which types these are the sources say; a new one that is not shown here fails the test, and so
//! does a reason to leave one out that is no longer needed.

mod base;
mod call;
mod composites;
mod keys;
mod layers;
mod logins;
mod openai;
mod pool;
mod provider;
mod toolkit;
mod wire;

use std::any::type_name;
use std::collections::BTreeSet;
use std::fmt::Debug;

use integration_tests::secret_holders;
use serde::Serialize;

use super::planted::CANARIES;

/// Types that are not shown here, and why.
const LEFT_OUT: [(&str, &str); 12] = [
    ("llm_provider_base::conformance::clause::Clause", "it says how to look for one"),
    ("llm_toolkit::extract::partial_json::PartialJson", "a document, which says what it is"),
    ("llm_toolkit::extract::stream::Partial", "what a model says, for who asked it"),
    (
        "llm_toolkit::tool_loop::answer::ToolLoopAnswer",
        "prints what a model says, for who asked it",
    ),
    ("llm_toolkit::tool_loop::progress::ToolLoopProgress", "is stored, with what was said"),
    ("openrouter_auth::credentials::storage::keyring::KeyringStorage", "wants a keyring"),
    ("openrouter_auth::login::browser::BrowserError", "wants a feature that opens browsers"),
    ("openrouter_wire::error::metadata::Metadata", "what the service says, before it is read"),
    ("openrouter_wire::management::classifications::MacroCategory", "the key is a word"),
    ("openrouter_wire::raw_json::RawJson", "a part of a document, which says itself what it is"),
    ("openrouter_wire::responses::server::memory::ServerMemory", "the key is a name"),
    ("openrouter_wire::responses::tool::file_search::ComparisonFilter", "the key is a name"),
];

/// What was shown so far.
#[derive(Default)]
struct Table {
    shown: BTreeSet<String>,
    leaks: Vec<String>,
}

impl Table {
    /// Takes down what a value says of itself, as [`shown!`](super::shown::shown) has it.
    fn enter<T: ?Sized>(&mut self, _: &T, shown: &str) {
        let name = type_name::<T>();
        let name = name.split_once('<').map_or(name, |(name, _)| name).to_owned();
        if let Some(leak) = CANARIES.find(shown.as_bytes()) {
            self.leaks.push(format!("{name} shows {leak}"));
        }
        self.shown.insert(name);
    }

    /// Takes down what a value of the wire shows, which is not what it is sent as.
    fn sent<T: Debug + Serialize>(&mut self, value: &T) {
        let sent = serde_json::to_vec(value).unwrap();
        assert!(CANARIES.find(&sent).is_some(), "no secret is in {value:?}");
        self.enter(value, &format!("{value:?}\n{value:#?}"));
    }
}

/// Puts values into the table.
macro_rules! enter {
    ($table:expr, $($value:expr),+ $(,)?) => {
        $({
            let value = &$value;
            let shown = $crate::secrets::shown::shown!(*value);
            $table.enter(value, &shown);
        })+
    };
}
use enter;

#[tokio::test]
async fn l01_no_type_that_can_hold_a_secret_shows_it() {
    let mut table = Table::default();
    keys::enter_all(&mut table).await;
    logins::enter_all(&mut table).await;
    pool::enter_all(&mut table).await;
    base::enter_all(&mut table).await;
    composites::enter_all(&mut table);
    layers::enter_all(&mut table).await;
    call::enter_all(&mut table).await;
    provider::enter_all(&mut table).await;
    toolkit::enter_all(&mut table).await;
    openai::enter_all(&mut table);
    wire::enter_all(&mut table);
    assert!(table.leaks.is_empty(), "{:#?}", table.leaks);

    let holders = secret_holders().unwrap();
    let left_out: BTreeSet<String> = LEFT_OUT.iter().map(|(path, _)| (*path).to_owned()).collect();
    let missing: Vec<_> = holders
        .iter()
        .filter(|path| !table.shown.contains(*path) && !left_out.contains(*path))
        .collect();
    assert!(missing.is_empty(), "show a value of each, with a secret in it: {missing:#?}");
    let needless: Vec<_> = left_out
        .iter()
        .filter(|path| !holders.contains(*path) || table.shown.contains(*path))
        .collect();
    assert!(needless.is_empty(), "no reason is needed to leave these out: {needless:#?}");
}
