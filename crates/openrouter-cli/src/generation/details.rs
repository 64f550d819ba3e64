//! [`details`]: a record as a person reads it.

use std::time::Duration;

use llm_types::Usd;
use openrouter_provider::openrouter_wire::Count;
use openrouter_provider::openrouter_wire::generation::Generation;
use serde_json::Number;

use crate::details::Details;
use crate::dollars::exact_dollars;
use crate::durations::took;
use crate::numbers::grouped;

/// What a record says, in the order in which people ask.
pub(super) fn details(record: &Generation) -> Details {
    let mut details = Details::default();
    details.add_known("Generation", record.id.as_deref());
    details.add_known("Model", model(record));
    details.add_known("Provider", upstreams(record));
    details.add_known("Cost", cost(record));
    details.add_known("Prompt cache", cache(record));
    details.add_known("Tokens", tokens(record));
    details.add_known("Time", time(record));
    details.add_known("Finish", finish(record));
    details.add_known("Made", made(record));
    details.add_known("Kind", kind(record));
    details.add_known("From cache", record.response_cache_source_id.as_deref());
    details.add_known("Session", record.session_id.as_deref());
    details.add_known("User", record.external_user.as_deref());
    details
}

fn model(record: &Generation) -> Option<String> {
    let model = record.model.as_deref()?;
    Some(match &record.router {
        Some(router) => format!("{model}, chosen by {router}"),
        None => model.to_owned(),
    })
}

/// Who answered, after whom.
fn upstreams(record: &Generation) -> Option<String> {
    let name = record.provider_name.as_deref()?;
    let tried = record.provider_responses.iter().flatten();
    let failed: Vec<_> = tried
        .filter(|tried| tried.status.as_ref().and_then(Count::get) != Some(200))
        .map(|tried| {
            let status = tried.status.as_ref().and_then(Count::get);
            let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            format!("{} ({status})", tried.provider_name.as_deref().unwrap_or("another"))
        })
        .collect();
    let after =
        if failed.is_empty() { String::new() } else { format!(", after {}", failed.join(", ")) };
    Some(format!("{name}{after}"))
}

fn cost(record: &Generation) -> Option<String> {
    let total = amount(record.total_cost.as_ref().or(record.usage.as_ref()))?;
    let mut text = exact_dollars(total);
    if record.is_byok == Some(true) {
        let upstream = amount(record.upstream_inference_cost.as_ref()).map(exact_dollars);
        text += &upstream.map_or_else(
            || ", by your own upstream key".to_owned(),
            |cost| format!(", and {cost} by your own upstream key"),
        );
    }
    Some(text)
}

/// What the prompt cache saved, or what it cost to fill it.
fn cache(record: &Generation) -> Option<String> {
    let saved = amount(record.cache_discount.as_ref()).filter(|saved| !saved.is_zero())?;
    Some(if saved > Usd::ZERO {
        format!("saved {}", exact_dollars(saved))
    } else {
        format!("{} for filling it", exact_dollars(Usd::ZERO - saved))
    })
}

/// When it was made, as people read it; as the service wrote it, if that is no time.
fn made(record: &Generation) -> Option<String> {
    let written = record.created_at.as_deref()?;
    let time = written.parse::<jiff::Timestamp>().ok();
    let read = time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    Some(read.unwrap_or_else(|| written.to_owned()))
}

/// By the upstream's count, which is billed, or else the service's.
fn tokens(record: &Generation) -> Option<String> {
    let count = |count: &Option<Count>| count.as_ref().and_then(Count::get);
    let input = count(&record.native_tokens_prompt).or_else(|| count(&record.tokens_prompt))?;
    let output =
        count(&record.native_tokens_completion).or_else(|| count(&record.tokens_completion));
    let of_these = |number: &Option<Count>, what: &str| {
        let number = count(number).filter(|number| *number > 0);
        number.map(|number| format!(" ({} {what})", grouped(number))).unwrap_or_default()
    };
    let cached = of_these(&record.native_tokens_cached, "cached");
    let thought = of_these(&record.native_tokens_reasoning, "thinking");
    let output = output.map(|output| format!(", {} out{thought}", grouped(output)));
    Some(format!("{} in{cached}{}", grouped(input), output.unwrap_or_default()))
}

