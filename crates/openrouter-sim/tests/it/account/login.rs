//! The page on which users allow an application to have a key.

use std::time::Duration;

use openrouter_sim::{AccountConfig, Answer, ConsentError, Simulator};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use url::Url;

use super::{MANAGEMENT, account};
use crate::client::{ask, get, json_of, post};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "http://localhost:3000/cb/nonce?lang=de";

/// Creates a browser that can only open pages and follows no redirect.
fn browser() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

fn page(simulator: &Simulator, parameters: &[(&str, &str)]) -> String {
    Url::parse_with_params(&format!("http://{}/auth", simulator.addr()), parameters).unwrap().into()
}

async fn open(url: &str) -> Response {
    browser().get(url).send().await.unwrap()
}

async fn text(response: Response, status: u16) -> String {
    assert_eq!(response.status(), StatusCode::from_u16(status).unwrap());
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("script"), "{policy}");
    let text = response.text().await.unwrap();
    assert!(text.contains("Simulated OpenRouter"), "{text}");
    text
}

/// Finds the token of the form.
fn token(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    rest.split_once('"').unwrap().0
}

/// Sends the form of the page at an address as a browser does.
async fn click(simulator: &Simulator, token: &str, decision: &str) -> Response {
    let origin = format!("http://{}", simulator.addr());
    let form = [("token", token), ("decision", decision)];
    let request = browser().post(format!("{origin}/auth")).form(&form);
    request.header("origin", origin).header("sec-fetch-site", "same-origin").send().await.unwrap()
}

fn location(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    Url::parse(response.headers()["location"].to_str().unwrap()).unwrap()
}

async fn exchange(simulator: &Simulator, code: &str, status: u16) -> Value {
    let proof = json!({"code": code, "code_verifier": VERIFIER, "code_challenge_method": "S256"});
    json_of(post(simulator, "/auth/keys").json(&proof), status).await
}

