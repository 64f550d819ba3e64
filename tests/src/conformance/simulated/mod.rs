//! The simulator, asked for each operation: its replies are to be those that the description
//! allows.

mod account;
mod driver;
mod inference;

use std::time::Duration;

use driver::{Call, Driver};
use openrouter_sim::Simulator;
use serde_json::json;

use super::report::{Check, Report};
use crate::openapi::Description;

/// The first part of the paths of management, which the simulator does not serve.
const MANAGEMENT: [&str; 10] = [
    "/analytics",
    "/benchmarks",
    "/byok",
    "/classifications",
    "/datasets",
    "/guardrails",
    "/observability",
    "/organization",
    "/scim",
    "/workspaces",
];

/// Asks a simulator for each operation of a description.
pub(crate) async fn check(description: &Description, report: &mut Report) {
    let simulator = Simulator::builder()
        .generation_delay(Duration::ZERO)
        .job_time(Duration::ZERO)
        .start()
        .await
        .map_err(|error| error.to_string());
    let driver = match simulator {
        Ok(simulator) => Driver::new(description, simulator, report),
        Err(error) => return report.record(Check::Simulated, "the simulator", Err(error)),
    };
    let Ok(mut driver) = driver else { return };
    inference::drive(&mut driver).await;
    account::drive(&mut driver).await;
    let nobody = json!("nobody/nothing");
    driver.send(Call::new("getKey").at("hash", &nobody).failing()).await;
    driver.send(Call::new("getCurrentKey").without_key()).await;
    driver.finish(|path| !MANAGEMENT.iter().any(|start| path.starts_with(start)));
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// What the report says of the simulator, by a description of one operation.
    async fn checked(path: &str, id: &str, responses: Value) -> String {
        let operation = json!({"operationId": id, "responses": responses});
        let document = json!({"paths": {path: {"get": operation}}});
        let description = Description::parse(&document.to_string()).unwrap();
        let mut report = Report::default();
        check(&description, &mut report).await;
        report.to_string()
    }

    fn reply(kind: &str, required: &str) -> Value {
        json!({"content": {kind: {"schema": {"type": "object", "required": [required]}}}})
    }

    #[tokio::test]
    async fn a_reply_that_is_described_passes() {
        let report =
            checked("/credits", "getCredits", json!({"200": reply("application/json", "data")}))
                .await;
        assert!(report.contains("all passed"), "{report}");
    }

    #[tokio::test]
    async fn another_shape_media_type_or_status_is_a_failure() {
        for (responses, fault) in [
            (json!({"200": reply("application/json", "nothing")}), "\"nothing\" is a required"),
            (json!({"200": reply("text/plain", "data")}), "no \"application/json\" is described"),
            (json!({"201": reply("application/json", "data")}), "no such status is described"),
        ] {
            let report = checked("/credits", "getCredits", responses).await;
            assert!(report.contains(fault), "{report}");
        }
    }

    #[tokio::test]
    async fn an_operation_that_is_not_served_or_not_asked_for_is_a_failure() {
        let responses = json!({"200": reply("application/json", "data")});
        let report = checked("/gone", "getCredits", responses.clone()).await;
        assert!(report.contains("status 404"), "{report}");
        let report = checked("/new", "getNew", responses.clone()).await;
        assert!(report.contains("nothing asks the simulator for it"), "{report}");
        let report = checked("/byok", "listBYOKKeys", responses).await;
        assert!(!report.contains("FAILED"), "{report}");
    }
}
