// The account, its keys, and what it has on record.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { MODEL, collect, until } from "./shared.mjs";

const QUESTION = [{ role: "user", content: "How do glaciers shape valleys?" }];
const ask = (client) =>
  client.chat.send({ chatRequest: { model: MODEL, messages: QUESTION } });

export const account = (client, connect) => ({
  "asks what its key has spent": async () => {
    await ask(client);
    const { data } = await client.apiKeys.getCurrentKeyMetadata();
    assert.ok(data.usage > 0);
    assert.equal(data.limit, null);
  },
  "asks for the credits": async () => {
    const { data } = await client.credits.getCredits();
    assert.ok(data.totalUsage > 0 && data.totalCredits >= 0);
  },
  "asks for the activity": async () => {
    const { data } = await client.analytics.getUserActivity();
    assert.ok(Array.isArray(data));
    const today = new Date().toISOString().slice(0, 10);
    await assert.rejects(client.analytics.getUserActivity({ date: today }), { statusCode: 400 });
  },
  "looks up a generation, and gives feedback": async () => {
    const { id } = await ask(client);
    const { data } = await until(() => client.generations.getGeneration({ id }));
    assert.equal(data.id, id);
    assert.ok(data.totalCost > 0);
    const content = await client.generations.listGenerationContent({ id });
    assert.match(content.data.output.completion, /simulat/);
    assert.equal(content.data.input.messages[0].content, QUESTION[0].content);
    const feedback = { generationId: id, category: "incoherence", comment: "Too cold." };
    const taken = await client.generations.submitFeedback({
      submitGenerationFeedbackRequest: feedback,
    });
    assert.equal(taken.data.success, true);
    await assert.rejects(client.generations.getGeneration({ id: "gen-none" }), { statusCode: 404 });
  },
  "makes, uses, changes and deletes a key": async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const requestBody = { name: "reports", limit: 5, limitReset: "monthly", expiresAt };
    const { key, data } = await client.apiKeys.create({ requestBody });
    assert.equal(data.hash, createHash("sha256").update(key).digest("hex"));
    const holder = connect(key);
    const { usage } = await ask(holder);
    const { data: seen } = await client.apiKeys.get({ hash: data.hash });
    assert.equal(seen.usage, usage.cost);
    assert.equal(seen.expiresAt.getTime(), expiresAt.getTime());
    const changes = { name: "closed", limit: null, disabled: true };
    const { data: changed } = await client.apiKeys.update({
      hash: data.hash,
      requestBody: changes,
    });
    assert.deepEqual([changed.name, changed.limit, changed.disabled], ["closed", null, true]);
    await assert.rejects(ask(holder), { statusCode: 401 });
    const { deleted } = await client.apiKeys.delete({ hash: data.hash });
    assert.equal(deleted, true);
    await assert.rejects(client.apiKeys.get({ hash: data.hash }), { statusCode: 404 });
  },
  "lists keys in pages": async () => {
    const made = [];
    for (let number = 0; number < 101; number += 1) {
      const requestBody = { name: `key ${number}` };
      made.push((await client.apiKeys.create({ requestBody })).data.hash);
    }
    const found = new Set();
    for (let offset = 0; ; ) {
      const { data } = await client.apiKeys.list({ offset, includeDisabled: true });
      if (data.length === 0) break;
      data.forEach((key) => found.add(key.hash));
      offset += data.length;
    }
    assert.ok(made.every((hash) => found.has(hash)));
    for (const hash of made) await client.apiKeys.delete({ hash });
  },
  "exchanges a code for a key that works": async () => {
    const codeVerifier = "a-verifier-of-more-than-forty-three-characters-000";
    const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
    const { data } = await client.oAuth.createAuthCode({
      requestBody: {
        callbackUrl: "http://localhost:3000/callback",
        codeChallenge,
        codeChallengeMethod: "S256",
        keyLabel: "demo",
        limit: 2.5,
        usageLimitType: "weekly",
      },
    });
    const requestBody = { code: data.id, codeVerifier, codeChallengeMethod: "S256" };
    const { key } = await client.oAuth.exchangeAuthCodeForAPIKey({ requestBody });
    const { data: info } = await connect(key).apiKeys.getCurrentKeyMetadata();
    assert.deepEqual([info.limit, info.limitReset], [2.5, "weekly"]);
    await assert.rejects(client.oAuth.exchangeAuthCodeForAPIKey({ requestBody }), {
      statusCode: 403,
    });
  },
});
