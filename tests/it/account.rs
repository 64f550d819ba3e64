//! The account behind the keys: keys that are made, money that is spent, records that are late.

use futures::TryStreamExt;
use llm_types::{ChatProvider, ErrorKind, Usd};
use openrouter_auth::ApiKey;
use openrouter_provider::{ActivityBy, OpenRouter};
use openrouter_sim::{ApiKeyConfig, Simulator};
use openrouter_wire::{activity, credits, generation, keys};

use crate::set_up::{KEY, builder, provider, request};

const MANAGER: &str = "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";

async fn simulator() -> Simulator {
    let builder = Simulator::builder().require_keys().api_key(KEY);
    builder.api_key(ApiKeyConfig::management(MANAGER)).start().await.unwrap()
}

fn manager(simulator: &Simulator) -> OpenRouter {
    builder(simulator.base_url()).management_key(MANAGER).build().unwrap()
}

#[tokio::test]
async fn a_key_that_is_made_can_be_used_and_taken_back() {
    let simulator = simulator().await;
    let manager = manager(&simulator);
    let created = manager.call(&keys::Create::new("reports")).await.unwrap();
    let hash = created.data.hash.clone().unwrap();
    assert_eq!(ApiKey::new(created.key.as_str()).unwrap().hash(), hash);

    let user = OpenRouter::builder().base_url(simulator.base_url()).api_key(created.key.as_str());
    let user = user.build().unwrap();
    user.complete(request()).await.unwrap();
    let seen = manager.call(&keys::Get::new(hash.as_str())).await.unwrap().data;
    assert!(seen.usage.unwrap().as_f64().unwrap() > 0.0, "what was spent is on the key");

    assert!(manager.call(&keys::Delete::new(hash.as_str())).await.unwrap().deleted);
    let error = user.complete(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let error = manager.call(&keys::Get::new(hash)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn keys_are_listed_over_all_pages() {
    let simulator = simulator().await;
    let manager = manager(&simulator);
    let before: Vec<_> = manager.pages(keys::List::default()).try_collect().await.unwrap();
    for number in 0..120 {
        manager.call(&keys::Create::new(format!("key {number}"))).await.unwrap();
    }
    let after: Vec<_> = manager.pages(keys::List::default()).try_collect().await.unwrap();
    assert_eq!(after.len(), before.len() + 120);
    let pages = simulator.requests().iter().filter(|it| it.path == "/api/v1/keys").count();
    assert!(pages >= 120 + 2 + 2, "{pages}");
}

#[tokio::test]
async fn an_ordinary_key_does_not_manage_and_is_as_good_as_before() {
    let simulator = simulator().await;
    let provider = provider(&simulator);
    let error = provider.call(&credits::Get {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(error.to_string().contains("OPENROUTER_MANAGEMENT_KEY"), "{error}");
    provider.complete(request()).await.unwrap();
    manager(&simulator).call(&credits::Get {}).await.unwrap();
}

#[tokio::test]
async fn a_generation_is_found_although_its_record_is_late() {
    let builder = Simulator::builder().require_keys().api_key(KEY);
    let late = std::time::Duration::from_millis(600);
    let simulator = builder.generation_delay(late).start().await.unwrap();
    let provider =
        OpenRouter::builder().base_url(simulator.base_url()).api_key(KEY).build().unwrap();
    let answer = provider.complete(request()).await.unwrap();
    let id = answer.id.unwrap();
    let at_once = provider.call(&generation::Get::new(id.as_str())).await.unwrap_err();
    assert_eq!(at_once.kind(), ErrorKind::NotFound);
    let record = provider.generation(id.as_str()).await.unwrap();
    assert_eq!(record.id.as_deref(), Some(id.as_str()));
    let cost = answer.usage.unwrap().cost.unwrap();
    assert_eq!(record.total_cost.unwrap().to_string().parse(), Ok(cost));
}

#[tokio::test]
async fn what_the_account_used_is_told_by_day_and_by_model() {
    let builder = Simulator::builder().require_keys().api_key(KEY).history(KEY);
    let managed = builder.api_key(ApiKeyConfig::management(MANAGER));
    let simulator = managed.start().await.unwrap();
    let manager = manager(&simulator);
    let report = manager.activity(&activity::Get::default()).await.unwrap();
    let days = report.days();
    assert_eq!(days.len(), 30);
    assert_eq!(days.iter().filter(|(_, totals)| totals.requests == 0).count(), 1);
    assert_eq!(report.total().cost, days.iter().map(|(_, totals)| totals.cost).sum());

    let models = report.groups(ActivityBy::Model);
    assert_eq!(models.iter().map(|model| model.total.cost).sum::<Usd>(), report.total().cost);
    assert!(models.is_sorted_by(|dear, cheap| dear.total.cost >= cheap.total.cost));
    let busiest = days.iter().max_by_key(|(_, totals)| totals.cost).unwrap().0;
    let asked = activity::Get { date: Some(busiest.to_string()), ..activity::Get::default() };
    let day = manager.activity(&asked).await.unwrap();
    assert_eq!(day.groups(ActivityBy::Model)[0].name.as_deref(), Some("openai/gpt-5.2"));
    assert_eq!((day.first_day(), day.days().len()), (busiest, 1));

    let credits = manager.credits().await.unwrap();
    assert!(credits.used > report.total().cost, "today counts as well: {credits:?}");
    assert_eq!(credits.left() + credits.used, credits.bought);
    let error = provider(&simulator).activity(&activity::Get::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
}
