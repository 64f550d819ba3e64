//! A provider with a layer before it keeps the contract that it keeps without.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use integration_tests::subjects;
use llm_provider_base::conformance::{CannotStage, Scenario, Stage, Subject, check};
use llm_provider_base::{ConcurrencyLimit, Layer, LayerExt as _, Recorder, ResponseCache};
use llm_types::Provider;

/// A subject behind a layer.
struct Behind {
    subject: Box<dyn Subject>,
    layer: fn() -> Arc<dyn Layer>,
    exempt: &'static [&'static str],
}

#[async_trait]
impl Subject for Behind {
    fn name(&self) -> String {
        format!("{} behind {:?}", self.subject.name(), (self.layer)())
    }

    async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
        let stage = self.subject.stage(scenario).await?;
        Ok(stage.wrap(|provider: Arc<dyn Provider>| Arc::new(provider.layer((self.layer)()))))
    }

    fn exemption(&self, clause: &str) -> Option<&str> {
        if self.exempt.contains(&clause) {
            return Some("an equal request is answered by the cache");
        }
        self.subject.exemption(clause)
    }
}

async fn check_behind(layer: fn() -> Arc<dyn Layer>, exempt: &'static [&'static str]) {
    for subject in subjects() {
        check(&Behind { subject, layer, exempt }).await.assert_passed();
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_behind_a_limit_keeps_the_contract() {
    check_behind(|| Arc::new(ConcurrencyLimit::new(64)), &[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_provider_behind_a_cache_keeps_the_contract() {
    // The kit asks the same more than once, and expects an answer of its own each time.
    let exempt = &["complete-is-stream", "usage-as-told", "metrics-add-up", "concurrent-calls"];
    check_behind(|| Arc::new(ResponseCache::new(64)), exempt).await;
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_recorded_keeps_the_contract() {
    static FILES: AtomicU32 = AtomicU32::new(0);
    let layer = || {
        let file = format!("{}.jsonl", FILES.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layers_contract").join(file);
        Arc::new(Recorder::to(path).unwrap()) as Arc<dyn Layer>
    };
    check_behind(layer, &[]).await;
}
