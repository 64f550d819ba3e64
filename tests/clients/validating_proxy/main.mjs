// Asks the simulator for every operation of an application, through a proxy that holds requests
// and replies against the API description: `prism` of `@stoplight/prism-cli`. Streams go past
// the proxy. Arguments: the address of the simulator, the file of the description, and the table
// of operations.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { account } from "./account.mjs";
import { answers } from "./answers.mjs";
import { catalogue } from "./catalogue.mjs";
import { fields } from "./fields.mjs";
import { kept } from "./kept.mjs";
import { media } from "./media.mjs";
import { streams } from "./streams.mjs";

const [upstream, description, table] = process.argv.slice(2);
const PORT = 4_000 + (process.pid % 1_000);
/** What is documented, but not in the description. */
const UNDESCRIBED = new Set(["createBatch", "getBatch"]);

/** Reads the operations of an application from the table in the documentation. */
async function operations() {
  const [applications] = (await readFile(table, "utf8")).split("## Managing an organisation");
  const rows = [...applications.matchAll(/^\| `(\w+)` `([A-Z]+) (\S+)`/gm)];
  return new Map(rows.map(([, id, method, path]) => [id, { method, path, asked: 0, faults: [] }]));
}

/** Starts the proxy, and returns its process once it listens. */
async function proxy() {
  const prism = new URL("../node_modules/.bin/prism", import.meta.url).pathname;
  const serving = ["proxy", description, upstream, "--errors", "--port", PORT];
  const child = spawn(prism, serving, { stdio: ["ignore", "pipe", "inherit"] });
  const told = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (line.includes("Prism is listening")) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`the proxy does not start:\n${told.join("\n")}`);
}

const all = await operations();
/** How many requests were made of examples, and how many of those were carried out. */
const examples = { sent: 0, done: 0 };
const document = parse(await readFile(description, "utf8"), { maxAliasCount: -1 });
const faultsOfStream = streams(document);

/**
 * Sends what an operation asks, and notes what the proxy has against it or the reply. Where the
 * status is left open, so is whether the request is as described.
 */
async function ask(id, { names = {}, query = {}, body, form, status = 200 } = {}) {
  const operation = all.get(id);
  if (operation === undefined) throw new Error(`${id} is not in the table`);
  operation.asked += 1;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name]));
  // The proxy cannot tell what is wrong with a stream.
  const url = new URL(`${body?.stream ? upstream : `http://127.0.0.1:${PORT}`}${path}`);
  Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
  const headers = { authorization: "Bearer sk-or-v1-simulated" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const content = form ?? (body === undefined ? undefined : JSON.stringify(body));
  const reply = await fetch(url, { method: operation.method, headers, body: content });
  const bytes = Buffer.from(await reply.arrayBuffer());
  const kind = reply.headers.get("content-type") ?? "";
  if (status === null) {
    examples.sent += 1;
    examples.done += reply.ok ? 1 : 0;
  }
  if (kind.startsWith("application/problem+json")) {
    const { title, detail, validation } = JSON.parse(bytes);
    const is_of_reply = validation?.some((fault) => fault.location?.[0] === "response");
    if (status === null && !is_of_reply) return null;
    const found = validation?.map((fault) => `${fault.location?.join(".")}: ${fault.message}`);
    operation.faults.push(...(found ?? [`${title}: ${detail}`]));
    throw new Error(`${id} ${JSON.stringify(body ?? query)} is not as described`);
  }
  if (status === null ? reply.status >= 500 : reply.status !== status) {
    operation.faults.push(`${reply.status} instead of ${status}: ${bytes.subarray(0, 300)}`);
    throw new Error(`${id} ${JSON.stringify(body ?? query)} gives ${reply.status}`);
  }
  if (kind.startsWith("text/event-stream") || (body?.stream && status !== null)) {
    const faults = faultsOfStream(operation.path, bytes.toString());
    operation.faults.push(...faults);
    operation.streamed = true;
    if (faults.length > 0) throw new Error(`${id} ${JSON.stringify(body)} is not as described`);
  }
  return kind.startsWith("application/json") ? JSON.parse(bytes) : bytes;
}

const child = await proxy();
try {
  // What one part cannot do keeps no other from being asked.
  for (const part of [catalogue, answers, media, account, kept, fields(document)]) {
    for (const step of part) {
      try {
        await step(ask);
      } catch (error) {
        process.exitCode = 1;
        console.error(error);
      }
    }
  }
} finally {
  child.kill();
}

const manifest = new URL("../node_modules/@stoplight/prism-cli/package.json", import.meta.url);
const { version } = JSON.parse(await readFile(manifest, "utf8"));
const name = `prism ${version}`;
const tell = (behaviour, is_good) => {
  if (!is_good) process.exitCode = 1;
  console.log(`${name.padEnd(24)} ${behaviour.padEnd(60)} ${is_good ? "ok" : "FAILED"}`);
};
for (const [id, { method, path, asked, streamed, faults }] of all) {
  if (UNDESCRIBED.has(id)) continue;
  faults.forEach((fault) => console.error(`${id}: ${fault}`));
  const behaviour = `${id} ${method} ${path}${streamed ? ", and its events" : ""}`;
  tell(behaviour, asked > 0 && faults.length === 0);
}
// Few are refused for good reason, such as a size that the model does not make.
tell(`${examples.done} of ${examples.sent} examples`, examples.done > 0.9 * examples.sent);
