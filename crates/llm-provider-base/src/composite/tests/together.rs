//! What a composite says of its members together.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use llm_types::mock::{MockProvider, ScriptedProvider};
use llm_types::{
    Allowance, AuthConfig, AuthProvider, Capability, ConfigurableProvider, ErrorKind, Freshness,
    HealthFinding, HealthProvider, HealthState, HealthStatus, HealthSubject, Model, ModelProvider,
    ProviderConfig, ProviderExt, ProviderIdentity, RateLimitInfo, RateLimitProvider,
    RateLimitSource,
};

use super::{Act, Actor, NOW, failure};
use crate::{Fallback, Member, OfferedBy, Race};

fn scripted(name: &str) -> ScriptedProvider {
    ScriptedProvider::new().with_name(name)
}

fn verdict(state: HealthState) -> HealthStatus {
    HealthStatus::new(state, NOW, SystemTime::UNIX_EPOCH)
}

#[tokio::test(start_paused = true)]
async fn the_verdict_is_that_of_all_members() {
    use HealthState::{Degraded, Healthy, Unhealthy};
    for (states, expected) in [
        ([Healthy, Healthy], Healthy),
        ([Healthy, Degraded], Degraded),
        ([Unhealthy, Healthy], Degraded),
        ([Unhealthy, Degraded], Degraded),
        ([Degraded, Degraded], Degraded),
        ([Unhealthy, Unhealthy], Unhealthy),
    ] {
        let members = states.map(|state| scripted("one").with_health(verdict(state)));
        let provider = Fallback::new(members);
        let health = provider.health_check().await;
        assert_eq!(health.state, expected, "{states:?}");
        let found = states.iter().filter(|state| **state != Healthy).count();
        assert_eq!(health.findings.len(), found, "{states:?}");
        assert_eq!(health.error.is_some(), expected == Unhealthy);
        let is_there = provider.test_connectivity(Freshness::Fresh).await.is_ok();
        assert_eq!(is_there, expected != Unhealthy);
    }
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_member_nobody_can_be_asked() {
    let health = Fallback::new([(); 0].map(|()| scripted("one"))).health_check().await;
    let expected = (HealthState::Unhealthy, Some(ErrorKind::Configuration));
    assert_eq!((health.state, health.error), expected);
}

#[tokio::test(start_paused = true)]
async fn findings_name_the_member() {
    let budget = HealthFinding::new(HealthSubject::Budget, HealthState::Degraded, "low");
    let ill = verdict(HealthState::Unhealthy).with_error(ErrorKind::Network, "refused");
    let provider = Fallback::new([
        scripted("cloud").with_health(verdict(HealthState::Healthy).with_finding(budget)),
        scripted("local").with_health(ill),
    ]);
    let health = provider.health_check().await;
    let local = HealthSubject::Provider("local".to_owned());
    let told: Vec<_> =
        health.findings.iter().map(|it| (it.subject.clone(), &*it.message, it.error)).collect();
    let expected =
        [(HealthSubject::Budget, "cloud: low", None), (local, "refused", Some(ErrorKind::Network))];
    assert_eq!(told, expected);
    let error = Fallback::new([scripted("local").with_health(verdict(HealthState::Unhealthy))])
        .test_connectivity(Freshness::Fresh)
        .await
        .unwrap_err();
    assert!(error.message().starts_with("local: "), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_member_that_rests_is_not_healthy() {
    let refused = Actor::new("one", [Act::fails(NOW, failure(ErrorKind::Authentication))]);
    let provider = Fallback::new([Arc::clone(&refused)]);
    for _ in 0..3 {
        provider.ask("Why?").await.unwrap_err();
    }
    let health = provider.health_check().await;
    assert_eq!(health.state, HealthState::Degraded);
    assert!(health.findings[0].resumes_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_member_that_says_nothing_keeps_nobody_from_being_heard() {
    let silent = Actor::silent("hung");
    let provider = Fallback::new([Member::new(silent), Member::new(scripted("local"))]);
    let started = tokio::time::Instant::now();
    let health = provider.health_check().await;
    assert_eq!((health.state, started.elapsed()), (HealthState::Degraded, Duration::from_secs(10)));
    let started = tokio::time::Instant::now();
    provider.test_connectivity(Freshness::Fresh).await.unwrap();
    assert_eq!(started.elapsed(), NOW, "one that is there is enough");
}

#[tokio::test]
async fn models_are_listed_once_with_all_that_offer_them() {
    let mut described = Model::new("a");
    described.context_length = Some(8);
    let provider = Race::new([
        Member::new(scripted("one").with_models([described.clone()])),
        Member::new(scripted("two").with_models([Model::new("b"), Model::new("a")])),
        Member::new(scripted("local").with_models([Model::new("c")])).with_model("tiny"),
    ]);
    let models = provider.models().await.unwrap();
    let listed: Vec<_> = models
        .iter()
        .map(|model| {
            let offered = model.extensions.get::<OfferedBy>().unwrap();
            (model.id.as_str(), model.context_length, offered.members.join(","))
        })
        .collect();
    let expected = [
        ("a", Some(8), "one,two".to_owned()),
        ("b", None, "two".to_owned()),
        ("tiny", None, "local".to_owned()),
    ];
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn the_default_model_is_that_of_who_is_asked_first() {
    let first = scripted("one").with_default_model("large").then("Hi");
    let provider = Fallback::new([first]);
    assert_eq!(provider.default_model(), Some("large".into()));
    assert_eq!(provider.last_used_model(), None);
    let named = Member::new(Actor::new("two", [Act::says(NOW, &["Hi"])])).with_model("small");
    let provider = Fallback::new([named]);
    assert_eq!(provider.default_model(), Some("small".into()));
    provider.ask("Why?").await.unwrap();
    assert_eq!(provider.last_used_model(), Some("answering".into()));
}

#[tokio::test]
async fn it_can_do_what_every_member_can() {
    let one = scripted("one").with_capabilities([Capability::Streaming, Capability::Tools]);
    let two = scripted("two").with_capabilities([Capability::Streaming, Capability::OAuth]);
    let common: Vec<_> = Fallback::new([one, two]).capabilities().iter().collect();
    assert_eq!(common, [Capability::Streaming]);
}

#[tokio::test]
async fn members_are_set_up_by_themselves() {
    let provider = Fallback::new([scripted("one").logged_out(), scripted("two")]);
    assert!(provider.is_authenticated(), "two can be asked");
    assert_eq!(provider.configured_auth().len(), 1);
    let keys = AuthConfig::ApiKeys { keys: Vec::new() };
    for error in [
        provider.authenticate(keys).await.unwrap_err(),
        provider.logout().await.unwrap_err(),
        provider.configure(ProviderConfig::new("one")).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().ends_with("do so with its providers (one, two)"), "{error}");
    }
}

/// May spend this many dollars, and has seven requests left.
fn rich(name: &str, dollars: u32) -> MockProvider {
    let mut mock = MockProvider::new();
    mock.expect_name().return_const(name.to_owned());
    let mut allowance = Allowance::new(SystemTime::UNIX_EPOCH);
    allowance.remaining = Some(dollars.to_string().parse().unwrap());
    mock.expect_rate_limits().returning(move |_| Ok(allowance.clone()));
    let mut info = RateLimitInfo::new(RateLimitSource::Headers, SystemTime::UNIX_EPOCH);
    info.requests.remaining = Some(7);
    mock.expect_tracked_rate_limits().returning(move |_| vec![info.clone()]);
    mock
}

#[tokio::test]
async fn limits_are_those_of_whoever_can_tell() {
    let nobody = Fallback::new([scripted("one")]);
    let error = nobody.rate_limits(Freshness::Cached).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let one = Fallback::new([Member::new(scripted("one")), Member::new(rich("rich", 5))]);
    let allowance = one.rate_limits(Freshness::Cached).await.unwrap();
    assert_eq!(allowance.remaining, Some("5".parse().unwrap()));
    let both = Fallback::new([rich("rich", 5), rich("poor", 1)]);
    let error = both.rate_limits(Freshness::Cached).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let combined = both.combined_rate_limits(Some("m".into())).await.unwrap();
    let (money, requests) = (combined.allowance.remaining, combined.requests.remaining);
    assert_eq!((money.get().is_some(), money.others().len()), (true, 1));
    assert_eq!((requests.get(), requests.others().len()), (Some(&7), 1));
}
