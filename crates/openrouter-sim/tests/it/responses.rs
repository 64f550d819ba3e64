//! `POST /responses`.

use openrouter_sim::{Answer, Simulator, StreamError};
use openrouter_wire::responses::{Event, OutputItem, Response};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::client::{KEY, ask, blocks, chat, chunks, get, json_body, json_of, post, with};

const CLAUDE: &str = "anthropic/claude-haiku-4.5";
const GPT: &str = "openai/gpt-5.2";

fn respond(simulator: &Simulator, body: &Value) -> RequestBuilder {
    post(simulator, "/responses").bearer_auth(KEY).json(body)
}

fn question(model: &str) -> Value {
    json!({"model": model, "input": "How do glaciers shape valleys?"})
}

fn weather(model: &str) -> Value {
    let city =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let tool = json!({"type": "function", "name": "get_weather", "parameters": city});
    json!({"model": model, "input": "What is the weather in Lisbon?", "tools": [tool]})
}

/// Asks for a stream, and returns its events, each of a known type.
async fn events(simulator: &Simulator, body: &Value) -> Vec<Value> {
    let body = with(body.clone(), &json!({"stream": true}));
    let stream = respond(simulator, &body).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let events = chunks(&stream.text().await.unwrap());
    for (event, number) in events.iter().zip(0_u64..) {
        let wire: Event = serde_json::from_value(event.clone()).unwrap();
        assert!(!matches!(wire, Event::Other(_)), "{event}");
        assert_eq!(event["sequence_number"], number, "{event}");
    }
    events
}

/// The types of events, each run of equal ones once.
fn order(events: &[Value]) -> Vec<&str> {
    let types = events.iter().map(|event| event["type"].as_str().unwrap());
    let mut types: Vec<_> =
        types.map(|name| name.strip_prefix("response.").unwrap_or(name)).collect();
    types.dedup();
    types
}

/// A reply without what is its own: ids and times.
fn said(response: &Value) -> Vec<OutputItem> {
    let mut response = response.clone();
    for item in response["output"].as_array_mut().unwrap() {
        item["id"] = json!("");
    }
    serde_json::from_value::<Response>(response).unwrap().output.unwrap()
}

#[tokio::test]
async fn a_reply_repeats_the_request_and_says_what_chat_says() {
    let simulator = Simulator::start().await.unwrap();
    let body = with(question(GPT), &json!({"temperature": 0.5, "metadata": {"a": "b"}}));
    let response = respond(&simulator, &body).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let reply = json_body(response).await;
    assert_eq!(reply["id"], id.as_str());
    assert!(id.starts_with("gen-"));
    assert_eq!(reply["model"], "openai/gpt-5.2-20251211");
    assert_eq!((&reply["status"], &reply["object"]), (&json!("completed"), &json!("response")));
    assert_eq!((&reply["temperature"], &reply["top_p"]), (&json!(0.5), &json!(1)));
    assert_eq!(reply["metadata"], json!({"a": "b"}));
    for name in ["error", "incomplete_details", "instructions", "max_output_tokens"] {
        assert_eq!(reply.get(name), Some(&Value::Null), "{name}");
    }
    for name in ["previous_response_id", "safety_identifier", "prompt_cache_key"] {
        assert_eq!(reply.get(name), Some(&Value::Null), "{name}");
    }
    assert!(reply.get("provider").is_none());
    let tools = json!([{"type": "openrouter:datetime"}, {"type": "web_search"}]);
    let choice = json!({"type": "openrouter:datetime"});
    let with_tools = with(question(GPT), &json!({"tools": tools, "tool_choice": choice}));
    let with_tools = json_of(respond(&simulator, &with_tools), 200).await;
    assert_eq!(with_tools["tools"], json!([{"type": "web_search"}]), "not those of the service");
    assert_eq!(with_tools["tool_choice"], "auto");

    let message = &reply["output"][0];
    assert!(message["id"].as_str().unwrap().starts_with("msg_tmp_"));

    let body = ask(GPT, "How do glaciers shape valleys?");
    let chat = json_of(chat(&simulator, &body), 200).await;
    assert_eq!(message["content"][0]["text"], chat["choices"][0]["message"]["content"]);
    assert_eq!(reply["usage"]["cost"], chat["usage"]["cost"]);
    assert_eq!(reply["usage"]["output_tokens"], chat["usage"]["completion_tokens"]);
}