#[tokio::test]
async fn a_user_who_clicks_on_allow_comes_back_with_a_code_for_a_key() {
    let simulator = account().start().await.unwrap();
    let parameters = [
        ("callback_url", CALLBACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("key_label", "Büro & Heim"),
        ("limit", "2.50"),
        ("usage_limit_type", "weekly"),
        ("expires_at", "2024-12-31T00:00:00Z"),
        ("spawn_agent", "ignored"),
    ];
    let shown = text(open(&page(&simulator, &parameters)).await, 200).await;
    for said in ["localhost:3000", "Büro &amp; Heim", "$2.5 a week", "2024-12-31", "Deny"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let back = location(&click(&simulator, token(&shown), "allow").await);
    let pairs: Vec<_> = back.query_pairs().into_owned().collect();
    let [(_, lang), (name, code)] = &pairs[..] else { panic!("{back}") };
    assert_eq!((back.path(), lang.as_str(), name.as_str()), ("/cb/nonce", "de", "code"));

    let token = exchange(&simulator, code, 200).await;
    let key = token["key"].as_str().unwrap();
    let seen = json_of(get(&simulator, "/key").bearer_auth(key), 200).await;
    assert_eq!(seen["data"]["limit"], 2.5);
    assert_eq!(seen["data"]["limit_reset"], "weekly");
    assert_eq!(seen["data"]["expires_at"], "2024-12-31T00:00:00.000Z");
    let body = ask("openai/gpt-4o-mini", "Hello");
    json_of(post(&simulator, "/chat/completions").bearer_auth(key).json(&body), 200).await;
    let listed = json_of(get(&simulator, "/keys").bearer_auth(MANAGEMENT), 200).await;
    let names: Vec<_> = listed["data"].as_array().unwrap().iter().map(|k| &k["name"]).collect();
    assert!(names.contains(&&json!("Büro & Heim")), "{names:?}");
    exchange(&simulator, code, 403).await;
}

#[tokio::test]
async fn a_user_who_clicks_on_deny_comes_back_without_a_code() {
    let simulator = Simulator::start().await.unwrap();
    let url = page(&simulator, &[("callback_url", CALLBACK)]);
    let shown = text(open(&url).await, 200).await;
    let back = location(&click(&simulator, token(&shown), "deny").await);
    assert_eq!(back.as_str(), format!("{CALLBACK}&error=access_denied"));
    assert_eq!(simulator.deny(&url).unwrap().as_deref(), Some(back.as_str()));

    let headless = page(&simulator, &[("code_challenge", CHALLENGE)]);
    let shown = text(open(&headless).await, 200).await;
    let over = text(click(&simulator, token(&shown), "deny").await, 200).await;
    assert!(over.contains("gets no key"), "{over}");
    assert_eq!(simulator.deny(&headless).unwrap(), None);
}

#[tokio::test]
async fn without_a_callback_the_code_is_shown() {
    let simulator = Simulator::start().await.unwrap();
    let parameters = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let shown = text(open(&page(&simulator, &parameters)).await, 200).await;
    let shown = text(click(&simulator, token(&shown), "allow").await, 200).await;
    let code = shown.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
    exchange(&simulator, code, 200).await;
}

#[tokio::test]
async fn a_form_is_good_once_for_ten_minutes_and_from_its_page() {
    let simulator = account().start().await.unwrap();
    let url = page(&simulator, &[("callback_url", CALLBACK)]);
    let shown = text(open(&url).await, 200).await;
    location(&click(&simulator, token(&shown), "allow").await);
    text(click(&simulator, token(&shown), "allow").await, 400).await;
    text(click(&simulator, "made-up", "allow").await, 400).await;
    text(click(&simulator, token(&shown), "perhaps").await, 400).await;

    let shown = text(open(&url).await, 200).await;
    let form = [("token", token(&shown)), ("decision", "allow")];
    let post = || browser().post(format!("http://{}/auth", simulator.addr())).form(&form);
    for (name, value) in
        [("origin", "http://localhost:3000"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        text(post().header(name, value).send().await.unwrap(), 403).await;
    }
    simulator.advance(Duration::from_secs(599));
    location(&post().send().await.unwrap());

    let shown = text(open(&url).await, 200).await;
    simulator.advance(Duration::from_secs(600));
    let late = text(click(&simulator, token(&shown), "allow").await, 400).await;
    assert!(late.contains("start anew"), "{late}");
}

#[tokio::test]
async fn a_page_with_bad_parameters_says_what_is_wrong() {
    let simulator = Simulator::start().await.unwrap();
    let long = "x".repeat(101);
    let callback = ("callback_url", CALLBACK);
    for (parameters, said) in [
        (vec![], "code_challenge"),
        (vec![("code_challenge_method", "S256")], "code_challenge"),
        (vec![("code_challenge", "")], "code_challenge"),
        (vec![("callback_url", "http://example.com/")], "callback_url"),
        (vec![("callback_url", "")], "callback_url"),
        (vec![callback, callback], "callback_url"),
        (vec![callback, ("code_challenge_method", "S512")], "code_challenge_method"),
        (vec![callback, ("key_label", &long)], "key_label"),
        (vec![callback, ("limit", "much")], "limit"),
        (vec![callback, ("limit", "-1")], "limit"),
        (vec![callback, ("usage_limit_type", "yearly")], "usage_limit_type"),
        (vec![callback, ("expires_at", "soon")], "expires_at"),
    ] {
        let url = page(&simulator, &parameters);
        let shown = text(open(&url).await, 400).await;
        assert!(shown.contains(said) && !shown.contains("<form"), "{parameters:?}: {shown}");
        let error = simulator.authorize(&url).unwrap_err();
        let ConsentError::Refused { message } = error else { panic!("{error}") };
        assert!(message.contains(said), "{message}");
    }
}

#[tokio::test]
async fn nothing_that_a_page_shows_is_markup() {
    let simulator = Simulator::start().await.unwrap();
    let label = "<script>alert(1)</script>\"'&";
    for parameters in [
        [("callback_url", CALLBACK), ("key_label", label)],
        [("callback_url", "https://example.com/\"><script>"), ("key_label", label)],
        [("callback_url", CALLBACK), ("usage_limit_type", label)],
    ] {
        let shown = open(&page(&simulator, &parameters)).await.text().await.unwrap();
        assert!(!shown.contains("<script"), "{shown}");
    }
    let shown = open(&page(&simulator, &[("callback_url", CALLBACK), ("key_label", label)])).await;
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;"), "{shown}");
}

#[tokio::test]
async fn a_program_can_play_the_user() {
    let simulator = Simulator::start().await.unwrap();
    let method = ("code_challenge_method", "S256");
    let url =
        page(&simulator, &[("callback_url", CALLBACK), ("code_challenge", CHALLENGE), method]);
    let consent = simulator.authorize(&url).unwrap();
    assert_eq!(consent.callback(), Some(format!("{CALLBACK}&code={}", consent.code()).as_str()));
    exchange(&simulator, consent.code(), 200).await;

    let headless = page(&simulator, &[("code_challenge", CHALLENGE), method]);
    let consent = simulator.authorize(&headless).unwrap();
    assert_eq!(consent.callback(), None);
    assert!(!format!("{consent:?}").contains(consent.code()));
    exchange(&simulator, consent.code(), 200).await;

    for address in ["nowhere", "https://openrouter.ai/auth?code_challenge=x", simulator.base_url()]
    {
        let error = simulator.authorize(address).unwrap_err();
        assert!(matches!(error, ConsentError::Address), "{address}: {error}");
    }
}

#[tokio::test]
async fn a_user_with_several_accounts_chooses_one() {
    let simulator =
        Simulator::builder().account(AccountConfig::new("team-b")).start().await.unwrap();
    let url = page(
        &simulator,
        &[
            ("callback_url", CALLBACK),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    );
    let code = |back: Url| back.query_pairs().last().unwrap().1.into_owned();
    for (account, user) in [("team-b", "user_simulated_team-b"), ("default", "user_simulated")] {
        let shown = text(open(&url).await, 200).await;
        assert!(shown.contains(&format!("value=\"{account}\"")), "{shown}");
        let form = [("token", token(&shown)), ("account", account), ("decision", "allow")];
        let request = browser().post(format!("http://{}/auth", simulator.addr())).form(&form);
        let code = code(location(&request.send().await.unwrap()));
        assert_eq!(exchange(&simulator, &code, 200).await["user_id"], user);

        let consent = simulator.authorize_as(account, &url).unwrap();
        let issued = exchange(&simulator, consent.code(), 200).await;
        assert_eq!(issued["user_id"], user);
        let key = issued["key"].as_str().unwrap();
        let seen = json_of(get(&simulator, "/key").bearer_auth(key), 200).await;
        assert_eq!(seen["data"]["creator_user_id"], user);
    }
    let error = simulator.authorize_as("team-c", &url).unwrap_err();
    assert!(matches!(error, ConsentError::Account), "{error}");
}

#[tokio::test]
async fn a_simulator_can_allow_everything_without_asking() {
    let simulator = Simulator::builder().approve_logins().start().await.unwrap();
    let method = ("code_challenge_method", "S256");
    let url =
        page(&simulator, &[("callback_url", CALLBACK), ("code_challenge", CHALLENGE), method]);
    let back = location(&open(&url).await);
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    exchange(&simulator, &code, 200).await;
    let shown = text(open(&page(&simulator, &[("code_challenge", CHALLENGE)])).await, 200).await;
    assert!(shown.contains("<code>auth_code_"), "{shown}");
}

#[tokio::test]
async fn the_exchange_can_go_wrong_in_every_way() {
    let simulator = Simulator::start().await.unwrap();
    let script = |answer: Answer| simulator.script(answer.for_path("/auth/keys"));
    let url = page(
        &simulator,
        &[
            ("callback_url", CALLBACK),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    );
    let consent = simulator.authorize(&url).unwrap();
    let send = || {
        let proof = json!({"code": consent.code(), "code_verifier": VERIFIER});
        browser().post(format!("{}/auth/keys", simulator.base_url())).json(&proof).send()
    };
    for status in [400, 403, 405, 409, 500] {
        script(Answer::error(status, "scripted"));
        assert_eq!(send().await.unwrap().status(), status);
    }
    script(Answer::body(502, "text/html", "<html>").header("server", "edge"));
    assert_eq!(send().await.unwrap().headers()["content-type"], "text/html");
    script(Answer::body(307, "text/plain", "").header("location", "http://127.0.0.1:9/"));
    assert_eq!(send().await.unwrap().status(), StatusCode::TEMPORARY_REDIRECT);
    script(Answer::body(200, "application/json", vec![b' '; 10 << 20]));
    assert_eq!(send().await.unwrap().bytes().await.unwrap().len(), 10 << 20);
    script(Answer::disconnect());
    assert!(send().await.is_err());
    // None of these took the code.
    assert_eq!(send().await.unwrap().status(), StatusCode::OK);
}
