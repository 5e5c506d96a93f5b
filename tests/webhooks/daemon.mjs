/*
 * A real daemon for tests of what goes out: its own data folder, settings, a clock that tests move, and every way of
 * ending it. Environment: TEND_BIN path of the binary (a build with test faults: the clock).
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const READY_MS = 30000;
const STOP_MS = 5000;

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

export class Daemon {
  static async start(conf = "") {
    const d = new Daemon();
    d.binary = resolve(process.env.TEND_BIN ?? "build/asan/tend");
    d.root = mkdtempSync(join(tmpdir(), "tend-webhooks-"));
    d.data = join(d.root, "data");
    d.clockFile = join(d.root, "clock");
    d.offset = 0;
    d.said = [];
    d.clock(0);
    const options = ["--admin-email", "admin@example.com", "--admin-name", "Ada", "--password-stdin"];
    d.command("init", options, "correct horse battery\n");
    appendFileSync(join(d.data, "tend.conf"), `rate_limit = 0\n${conf}\n`);
    const token = d.command("token", ["create", "--user", "admin@example.com", "--name", "t", "--scope", "write"]);
    const user = `admin@example.com/token:${token.split(/\s/)[0]}`;
    d.headers = { authorization: `Basic ${Buffer.from(user).toString("base64")}`, "content-type": "application/json" };
    d.port = await freePort();
    await d.serve();
    return d;
  }

  command(name, options, input = "") {
    const made = spawnSync(this.binary, [name, ...options, "--data", this.data], { input, encoding: "utf8" });
    assert.equal(made.status, 0, `tend ${name}: ${made.stderr}`);
    return made.stdout;
  }

  async serve() {
    const env = { ...process.env, TEND_TEST_CLOCK: this.clockFile };
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`];
    this.child = spawn(this.binary, args, { stdio: ["ignore", "ignore", "pipe"], env });
    this.child.stderr.on("data", (part) => this.said.push(part));
    const end = Date.now() + READY_MS;
    while (Date.now() < end) {
      if (this.child.exitCode !== null) break;
      const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await sleep(10);
    }
    throw new Error(`tend serve is not ready\n${this.said.join("")}`);
  }

  /* Moves the daemon's clock: ms beside the real one. */
  clock(offset) {
    this.offset = offset;
    writeFileSync(`${this.clockFile}.new`, `${offset}\n`);
    renameSync(`${this.clockFile}.new`, this.clockFile);
  }

  log() {
    return this.said.join("");
  }

  async call(method, path, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const url = `http://127.0.0.1:${this.port}/api/v2${path}`;
    const answer = await fetch(url, { method, headers: this.headers, body: text });
    const said = await answer.text();
    return { status: answer.status, headers: answer.headers, body: said ? JSON.parse(said) : null, text: said };
  }

  /* The answer's body; the status must be one of these. */
  async must(status, method, path, body) {
    const answer = await this.call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  async kill() {
    const exit = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await exit;
  }

  /* Ends it as an administrator does; how long that took, ms. */
  async end() {
    const begin = Date.now();
    const exit = new Promise((done) => this.child.once("exit", (code) => done(code)));
    this.child.kill("SIGTERM");
    const code = await Promise.race([exit, sleep(STOP_MS, "late", { ref: false })]);
    if (code === "late") this.child.kill("SIGKILL");
    assert.equal(code, 0, `the daemon ends with 0 within ${STOP_MS} ms\n${this.log().slice(-4000)}`);
    return Date.now() - begin;
  }

  async remove() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.end();
    if (!process.env.KEEP) rmSync(this.root, { recursive: true, force: true });
    assert.doesNotMatch(this.log(), /AddressSanitizer|runtime error:|LeakSanitizer|ThreadSanitizer/);
  }
}

/* Asks until `holds` of the answer is true. */
export async function eventually(ask, holds) {
  const end = Date.now() + 20000;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    assert.ok(Date.now() < end, `still: ${JSON.stringify(answer)}`);
    await sleep(10);
  }
}
