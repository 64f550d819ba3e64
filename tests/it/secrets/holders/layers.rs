//! What stands before a provider, and remembers what was said.

use std::path::Path;
use std::sync::Arc;

use llm_provider_base::{Cassette, LayerExt as _, Recorder, ResponseCache};
use llm_types::mock::ScriptedProvider;
use llm_types::{ChatProvider as _, StandardRequest};

use super::{Table, enter};
use crate::secrets::planted::{CANARIES, KEYS};

pub(super) async fn enter_all(table: &mut Table) {
    let key = KEYS[0];
    let request = || StandardRequest::prompt(key);
    let cache = Arc::new(ResponseCache::new(10).only(move |asked| *asked == key.into()));
    let provider = ScriptedProvider::new().then(key).layer(Arc::clone(&cache));
    let answer = provider.complete(request()).await.unwrap();
    assert_eq!(answer.joined_text(), key, "it is remembered now");
    enter!(table, *cache);

    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets").join("calls.jsonl");
    let scrub = move |text: &str| text.contains(KEYS[2]).then(|| text.replace(KEYS[2], "-"));
    let recorder = Arc::new(Recorder::to(&path).unwrap().with_scrub(scrub));
    let provider = ScriptedProvider::new().then(KEYS[2]).layer(Arc::clone(&recorder));
    provider.complete(request()).await.unwrap();
    let file = std::fs::read(&path).unwrap();
    assert_eq!(CANARIES.find(&file), None, "in {}", String::from_utf8_lossy(&file));
    let open = || Cassette::open(&path).unwrap().with_scrub(scrub);
    let replay = open().provider();
    enter!(table, *recorder, open(), replay);
    replay.complete(request()).await.unwrap();
    enter!(table, replay.complete(request()).await.unwrap_err());
}
