//! Faults of TLS (rows N), and a call over TLS that goes well.

use llm_types::ErrorKind;
use openrouter_sim::fault::{Authority, Certificate, Script};

use super::trial::Watched;
use super::{A1, Trial};

#[tokio::test(start_paused = true)]
async fn a_call_over_tls_is_as_any_other() {
    let authority = Authority::new().unwrap();
    let secure = Script::new().tls(&authority.certificate().unwrap());
    let trial = Trial::of([secure.clone().then(Script::healthy(3))]).trusting(&authority);
    trial.words(3).stream().await.succeeded_after(0).sent([A1]).within(0..=0);
    let trial = Trial::of([secure.then(Script::answers(3))]).trusting(&authority);
    trial.words(3).complete().await.succeeded_after(0).sent([A1]).within(0..=0);
}

/// TLS cannot be agreed on, and will not be the next time: nothing was sent, and nobody is to blame.
fn refused(trial: Watched) -> String {
    let trial = trial.failed(ErrorKind::Tls, false).sent([]).within(0..=0).no_key_blamed();
    assert_eq!((trial.attempts().len(), trial.connections), (1, 1));
    trial.end.unwrap_err().to_string()
}

#[tokio::test(start_paused = true)]
async fn n05_a_port_without_tls_is_not_tried_again() {
    let plain = Script::new().write("HTTP/1.1 400 Bad Request\r\n\r\n").close();
    let trial = Trial::of([plain]).trusting(&Authority::new().unwrap());
    refused(trial.stream().await);
}

#[tokio::test(start_paused = true)]
async fn n06_a_certificate_that_is_not_good_is_not_tried_again() {
    let authority = Authority::new().unwrap();
    for certificate in [
        authority.expired_certificate().unwrap(),
        authority.certificate_for("elsewhere.test").unwrap(),
        Authority::new().unwrap().certificate().unwrap(),
        Certificate::self_signed().unwrap(),
    ] {
        let script = Script::new().tls(&certificate).then(Script::healthy(1));
        let trial = Trial::of([script]).trusting(&authority);
        let said = refused(trial.stream().await);
        assert!(said.contains("127.0.0.1"), "the host is named: {said}");
    }
}

#[tokio::test(start_paused = true)]
async fn n07_a_tls_handshake_that_hangs_is_a_connection_that_times_out() {
    let trial = Trial::of([Script::new().hold()]).trusting(&Authority::new().unwrap());
    let trial = trial.stream().await.failed(ErrorKind::Timeout, false).sent([]);
    let trial = trial.within(15..=15).no_key_blamed();
    assert_eq!((trial.attempts().len(), trial.connections), (3, 3));
}
