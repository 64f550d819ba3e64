// The account, its keys, and what it has on record.

import { setTimeout } from "node:timers/promises";

async function keys(ask) {
  const { data } = await ask("createKeys", {
    body: {
      name: "reports",
      limit: 5,
      limit_reset: "monthly",
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    },
    status: 201,
  });
  const names = { hash: data.hash };
  await ask("list", { query: { include_disabled: true } });
  await ask("getKey", { names });
  await ask("updateKeys", { names, body: { name: "closed", disabled: true, limit: null } });
  await ask("deleteKeys", { names });
  await ask("getKey", { names, status: 404 });
}

async function codes(ask) {
  const body = { callback_url: "http://localhost:3000/callback", key_label: "demo", limit: 2.5 };
  const { data } = await ask("createAuthKeysCode", { body });
  await ask("exchangeAuthCodeForAPIKey", { body: { code: data.id } });
  await ask("exchangeAuthCodeForAPIKey", { body: { code: data.id }, status: 403 });
}

async function generations(ask) {
  const question = { role: "user", content: "How do glaciers shape valleys?" };
  const body = { model: "openai/gpt-4o-mini", messages: [question] };
  const { id } = await ask("sendChatCompletionRequest", { body });
  await setTimeout(1_000);
  await ask("getGeneration", { query: { id } });
  await ask("listGenerationContent", { query: { id } });
  const feedback = { generation_id: id, category: "incoherence", comment: "Too cold." };
  await ask("submitGenerationFeedback", { body: feedback });
  await ask("getGeneration", { query: { id: "gen-none" }, status: 404 });
}

export const account = [
  keys,
  codes,
  generations,
  (ask) => ask("getCurrentKey"),
  (ask) => ask("getCredits"),
  (ask) => ask("createCoinbaseCharge", { status: 410 }),
  (ask) => ask("getUserActivity"),
  (ask) => ask("getUserActivity", { query: { date: "2020-01-01" }, status: 400 }),
];
