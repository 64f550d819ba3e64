// OpenRouter's official `@openrouter/sdk` against the simulator, whose address is the only
// argument. The SDK checks every reply against its own schemas.

import { readFile } from "node:fs/promises";
import { OpenRouter } from "@openrouter/sdk";
import { account } from "./account.mjs";
import { answers } from "./answers.mjs";
import { catalogue } from "./catalogue.mjs";
import { chat } from "./chat.mjs";
import { kept } from "./kept.mjs";
import { media } from "./media.mjs";

const connect = (apiKey) =>
  new OpenRouter({ serverURL: process.argv[2], apiKey, retryConfig: { strategy: "none" } });

const parts = [chat, answers, media, catalogue, account, kept];
const checks = Object.assign({}, ...parts.map((part) => part(connect("sk-or-v1-simulated"), connect)));

const manifest = new URL("../node_modules/@openrouter/sdk/package.json", import.meta.url);
const { version } = JSON.parse(await readFile(manifest, "utf8"));
const name = `@openrouter/sdk ${version}`;
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
