// Models, and who serves them.

const names = { author: "openai", slug: "gpt-4o-mini" };

export const catalogue = [
  (ask) => ask("getModels"),
  (ask) => ask("getModels", { query: { output_modalities: "all", limit: 3, offset: 2 } }),
  (ask) => ask("getModels", { query: { category: "programming", sort: "newest" } }),
  (ask) => ask("getModels", { query: { supported_parameters: "tools", min_price: 0, q: "gpt" } }),
  (ask) => ask("listModelsCount"),
  (ask) => ask("getModel", { names }),
  (ask) => ask("getModel", { names: { author: "acme", slug: "none" }, status: 404 }),
  (ask) => ask("listModelsUser"),
  (ask) => ask("listEndpoints", { names }),
  (ask) => ask("listEndpoints", { names: { author: "acme", slug: "none" }, status: 404 }),
  (ask) => ask("listEndpointsZdr"),
  (ask) => ask("listProviders"),
  (ask) => ask("listEmbeddingsModels"),
  (ask) => ask("listImageModels"),
  (ask) => ask("listImageModelEndpoints", { names: { author: "openai", slug: "gpt-image-1" } }),
  (ask) => ask("listVideosModels"),
];
