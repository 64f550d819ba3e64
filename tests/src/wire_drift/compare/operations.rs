//! Compares operations: how they are sent, what with, and what comes back.

use std::collections::BTreeSet;

use super::super::described::{self, SchemaAt};
use super::super::difference::{Differences, What};
use super::super::shape::Object;
use super::super::source::{Sent, Sources, Ty, Types, operations, texts};
use super::{At, Comparison, joined};
use crate::openapi::{Description, Documented};

/// The type of the body of every refusal.
const REFUSAL: &str = "error::Body";

/// Operations whose refusals look otherwise.
const OTHER_REFUSALS: [(&str, &str); 1] = [("createMessages", "messages::ErrorBody")];

/// What a reply may be that is not kept as bytes.
const JSON_OR_EVENTS: [&str; 2] = ["application/json", "text/event-stream"];

/// Compares every operation.
pub(crate) fn differences(
    description: &Description,
    sources: &Sources,
) -> Result<Differences, String> {
    let types = Types::new(sources);
    let sent = operations(sources)?;
    let texts: BTreeSet<String> = texts(sources).into_iter().collect();
    let documented = description.operations();
    let mut comparison = Comparison::new(description, &types);
    for operation in &documented {
        let sent: Vec<&Sent> = sent.iter().filter(|sent| sent.id == operation.id).collect();
        comparison.begin(operation.id);
        comparison.operation(operation, &sent, &texts);
    }
    let is_documented = |sent: &Sent| documented.iter().any(|known| known.id == sent.id);
    for sent in sent.iter().filter(|sent| !is_documented(sent)) {
        comparison.begin(&sent.id);
        comparison.found(What::OperationExtra, &sent.id, "", &sent.request.at);
    }
    comparison.begin("");
    for complaint in types.complaints() {
        comparison.found(What::Unreadable, &complaint, "", "");
    }
    Ok(comparison.finish())
}

impl<'a> Comparison<'a> {
    fn operation(&mut self, operation: &Documented<'a>, sent: &[&Sent], texts: &BTreeSet<String>) {
        let route = format!("{} {}", operation.method, operation.path);
        if sent.is_empty() {
            return self.found(What::OperationLacking, operation.id, &route, "");
        }
        for sent in sent {
            let ours = format!("{} {}", sent.method, sent.path);
            if ours != route {
                self.found(What::SentOtherwise, &ours, &route, &sent.request.at);
            }
            self.in_query = true;
            self.path(operation, sent);
        }
        self.query(operation, sent);
        self.in_query = false;
        self.reply(operation, sent);
        self.stream(operation, sent);
        self.bodies(operation, sent);
        self.refusals(operation);
        let headers = operation.parameters.iter().filter(|parameter| parameter.place == "header");
        for header in headers.filter(|header| !texts.contains(&header.name.to_lowercase())) {
            self.found(What::HeaderLacking, header.name, operation.id, "headers");
        }
    }

    /// The values in the path, and those in the query of what has a body.
    fn path(&mut self, operation: &Documented<'a>, sent: &Sent) {
        let skipped = self.types.skipped(&sent.request.ty);
        for parameter in &operation.parameters {
            if parameter.place != "path" && (parameter.place != "query" || sent.asks_in_query()) {
                continue;
            }
            let at = format!("{} {} `{}`", operation.id, parameter.place, parameter.name);
            let place = SchemaAt::new(parameter.schema, &at);
            match skipped.get(&snake_case(parameter.name)) {
                Some(field) => self.places(&[place], std::slice::from_ref(field)),
                None => self.found(What::FieldLacking, parameter.name, &at, &sent.request.at),
            }
        }
    }

    /// The query, where the fields are one. Several types may be ways to ask the same.
    fn query(&mut self, operation: &Documented<'a>, sent: &[&Sent]) {
        let sent: Vec<&&Sent> = sent.iter().filter(|sent| sent.asks_in_query()).collect();
        if sent.is_empty() {
            return;
        }
        let mut query = Object::new(format!("{} query", operation.id));
        for parameter in operation.parameters.iter().filter(|known| known.place == "query") {
            let at = format!("{} query `{}`", operation.id, parameter.name);
            let place = SchemaAt::new(parameter.schema, &at);
            query.fields.insert(parameter.name.to_owned(), vec![place]);
        }
        let ours: Vec<_> =
            sent.iter().flat_map(|sent| self.types.shape(&sent.request).objects).collect();
        let names = joined(sent.iter().map(|sent| &*sent.request.at));
        self.objects(
            &[query],
            &ours,
            false,
            At { theirs: operation.id, ours: &names, types: &names },
        );
    }

