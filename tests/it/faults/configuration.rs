//! Faults of the set-up (rows C): they show before anything is sent.

use std::time::Duration;

use llm_provider_base::RetryPolicy;
use llm_types::{ErrorKind, ProviderConfig};
use openrouter_provider::{BaseUrl, OpenRouter, Timeouts};
use openrouter_sim::fault::Script;
use serde_json::json;

use super::{A1, Trial};

/// Where calls would go, as the provider shows it, or that there is no such provider.
fn address(base_url: &str) -> Result<String, ErrorKind> {
    let provider = OpenRouter::builder().api_key(A1).base_url(base_url).build();
    let of_config = ProviderConfig::new("openrouter").with_api_key(A1).with_base_url(base_url);
    let of_config = OpenRouter::from_config(of_config);
    assert_eq!(provider.is_ok(), of_config.is_ok(), "{base_url}");
    match provider {
        Ok(_) => Ok(BaseUrl::parse(base_url).unwrap().to_string()),
        Err(error) => Err(error.kind()),
    }
}

#[track_caller]
fn assert_refused(base_url: &str) {
    assert_eq!(address(base_url), Err(ErrorKind::Configuration), "{base_url}");
}

#[test]
fn c01_an_address_without_encryption_is_for_this_machine_only() {
    for elsewhere in ["http://openrouter.ai/api/v1", "http://10.0.0.1/", "http://[fe80::1]/"] {
        assert_refused(elsewhere);
    }
    for here in ["http://127.0.0.1:1/", "http://127.9.9.9/", "http://[::1]:1/", "http://localhost/"]
    {
        assert_eq!(address(here), Ok(here.to_owned()));
    }
}

#[test]
fn c02_an_address_is_judged_by_its_host_and_not_by_its_looks() {
    for elsewhere in [
        "http://127.0.0.1.evil.test/",
        "http://localhost.evil.test/",
        "http://localhost.",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://169.254.169.254/",
        "http://0xa9.0xfe.0xa9.0xfe/",
        "http://127.0.0.1@evil.test/",
        "http://127.0.0.1:80@evil.test/",
        "http://evil.test/127.0.0.1",
        "http://\u{ff11}\u{ff12}\u{ff17}.evil.test/",
        "https://user@openrouter.ai@evil.test/",
        "https://openrouter.ai\\@evil.test/",
        "https:\\\\openrouter.ai/",
        "https://openrouter.ai:0/",
        "https://openrouter.ai:99999/",
        "https://openrouter.ai:-1/",
        "https://openrouter.ai%2fevil.test/",
        "https://open router.ai/",
        "https://",
        "https:///",
        "//openrouter.ai/",
        "file:///etc/passwd",
        "data:text/plain,x",
    ] {
        assert_refused(elsewhere);
    }
    // Other spellings of this machine are this machine, and are shown as what they are.
    for spelling in ["http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.1/"]
    {
        assert_eq!(address(spelling), Ok("http://127.0.0.1/".to_owned()), "{spelling}");
    }
    assert_eq!(address("HTTP://LOCALHOST/"), Ok("http://localhost/".to_owned()));
    // A letter of another alphabet that looks like an o is another host, and shows.
    let lookalike = address("https://\u{43e}penrouter.ai/").unwrap();
    assert!(lookalike.starts_with("https://xn--"), "{lookalike}");
}

#[tokio::test(start_paused = true)]
async fn c03_an_address_is_made_regular_once() {
    for refused in [
        "https://me@openrouter.ai/api/v1",
        "https://me:word@openrouter.ai/api/v1",
        "https://openrouter.ai/api/v1?key=x",
        "https://openrouter.ai/api/v1#x",
    ] {
        assert_refused(refused);
    }
    for (spelling, path) in [
        ("/api/v1", "/api/v1/chat/completions"),
        ("/api/v1/", "/api/v1/chat/completions"),
        ("/api/v1//", "/api/v1/chat/completions"),
        ("/api/v1/./", "/api/v1/chat/completions"),
        ("/elsewhere/../api/v1", "/api/v1/chat/completions"),
        ("", "/chat/completions"),
        ("/", "/chat/completions"),
    ] {
        let trial = Trial::of([Script::healthy(1)]).words(1).at(spelling).stream().await;
        let asked = &trial.requests[0].path;
        assert_eq!(asked, path, "{spelling}");
        let again = BaseUrl::parse(&format!("https://openrouter.ai{spelling}")).unwrap();
        assert_eq!(BaseUrl::parse(again.as_str()).unwrap(), again, "{spelling}");
    }
}

#[test]
fn c09_a_time_that_is_none_is_refused_where_it_is_read() {
    for time in ["0", "-1", "1e308", "1.5", "18446744073709551616", "\"90\"", "[90]"] {
        let text = format!(r#"{{"type":"openrouter","api_key":"{A1}","timeout_seconds":{time}}}"#);
        let refused = match serde_json::from_str::<ProviderConfig>(&text) {
            Ok(config) => OpenRouter::from_config(config).is_err(),
            Err(_) => true,
        };
        assert!(refused, "{time}");
    }
}

#[tokio::test(start_paused = true)]
async fn c09_times_beyond_any_clock_are_no_limits() {
    let forever = || {
        let mut timeouts = Timeouts::default();
        let all = [
            &mut timeouts.first_byte,
            &mut timeouts.first_byte_whole,
            &mut timeouts.first_content,
            &mut timeouts.total_whole,
            &mut timeouts.stream.idle,
            &mut timeouts.stream.progress,
            &mut timeouts.stream.total,
        ];
        for timeout in all {
            *timeout = Some(Duration::MAX);
        }
        timeouts
    };
    let patient = || {
        let mut policy = RetryPolicy::default();
        policy.max_retry_after = Duration::MAX;
        policy.max_delay = Duration::MAX;
        policy
    };
    let down = Script::new().read().json(503, &json!({ "error": { "code": 503 } })).close();
    let trial = Trial::of([down, Script::healthy(2)]).words(2);
    let trial = trial.with(move |it| it.timeouts(forever()).retry_policy(patient()));
    for trial in trial.both_ways().await {
        trial.succeeded_after(1).sent([A1, A1]).within(0..=1);
    }
    let config = json!({ "type": "openrouter", "api_key": A1, "timeout_seconds": u64::MAX });
    let config: ProviderConfig = serde_json::from_value(config).unwrap();
    let trial = Trial::of([Script::healthy(1)]).words(1);
    let trial = trial.with(move |it| {
        let mut config = config.clone();
        // The pool is the trial's.
        config.api_key = None;
        it.config(config).unwrap()
    });
    for trial in trial.both_ways().await {
        trial.succeeded_after(0);
    }
}
