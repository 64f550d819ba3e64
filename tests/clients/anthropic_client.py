"""The official `anthropic` client against the simulator, whose address is the only argument."""

import json
import sys
from importlib.metadata import version

import anthropic
from clients import PNG, check, run

CLIENT = f"anthropic {version('anthropic')}"
MODEL = "anthropic/claude-sonnet-4.6"
QUESTION = [{"role": "user", "content": "How do glaciers shape valleys?"}]
WEATHER = [{"role": "user", "content": "Weather in Lisbon for the next 3 days, please"}]
ASKED = {"model": MODEL, "max_tokens": 1_024, "messages": QUESTION}
THINKING = {"max_tokens": 4_096, "thinking": {"type": "enabled", "budget_tokens": 1_024}}
TOOLS = [
    {
        "name": "get_weather",
        "description": "Forecast of the weather in a city",
        "input_schema": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city", "days"],
        },
    }
]


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


@check("gets a message")
def message(client):
    reply = client.messages.create(**ASKED, system="Be brief.")
    assert reply.type == "message" and reply.role == "assistant"
    assert reply.stop_reason == "end_turn" and "simulat" in text(reply)
    assert reply.usage.input_tokens > 0 and reply.usage.output_tokens > 0


@check("streams a message")
def stream(client):
    whole = client.messages.create(**ASKED)
    events = list(client.messages.create(**ASKED, stream=True))
    kinds = [event.type for event in events if event.type != "ping"]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    assert "".join(delta.text for delta in deltas if delta.type == "text_delta") == text(whole)


@check("streams a message through its own accumulator")
def accumulate(client):
    whole = client.messages.create(**ASKED)
    with client.messages.stream(**ASKED) as events:
        said = "".join(events.text_stream)
        final = events.get_final_message()
    assert said == text(final) == text(whole)
    assert final.stop_reason == "end_turn"
    assert final.usage.output_tokens == whole.usage.output_tokens


@check("uses a tool and answers from its result")
def tool(client):
    asked = {**ASKED, "messages": WEATHER, "tools": TOOLS}
    reply = client.messages.create(**asked)
    assert reply.stop_reason == "tool_use"
    (use,) = [block for block in reply.content if block.type == "tool_use"]
    assert use.name == "get_weather" and use.input["days"] == 3
    result = {"type": "tool_result", "tool_use_id": use.id, "content": "Sunny"}
    asked["messages"] = [
        *WEATHER,
        {"role": "assistant", "content": reply.content},
        {"role": "user", "content": [result]},
    ]
    assert "Sunny" in text(client.messages.create(**asked))


@check("streams the use of a tool")
def streamed_tool(client):
    with client.messages.stream(**{**ASKED, "messages": WEATHER}, tools=TOOLS) as events:
        pieces = [e.partial_json for e in events if e.type == "input_json"]
        final = events.get_final_message()
    (use,) = [block for block in final.content if block.type == "tool_use"]
    assert json.loads("".join(pieces)) == use.input and use.input["days"] == 3


@check("sees thinking, whole and streamed, and hands it back")
def thinking(client):
    asked = {**ASKED, **THINKING}
    reply = client.messages.create(**asked)
    assert reply.content[0].type == "thinking"
    assert reply.content[0].thinking and reply.content[0].signature
    with client.messages.stream(**asked) as events:
        thought = "".join(event.thinking for event in events if event.type == "thinking")
        final = events.get_final_message()
    assert thought == final.content[0].thinking == reply.content[0].thinking
    assert final.content[0].signature == reply.content[0].signature
    asked["messages"] = [
        *QUESTION,
        {"role": "assistant", "content": final.content},
        {"role": "user", "content": "And fjords?"},
    ]
    assert client.messages.create(**asked).stop_reason == "end_turn"


@check("is told which tool to use, and to use none")
def chosen_tool(client):
    asked = {**ASKED, "tools": TOOLS}
    reply = client.messages.create(**asked, tool_choice={"type": "tool", "name": "get_weather"})
    assert reply.stop_reason == "tool_use"
    asked["messages"] = WEATHER
    reply = client.messages.create(**asked, tool_choice={"type": "none"})
    assert reply.stop_reason == "end_turn"


@check("shows an image and a document, and marks what to cache")
def shown(client):
    mark = {"cache_control": {"type": "ephemeral"}}
    image = {"type": "base64", "media_type": "image/png", "data": PNG.split(",")[1]}
    document = {"type": "text", "media_type": "text/plain", "data": "Glaciers are slow."}
    content = [
        {"type": "image", "source": image},
        {"type": "document", "source": document, "title": "Ice"},
        {"type": "text", "text": "What is this?", **mark},
    ]
    reply = client.messages.create(
        model=MODEL,
        max_tokens=1_024,
        system=[{"type": "text", "text": "Be brief.", **mark}],
        messages=[{"role": "user", "content": content}],
    )
    assert reply.stop_reason == "end_turn"


@check("gets JSON that fits a schema")
def structured(client):
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    }
    format = {"type": "json_schema", "schema": schema}
    reply = client.messages.create(**ASKED, output_config={"format": format})
    assert isinstance(json.loads(text(reply))["title"], str)


@check("stops at the limit of tokens")
def limit(client):
    reply = client.messages.create(**{**ASKED, "max_tokens": 4})
    assert reply.stop_reason == "max_tokens" and reply.usage.output_tokens <= 4


@check("raises its errors for an unknown model and a missing key")
def errors(client):
    try:
        client.messages.create(**{**ASKED, "model": "acme/none"})
    except anthropic.BadRequestError as error:
        assert error.body["type"] == "error", error.body
        assert error.body["error"]["type"] == "invalid_request_error", error.body
        assert "not a valid model ID" in error.body["error"]["message"], error.body
    else:
        raise AssertionError("no error")
    try:
        client.messages.create(**ASKED, extra_headers={"Authorization": "Basic none"})
    except anthropic.AuthenticationError as error:
        assert error.body["error"]["type"] == "authentication_error", error.body
    else:
        raise AssertionError("no error")


def main():
    # The client adds `/v1/messages` by itself.
    root = sys.argv[1].removesuffix("/v1")
    client = anthropic.Anthropic(
        base_url=root, api_key=None, auth_token="sk-or-v1-simulated", max_retries=0
    )
    run(client, CLIENT)


main()
