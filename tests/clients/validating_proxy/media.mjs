// Vectors, ranks, images, sound and videos.

import { setTimeout } from "node:timers/promises";

const VECTORS = "openai/text-embedding-3-small";
const PAINTER = "openai/gpt-image-1";
const SPEAKER = "openai/gpt-4o-mini-tts";
const LISTENER = "openai/whisper-1";
const sound = Buffer.alloc(32_000).toString("base64");

const embed = (fields) => (ask) =>
  ask("createEmbeddings", { body: { model: VECTORS, input: "a tern", ...fields } });
const paint = (fields) => (ask) =>
  ask("createImages", { body: { model: PAINTER, prompt: "A tern dives.", ...fields } });
const speak = (fields) => (ask) =>
  ask("createAudioSpeech", {
    body: { model: SPEAKER, input: "Good morning!", voice: "alloy", ...fields },
  });
const listen = (fields) => (ask) => {
  const body = { model: LISTENER, input_audio: { data: sound, format: "mp3" }, ...fields };
  return ask("createAudioTranscriptions", { body });
};

async function listenToFile(ask) {
  const form = new FormData();
  form.set("model", LISTENER);
  form.set("file", new File([Buffer.from(sound, "base64")], "silence.mp3"));
  await ask("createAudioTranscriptions", { form });
}

async function film(ask) {
  const body = { model: "google/veo-3.1", prompt: "A tern dives.", duration: 4 };
  const { id: jobId } = await ask("createVideos", { body, status: 202 });
  await ask("listVideosContent", { names: { jobId }, status: 400 });
  let job;
  do {
    await setTimeout(200);
    job = await ask("getVideos", { names: { jobId } });
  } while (["pending", "in_progress"].includes(job.status));
  await ask("listVideosContent", { names: { jobId }, query: { index: 0 } });
}

export const media = [
  embed({}),
  embed({ input: ["a tern", "a gull"], encoding_format: "float", dimensions: 8 }),
  embed({ encoding_format: "base64" }),
  embed({ model: "google/gemini-embedding-2", input: [{ content: [{ type: "text", text: "a" }] }] }),
  (ask) => ask("createEmbeddings", { body: { model: "acme/none", input: "a" }, status: 400 }),
  (ask) => {
    const documents = ["Terns fly far.", "Glaciers shape valleys."];
    const body = { model: "cohere/rerank-v3.5", query: "glaciers", documents, top_n: 1 };
    return ask("createRerank", { body });
  },
  paint({}),
  paint({ n: 2, size: "1024x1024", output_format: "webp", quality: "low" }),
  paint({ stream: true }),
  paint({ model: "black-forest-labs/flux.2-pro", aspect_ratio: "16:9" }),
  (ask) => ask("createImages", { body: { model: "acme/none", prompt: "A tern." }, status: 400 }),
  speak({}),
  speak({ response_format: "mp3" }),
  listen({}),
  listen({ response_format: "verbose_json", timestamp_granularities: ["word", "segment"] }),
  listenToFile,
  film,
  (ask) => ask("getVideos", { names: { jobId: "none" }, status: 404 }),
];
