//! Proxies that the environment names (row N26).
//!
//! The environment is the process's, so the calls are made in another one.

use std::process::{Command, Stdio};

use llm_provider_base::ReqwestTransportBuilder;
use llm_types::ErrorKind;
use openrouter_sim::fault::{Authority, FaultServer, Script};

use super::{A1, Trial};

const PASSWORD: &str = "proxy-password-canary";

/// Run by [`n26_a_proxy_is_not_used_unless_asked_for`].
#[tokio::test]
async fn calls_go_straight_to_the_service() {
    Trial::of([Script::healthy(1)]).words(1).stream().await.succeeded_after(0).sent([A1]);
    let authority = Authority::new().unwrap();
    let secure = Script::new().tls(&authority.certificate().unwrap()).then(Script::healthy(1));
    let trial = Trial::of([secure]).trusting(&authority).words(1);
    trial.stream().await.succeeded_after(0).sent([A1]);
}

/// Run by [`n26_a_proxy_that_is_asked_for_does_not_see_the_key`].
#[tokio::test]
async fn calls_over_tls_go_by_way_of_the_proxy() {
    let proxied = |trial: Trial| trial.connecting(ReqwestTransportBuilder::proxy_from_environment);
    let plain = Trial::of([Script::healthy(1)]).words(1);
    proxied(plain).stream().await.succeeded_after(0).sent([A1]);
    let trial = proxied(Trial::of([]).origin("https://127.0.0.1")).stream().await;
    let error = trial.failed(ErrorKind::Network, false).sent([]).end.unwrap_err();
    println!("{error} {error:?}");
}

/// Runs a test with a proxy in its environment. What it said, and what the proxy heard.
async fn with_proxy(test: &str) -> (String, FaultServer) {
    let refused = Script::new().read().reply(502, "text/plain", "no way");
    let proxy = FaultServer::start([refused]).await.unwrap();
    let url = proxy.url("").replace("http://", &format!("http://user:{PASSWORD}@"));
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &name, "--nocapture"]).env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    {
        command.env(name, &url);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert!(!text.contains(PASSWORD), "{text}");
    (text, proxy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn n26_a_proxy_is_not_used_unless_asked_for() {
    let (_, proxy) = with_proxy("calls_go_straight_to_the_service").await;
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn n26_a_proxy_that_is_asked_for_does_not_see_the_key() {
    let (_, proxy) = with_proxy("calls_over_tls_go_by_way_of_the_proxy").await;
    let requests = proxy.requests();
    assert!(!requests.is_empty());
    for request in requests {
        assert_eq!(request.method, "CONNECT");
        assert_eq!(request.key(), None);
        assert!(!format!("{:?}", request.headers).contains("canary"), "{:?}", request.headers);
    }
}
