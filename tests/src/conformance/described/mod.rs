//! Everything that the API description says about an operation, through the types of it.
//!
//! For each operation the examples of the description, and values made of its schemas, are decoded
//! and encoded again. What comes back must be the same, valid, and kept under its name.

mod check;
mod job;
mod management;
mod row;
mod rows;
mod validators;

pub(crate) use job::event_schema;
pub(crate) use row::{Row, StageKind, Trip};
pub(crate) use rows::rows;
pub(crate) use validators::Validators;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use job::{Done, Job};

use super::report::{Check, Report};
use crate::openapi::{Description, Documented};

/// Checks each description of a folder, and returns them.
pub(crate) fn check(dir: &Path, report: &mut Report) -> Vec<Description> {
    let mut files: Vec<_> = match fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) => {
            report.missing(format!("openapi/ ({error})"));
            return Vec::new();
        }
    };
    files.retain(|path| path.extension().is_some_and(|kind| kind == "yaml" || kind == "json"));
    files.sort();
    if files.is_empty() {
        report.missing("openapi/*.yaml");
    }
    let mut descriptions = Vec::new();
    for path in files {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = Description::read(&path);
        report.record(Check::Readable, &file, read.as_ref().map(drop).map_err(Clone::clone));
        if let Ok(description) = read {
            check_description(&description, &rows(), report);
            descriptions.push(description);
        }
    }
    descriptions
}

/// Checks a description by some rows.
fn check_description(description: &Description, rows: &[Row], report: &mut Report) {
    let validators = match Validators::new(description) {
        Ok(validators) => validators,
        Err(error) => return report.record(Check::Readable, "the schemas", Err(error)),
    };
    let operations = description.operations();
    let mut jobs = Vec::new();
    for operation in &operations {
        let of_operation = rows.iter().filter(|row| row.id == operation.id);
        let mut found: Vec<Job<'_>> = Vec::new();
        let result = match_rows(operation, of_operation, description, &mut found);
        report.record(Check::Operations, operation.id, result);
        jobs.extend(found);
    }
    for done in all(&jobs, description, &validators) {
        done.report(report);
    }
}

/// What there is to do for an operation, or what no row says about it.
fn match_rows<'a>(
    operation: &'a Documented<'a>,
    rows: impl Iterator<Item = &'a Row>,
    description: &'a Description,
    jobs: &mut Vec<Job<'a>>,
) -> Result<(), String> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Err("no row: nothing carries it out".to_owned());
    }
    for row in rows {
        if (row.method.as_str(), row.path) != (operation.method.as_str(), operation.path) {
            return Err(format!("it is {} {} in the types", row.method.as_str(), row.path));
        }
        jobs.extend(Job::all(row, operation, description));
    }
    job::without_type(operation, description, jobs)
        .map_or(Ok(()), |side| Err(format!("its {side} is described, and has no type")))
}

/// Does all jobs, as many at a time as there are processors.
fn all(jobs: &[Job<'_>], description: &Description, validators: &Validators) -> Vec<Done> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((number, job)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|at| Some((at, jobs.get(at)?)))
                {
                    let result = job.run(description, validators);
                    if let Ok(mut done) = done.lock() {
                        done.push((number, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use openrouter_wire::{Access, Extra, Method, Operation, keys};
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    /// A description of `GET /keys/{hash}` with this schema of the reply.
    fn description(schema: &serde_json::Value) -> Description {
        let operation = json!({
            "operationId": "getKey",
            "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
        });
        let document = json!({"paths": {"/keys/{hash}": {"get": operation}}});
        Description::parse(&document.to_string()).unwrap()
    }

    fn schema() -> serde_json::Value {
        json!({
            "type": "object",
            "required": ["id", "state"],
            "properties": {
                "id": {"type": "string"},
                "state": {"type": "string", "enum": ["on", "off"]},
                "end": {"type": ["string", "null"]},
            },
        })
    }

    /// The operation with another type of reply.
    #[derive(Debug, Serialize, Deserialize)]
    struct Get<R>(#[serde(skip)] std::marker::PhantomData<R>);

    impl<R: Send + Sync> Operation for Get<R> {
        const ID: &'static str = "getKey";
        const METHOD: Method = Method::Get;
        const PATH: &'static str = "/keys/{hash}";
        const ACCESS: Access = Access::Management;
        type Response = R;
    }

    /// What the report says of the reply, if this is its type.
    fn checked<R>() -> String
    where
        R: std::fmt::Debug + Serialize + serde::de::DeserializeOwned + Send + Sync,
    {
        let mut report = Report::default();
        let row = Row::form::<Get<R>>();
        check_description(&description(&schema()), &[row], &mut report);
        report.to_string()
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Whole {
        id: String,
        state: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        end: Option<String>,
        #[serde(flatten)]
        extra: Extra,
    }

    #[test]
    fn a_type_that_has_everything_passes() {
        let report = checked::<Whole>();
        assert!(report.contains("all passed") && report.contains("8 of 8 choices"), "{report}");
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Dropping {
        id: String,
        state: String,
    }

    #[test]
    fn a_field_that_is_dropped_is_found() {
        let report = checked::<Dropping>();
        assert!(report.contains("end: expected \"") && report.contains("got nothing"), "{report}");
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Keeping {
        id: String,
        state: String,
        #[serde(flatten)]
        extra: Extra,
    }

    #[test]
    fn a_field_without_a_name_is_found() {
        let report = checked::<Keeping>();
        assert!(report.contains("kept as unknown: Keeping.end"), "{report}");
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Writing {
        id: String,
        state: String,
        end: Option<String>,
        #[serde(default)]
        more: Vec<String>,
    }

    #[test]
    fn a_field_that_was_not_there_is_found() {
        let report = checked::<Writing>();
        assert!(report.contains("more: expected nothing, got []"), "{report}");
        assert!(!report.contains("end: "), "{report}");
    }

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Closed {
        On,
    }

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Open {
        On,
        #[serde(untagged)]
        Other(String),
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Stated<S> {
        id: String,
        state: S,
        end: Option<String>,
    }

    #[test]
    fn a_value_that_is_not_listed_is_found() {
        let report = checked::<Stated<Closed>>();
        assert!(report.contains("not decoded: unknown variant `off`"), "{report}");
        let report = checked::<Stated<Open>>();
        assert!(report.contains("kept as unknown: Stated.state: \"off\""), "{report}");
    }

    #[test]
    fn an_operation_without_a_row_or_with_another_path_is_a_failure() {
        let failures = |rows: &[Row], description: &Description| {
            let mut report = Report::default();
            check_description(description, rows, &mut report);
            report.to_string()
        };
        let here = description(&schema());
        assert!(failures(&[], &here).contains("getKey\n    no row"));
        let moved = here.root().to_string().replace("/keys/", "/key/");
        let moved = Description::parse(&moved).unwrap();
        assert!(failures(&[Row::json::<keys::Get>()], &moved).contains("it is GET /keys/{hash}"));
        let opaque = failures(&[Row::opaque::<keys::Get>()], &here);
        assert!(opaque.contains("its reply is described, and has no type"), "{opaque}");
    }

    #[test]
    fn an_instance_that_is_not_valid_is_a_failure() {
        // Lengths are not looked at where a format decides.
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "format": "uuid", "maxLength": 3}}});
        let mut report = Report::default();
        check_description(&description(&schema), &[Row::form::<Get<Whole>>()], &mut report);
        assert!(report.to_string().contains("the instance is not valid: /id"), "{report}");
    }
}
