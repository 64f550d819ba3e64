// Vectors, ranks, images, sound and videos.

import assert from "node:assert/strict";
import { bytes, collect, until, wav } from "./shared.mjs";

const VECTORS = "openai/text-embedding-3-small";
const png = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const embed = (client, fields) =>
  client.embeddings.generate({ requestBody: { model: VECTORS, ...fields } });

export const media = (client) => ({
  "makes vectors": async () => {
    const reply = await embed(client, { input: ["a tern", "a gull"], dimensions: 16 });
    assert.deepEqual(reply.data.map((row) => row.embedding.length), [16, 16]);
    assert.ok(reply.usage.promptTokens > 0);
  },
  "makes vectors in base64, of tokens and of parts": async () => {
    const packed = await embed(client, { input: "a tern", encodingFormat: "base64" });
    const whole = await embed(client, { input: "a tern" });
    const floats = Buffer.from(packed.data[0].embedding, "base64");
    assert.equal(floats.length, 4 * whole.data[0].embedding.length);
    assert.ok(Math.abs(floats.readFloatLE(0) - whole.data[0].embedding[0]) < 1e-6);
    assert.equal((await embed(client, { input: [[1, 2], [3]] })).data.length, 2);
    const content = [
      { type: "text", text: "a tern" },
      { type: "image_url", imageUrl: { url: "https://example.com/tern.png" } },
    ];
    const parts = { model: "google/gemini-embedding-2", input: [{ content }] };
    assert.equal((await embed(client, parts)).data.length, 1);
  },
  "ranks documents": async () => {
    const documents = ["The sea is deep.", "Terns fly far.", { text: "Glaciers shape valleys." }];
    const requestBody = {
      model: "cohere/rerank-v3.5",
      query: "How do glaciers shape valleys?",
      documents,
      topN: 2,
    };
    const { results } = await client.rerank.rerank({ requestBody });
    assert.equal(results.length, 2);
    assert.equal(results[0].index, 2);
    assert.ok(results[0].relevanceScore >= results[1].relevanceScore);
  },
  "paints images": async () => {
    const reply = await client.images.generate({
      imageGenerationRequest: {
        model: "openai/gpt-image-1",
        prompt: "A tern dives.",
        n: 2,
        size: "1024x1024",
        outputFormat: "png",
      },
    });
    assert.equal(reply.data.length, 2);
    for (const { b64Json } of reply.data) {
      assert.ok(Buffer.from(b64Json, "base64").subarray(0, 8).equals(png));
    }
  },
  "streams an image, with drafts": async () => {
    const events = await collect(
      client.images.generate({
        imageGenerationRequest: {
          model: "openai/gpt-image-1",
          prompt: "A tern dives.",
          stream: true,
        },
      }),
    );
    const data = events.map((event) => event.data ?? event);
    assert.equal(data[0].type, "image_generation.partial_image");
    assert.equal(data.at(-1).type, "image_generation.completed");
    assert.ok(Buffer.from(data.at(-1).b64Json, "base64").subarray(0, 8).equals(png));
  },
  "speaks": async () => {
    const speechRequest = {
      model: "openai/gpt-4o-mini-tts",
      input: "Good morning!",
      voice: "alloy",
      responseFormat: "mp3",
    };
    const sound = await bytes(client.tts.createSpeech({ speechRequest }));
    assert.ok(sound.length > 100 && sound[0] === 0xff);
  },
  "listens to a sound in JSON, and in a form": async () => {
    const inputAudio = { data: wav().toString("base64"), format: "wav" };
    const sttRequest = { model: "openai/whisper-1", inputAudio, language: "en" };
    const whole = await client.stt.createTranscription({ sttRequest });
    assert.ok(whole.text.length > 0);
    assert.equal(whole.usage.seconds, 3);
    const file = new File([wav()], "silence.wav", { type: "audio/wav" });
    const form = await client.stt.createTranscriptionMultipart({
      requestBody: { model: "openai/whisper-1", file, language: "en" },
    });
    assert.equal(form.text, whole.text);
  },
  "films, waits and downloads": async () => {
    const videoGenerationRequest = {
      model: "google/veo-3.1",
      prompt: "A tern dives.",
      duration: 4,
      resolution: "720p",
    };
    const job = await client.videoGeneration.generate({ videoGenerationRequest });
    assert.equal(job.status, "pending");
    const look = () => client.videoGeneration.getGeneration({ jobId: job.id });
    const done = await until(look, ({ status }) => status === "completed");
    assert.ok(done.usage.cost > 0 && done.unsignedUrls.length === 1);
    const film = await bytes(client.videoGeneration.getVideoContent({ jobId: job.id }));
    assert.equal(film.subarray(4, 8).toString(), "ftyp");
    await assert.rejects(client.videoGeneration.getGeneration({ jobId: "none" }), {
      statusCode: 404,
    });
  },
});
