// Responses.

import assert from "node:assert/strict";
import { MODEL, collect } from "./shared.mjs";

const QUESTION = "How do glaciers shape valleys?";
const TOOL = {
  type: "function",
  name: "get_weather",
  description: "Forecast of the weather in a city",
  strict: null,
  parameters: {
    type: "object",
    properties: { city: { type: "string" }, days: { type: "integer" } },
    required: ["city", "days"],
  },
};
const text = (response) =>
  response.output
    .filter((item) => item.type === "message")
    .flatMap((item) => item.content.map((part) => part.text))
    .join("");

export function answers(client) {
  const send = (fields) =>
    client.responses.send({ responsesRequest: { model: MODEL, input: QUESTION, ...fields } });

  return {
    "gets a response": async () => {
      const reply = await send({ instructions: "Be brief.", maxOutputTokens: 400 });
      assert.equal(reply.status, "completed");
      assert.match(text(reply), /simulat/);
      assert.ok(reply.usage.cost > 0 && reply.usage.outputTokens > 0);
    },
    "streams a response": async () => {
      const whole = await send({});
      const events = await collect(send({ stream: true }));
      const types = events.map((event) => event.type);
      assert.equal(types[0], "response.created");
      assert.equal(types.at(-1), "response.completed");
      const deltas = events.filter((event) => event.type === "response.output_text.delta");
      assert.equal(deltas.map((event) => event.delta).join(""), text(whole));
      assert.equal(text(events.at(-1).response), text(whole));
      const numbers = events.map((event) => event.sequenceNumber);
      assert.deepEqual(numbers, numbers.map((_, place) => place));
    },
    "calls a function and answers from its result": async () => {
      const input = [{ role: "user", content: "Weather in Lisbon for the next 3 days, please" }];
      const reply = await send({ input, tools: [TOOL] });
      const call = reply.output.find((item) => item.type === "function_call");
      assert.equal(JSON.parse(call.arguments).days, 3);
      const result = { type: "function_call_output", callId: call.callId, output: "Sunny" };
      const next = await send({ input: [...input, call, result], tools: [TOOL] });
      assert.match(text(next), /Sunny/);
      const events = await collect(send({ input, tools: [TOOL], stream: true }));
      const done = events.find((event) => event.type === "response.function_call_arguments.done");
      assert.equal(JSON.parse(done.arguments).days, 3);
    },
    "sees the reasoning of a response": async () => {
      const asked = { model: "openai/gpt-5.2", reasoning: { effort: "high", summary: "auto" } };
      const reply = await send(asked);
      assert.ok(reply.output.some((item) => item.type === "reasoning"));
      const events = await collect(send({ ...asked, stream: true }));
      const last = events.at(-1).response;
      assert.ok(last.output.some((item) => item.type === "reasoning"));
    },
    "raises its error for a response of an unknown model": async () => {
      await assert.rejects(send({ model: "acme/none" }), /not a valid model ID/);
    },
  };
}
