//! Many calls with many models and keys: what is kept does not grow with their number. In small; the
//! soak does it with a hundred thousand over real connections.

use futures::StreamExt as _;
use llm_types::{ChatProvider as _, HealthProvider as _, StandardRequest};
use openrouter_auth::{ApiKey, KeyPool};
use openrouter_provider::OpenRouter;

use super::{Canned, runtime};

const KEYS: usize = 50;
const MODELS: usize = 1_000;

fn keys() -> impl Iterator<Item = ApiKey> {
    (0..KEYS).map(|place| ApiKey::new(format!("sk-or-v1-many-{place}")).unwrap())
}

#[test]
fn y02_calls_leave_nothing_behind_once_all_models_and_keys_are_known() {
    let pool = KeyPool::builder().keys(keys());
    let provider = OpenRouter::builder().key_pool(pool).transport(Canned::Whole).build().unwrap();
    let runtime = runtime();
    let calls = |count: usize| {
        runtime.block_on(async {
            for place in 0..count {
                let model = format!("a/model-{}", place % MODELS);
                let request = StandardRequest::prompt("Hi").with_model(model);
                let mut stream = provider.stream(request).await.unwrap();
                while stream.next().await.is_some() {}
                if place % MODELS == 0 {
                    provider.key_pool().replace(keys());
                }
            }
        });
    };
    calls(3 * MODELS);
    let kept = allocation_counter::measure(|| calls(6 * MODELS)).bytes_current;
    assert!(kept.abs() <= 64 << 10, "{kept} bytes are kept of {} calls", 6 * MODELS);
    assert_eq!(provider.metrics().total.succeeded, 9 * MODELS as u64);
    assert_eq!(provider.key_pool().len(), KEYS);
}
