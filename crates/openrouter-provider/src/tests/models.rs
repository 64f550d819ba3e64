//! Lists of models that are odd in places.

use llm_types::{Model, Price};

use super::canned::{Canned, Reply};
use super::recorder::Recorder;
use crate::ModelKind;

/// The models of a list of these rows.
async fn models(rows: &str) -> Vec<Model> {
    let canned = Canned::new([Reply::json(200, format!("{{\"data\":[{rows}]}}"))]);
    canned.provider().models_of(ModelKind::All).await.unwrap()
}

#[tokio::test]
async fn j10_a_row_that_cannot_be_read_costs_only_itself() {
    let row = |number: usize| match number {
        217 => r#"{"id":["no","model"],"pricing":7}"#.to_owned(),
        _ => format!(r#"{{"id":"a/{number}","pricing":{{"prompt":"0.1"}}}}"#),
    };
    let rows = (0..400).map(row).collect::<Vec<_>>().join(",");
    let recorder = Recorder::default();
    let listening = recorder.listen();
    let models = models(&rows).await;
    drop(listening);
    assert_eq!(models.len(), 399);
    assert!(models.iter().all(|model| model.id != "a/217"));
    let told = recorder.text();
    assert!(told.contains("WARN") && told.contains("unreadable=1 models=399"), "{told}");
    assert!(!told.contains("no\""), "no content: {told}");
}

#[tokio::test]
async fn j11_prices_are_exact_decimals_or_vary_or_are_not_said() {
    let price = async |json: &str| {
        let row = format!(r#"{{"id":"a/m","pricing":{{"prompt":{json}}}}}"#);
        models(&row).await.remove(0).pricing.unwrap().input
    };
    for varies in ["\"-1\"", "-1", "\"-1.0\"", "-1e0"] {
        assert_eq!(price(varies).await, Some(Price::Variable), "{varies}");
    }
    for unsaid in ["\"\"", "null", "\"free\"", "\"NaN\"", "\"-\"", "\"1,5\"", "\"1e999999\""] {
        assert_eq!(price(unsaid).await, None, "{unsaid}");
    }
    for (json, exact) in [
        ("\"0\"", "0"),
        ("\"1e-7\"", "0.0000001"),
        ("1e-7", "0.0000001"),
        ("\"0.000000083333333333333333\"", "0.000000083333333333333333"),
        ("\"0.1234567890123456789012345\"", "0.1234567890123456789012345"),
        ("0.25", "0.25"),
        ("3", "3"),
    ] {
        assert_eq!(price(json).await.unwrap().amount().unwrap().to_string(), exact, "{json}");
    }
}