    fn bodies(&mut self, operation: &Documented<'a>, sent: &[&Sent]) {
        let sent: Vec<&&Sent> = sent.iter().filter(|sent| sent.has_body()).collect();
        for (media_type, content) in &operation.requests {
            let is_form = *media_type == "multipart/form-data";
            let Some(sent) = sent.iter().find(|sent| sent.is_form == is_form) else {
                self.found(What::KindLacking, media_type, operation.id, "its type");
                continue;
            };
            let Some(schema) = content.get("schema") else { continue };
            let schema = SchemaAt::new(schema, &format!("{} body", operation.id));
            if is_form {
                self.form(&schema, sent);
            } else {
                self.places(&[schema], std::slice::from_ref(&sent.request));
            }
        }
        if operation.requests.is_empty() {
            for sent in sent {
                let ours = self.types.shape(&sent.request).objects;
                let nothing = Object::new(format!("{} body", operation.id));
                let names = &*sent.request.at;
                let at = At { theirs: operation.id, ours: names, types: names };
                self.objects(&[nothing], &ours, false, at);
            }
        }
    }

    /// A form: the fields, if they are not the query, and the files.
    fn form(&mut self, schema: &SchemaAt<'a>, sent: &Sent) {
        let mut ours = self.types.shape(&sent.request).objects;
        if sent.asks_in_query() {
            ours = vec![Object::new(&*sent.request.at)];
        }
        for (name, field) in self.types.skipped(&sent.request.ty) {
            if self.types.name(&field.ty).as_deref() == Some("Upload") {
                for form in &mut ours {
                    form.fields.insert(name.clone(), vec![field.clone()]);
                }
            }
        }
        let theirs = described::shape(self.description, schema).objects;
        let names = &*sent.request.at;
        let at = At { theirs: &schema.at, ours: names, types: names };
        self.objects(&theirs, &ours, false, at);
    }

    fn reply(&mut self, operation: &Documented<'a>, sent: &[&Sent]) {
        let is_binary =
            |sent: &&&Sent| self.types.name(&sent.response.ty).as_deref() == Some("Binary");
        let (bytes, other): (Vec<&Sent>, Vec<&Sent>) = sent.iter().partition(is_binary);
        let successes = operation.responses.iter().filter(|(status, _)| status.starts_with('2'));
        let mut contents = successes.flat_map(|(_, contents)| contents).map(|(name, _)| *name);
        let names = joined(sent.iter().map(|sent| &*sent.request.at));
        if contents.clone().next().is_none() {
            if other.iter().any(|sent| sent.response.ty != Ty::Nothing) || !bytes.is_empty() {
                self.found(What::ReplyOtherwise, "nothing", operation.id, &names);
            }
            return;
        }
        let are_bytes = contents.any(|name| !JSON_OR_EVENTS.contains(&name));
        let json = operation.response_schema("application/json");
        if are_bytes == bytes.is_empty() {
            let name = if are_bytes { "bytes" } else { "no bytes" };
            self.found(What::ReplyOtherwise, name, operation.id, &names);
        }
        if json.is_some() == other.is_empty() {
            let name = if json.is_some() { "JSON" } else { "no JSON" };
            self.found(What::ReplyOtherwise, name, operation.id, &names);
        }
        for sent in other {
            let Some(schema) = json else { continue };
            let schema = SchemaAt::new(schema, &format!("{} reply", operation.id));
            self.places(&[schema], std::slice::from_ref(&sent.response));
        }
    }

    fn stream(&mut self, operation: &Documented<'a>, sent: &[&Sent]) {
        let events = operation.response_schema("text/event-stream");
        let data =
            events.and_then(|events| self.description.resolve(events).pointer("/properties/data"));
        let names = joined(sent.iter().map(|sent| &*sent.request.at));
        let events: Vec<_> = sent.iter().filter_map(|sent| sent.event.clone()).collect();
        match data {
            Some(data) if !events.is_empty() => {
                let data = SchemaAt::new(data, &format!("{} event", operation.id));
                self.places(&[data], &events);
            }
            Some(_) => self.found(What::ReplyOtherwise, "a stream", operation.id, &names),
            None if !events.is_empty() => {
                self.found(What::ReplyOtherwise, "no stream", operation.id, &names);
            }
            None => {}
        }
    }

    fn refusals(&mut self, operation: &Documented<'a>) {
        let other = OTHER_REFUSALS.iter().find(|(id, _)| *id == operation.id);
        let path = other.map_or(REFUSAL, |(_, path)| path);
        let Some(body) = self.types.by_path(path) else {
            return self.found(What::ReplyOtherwise, "a refusal", operation.id, path);
        };
        let refusals = operation.responses.iter().filter(|(status, _)| !status.starts_with('2'));
        for (media_type, content) in refusals.flat_map(|(_, contents)| contents) {
            let schema = content.get("schema").filter(|_| *media_type == "application/json");
            let Some(schema) = schema else { continue };
            let schema = SchemaAt::new(schema, &format!("{} refusal", operation.id));
            self.places(&[schema], std::slice::from_ref(&body));
        }
    }
}

/// The name of a field for `jobId`: `job_id`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}
