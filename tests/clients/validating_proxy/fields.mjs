// Each field of a request by itself, with each of the examples that the description has for it.

const user = [{ role: "user", content: "How do glaciers shape valleys?" }];
const sound = { data: Buffer.alloc(16_000).toString("base64"), format: "mp3" };

/** The least that each operation can be asked. */
const LEAST = {
  sendChatCompletionRequest: { model: "openai/gpt-5.2", messages: user },
  createResponses: { model: "openai/gpt-5.2", input: "How do glaciers shape valleys?" },
  createMessages: { model: "anthropic/claude-sonnet-4.6", max_tokens: 2_048, messages: user },
  createEmbeddings: { model: "openai/text-embedding-3-small", input: "a tern" },
  createRerank: { model: "cohere/rerank-v3.5", query: "a", documents: ["a", "b"] },
  createImages: { model: "openai/gpt-image-1", prompt: "A tern dives." },
  createAudioSpeech: { model: "openai/gpt-4o-mini-tts", input: "Good morning!" },
  createAudioTranscriptions: { model: "openai/whisper-1", input_audio: sound },
  createVideos: { model: "google/veo-3.1", prompt: "A tern dives." },
  createKeys: { name: "a" },
  createAuthKeysCode: { callback_url: "http://localhost:3000/callback" },
};
const STREAMED = ["sendChatCompletionRequest", "createResponses", "createMessages"];

/** Returns a step for each field of each operation; whether it is refused is left open. */
export function fields(document) {
  const operations = new Map();
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) {
      operations.set(operation.operationId, operation);
    }
  }
  const steps = Object.entries(LEAST).flatMap(([id, least]) => {
    const { schema } = operations.get(id).requestBody.content["application/json"];
    const { properties } = resolve(document, schema);
    const names = Object.keys(properties).filter((name) => name !== "stream" && name !== "model");
    const bodies = names.flatMap((name) =>
      examples(document, properties[name]).map((value) => ({ ...least, [name]: value })),
    );
    const streamed = bodies.map((body) => ({ ...body, stream: true }));
    return [...bodies, ...(STREAMED.includes(id) ? streamed : [])].map(
      (body) => (ask) => ask(id, { body, status: null }),
    );
  });
  const queries = ["getModels", "listModelsCount", "listEmbeddingsModels"].flatMap((id) =>
    operations
      .get(id)
      .parameters.filter((parameter) => parameter.in === "query" && !/rss/.test(parameter.name))
      .flatMap(({ name, schema }) => examples(document, schema).map((value) => ({ [name]: value })))
      .map((query) => (ask) => ask(id, { query, status: null })),
  );
  return [...steps, ...queries];
}

function resolve(document, schema) {
  if (schema.$ref === undefined) return schema;
  const steps = schema.$ref.slice(2).split("/");
  return resolve(document, steps.reduce((place, step) => place[step], document));
}

/** Returns values that fit a schema: its example, its names, or what its parts give. */
function examples(document, schema, depth = 0) {
  const found = resolve(document, schema);
  if (depth > 6) return [];
  if (found.enum !== undefined) return found.enum;
  const own = "example" in found ? [found.example] : "default" in found ? [found.default] : [];
  const branches = found.anyOf ?? found.oneOf ?? [];
  if (branches.length > 0) {
    return [...own, ...branches.flatMap((branch) => examples(document, branch, depth + 1))];
  }
  if (found.type === "array") {
    const items = examples(document, found.items ?? {}, depth + 1).map((item) => [item]);
    return [...own, ...items];
  }
  if (own.length > 0) return own;
  const parts = found.allOf?.flatMap((part) => examples(document, part, depth + 1));
  if (parts !== undefined) return parts;
  if (found.type === "object") {
    const needed = (found.required ?? []).map((name) => [
      name,
      examples(document, found.properties?.[name] ?? {}, depth + 1)[0],
    ]);
    return [Object.fromEntries(needed)];
  }
  if (found.type === "boolean") return [true, false];
  return [];
}
