// What the service keeps: presets and files.

const MODEL = "openai/gpt-4o-mini";
const messages = [{ role: "user", content: "How do glaciers shape valleys?" }];

async function presets(ask) {
  const names = { slug: "described" };
  const chat = { model: MODEL, messages, temperature: 0.5, provider: { sort: "price" } };
  await ask("createPresetsChatCompletions", { names, body: chat });
  const message = { model: MODEL, messages, max_tokens: 64, system: "Be brief." };
  await ask("createPresetsMessages", { names, body: message });
  const response = { model: MODEL, input: "Hello", instructions: "Be brief." };
  await ask("createPresetsResponses", { names, body: response });
  await ask("getPreset", { names });
  await ask("getPreset", { names: { slug: "none" }, status: 404 });
  await ask("listPresets", { query: { limit: 1 } });
  await ask("listPresetVersions", { names });
  await ask("getPresetVersion", { names: { ...names, version: "1" } });
}

/** Keeps a file with one store, which has a description of its own. */
const files = (store) => async (ask) => {
  const query = store === undefined ? {} : { provider: store };
  const form = new FormData();
  form.set("file", new File(["name,age\nAda,36\n"], "people.csv", { type: "text/csv" }));
  const { id: file_id } = await ask("uploadFile", { query, form });
  const names = { file_id };
  await ask("listFiles", { query });
  await ask("getFileMetadata", { names, query });
  await ask("downloadFileContent", { names, query, status: 400 });
  await ask("deleteFile", { names, query });
  await ask("getFileMetadata", { names, query, status: 404 });
};

export const kept = [presets, files(), files("openai"), files("anthropic")];
