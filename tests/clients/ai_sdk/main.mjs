// The AI SDK with OpenRouter's `@openrouter/ai-sdk-provider` against the simulator, whose address
// is the only argument.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import {
  embedMany,
  experimental_generateVideo as generateVideo,
  generateImage,
  generateObject,
  generateText,
  stepCountIs,
  streamText,
  tool,
} from "ai";
import { z } from "zod";

const apiKey = "sk-or-v1-simulated";
const openrouter = createOpenRouter({ apiKey, baseURL: process.argv[2] });
const asked = {
  model: openrouter.chat("openai/gpt-4o-mini"),
  prompt: "How do glaciers shape valleys?",
  maxRetries: 0,
};
const tools = {
  get_weather: tool({
    description: "Forecast of the weather in a city",
    inputSchema: z.object({ city: z.string(), days: z.number().int() }),
    execute: async ({ days }) => `Sunny for ${days} days`,
  }),
};
const weather = {
  ...asked,
  prompt: "Weather in Lisbon for the next 3 days, please",
  tools,
  stopWhen: stepCountIs(3),
};

/** Reads a stream to its end, and hands on its error. */
async function parts(stream) {
  const found = [];
  for await (const part of stream.fullStream) {
    if (part.type === "error") throw part.error;
    found.push(part);
  }
  return found;
}

const checks = {
  "completes a chat": async () => {
    const reply = await generateText(asked);
    assert.match(reply.text, /simulat/);
    assert.equal(reply.finishReason, "stop");
    assert.ok(reply.providerMetadata.openrouter.usage.cost > 0);
  },
  "streams a chat": async () => {
    const whole = await generateText(asked);
    const stream = streamText(asked);
    await parts(stream);
    assert.equal(await stream.text, whole.text);
    assert.equal((await stream.usage).totalTokens, whole.usage.totalTokens);
  },
  "runs tools until there is an answer": async () => {
    const reply = await generateText(weather);
    assert.equal(reply.steps.length, 2);
    assert.match(reply.text, /Sunny for 3 days/);
    const stream = streamText(weather);
    await parts(stream);
    assert.match(await stream.text, /Sunny for 3 days/);
  },
  "gets an object of its own type": async () => {
    const schema = z.object({ title: z.string(), count: z.number().int() });
    const { object } = await generateObject({ ...asked, schema });
    assert.equal(typeof object.title, "string");
  },
  "makes vectors": async () => {
    const model = openrouter.textEmbeddingModel("openai/text-embedding-3-small");
    const { embeddings } = await embedMany({ model, values: ["a tern", "a gull"], maxRetries: 0 });
    assert.deepEqual(embeddings.map((vector) => vector.length), [1_536, 1_536]);
  },
  "paints an image": async () => {
    const model = openrouter.imageModel("openai/gpt-image-1");
    const { image } = await generateImage({ model, prompt: "A tern dives.", maxRetries: 0 });
    assert.equal(image.mediaType, "image/png");
  },
  "films a video": async () => {
    const model = openrouter.videoModel("google/veo-3.1");
    // The SDK's own download refuses addresses of this machine, and sends no key.
    const download = async ({ url }) => {
      const reply = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
      assert.ok(reply.ok);
      const data = new Uint8Array(await reply.arrayBuffer());
      return { data, mediaType: reply.headers.get("content-type") };
    };
    const film = { model, prompt: "A tern dives.", maxRetries: 0, download };
    const { video } = await generateVideo(film);
    assert.equal(video.mediaType, "video/mp4");
    assert.equal(Buffer.from(video.uint8Array).subarray(4, 8).toString(), "ftyp");
  },
  "raises its error for an unknown model": async () => {
    const model = openrouter.chat("acme/none");
    await assert.rejects(generateText({ ...asked, model }), /not a valid model ID/);
  },
};

for (const id of ["openai/gpt-5.2", "anthropic/claude-sonnet-4.6", "google/gemini-2.5-flash"]) {
  checks[`thinks between tools: ${id}`] = async () => {
    const model = openrouter.chat(id, { reasoning: { effort: "high" } });
    const reply = await generateText({ ...weather, model });
    // Gemini signs its call of a tool, and says no word about it.
    const thought = reply.steps[0].providerMetadata.openrouter.reasoning_details;
    assert.ok(thought.length > 0);
    assert.match(reply.text, /Sunny for 3 days/);
    const stream = streamText({ ...weather, model });
    const found = await parts(stream);
    assert.ok(found.some((part) => part.type === "tool-result"));
    assert.match(await stream.text, /Sunny for 3 days/);
  };
}

const manifest = "../node_modules/@openrouter/ai-sdk-provider/package.json";
const { version } = JSON.parse(await readFile(new URL(manifest, import.meta.url), "utf8"));
const name = `ai-sdk-provider ${version}`;
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
