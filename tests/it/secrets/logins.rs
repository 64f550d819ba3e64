//! Logins that fail, over real connections.

use integration_tests::{Canaries, ServerReply, SkippingClock};
use openrouter_provider::OpenRouter;
use openrouter_sim::Simulator;
use openrouter_sim::fault::FaultServer;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use super::planted::{CODE, KEYS, assert_hidden, flow};
use super::shown::{shown, shown_error};
use crate::captured_log::CapturedLog;

const BACK: &str = "/cb?code=";

fn provider(base_url: impl Into<String>) -> OpenRouter {
    let builder = OpenRouter::builder().base_url(base_url).clock(SkippingClock::default());
    builder.build().unwrap()
}

/// What a browser is told that is sent to an address of this machine.
async fn get(url: &Url) -> String {
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

/// The value of this name in the query.
fn queried(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_login_by_the_browser_shows_neither_code_nor_nonce() {
    let log = CapturedLog::start();
    let simulator = Simulator::start().await.unwrap();
    let provider = provider(simulator.base_url());
    let login = provider.log_in().loopback().unwrap();
    let mut back: Url = queried(login.url(), "callback_url").parse().unwrap();
    let nonce = back.path().rsplit('/').next().unwrap().to_owned();
    let nonces = Canaries::new([("nonce", nonce.as_str())]);
    nonces.assert_hidden("the login", shown!(login));
    back.set_query(Some(&format!("code={CODE}")));
    let (ended, page) = tokio::join!(login.finish(), get(&back));
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert_hidden("the page", &page);
    // The simulator has given no such code.
    let error = ended.unwrap_err();
    assert_hidden("the error", shown!(error));
    nonces.assert_hidden("the error", shown!(error));
    assert_hidden("the error", shown_error(&error.into_error()));
    let sent = simulator.requests().pop().unwrap();
    assert_hidden("what the simulator has recorded", shown!(sent));
    let log = log.text();
    assert!(log.contains("llm_provider_base"), "{log}");
    assert_hidden("the log", &log);
    nonces.assert_hidden("the log", &log);
}

/// Ends a login at a server that gives this key, and then does not know it.
async fn end_with(key: &str, check: ServerReply) {
    let log = CapturedLog::start();
    let issued = ServerReply::json(200, json!({"key": key, "user_id": key}).to_string());
    let server = FaultServer::start([issued, check]).await.unwrap();
    let provider = provider(server.url("/api/v1"));
    let back = format!("{BACK}{CODE}");
    match provider.finish_oauth(flow(), &back).await {
        Ok(_) => panic!("a key that nobody knows was taken"),
        Err(mut error) => {
            assert_hidden("the error", shown!(error));
            let issued = error.take_key();
            assert_eq!(issued.as_ref().map(|it| it.key.expose()), Some(key));
            assert_hidden("the error", shown_error(&error.into_error()));
        }
    }
    let sent: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    assert_eq!(sent["code"], CODE);
    assert_hidden("the provider", shown!(provider));
    assert_hidden("the log", log.text());
}

#[tokio::test]
async fn a_new_key_that_does_not_work_is_not_shown() {
    for status in [401, 403, 500] {
        let body = json!({"error": {"code": status, "message": format!("no {}", KEYS[0])}});
        end_with(KEYS[0], ServerReply::json(status, body.to_string())).await;
    }
    end_with(KEYS[1], ServerReply::new(200, "text/html", KEYS[1])).await;
    end_with(KEYS[1], ServerReply::json(200, json!({"data": KEYS[1]}).to_string())).await;
}

#[tokio::test]
async fn what_is_pasted_and_is_no_code_is_not_shown() {
    let provider = provider("http://127.0.0.1:1/api/v1");
    for pasted in
        [format!("{CODE} {CODE}"), format!("http://localhost/?Code={CODE}"), KEYS[0].repeat(9)]
    {
        let login = provider.log_in().headless().unwrap();
        assert_hidden("the error of the check", shown_error(&login.check(&pasted).unwrap_err()));
        let error = login.finish(&pasted).await.unwrap_err();
        assert_hidden("the error", shown!(error));
    }
}