fn time(record: &Generation) -> Option<String> {
    let time = |number: &Option<Number>| {
        let milliseconds = number.as_ref()?.as_f64()?;
        Duration::try_from_secs_f64(milliseconds / 1_000.0).ok()
    };
    let parts = [
        time(&record.latency).map(|time| format!("{} in all", took(time))),
        time(&record.generation_time).map(|time| format!("{} generating", took(time))),
        time(&record.moderation_latency).map(|time| format!("{} in moderation", took(time))),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn finish(record: &Generation) -> Option<String> {
    let reason = record.finish_reason.as_ref().map(|reason| reason.as_str().to_owned());
    let reason = reason.map(|reason| match record.native_finish_reason.as_deref() {
        Some(native) if native != reason => format!("{reason}, in the provider's words {native}"),
        _ => reason,
    });
    match (reason, record.cancelled) {
        (reason, Some(true)) => {
            let gone = "the caller went away before its end";
            Some(reason.map_or_else(|| gone.to_owned(), |reason| format!("{reason}; {gone}")))
        }
        (reason, _) => reason,
    }
}

fn kind(record: &Generation) -> Option<String> {
    let kind = record.api_type.as_ref()?.as_str();
    Some(match record.streamed {
        Some(true) => format!("{kind}, streamed"),
        Some(false) => format!("{kind}, in one piece"),
        None => kind.to_owned(),
    })
}

fn amount(number: Option<&Number>) -> Option<Usd> {
    number?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::page::Page;

    fn rendered(record: serde_json::Value) -> String {
        let record: Generation = serde_json::from_value(record).unwrap();
        let text = details(&record).render(Page { width: None, is_unicode: true });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_record_is_told_in_the_order_in_which_people_ask() {
        let text = rendered(json!({
            "id": "gen-1", "model": "a/b-20260101", "router": "openrouter/auto",
            "provider_name": "Up", "api_type": "completions", "streamed": true,
            "created_at": "2026-11-23T04:12:09.120Z", "total_cost": 0.0123, "usage": 0.0123,
            "cache_discount": 0.002, "is_byok": false, "native_tokens_prompt": 1234,
            "native_tokens_cached": 1000, "native_tokens_completion": 567,
            "native_tokens_reasoning": 200, "tokens_prompt": 1, "tokens_completion": 2,
            "latency": 2310.4, "generation_time": 1900, "finish_reason": "stop",
            "native_finish_reason": "end_turn", "session_id": "s-1",
            "provider_responses": [
                {"provider_name": "Down", "status": 529}, {"provider_name": "Up", "status": 200}
            ],
        }));
        insta::assert_snapshot!(text, @r"
        Generation    gen-1
        Model         a/b-20260101, chosen by openrouter/auto
        Provider      Up, after Down (529)
        Cost          $0.0123
        Prompt cache  saved $0.002
        Tokens        1,234 in (1,000 cached), 567 out (200 thinking)
        Time          2.31 s in all, 1.90 s generating
        Finish        stop, in the provider's words end_turn
        Made          2026-11-23 04:12:09 UTC
        Kind          completions, streamed
        Session       s-1
        ");
    }

    #[test]
    fn what_is_not_on_record_is_left_out() {
        let text = rendered(json!({
            "id": "gen-1", "usage": 0, "cancelled": true, "is_byok": true,
            "upstream_inference_cost": 0.5, "cache_discount": -0.1, "tokens_prompt": 7,
        }));
        insta::assert_snapshot!(text, @r"
        Generation    gen-1
        Cost          $0.00, and $0.50 by your own upstream key
        Prompt cache  $0.10 for filling it
        Tokens        7 in
        Finish        the caller went away before its end
        ");
    }
}
