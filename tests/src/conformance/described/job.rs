//! [`Job`]: one schema of an operation, and the way there and back for its documents.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::check::{self, Outcome, Rules};
use super::row::{Row, Trip};
use super::validators::Validators;
use crate::conformance::instances::{Instances, instances};
use crate::conformance::report::{Check, Report};
use crate::openapi::{Description, Documented, Parameter, ShapeId, Shapes};

/// One schema of an operation, and the way there and back for its documents.
#[derive(Debug)]
pub(super) struct Job<'a> {
    id: &'static str,
    side: Side,
    source: Source<'a>,
    /// What the description gives as examples of the whole.
    examples: Vec<&'a Value>,
    trip: Trip,
    /// Where null and absent are two things: in a change, and nowhere else.
    is_change: bool,
}

/// Which of the documents of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Query,
    Request,
    Reply,
    Event,
    Failure,
}

/// Where documents come from.
#[derive(Debug, Clone)]
enum Source<'a> {
    Schema(&'a Value),
    Parameters(Vec<&'a Parameter<'a>>),
}

/// What came of a job.
#[derive(Debug)]
pub(super) struct Done {
    id: &'static str,
    side: Side,
    examples: Outcome,
    made: Outcome,
    choices: usize,
    unseen: usize,
    /// Examples that their own schema does not allow.
    odd_examples: usize,
    failed: Option<String>,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Request => "request",
            Self::Reply => "reply",
            Self::Event => "event",
            Self::Failure => "failure",
        }
    }

    const fn check(self) -> Check {
        match self {
            Self::Query => Check::MadeQuery,
            Self::Request => Check::MadeRequest,
            Self::Reply => Check::MadeReply,
            Self::Event => Check::MadeEvent,
            Self::Failure => Check::MadeFailure,
        }
    }
}

impl<'a> Job<'a> {
    /// All that there is to do for an operation by a row.
    pub(super) fn all(
        row: &'a Row,
        operation: &'a Documented<'a>,
        description: &'a Description,
    ) -> Vec<Self> {
        let job = |side, source, examples, trip: Option<Trip>| {
            let is_change = operation.method == "PATCH" && side == Side::Request;
            Some(Self { id: row.id, side, source, examples, trip: trip?, is_change })
        };
        let mut jobs = Vec::new();
        if row.method.has_body() {
            if let Some(schema) = operation.request_schema(JSON) {
                let examples = examples(operation.requests.iter(), JSON);
                jobs.extend(job(Side::Request, Source::Schema(schema), examples, row.request));
            }
        } else {
            let query = operation.parameters.iter().filter(|parameter| parameter.place == "query");
            let query = query.filter(|parameter| !row.omitted.contains(&parameter.name));
            let source = Source::Parameters(query.collect());
            jobs.extend(job(Side::Query, source, Vec::new(), row.request));
        }
        if let Some(schema) = operation.response_schema(JSON) {
            let examples = examples(successes(operation), JSON);
            jobs.extend(job(Side::Reply, Source::Schema(schema), examples, row.response));
        }
        if let Some(schema) = event_schema(operation, description) {
            let examples = examples(successes(operation), STREAM);
            let examples = examples.into_iter().filter_map(|event| event.get("data")).collect();
            jobs.extend(job(Side::Event, Source::Schema(schema), examples, row.event));
        }
        let failures = operation.responses.iter().filter(|(status, _)| !status.starts_with('2'));
        for (_, contents) in failures {
            let content = contents.iter().find(|(name, _)| *name == JSON);
            if let Some(schema) = content.and_then(|(_, content)| content.get("schema")) {
                let examples = examples(contents.iter(), JSON);
                jobs.extend(job(
                    Side::Failure,
                    Source::Schema(schema),
                    examples,
                    Some(row.failure),
                ));
            }
        }
        jobs
    }

    pub(super) fn run(&self, description: &Description, validators: &Validators) -> Done {
        self.try_run(description, validators)
            .unwrap_or_else(|error| Done { failed: Some(error), ..Done::new(self) })
    }

    fn try_run(&self, description: &Description, validators: &Validators) -> Result<Done, String> {
        let mut shapes = Shapes::new(description);
        let (root, schema) = self.root(&mut shapes);
        let validator = validators.of(&schema)?;
        let all = shapes.fields(root);
        let fields = all.iter().map(|field| field.name).collect();
        let nullable = all.iter().filter(|field| !field.required && shapes.has_null(field.shape));
        let nullable = nullable.map(|field| field.name).collect();
        let listed = shapes.listed_texts(root).into_iter().map(ToOwned::to_owned).collect();
        let is_query = self.side == Side::Query;
        let rules =
            Rules { validator, fields, nullable, listed, is_query, is_change: self.is_change };
        let seed = format!("{} {}", self.id, self.side.name());
        let made = instances(&shapes, root, &seed, |value| rules.validator.is_valid(value));
        let (valid, odd): (Vec<_>, Vec<_>) = self
            .examples
            .iter()
            .copied()
            .cloned()
            .partition(|value| rules.validator.is_valid(value));
        let examples = Instances { valid, ..Instances::default() };
        Ok(Done {
            examples: check::check(self.trip, &examples, &rules),
            made: check::check(self.trip, &made, &rules),
            choices: made.choices,
            unseen: made.unseen,
            odd_examples: odd.len(),
            ..Done::new(self)
        })
    }

