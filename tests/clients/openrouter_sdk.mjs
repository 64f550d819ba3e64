// OpenRouter's official `@openrouter/sdk` against the simulator, whose address is the only
// argument. The SDK checks every reply against its own schemas.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { OpenRouter } from "@openrouter/sdk";

const MODEL = "openai/gpt-4o-mini";
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

const client = new OpenRouter({
  serverURL: process.argv[2],
  apiKey: "sk-or-v1-simulated",
  retryConfig: { strategy: "none" },
});

const send = (request) => client.chat.send({ chatRequest: { model: MODEL, messages, ...request } });

async function collect(request) {
  const chunks = [];
  for await (const chunk of await send({ ...request, stream: true })) chunks.push(chunk);
  return chunks;
}

const checks = {
  "completes a chat": async () => {
    const reply = await send({});
    assert.equal(reply.choices[0].finishReason, "stop");
    assert.match(reply.choices[0].message.content, /simulat/);
    assert.ok(reply.usage.cost > 0);
  },
  "streams a chat, with usage at the end": async () => {
    const whole = await send({});
    const chunks = await collect({});
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
    const chunks = await collect({ tools });
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
  "lists models": async () => {
    const ids = [];
    for await (const page of await client.models.list()) {
      ids.push(...page.result.data.map((model) => model.id));
    }
    assert.ok(ids.includes(MODEL) && ids.length >= 12);
  },
  "lists models in pages": async () => {
    const ids = new Set();
    for await (const page of await client.models.list({ limit: 5 })) {
      page.result.data.forEach((model) => ids.add(model.id));
    }
    assert.ok(ids.size >= 12);
  },
  "asks what its key has spent": async () => {
    const { data } = await client.apiKeys.getCurrentKeyMetadata();
    assert.ok(data.usage > 0);
    assert.equal(data.limit, null);
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
    const chunks = await collect(request);
    assert.ok(chunks.some((chunk) => chunk.choices[0].delta.reasoningDetails?.length));
  };
}

const manifest = new URL("node_modules/@openrouter/sdk/package.json", import.meta.url);
const { version } = JSON.parse(await readFile(manifest, "utf8"));
const name = `@openrouter/sdk ${version}`;
for (const [behaviour, check] of Object.entries(checks)) {
  let result = "ok";
  try {
    await check();
  } catch (error) {
    result = "FAILED";
    process.exitCode = 1;
    console.error(error);
  }
  console.log(`${name.padEnd(24)} ${behaviour.padEnd(60)} ${result}`);
}
