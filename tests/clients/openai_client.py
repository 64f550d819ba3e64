"""The official `openai` client against the simulator, whose address is the only argument."""

import json
import sys
from importlib.metadata import version

import openai
from clients import PNG, check, run, wav
from pydantic import BaseModel

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


class Summary(BaseModel):
    title: str
    count: int


@check("parses answers into its own types")
def parsed(client):
    reply = client.chat.completions.parse(model=MODEL, messages=QUESTION, response_format=Summary)
    assert isinstance(reply.choices[0].message.parsed, Summary)
    reply = client.responses.parse(model=MODEL, input="Hello", text_format=Summary)
    assert isinstance(reply.output_parsed, Summary)


@check("shows an image")
def shown(client):
    text = "What is this?"
    content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": PNG}}]
    asked = [{"role": "user", "content": content}]
    assert client.chat.completions.create(model=MODEL, messages=asked).choices[0].message.content
    content = [{"type": "input_text", "text": text}, {"type": "input_image", "image_url": PNG}]
    asked = [{"role": "user", "content": content}]
    assert client.responses.create(model=MODEL, input=asked).status == "completed"


@check("finds the id of the answer in the head")
def head(client):
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=QUESTION)
    assert raw.headers["x-generation-id"] == raw.parse().id


@check("leaves a stream before its end")
def left(client):
    for _ in range(3):
        with client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True) as chunks:
            assert next(iter(chunks)).choices
    assert client.chat.completions.create(model=MODEL, messages=QUESTION).choices


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


@check("makes vectors, packed and plain")
def vectors(client):
    asked = {"model": "openai/text-embedding-3-small", "input": ["a tern", "a gull"]}
    # Unless told otherwise, the client asks for base64 and unpacks it.
    packed = client.embeddings.create(**asked)
    plain = client.embeddings.create(**asked, encoding_format="float")
    assert len(packed.data) == len(plain.data) == 2
    for one, other in zip(packed.data, plain.data):
        assert len(one.embedding) == len(other.embedding) == 1536
        assert all(abs(x - y) < 1e-6 for x, y in zip(one.embedding, other.embedding))
    assert packed.usage.total_tokens > 0
    short = client.embeddings.create(**asked, dimensions=8)
    assert len(short.data[1].embedding) == 8


@check("gets a response")
def response(client):
    reply = client.responses.create(model=MODEL, input="Hello", instructions="Be brief.")
    assert reply.status == "completed" and reply.error is None
    assert "simulat" in reply.output_text
    assert reply.usage.total_tokens == reply.usage.input_tokens + reply.usage.output_tokens


@check("streams a response")
def streamed_response(client):
    whole = client.responses.create(model=MODEL, input="Hello")
    events = list(client.responses.create(model=MODEL, input="Hello", stream=True))
    assert events[0].type == "response.created" and events[-1].type == "response.completed"
    text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert text == whole.output_text == events[-1].response.output_text
    assert [event.sequence_number for event in events] == list(range(len(events)))


@check("streams a response through its own accumulator")
def accumulated_response(client):
    with client.responses.stream(model=MODEL, input="Hello") as events:
        kinds = [event.type for event in events]
        final = events.get_final_response()
    assert "simulat" in final.output_text and "response.output_item.done" in kinds


@check("calls a function in a response and answers from its result")
def response_function(client):
    tools = [{"type": "function", "strict": False, **TOOLS[0]["function"]}]
    asked = [{"role": "user", "content": "Weather in Lisbon for the next 3 days, please"}]
    reply = client.responses.create(model=MODEL, input=asked, tools=tools)
    (call,) = [item for item in reply.output if item.type == "function_call"]
    assert call.name == "get_weather" and json.loads(call.arguments)["days"] == 3
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny"}
    asked += [item.model_dump(exclude_none=True) for item in reply.output] + [result]
    reply = client.responses.create(model=MODEL, input=asked, tools=tools)
    assert "Sunny" in reply.output_text
    with client.responses.stream(model=MODEL, input=asked[:1], tools=tools) as events:
        for _ in events:
            pass
        final = events.get_final_response()
    (call,) = [item for item in final.output if item.type == "function_call"]
    assert json.loads(call.arguments)["days"] == 3


@check("sees the reasoning of a response, and hands it back")
def response_reasoning(client):
    asked = [{"role": "user", "content": "How do glaciers shape valleys?"}]
    how = {"model": "openai/gpt-5.2", "reasoning": {"effort": "high", "summary": "auto"}}
    with client.responses.stream(input=asked, **how) as events:
        for _ in events:
            pass
        reply = events.get_final_response()
    thoughts = [item for item in reply.output if item.type == "reasoning"]
    assert thoughts and thoughts[0].summary
    asked += [item.model_dump(exclude_none=True) for item in reply.output]
    asked += [{"role": "user", "content": "And fjords?"}]
    assert client.responses.create(input=asked, **how).status == "completed"


@check("gets a response that fits a schema")
def structured_response(client):
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    }
    format = {"type": "json_schema", "name": "x", "schema": schema, "strict": True}
    reply = client.responses.create(model=MODEL, input="Hello", text={"format": format})
    assert isinstance(json.loads(reply.output_text)["title"], str)


@check("raises its error for a response of an unknown model")
def response_unknown_model(client):
    try:
        client.responses.create(model="acme/none", input="Hello")
    except openai.BadRequestError as error:
        assert "not a valid model ID" in str(error)
    else:
        raise AssertionError("no error")


@check("speaks, whole and in pieces")
def speech(client):
    asked = {"model": "openai/gpt-4o-mini-tts", "voice": "alloy", "input": "Good morning!"}
    whole = client.audio.speech.create(**asked, response_format="mp3").read()
    assert whole[:2] == bytes([0xFF, 0xFB])
    with client.audio.speech.with_streaming_response.create(
        **asked, response_format="mp3"
    ) as reply:
        assert reply.headers["content-type"] == "audio/mpeg"
        assert b"".join(reply.iter_bytes()) == whole


@check("listens to a file")
def transcription(client):
    asked = {"model": "openai/whisper-1", "file": ("silence.wav", wav(3)), "language": "en"}
    plain = client.audio.transcriptions.create(**asked)
    assert plain.text
    verbose = client.audio.transcriptions.create(
        **asked, response_format="verbose_json", timestamp_granularities=["word", "segment"]
    )
    assert verbose.text == plain.text and verbose.duration == 3
    assert len(verbose.words) == 3 and verbose.segments[0].end == 3


@check("keeps a file until it is deleted")
def files(client):
    # The description of the file is that of OpenAI if the query asks for it.
    of_openai = {"extra_query": {"provider": "openai"}}
    file = client.files.create(
        file=("people.csv", b"name,age\nAda,36\n"), purpose="user_data", **of_openai
    )
    assert file.filename == "people.csv" and file.bytes == 16 and file.object == "file"
    assert file.id in [each.id for each in client.files.list(**of_openai)]
    assert client.files.retrieve(file.id, **of_openai) == file
    assert client.files.delete(file.id, **of_openai).deleted
    try:
        client.files.retrieve(file.id, **of_openai)
    except openai.NotFoundError:
        pass
    else:
        raise AssertionError("no error")


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-or-v1-simulated", max_retries=0)
    run(client, CLIENT)


main()
