"""The official `openai` client against the simulator, whose address is the only argument."""

import json
import sys
import traceback
from importlib.metadata import version

import openai

CLIENT = f"openai {version('openai')}"
MODEL = "openai/gpt-4o-mini"
QUESTION = [{"role": "user", "content": "How do glaciers shape valleys?"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Forecast of the weather in a city",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
                "required": ["city", "days"],
            },
        },
    }
]

checks = []


def check(behaviour):
    def register(function):
        checks.append((behaviour, function))
        return function

    return register


@check("completes a chat")
def complete(client):
    reply = client.chat.completions.create(model=MODEL, messages=QUESTION)
    assert reply.choices[0].finish_reason == "stop"
    assert "simulat" in reply.choices[0].message.content
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert reply.usage.cost > 0


@check("streams a chat, with usage at the end")
def stream(client):
    whole = client.chat.completions.create(model=MODEL, messages=QUESTION)
    text, usage, finishes = "", None, []
    for chunk in client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True):
        text += chunk.choices[0].delta.content or ""
        usage = chunk.usage or usage
        if chunk.choices[0].finish_reason:
            finishes.append(chunk.choices[0].finish_reason)
    assert text == whole.choices[0].message.content
    assert usage.total_tokens == whole.usage.total_tokens
    assert finishes == ["stop", "stop"]


@check("streams through its own accumulator")
def accumulate(client):
    with client.chat.completions.stream(model=MODEL, messages=QUESTION) as events:
        for _ in events:
            pass
        final = events.get_final_completion()
    assert "simulat" in final.choices[0].message.content


@check("calls a tool and answers from its result")
def tool_call(client):
    messages = [{"role": "user", "content": "Weather in Lisbon for the next 3 days, please"}]
    reply = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    assert reply.choices[0].finish_reason == "tool_calls"
    call = reply.choices[0].message.tool_calls[0]
    arguments = json.loads(call.function.arguments)
    assert call.function.name == "get_weather" and arguments["days"] == 3
    messages += [
        reply.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "Sunny"},
    ]
    reply = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    assert "Sunny" in reply.choices[0].message.content


@check("streams a tool call through its accumulator")
def streamed_tool_call(client):
    messages = [{"role": "user", "content": "Weather in Lisbon for 3 days"}]
    with client.chat.completions.stream(model=MODEL, messages=messages, tools=TOOLS) as events:
        for _ in events:
            pass
        final = events.get_final_completion()
    call = final.choices[0].message.tool_calls[0]
    assert json.loads(call.function.arguments)["days"] == 3


@check("gets JSON that fits a schema")
def structured(client):
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}, "count": {"type": "integer"}},
        "required": ["title", "count"],
        "additionalProperties": False,
    }
    format = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    reply = client.chat.completions.create(
        model=MODEL, messages=QUESTION, response_format=format
    )
    answer = json.loads(reply.choices[0].message.content)
    assert isinstance(answer["title"], str) and isinstance(answer["count"], int)


@check("sees reasoning of OpenRouter's own fields")
def reasoning(client):
    reply = client.chat.completions.create(
        model="anthropic/claude-sonnet-4.6",
        messages=QUESTION,
        extra_body={"reasoning": {"effort": "high"}},
    )
    assert reply.model == "anthropic/claude-4.6-sonnet-20260217"
    assert reply.choices[0].message.reasoning
    assert reply.choices[0].message.reasoning_details[0]["signature"]


@check("lists models")
def models(client):
    ids = [model.id for model in client.models.list()]
    assert MODEL in ids and len(ids) >= 12


@check("raises its error for an unknown model")
def unknown_model(client):
    try:
        client.chat.completions.create(model="acme/none", messages=QUESTION)
    except openai.BadRequestError as error:
        assert error.body["code"] == 400 and "not a valid model ID" in error.body["message"]
    else:
        raise AssertionError("no error")


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-or-v1-simulated", max_retries=0)
    failed = 0
    for behaviour, function in checks:
        try:
            function(client)
            result = "ok"
        except Exception:
            result, failed = "FAILED", 1
            traceback.print_exc()
        print(f"{CLIENT:<24} {behaviour:<60} {result}", flush=True)
    sys.exit(failed)


main()