#[tokio::test]
async fn a_text_comes_in_the_recorded_order() {
    let simulator = Simulator::start().await.unwrap();
    let whole = json_of(respond(&simulator, &question(GPT)), 200).await;
    let events = events(&simulator, &question(GPT)).await;
    let expected = [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ];
    assert_eq!(order(&events), expected);
    let deltas = events.iter().filter(|event| event["type"] == "response.output_text.delta");
    let text: String = deltas.map(|event| event["delta"].as_str().unwrap()).collect();
    assert_eq!(whole["output"][0]["content"][0]["text"], text);
    let last = &events.last().unwrap()["response"];
    assert_eq!(said(last), said(&whole));
    assert_eq!(last["usage"], whole["usage"]);
    assert!(events[0]["response"].get("usage").is_none());
    assert_eq!(events[0]["response"]["completed_at"], Value::Null);
    let ids: Vec<_> = events.iter().filter_map(|event| event.get("item_id")).collect();
    assert!(ids.iter().all(|id| **id == last["output"][0]["id"]), "one item, one id");
}

#[tokio::test]
async fn a_stream_has_comments_and_no_names_of_events() {
    let simulator = Simulator::builder().comments(2).start().await.unwrap();
    let body = with(question(GPT), &json!({"stream": true}));
    let text = respond(&simulator, &body).send().await.unwrap().text().await.unwrap();
    let blocks = blocks(&text);
    assert_eq!(blocks[..2], [": OPENROUTER PROCESSING"; 2]);
    assert_eq!(blocks.last(), Some(&"[DONE]"));
    assert!(text.lines().all(|line| line.is_empty() || line.starts_with([':', 'd'])));
}

#[tokio::test]
async fn functions_are_called_and_their_answers_understood() {
    let simulator = Simulator::start().await.unwrap();
    let mut body = weather(CLAUDE);
    let events = events(&simulator, &body).await;
    let expected = [
        "created",
        "in_progress",
        "output_item.added",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "output_item.done",
        "completed",
    ];
    assert_eq!(order(&events), expected);
    let reply = json_of(respond(&simulator, &body), 200).await;
    assert_eq!(said(&events.last().unwrap()["response"]), said(&reply));
    let call = &reply["output"][0];
    assert_eq!((&call["type"], &call["name"]), (&json!("function_call"), &json!("get_weather")));
    assert!(call["id"].as_str().unwrap().starts_with("fc_tmp_"));
    let arguments: Value = serde_json::from_str(call["arguments"].as_str().unwrap()).unwrap();
    assert!(arguments["city"].is_string());
    assert_eq!(reply["tools"][0]["strict"], Value::Null);

    let result = json!({
        "type": "function_call_output", "call_id": call["call_id"], "output": "Sunny, 31 degrees",
    });
    let asked = json!({"role": "user", "content": "What is the weather in Lisbon?"});
    body["input"] = json!([asked, call, result]);
    let reply = json_of(respond(&simulator, &body), 200).await;
    assert!(reply["output"][0]["content"][0]["text"].as_str().unwrap().contains("31 degrees"));
}

#[tokio::test]
async fn tools_of_other_kinds_are_called_in_their_own_form() {
    let simulator = Simulator::start().await.unwrap();
    let custom = json!({"type": "custom", "name": "python"});
    let find = json!({"type": "function", "name": "find", "parameters": {}});
    let group = json!({"type": "namespace", "name": "crm", "description": "d", "tools": [find]});
    let must =
        |tool: Value| with(question(GPT), &json!({"tools": [tool], "tool_choice": "required"}));
    let stream = events(&simulator, &must(custom)).await;
    assert!(order(&stream).contains(&"custom_tool_call_input.done"));
    let call = &stream.last().unwrap()["response"]["output"][0];
    assert_eq!(call["type"], "custom_tool_call");
    assert!(call["input"].is_string());
    let grouped = json_of(respond(&simulator, &must(group)), 200).await;
    assert_eq!(grouped["output"][0]["namespace"], "crm");

    let allowed = json!({"type": "allowed_tools", "mode": "required", "tools": [{"name": "b"}]});
    let tools = ["a", "b"].map(|name| json!({"type": "function", "name": name, "parameters": {}}));
    let body = with(question(GPT), &json!({"tools": tools, "tool_choice": allowed}));
    let reply = json_of(respond(&simulator, &body), 200).await;
    assert_eq!(reply["output"].as_array().unwrap().len(), 1);
    assert_eq!(reply["output"][0]["name"], "b");
}