    /// The shape of the documents, and the schema that judges them.
    fn root<'s>(&'s self, shapes: &mut Shapes<'s>) -> (ShapeId, Value) {
        match &self.source {
            Source::Schema(schema) => (shapes.of(schema), (*schema).clone()),
            Source::Parameters(parameters) => {
                let fields: Vec<_> =
                    parameters.iter().map(|p| (p.name, parameter_schema(p), p.required)).collect();
                let named =
                    fields.iter().map(|(name, schema, _)| ((*name).to_owned(), (*schema).clone()));
                let properties: Map<_, _> = named.collect();
                (shapes.of_fields(&fields), json!({"type": "object", "properties": properties}))
            }
        }
    }
}

impl Done {
    fn new(job: &Job<'_>) -> Self {
        Self {
            id: job.id,
            side: job.side,
            examples: Outcome::default(),
            made: Outcome::default(),
            choices: 0,
            unseen: 0,
            odd_examples: 0,
            failed: None,
        }
    }

    pub(super) fn report(self, report: &mut Report) {
        let case = format!("{} {}", self.id, self.side.name());
        if let Some(error) = self.failed {
            report.record(self.side.check(), &case, Err(error));
        }
        if self.side != Side::Failure {
            let name = self.side.name();
            report.coverage(self.id, name, self.made.cases, self.choices, self.unseen);
        }
        if self.unseen > 0 {
            report.note(format!("{case}: {} choices that no valid instance shows", self.unseen));
        }
        for _ in 0..self.odd_examples {
            report.note(format!("{case}: an example that its schema does not allow"));
        }
        record(&self.examples, &Check::Examples, &case, report);
        record(&self.made, &self.side.check(), &case, report);
    }
}

fn record(outcome: &Outcome, check: &Check, case: &str, report: &mut Report) {
    for _ in 0..outcome.cases {
        report.record(check.clone(), case, Ok(()));
    }
    for fault in outcome.faults() {
        report.record(check.clone(), case, Err(fault));
    }
}

const JSON: &str = "application/json";
const STREAM: &str = "text/event-stream";

/// The schema of a parameter. Some that are true or false are said to be text, with one of the two
/// as the example.
fn parameter_schema<'a>(parameter: &Parameter<'a>) -> &'a Value {
    static TRUE_OR_FALSE: LazyLock<Value> = LazyLock::new(|| json!({"type": "boolean"}));
    let schema = parameter.schema;
    let is_one = matches!(schema["example"].as_str(), Some("true" | "false"));
    if is_one && schema["type"] == "string" { &TRUE_OR_FALSE } else { schema }
}

/// The side of an operation that is described and has no job, if there is one.
pub(super) fn without_type(
    operation: &Documented<'_>,
    description: &Description,
    jobs: &[Job<'_>],
) -> Option<&'static str> {
    let has = |side| jobs.iter().any(|job| job.side == side);
    let sides = [
        (Side::Request, operation.request_schema(JSON).is_some()),
        (Side::Reply, operation.response_schema(JSON).is_some()),
        (Side::Event, event_schema(operation, description).is_some()),
    ];
    sides
        .into_iter()
        .find(|(side, described)| *described && !has(*side))
        .map(|(side, _)| side.name())
}

/// The schema of the data of one event. Where it is no object, the operation does not stream.
pub(crate) fn event_schema<'a>(
    operation: &Documented<'a>,
    description: &'a Description,
) -> Option<&'a Value> {
    let schema = description.resolve(operation.response_schema(STREAM)?);
    schema.get("properties")?.get("data")
}

fn successes<'a>(operation: &'a Documented<'a>) -> impl Iterator<Item = &'a (&'a str, &'a Value)> {
    let successes = operation.responses.iter().filter(|(status, _)| status.starts_with('2'));
    successes.flat_map(|(_, contents)| contents)
}

/// The examples of a media type.
fn examples<'a>(
    contents: impl Iterator<Item = &'a (&'a str, &'a Value)>,
    media_type: &str,
) -> Vec<&'a Value> {
    let contents = contents.filter(|(name, _)| *name == media_type).map(|(_, content)| *content);
    contents
        .flat_map(|content| {
            let named = content.get("examples").and_then(Value::as_object).into_iter().flatten();
            let named = named.filter_map(|(_, example)| example.get("value"));
            content.get("example").into_iter().chain(named)
        })
        .collect()
}
