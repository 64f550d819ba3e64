//! Connections that fail, and those that go well: what the crates below log of them.

use std::process::{Command, Stdio};

use integration_tests::{ServerReply, SkippingClock};
use llm_provider_base::ReqwestTransport;
use llm_types::ChatProvider;
use openrouter_provider::{OpenRouter, OpenRouterBuilder};
use openrouter_sim::fault::{Authority, FaultServer, Http2Script, Script, StreamScript};
use openrouter_wire::generation;
use tokio::net::TcpListener;

use super::planted::{KEYS, PASSWORD, assert_hidden};
use super::shown::{shown, shown_error};
use crate::captured_log::CapturedLog;
use crate::set_up::request;

fn builder(base_url: impl Into<String>) -> OpenRouterBuilder {
    OpenRouter::builder().api_keys(KEYS).base_url(base_url).clock(SkippingClock::default())
}

/// Fails a chat, and looks at all that is said of it. What was logged.
async fn fail(provider: &OpenRouter) -> String {
    let log = CapturedLog::start();
    let error = provider.complete(request()).await.unwrap_err();
    assert_hidden("the error", shown_error(&error));
    assert_hidden("the provider", shown!(*provider));
    let log = log.text();
    assert_hidden("the log", &log);
    log
}

#[tokio::test]
async fn l03_a_refused_connection_shows_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let log = fail(&builder(format!("http://{address}/api/v1")).build().unwrap()).await;
    assert!(log.contains("hyper_util::client"), "{log}");
}

#[tokio::test]
async fn l03_a_connection_without_tls_where_there_should_be_some_shows_nothing() {
    let server = FaultServer::start([ServerReply::json(200, "{}")]).await.unwrap();
    let address = server.url("/api/v1").replace("http:", "https:");
    let log = fail(&builder(address).build().unwrap()).await;
    assert!(log.contains("hyper_util::client"), "{log}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn l07_a_key_goes_into_its_header_and_nowhere_else() {
    let body =
        r#"{"id":"g","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}]}"#;
    let server = FaultServer::start([ServerReply::json(200, body)]).await.unwrap();
    let log = CapturedLog::start();
    let provider = builder(server.url("/api/v1")).build().unwrap();
    let answer = provider.complete(request()).await.unwrap();
    assert_hidden("the answer", shown!(answer));
    assert_hidden("the log", log.text());
    let mut sent = (*server.requests().remove(0)).clone();
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {}", KEYS[0]).as_str()));
    sent.headers.retain(|(name, _)| name != "authorization");
    let (method, path, headers) = (&sent.method, &sent.path, &sent.headers);
    assert_hidden("the rest of the request", format!("{method} {path} {headers:?}"));
    assert_hidden("the body of the request", &sent.body);
}

#[tokio::test]
async fn l03_a_call_over_tls_and_http_2_shows_nothing() {
    let authority = Authority::new().unwrap();
    let script = Script::new().tls(&authority.certificate().unwrap());
    let script = script.http2(Http2Script::new([StreamScript::healthy(3)]));
    let server = FaultServer::start([script]).await.unwrap();
    let log = CapturedLog::start();
    let transport = ReqwestTransport::builder()
        .without_default_roots()
        .add_root_certificates(authority.pem())
        .build()
        .unwrap();
    let provider = builder(server.secure_base_url()).transport(transport).build().unwrap();
    let answer = provider.stream(request()).await.unwrap().collect().await.unwrap();
    assert_eq!(answer.joined_text(), "w0 w1 w2 ");
    drop(provider);
    let log = log.text();
    assert_hidden("the log", &log);
    for target in ["h2::", "hyper_util::", "reqwest::"] {
        assert!(log.contains(target), "{target} has logged nothing");
    }
}

#[tokio::test]
async fn l09_the_target_of_a_redirect_reads_nothing() {
    let target = FaultServer::start([Script::healthy(1)]).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = target.url(&format!("/api/v1/chat/completions?key={PASSWORD}"));
        let script = Script::new().read().reply_with(status, &[("location", &location)], PASSWORD);
        let server = FaultServer::start([script]).await.unwrap();
        fail(&builder(server.base_url()).build().unwrap()).await;
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn l12_the_query_of_an_address_is_not_in_an_error() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}/api/v1", nobody.local_addr().unwrap());
    drop(nobody);
    let broken = FaultServer::start([Script::new().read().reset()]).await.unwrap();
    for address in [gone, broken.base_url()] {
        let provider = builder(address).build().unwrap();
        let asked = generation::Get { id: PASSWORD.to_owned() };
        let error = provider.call(&asked).await.unwrap_err();
        assert_hidden("the error", shown_error(&error));
    }
    let sent = &broken.requests()[0].path;
    assert!(sent.contains(PASSWORD), "it is in the query: {sent}");
}

/// Run by [`l08_a_proxy_reads_no_key_and_its_password_is_not_shown`], in a process of its own.
#[tokio::test]
async fn a_service_that_is_not_there_is_asked_by_way_of_the_proxies() {
    let transport = ReqwestTransport::builder().proxy_from_environment().build().unwrap();
    assert_hidden("the transport", shown!(transport));
    let provider = builder("https://host.invalid/api/v1").transport(transport).build().unwrap();
    println!("{}", fail(&provider).await);
}

/// Asks by way of a proxy with a password, which answers with this.
async fn through_proxy(reply: ServerReply) {
    let proxy = FaultServer::start([reply]).await.unwrap();
    let url = proxy.url("").replace("http://", &format!("http://user:{PASSWORD}@"));
    // The environment is the process's.
    let name = format!(
        "{}::a_service_that_is_not_there_is_asked_by_way_of_the_proxies",
        module_path!().split_once("::").unwrap().1
    );
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &name, "--nocapture"]).env("HTTPS_PROXY", &url);
    command.env_remove("NO_PROXY").env_remove("no_proxy").env("RUST_BACKTRACE", "full");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert_hidden("the process", &text);
    let text = String::from_utf8(text).unwrap();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert!(text.contains("proxy(") && text.contains("tunneling HTTPS"), "{text}");
    let asked = proxy.requests().remove(0);
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("CONNECT", "host.invalid:443"));
    assert_eq!(asked.header("authorization"), None, "the key is for the service");
    assert!(asked.header("proxy-authorization").is_some_and(|it| it.starts_with("Basic ")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn l08_a_proxy_reads_no_key_and_its_password_is_not_shown() {
    through_proxy(ServerReply::new(407, "text/html", format!("<p>not {PASSWORD}</p>"))).await;
    let asks = ServerReply::new(407, "text/plain", format!("user:{PASSWORD}"));
    through_proxy(asks.with_header("proxy-authenticate", PASSWORD)).await;
    through_proxy(ServerReply::new(502, "text/plain", PASSWORD)).await;
    through_proxy(ServerReply::new(200, "text/plain", PASSWORD)).await;
}
