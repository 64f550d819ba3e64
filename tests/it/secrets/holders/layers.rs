//! What stands before a provider, and remembers what was said.

use llm_provider_base::{LayerExt as _, ResponseCache};
use llm_types::ChatProvider as _;
use llm_types::mock::ScriptedProvider;
use std::sync::Arc;

use super::{Table, enter};
use crate::secrets::planted::KEYS;

pub(super) async fn enter_all(table: &mut Table) {
    let key = KEYS[0];
    let cache = Arc::new(ResponseCache::new(10).only(move |request| *request == key.into()));
    let provider = ScriptedProvider::new().then(key).layer(Arc::clone(&cache));
    let answer = provider.complete(key.into()).await.unwrap();
    assert_eq!(answer.joined_text(), key, "it is remembered now");
    enter!(table, *cache);
}
