// Models, and who serves them.

import assert from "node:assert/strict";
import { MODEL, collect, entries } from "./shared.mjs";

const [author, slug] = MODEL.split("/");
const ids = (models) => models.map((model) => model.id);

export const catalogue = (client) => ({
  "lists models": async () => {
    const found = ids(await entries(client.models.list()));
    assert.ok(found.includes(MODEL) && found.length >= 12);
  },
  "lists models in pages": async () => {
    const pages = await collect(client.models.list({ limit: 5 }));
    const found = new Set(pages.flatMap((page) => ids(page.result.data)));
    assert.ok(found.size >= 12);
  },
  "finds models by what they are": async () => {
    const tools = await entries(
      client.models.list({ supportedParameters: "tools", sort: "pricing-low-to-high", maxPrice: 1 }),
    );
    assert.ok(ids(tools).includes(MODEL));
    const images = await entries(client.models.list({ outputModalities: "image" }));
    assert.ok(ids(images).includes("openai/gpt-image-1") && !ids(images).includes(MODEL));
    const all = await entries(client.models.list({ outputModalities: "all" }));
    assert.ok(ids(all).includes("cohere/rerank-v3.5") && ids(all).includes(MODEL));
  },
  "counts models": async () => {
    const { data } = await client.models.count();
    assert.equal(data.count, (await entries(client.models.list())).length);
  },
  "gets one model": async () => {
    const { data } = await client.models.get({ author, slug });
    assert.equal(data.id, MODEL);
    assert.ok(Number(data.pricing.prompt) > 0);
    await assert.rejects(client.models.get({ author: "acme", slug: "none" }), { statusCode: 404 });
  },
  "lists the models that its key may use": async () => {
    const security = { bearer: "sk-or-v1-simulated" };
    assert.ok(ids(await entries(client.models.listForUser(security))).includes(MODEL));
  },
  "lists the endpoints of a model": async () => {
    const { data } = await client.endpoints.list({ author, slug });
    assert.equal(data.id, MODEL);
    assert.ok(data.endpoints.length > 0 && data.endpoints[0].providerName);
  },
  "lists endpoints that keep no data": async () => {
    const { data } = await client.endpoints.listZdrEndpoints();
    assert.ok(data.length > 0);
  },
  "lists providers": async () => {
    const { data } = await client.providers.list();
    assert.ok(data.some((provider) => provider.slug === "openai"));
  },
  "lists models of embeddings": async () => {
    const found = ids(await entries(client.embeddings.listModels()));
    assert.ok(found.includes("openai/text-embedding-3-small") && !found.includes(MODEL));
  },
  "lists models of images, and their endpoints": async () => {
    const { data } = await client.images.listModels();
    assert.ok(ids(data).includes("openai/gpt-image-1"));
    const endpoints = await client.images.listModelEndpoints({ author, slug: "gpt-image-1" });
    assert.equal(endpoints.id, "openai/gpt-image-1");
    assert.ok(endpoints.endpoints.length > 0);
  },
  "lists models of videos": async () => {
    const { data } = await client.videoGeneration.listVideosModels();
    assert.ok(ids(data).includes("google/veo-3.1"));
  },
});
