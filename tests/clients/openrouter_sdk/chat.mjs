// Chats.

import assert from "node:assert/strict";
import { MODEL, collect } from "./shared.mjs";

const messages = [{ role: "user", content: "How do glaciers shape valleys?" }];
const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "Forecast of the weather in a city",
      parameters: {
        type: "object",
        properties: { city: { type: "string" }, days: { type: "integer" } },
        required: ["city", "days"],
      },
    },
  },
];

export function chat(client) {
  const send = (request) => client.chat.send({ chatRequest: { model: MODEL, messages, ...request } });

  const stream = (request) => collect(send({ ...request, stream: true }));

  const checks = {
    "completes a chat": async () => {
      const reply = await send({});
      assert.equal(reply.choices[0].finishReason, "stop");
      assert.match(reply.choices[0].message.content, /simulat/);
      assert.ok(reply.usage.cost > 0);
    },
    "streams a chat, with usage at the end": async () => {
      const whole = await send({});
      const chunks = await stream({});
      const text = chunks.map((chunk) => chunk.choices[0].delta.content ?? "").join("");
      assert.equal(text, whole.choices[0].message.content);
      assert.equal(chunks.at(-1).usage.totalTokens, whole.usage.totalTokens);
    },
    "calls a tool and answers from its result": async () => {
      const question = { role: "user", content: "Weather in Lisbon for the next 3 days, please" };
      const reply = await send({ messages: [question], tools });
      assert.equal(reply.choices[0].finishReason, "tool_calls");
      const [call] = reply.choices[0].message.toolCalls;
      assert.equal(JSON.parse(call.function.arguments).days, 3);
      const result = { role: "tool", toolCallId: call.id, content: "Sunny" };
      const next = await send({ messages: [question, reply.choices[0].message, result], tools });
      assert.match(next.choices[0].message.content, /Sunny/);
    },
    "streams a tool call": async () => {
      const chunks = await stream({ tools });
      const calls = chunks.flatMap((chunk) => chunk.choices[0].delta.toolCalls ?? []);
      assert.equal(calls[0].function.name, "get_weather");
      const text = calls.map((call) => call.function?.arguments ?? "").join("");
      assert.equal(typeof JSON.parse(text).city, "string");
    },
    "gets JSON that fits a schema": async () => {
      const schema = {
        type: "object",
        properties: { title: { type: "string" } },
        required: ["title"],
      };
      const responseFormat = { type: "json_schema", jsonSchema: { name: "x", schema } };
      const reply = await send({ responseFormat });
      assert.equal(typeof JSON.parse(reply.choices[0].message.content).title, "string");
    },
    "raises its error for an unknown model": async () => {
      await assert.rejects(send({ model: "acme/none" }), (error) => {
        assert.equal(error.constructor.name, "BadRequestResponseError");
        return /not a valid model ID/.test(error.message);
      });
    },
  };

  for (const model of ["openai/gpt-5.2", "anthropic/claude-sonnet-4.6", "google/gemini-2.5-flash"]) {
    checks[`thinks, whole and streamed: ${model}`] = async () => {
      const request = { model, reasoning: { effort: "high" } };
      const reply = await send(request);
      const details = reply.choices[0].message.reasoningDetails;
      assert.ok(details.length > 0);
      const chunks = await stream(request);
      assert.ok(chunks.some((chunk) => chunk.choices[0].delta.reasoningDetails?.length));
    };
  }
  return checks;
}
