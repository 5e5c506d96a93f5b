#!/usr/bin/env node
/* Stands in for tend while the API runner is tested: fixed answers, some of them wrong. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const [command, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf(`--${name}`) + 1];
const data = option("data");
const peopleFile = `${data}/people`;

function whoAsks(request) {
  const token = /:(tend_\d+)$/.exec(Buffer.from((request.headers.authorization ?? "").slice(6), "base64").toString())?.[1];
  return token ? Number(token.slice(5)) : 0;
}

const routes = {
  "/readyz": () => [200, {}, "ready"],
  "/api/v2/users/me.json": (request) => [200, {}, { user: { id: whoAsks(request) } }],
  "/api/v2/users/4": () => [200, {}, { user: {} }],
  "/api/v2/thing": () => [200, { "X-Colour": "red" }, { thing: { id: 7, name: "Seven", at: "2026-11-22T10:00:00Z", none: null, tags: ["a", "b"] } }],
  "/api/v2/crash": () => [500, {}, { error: "Boom" }],
  "/api/v2/text": () => [200, { "Content-Type": "text/plain" }, "plain"],
  "/api/v2/slow": () => [Date.now() - started > 300 ? 200 : 404, {}, {}],
  "/page": () => [200, { "Content-Type": "text/html" }, '<input name="stamp" value="abc123">'],
};
const started = Date.now();

function serve() {
  const [host, port] = option("listen").split(":");
  createServer((request, response) => {
    const [status, headers, body] = (routes[request.url] ?? (() => [404, {}, { error: "RecordNotFound" }]))(request);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
    response.end(text);
  }).listen(Number(port), host);
  process.on("SIGTERM", () => process.exit(0));
}

function count() {
  appendFileSync(peopleFile, "x");
  return readFileSync(peopleFile, "utf8").length;
}

if (command === "init") {
  mkdirSync(data);
  writeFileSync(peopleFile, "");
} else if (command === "token") console.log(`tend_${count()}`);
else if (command === "serve") serve();
else if (!existsSync(peopleFile)) process.exit(1);
