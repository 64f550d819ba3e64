// Logs in by the loopback address, by the code that is pasted, and not at all (the user says no).
// Arguments: the binary `openrouter`, a folder to work in, a folder for pictures.

import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [binary, work, pictures] = process.argv.slice(2);
const credentials = join(work, "credentials.json");
const environment = { PATH: process.env.PATH, HOME: work, OPENROUTER_CREDENTIALS: credentials };

/** A run of the command: what it prints, and how it ends. */
function run(args, extra = {}, stdin = "ignore") {
  const stdio = [stdin, "pipe", "pipe"];
  const child = spawn(binary, args, { env: { ...environment, ...extra }, stdio });
  const said = { out: "", err: "" };
  const waiting = [];
  for (const [name, stream] of [["out", child.stdout], ["err", child.stderr]]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, ...said })));
  /** Waits for a text, and gives its match. */
  const prints = (pattern) =>
    Promise.race([
      new Promise((resolve) => {
        const look = () => {
          const match = pattern.exec(said.out) ?? pattern.exec(said.err);
          if (match) resolve(match);
        };
        waiting.push(look);
        look();
      }),
      ended.then(({ code, out, err }) => {
        throw new Error(`${args.join(" ")} ended with ${code}:\n${out}${err}`);
      }),
    ]);
  return { child, prints, ended };
}

const checks = [];
async function check(name, body) {
  await body();
  checks.push(name);
  console.log(`ok  ${name}`);
}

const simulator = run(["sim", "--token-delay", "0"]);
const [, baseUrl] = await simulator.prints(/listening on (\S+)/);
const service = { OPENROUTER_BASE_URL: baseUrl };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

/** A page of this look, with whatever its console complains of. */
async function open(url, { colorScheme = "light", width = 900, height = 700 } = {}) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(message.text());
  });
  await page.goto(url);
  return page;
}

const picture = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`) });
const authorizePage = /(http:\/\/\S+\/auth\?\S+)/;

await check("a user allows a key, and is told that it is done", async () => {
  const login = run(["login", "--no-browser", "--label", "browser <b>test</b>"], service);
  const [, url] = await login.prints(authorizePage);
  const page = await open(url);
  await picture(page, "consent");
  assert.match(await page.textContent("body"), /browser <b>test<\/b>/, "the label is text, not markup");
  for (const look of [{ colorScheme: "dark" }, { width: 380, height: 720 }]) {
    const other = await open(url, look);
    await picture(other, `consent-${look.colorScheme ?? "narrow"}`);
    const overflow = await other.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0, "nothing is cut off at the side");
    await other.close();
  }
  await page.getByRole("button", { name: /allow|authorize/i }).click();
  await page.waitForURL(/127\.0\.0\.1|\[::1\]/);
  await picture(page, "done");
  assert.match(await page.textContent("body"), /close/i);
  assert.deepEqual(page.complaints.filter((text) => !text.includes("favicon")), []);
  const { code, out, err } = await login.ended;
  assert.equal(code, 0, out + err);
  const secret = /sk-or-v1-[0-9a-f]+/.exec(await readFile(credentials, "utf8"))[0];
  assert.ok(!(out + err).includes(secret), "the key is not printed");
  assert.equal((await stat(credentials)).mode & 0o777, 0o600);
  // The address is used up: whoever comes again finds nobody.
  const again = await page.goto(page.url()).then(() => true, () => false);
  assert.equal(again, false, "the port is closed");
});

await check("the key is listed and answers", async () => {
  const listed = await run(["keys", "--json"], service).ended;
  assert.equal(listed.code, 0, listed.err);
  assert.match(listed.out, /browser <b>test<\/b>/);
  const answered = await run(["chat", "Hello"], service).ended;
  assert.equal(answered.code, 0, answered.err);
  assert.ok(answered.out.length > 0);
});

await check("a user who says no is told, and no key is kept", async () => {
  const before = await readFile(credentials, "utf8");
  const login = run(["login", "--no-browser"], service);
  const [, url] = await login.prints(authorizePage);
  const page = await open(url, { colorScheme: "dark" });
  await page.getByRole("button", { name: /deny|cancel/i }).click();
  await page.waitForURL(/127\.0\.0\.1|\[::1\]/);
  await picture(page, "denied");
  const { code, err } = await login.ended;
  assert.notEqual(code, 0);
  assert.match(err, /not granted|denied/i);
  assert.equal(await readFile(credentials, "utf8"), before);
});

await check("a code that the page shows can be pasted", async () => {
  const login = run(["login", "--headless", "--label", "pasted"], service, "pipe");
  const [, url] = await login.prints(authorizePage);
  const page = await open(url);
  await page.getByRole("button", { name: /allow|authorize/i }).click();
  await page.waitForLoadState();
  await picture(page, "code");
  const code = await page.locator("code, input[readonly], output").first().evaluate(
    (element) => element.value ?? element.textContent,
  );
  login.child.stdin.end(`${code}\n`);
  const ended = await login.ended;
  assert.equal(ended.code, 0, ended.out + ended.err);
});

await check("logging out forgets the keys", async () => {
  const { code, out, err } = await run(["logout", "--all"], service).ended;
  assert.equal(code, 0, err);
  const rest = await readFile(credentials, "utf8").catch(() => "");
  assert.ok(!rest.includes("sk-or-"), out);
});

await browser.close();
simulator.child.kill();
console.log(`${checks.length} of ${checks.length} checks passed`);