#[tokio::test]
async fn thinking_has_the_form_and_the_place_of_its_upstream() {
    let simulator = Simulator::start().await.unwrap();
    let think = |model| with(question(model), &json!({"reasoning": {"effort": "low"}}));

    let stream = events(&simulator, &think(GPT)).await;
    assert!(order(&stream).contains(&"reasoning_summary_text.delta"));
    let reply = &stream.last().unwrap()["response"];
    let thought = &reply["output"][0];
    assert_eq!(thought["summary"][0]["type"], "summary_text");
    assert!(thought["encrypted_content"].as_str().unwrap().contains('.'));
    assert_eq!(reply["reasoning"]["effort"], "low");
    assert!(reply["usage"]["output_tokens_details"]["reasoning_tokens"].as_u64().unwrap() > 0);

    let claude = json_of(respond(&simulator, &think(CLAUDE)), 200).await;
    let thought = &claude["output"][0];
    assert!(thought["content"][0]["text"].is_string() && thought["signature"].is_string());

    let gemini = json_of(respond(&simulator, &think("google/gemini-2.5-flash")), 200).await;
    let thought = &gemini["output"][1];
    assert_eq!((&thought["type"], &thought["summary"]), (&json!("reasoning"), &json!([])));
    assert!(thought["encrypted_content"].is_string() && thought.get("content").is_none());

    let open = events(&simulator, &think("deepseek/deepseek-r1:free")).await;
    let place = |name: &str| open.iter().position(|event| event["type"] == name).unwrap();
    assert!(place("response.reasoning_text.delta") < place("response.output_text.delta"));
    assert!(place("response.output_text.done") < place("response.reasoning_text.done"));

    let hidden = with(question(CLAUDE), &json!({"reasoning": {"exclude": true}}));
    let hidden = json_of(respond(&simulator, &hidden), 200).await;
    assert_eq!(hidden["output"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn answers_fit_schemas_and_end_at_limits() {
    let simulator = Simulator::start().await.unwrap();
    let schema = json!({"type": "object", "properties": {"n": {"const": 7}}, "required": ["n"]});
    let format = json!({"type": "json_schema", "name": "x", "schema": schema});
    let body = with(question(GPT), &json!({"text": {"format": format}}));
    let reply = json_of(respond(&simulator, &body), 200).await;
    assert_eq!(reply["output"][0]["content"][0]["text"], r#"{"n":7}"#);
    assert_eq!(reply["text"]["format"]["name"], "x");

    let body = with(question(CLAUDE), &json!({"max_output_tokens": 4, "top_logprobs": 1}));
    let cut = events(&simulator, &body).await;
    let last = cut.last().unwrap();
    assert_eq!(last["type"], "response.incomplete");
    assert_eq!(last["response"]["status"], "incomplete");
    assert_eq!(last["response"]["incomplete_details"]["reason"], "max_output_tokens");
    assert_eq!(last["response"]["output"][0]["status"], "incomplete");
    assert_eq!(last["response"]["usage"]["output_tokens"], 4);

    let body = with(question("openai/gpt-4o-mini"), &json!({"top_logprobs": 2}));
    let reply = json_of(respond(&simulator, &body), 200).await;
    let logprobs = reply["output"][0]["content"][0]["logprobs"].as_array().unwrap();
    assert!(logprobs.iter().all(|token| token["top_logprobs"].as_array().unwrap().len() == 2));
    assert!(!logprobs.is_empty());
}

#[tokio::test]
async fn what_needs_a_memory_is_refused() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    for (fields, word) in [
        (json!({"store": true}), "store"),
        (json!({"previous_response_id": "gen-1"}), "previous_response_id"),
        (json!({"input": null}), "Input required"),
        (json!({"input": 3}), "input"),
        (json!({"input": [{"role": "user", "content": "a"}, {"type": "dream"}]}), "input[1]"),
        (json!({"model": "acme/none"}), "acme/none is not a valid model ID"),
        (json!({"temperature": "hot"}), "Invalid request body"),
    ] {
        let refusal = json_of(respond(&simulator, &with(question(GPT), &fields)), 400).await;
        assert_eq!(refusal["error"]["code"], 400);
        let message = refusal["error"]["message"].as_str().unwrap();
        assert!(message.contains(word), "{message}");
    }
    let fields = json!({"store": false, "previous_response_id": null, "unheard_of": 1});
    json_of(respond(&simulator, &with(question(GPT), &fields)), 200).await;
    let refusal = json_of(post(&simulator, "/responses").json(&question(GPT)), 401).await;
    assert_eq!(refusal["error"]["message"], "Missing Authentication header");
}

#[tokio::test]
async fn scripted_answers_have_the_form_of_the_endpoint() {
    let simulator = Simulator::start().await.unwrap();
    let script = |answer: Answer| simulator.script(answer.for_path("/responses"));
    script(Answer::refusal("I will not."));
    let refused = events(&simulator, &question(GPT)).await;
    assert!(order(&refused).contains(&"refusal.delta"));
    let content = &refused.last().unwrap()["response"]["output"][0]["content"];
    assert_eq!(*content, json!([{"type": "refusal", "refusal": "I will not."}]));

    script(Answer::text("Half").finish("content_filter", "content_filter"));
    let filtered = json_of(respond(&simulator, &question(GPT)), 200).await;
    assert_eq!(filtered["incomplete_details"]["reason"], "content_filter");

    script(Answer::text("Half").finish("error", "error"));
    let failed = json_of(respond(&simulator, &question(GPT)), 200).await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["error"]["code"], "server_error");
    assert_eq!(failed["error_type"], "provider_unavailable");

    script(Answer::error(429, "Slow down").header("retry-after", "1"));
    let refusal = json_of(respond(&simulator, &question(GPT)), 429).await;
    assert_eq!(refusal["error"]["message"], "Slow down");
}

#[tokio::test]
async fn a_stream_fails_in_either_form_and_costs_nothing_then() {
    let simulator = Simulator::start().await.unwrap();
    let recorded = StreamError::recorded(429, "Slow down");
    simulator.script(Answer::text("a b c").for_path("/responses").fail_after(5, recorded));
    let stream = events(&simulator, &question(GPT)).await;
    assert_eq!(stream.len(), 6);
    assert_eq!(
        stream[5],
        json!({
            "type": "error", "code": "rate_limit_exceeded", "message": "Slow down", "param": null,
            "sequence_number": 5,
        })
    );

    let documented = StreamError::documented(502, "Gone", "provider_unavailable");
    simulator.script(Answer::text("a b c").for_path("/responses").fail_after(5, documented));
    let stream = events(&simulator, &question(GPT)).await;
    let last = stream.last().unwrap();
    assert_eq!(last["type"], "response.failed");
    let expected = json!({"code": "server_error", "message": "Gone"});
    assert_eq!(last["response"]["error"], expected);
    assert_eq!(last["response"]["error_type"], "provider_unavailable");
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], 0);
}

#[tokio::test]
async fn an_answer_is_charged_and_recorded() {
    let delay = std::time::Duration::ZERO;
    let simulator = Simulator::builder().generation_delay(delay).start().await.unwrap();
    let reply = json_of(respond(&simulator, &question(GPT)), 200).await;
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], reply["usage"]["cost"]);
    assert!(reply["usage"]["cost"].as_f64().unwrap() > 0.0);
    let path = format!("/generation?id={}", reply["id"].as_str().unwrap());
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"]["total_cost"], reply["usage"]["cost"]);
    assert_eq!(record["data"]["tokens_completion"], reply["usage"]["output_tokens"]);
}
