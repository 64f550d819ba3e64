//! [`Driver`]: sends what it is told, and judges what comes back by the description.

use std::collections::BTreeSet;

use base64::Engine as _;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use llm_provider_base::{HttpRequest, ReqwestTransport, Transport as _};
use openrouter_sim::Simulator;
use serde_json::Value;

use crate::conformance::described::{Validators, event_schema};
use crate::conformance::exchange::events;
use crate::conformance::report::{Check, Report};
use crate::openapi::{Description, Documented};

/// How much of a reply is read.
const LIMIT: usize = 32 << 20;

/// Sends what it is told, and judges what comes back by the description.
#[derive(Debug)]
pub(super) struct Driver<'a> {
    description: &'a Description,
    operations: Vec<Documented<'a>>,
    validators: Validators,
    simulator: Simulator,
    transport: ReqwestTransport,
    report: &'a mut Report,
    driven: BTreeSet<&'a str>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub(super) struct Call {
    id: &'static str,
    /// What stands in the path, by name.
    values: Vec<(&'static str, String)>,
    query: String,
    body: Option<(&'static str, Vec<u8>)>,
    has_key: bool,
    /// The first digit of the status that is to come.
    outcome: u16,
}

impl Call {
    pub(super) const fn new(id: &'static str) -> Self {
        Self { id, values: Vec::new(), query: String::new(), body: None, has_key: true, outcome: 2 }
    }

    pub(super) fn at(mut self, name: &'static str, value: &Value) -> Self {
        self.values.push((name, text(value)));
        self
    }

    pub(super) fn query(mut self, name: &str, value: &Value) -> Self {
        let mark = if self.query.is_empty() { '?' } else { '&' };
        self.query = format!("{}{mark}{name}={}", self.query, text(value));
        self
    }

    pub(super) fn json(mut self, body: &Value) -> Self {
        self.body = Some(("application/json", body.to_string().into_bytes()));
        self
    }

    /// A form: texts and, last, a file.
    pub(super) fn form(mut self, fields: &[(&str, &str)], file: &[u8]) -> Self {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        let head = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\
                    content-type: application/octet-stream\r\n\r\n";
        body.extend([head.as_bytes(), file, b"\r\n--edge--\r\n"].concat());
        self.body = Some(("multipart/form-data; boundary=edge", body));
        self
    }

    pub(super) const fn without_key(mut self) -> Self {
        self.has_key = false;
        self.failing()
    }

    pub(super) const fn failing(mut self) -> Self {
        self.outcome = 4;
        self
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

impl<'a> Driver<'a> {
    pub(super) fn new(
        description: &'a Description,
        simulator: Simulator,
        report: &'a mut Report,
    ) -> Result<Self, String> {
        let transport = ReqwestTransport::builder().without_default_roots().build();
        Ok(Self {
            description,
            operations: description.operations(),
            validators: Validators::new(description)?,
            simulator,
            transport: transport.map_err(|error| error.to_string())?,
            report,
            driven: BTreeSet::new(),
        })
    }

    /// Sends a call and records whether the reply is one that the description allows. What came
    /// back as JSON is returned: null if nothing did.
    pub(super) async fn send(&mut self, call: Call) -> Value {
        let Some(at) = self.operations.iter().position(|operation| operation.id == call.id) else {
            return Value::Null;
        };
        let result = self.exchange(&self.operations[at], &call).await;
        self.driven.insert(self.operations[at].id);
        let (json, result) = match result {
            Ok(json) => (json, Ok(())),
            Err(error) => (Value::Null, Err(error)),
        };
        self.report.record(Check::Simulated, call.id, result);
        json
    }

    /// Says which operations of those that are described were not sent.
    pub(super) fn finish(self, is_expected: impl Fn(&str) -> bool) {
        for operation in &self.operations {
            if !self.driven.contains(operation.id) && is_expected(operation.path) {
                let never = Err("nothing asks the simulator for it".to_owned());
                self.report.record(Check::Simulated, operation.id, never);
            }
        }
    }

    async fn exchange(&self, operation: &Documented<'_>, call: &Call) -> Result<Value, String> {
        let mut path = operation.path.to_owned();
        for (name, value) in &call.values {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let address = format!("{}{path}{}", self.simulator.base_url(), call.query);
        let url = address.parse().map_err(|error| format!("{address}: {error}"))?;
        let method: Method = operation.method.parse().map_err(|_| "an odd method")?;
        let mut headers = HeaderMap::new();
        if call.has_key {
            let key = HeaderValue::from_static("Bearer sk-or-v1-simulated");
            headers.insert(AUTHORIZATION, key);
        }
        let mut request = HttpRequest::new(method, url);
        if let Some((kind, body)) = &call.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            request = request.with_body(body.clone());
        }
        let reply = self.transport.send(request.with_headers(headers)).await;
        let reply = reply.map_err(|error| error.to_string())?;
        let status = reply.status.as_u16();
        let kind = reply.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
        let body = reply.body.collect(LIMIT).await.map_err(|error| error.to_string())?;
        let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        if status / 100 != call.outcome {
            return Err(format!("status {status}: {shown}"));
        }
        let judged = self.judge(operation, status, &kind, &body);
        judged.map_err(|error| format!("status {status}: {error}\n    {shown}"))
    }

    /// Whether a reply is one that the description allows.
    fn judge(
        &self,
        operation: &Documented<'_>,
        status: u16,
        kind: &str,
        body: &[u8],
    ) -> Result<Value, String> {
        let said = operation.responses.iter().find(|(said, _)| *said == status.to_string());
        let (_, contents) = said.ok_or("no such status is described")?;
        if contents.is_empty() {
            return Ok(Value::Null);
        }
        let fits = |said: &str| {
            said == kind || said.strip_suffix('*').is_some_and(|start| kind.starts_with(start))
        };
        let content = contents.iter().find(|(said, _)| fits(said));
        let (_, content) = content.ok_or_else(|| format!("no {kind:?} is described"))?;
        match kind {
            "application/json" => {
                let json = serde_json::from_slice(body).map_err(|error| error.to_string())?;
                self.validate(&content["schema"], &json)?;
                Ok(json)
            }
            "text/event-stream" => {
                let schema = event_schema(operation, self.description);
                self.judge_events(schema.ok_or("no events are described")?, body)?;
                Ok(Value::Null)
            }
            _ if body.is_empty() => Err("nothing came".to_owned()),
            _ => Ok(Value::String(base64::engine::general_purpose::STANDARD.encode(body))),
        }
    }

    fn judge_events(&self, schema: &Value, body: &[u8]) -> Result<(), String> {
        let events = events(&String::from_utf8_lossy(body))?;
        if events.len() < 2 {
            return Err(format!("{} events", events.len()));
        }
        for (number, data) in events.iter().enumerate().filter(|(_, data)| *data != "[DONE]") {
            let in_event = |error: String| format!("event {number}: {error}: {data}");
            let json = serde_json::from_str(data).map_err(|error| in_event(error.to_string()))?;
            self.validate(schema, &json).map_err(in_event)?;
        }
        Ok(())
    }

    fn validate(&self, schema: &Value, json: &Value) -> Result<(), String> {
        let validator = self.validators.of(schema)?;
        let error = validator.validate(json).err();
        error.map_or(Ok(()), |error| Err(format!("{}: {error}", error.instance_path())))
    }
}
