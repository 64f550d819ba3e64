// What the service keeps: presets and files.

import assert from "node:assert/strict";
import { MODEL, collect, entries } from "./shared.mjs";

const messages = [
  { role: "system", content: "Answer in one sentence." },
  { role: "user", content: "How do glaciers shape valleys?" },
];

export const kept = (client) => ({
  "keeps a preset, and its versions": async () => {
    const chatRequest = { model: MODEL, messages, temperature: 0.5 };
    const first = await client.presets.createPresetsChatCompletions({ slug: "brief", chatRequest });
    assert.equal(first.data.slug, "brief");
    const second = await client.presets.createPresetsChatCompletions({
      slug: "brief",
      chatRequest: { ...chatRequest, temperature: 0 },
    });
    assert.notEqual(first.data.designatedVersion.id, second.data.designatedVersion.id);
    const { data } = await client.presets.get({ slug: "brief" });
    assert.equal(data.designatedVersion.config.temperature, 0);
    const versions = await entries(client.presets.listVersions({ slug: "brief" }));
    assert.equal(versions.length, 2);
    const old = await client.presets.getVersion({ slug: "brief", version: "1" });
    assert.equal(old.data.config.temperature, 0.5);
    assert.equal(old.data.systemPrompt, "Answer in one sentence.");
    const reply = await client.chat.send({
      chatRequest: { model: "@preset/brief", messages: [messages[1]] },
    });
    assert.equal(reply.model, MODEL);
    await assert.rejects(client.presets.get({ slug: "none" }), { statusCode: 404 });
  },
  "makes presets out of requests of other forms": async () => {
    const messagesRequest = { model: MODEL, maxTokens: 64, messages: [messages[1]] };
    const one = await client.presets.createPresetsMessages({ slug: "of-messages", messagesRequest });
    assert.equal(one.data.slug, "of-messages");
    const responsesRequest = { model: MODEL, input: "Hello", instructions: "Be brief." };
    const other = await client.presets.createPresetsResponses({
      slug: "of-responses",
      responsesRequest,
    });
    assert.equal(other.data.designatedVersion.systemPrompt, "Be brief.");
  },
  "lists presets in pages": async () => {
    const pages = await collect(client.presets.list({ limit: 1 }));
    const slugs = pages.flatMap((page) => page.result.data.map((preset) => preset.slug));
    for (const slug of ["brief", "of-messages", "of-responses"]) assert.ok(slugs.includes(slug));
    assert.equal(slugs.length, new Set(slugs).size);
  },
  "keeps a file until it is deleted": async () => {
    const file = new File(["name,age\nAda,36\n"], "people.csv", { type: "text/csv" });
    const sent = await client.files.upload({ requestBody: { file } });
    const { id: fileId } = sent;
    assert.deepEqual([sent.filename, sent.sizeBytes], ["people.csv", 16]);
    assert.deepEqual(await client.files.retrieve({ fileId }), sent);
    await assert.rejects(client.files.download({ fileId }), { statusCode: 400 });
    assert.equal((await client.files.delete({ fileId })).id, fileId);
    await assert.rejects(client.files.retrieve({ fileId }), { statusCode: 404 });
  },
  "lists files in pages": async () => {
    const sent = [];
    for (const text of ["one", "two", "three"]) {
      const file = new File([text], `${text}.txt`);
      sent.push((await client.files.upload({ requestBody: { file } })).id);
    }
    const found = await entries(client.files.list({ limit: 2 }));
    assert.deepEqual(found.map((file) => file.id), sent);
    for (const fileId of sent) await client.files.delete({ fileId });
  },
});
