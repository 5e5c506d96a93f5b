/* Where webhooks may not go: refused when it is spelt, and when a name leads there. */
import assert from "node:assert/strict";
import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { after, before, test } from "node:test";
import { Daemon, eventually } from "./daemon.mjs";
import { Receiver } from "./receiver.mjs";

let d;
let r;
before(async () => {
  d = await Daemon.start();
  r = await Receiver.start();
});
after(async () => {
  await r.stop();
  await d.remove();
});
const make = (more) => d.call("POST", "/webhooks", { webhook: { name: "w", endpoint: "https://example.com/x", http_method: "POST", request_format: "json", subscriptions: ["conditional_ticket_events"], ...more } });

test("an endpoint that spells a private address is refused when it is saved", async () => {
  const hosts = ["127.0.0.1", "127.1", "0x7f000001", "0x7f.1", "017700000001", "2130706433", "0.0.0.0", "localhost", "localhost.", "a.localhost", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[2001:db8::1]"];
  for (const host of hosts) {
    const answer = await make({ endpoint: `https://${host}/` });
    assert.equal(answer.status, 422, `${host}: ${answer.text}`);
    assert.equal(answer.body.errors[0].source.pointer, "endpoint");
  }
  const odd = ["http://example.com/", "ftp://example.com/", "https://", "https://u:p@example.com/", "https://example.com:0/", "https://example.com:99999/", "https://exa mple.com/", "https://example.com\\@127.0.0.1/", "https://example.com/\r\nX: y", "https://%31%32%37.0.0.1/", "https://[::1", "https://example.com/#x", `https://example.com/${"x".repeat(2100)}`, "//example.com", ""];
  for (const endpoint of odd) assert.equal((await make({ endpoint })).status, 422, endpoint);
  for (const endpoint of ["https://8.8.8.8/", "https://[2606:4700::1111]:8443/a?b=c", "HTTPS://example.com"]) assert.equal((await make({ endpoint })).status, 201, endpoint);
});

test("a name that leads to a private address is refused when it is called", async () => {
  const names = [];
  for (const name of ["ip6-localhost", "ip6-loopback", hostname()])
    if (await lookup(name).catch(() => null)) names.push(name);
  assert.ok(names.length > 0, "this machine has a name");
  for (const name of names) {
    const answer = await d.call("POST", "/webhooks/test", { request: { endpoint: `https://${name}:${r.port}/` } });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /not one that outgoing calls may reach/);
  }
  const { body } = await make({ endpoint: `https://${names[0]}:${r.port}/`, subscriptions: ["zen:event-type:ticket.created"] });
  await d.must(201, "POST", "/tickets", { ticket: { comment: { body: "x" } } });
  const list = await eventually(() => d.must(200, "GET", `/webhooks/${body.webhook.id}/invocations`), (one) => one.invocations[0]?.status === "failed");
  assert.equal(list.invocations.length, 1);
  assert.equal(r.connections, 0, "nobody connected");
});

test("headers cannot end early, nor be ours", async () => {
  const bad = [{ "X-A": "a\r\nX-B: b" }, { "X-A": "a\nb" }, { "X-A\r\nX-B": "a" }, { "X A": "a" }, { "": "a" }, { Host: "a" }, { "content-length": "1" }, { "X-Zendesk-Webhook-Id": "a" }, { "transfer-encoding": "chunked" }, { Authorization: "a" }, { "X-A": 1 }, { "x-a": "1", "X-A": "2" }, { "X-A": "é" }, { "X-A": "a".repeat(1001) }, "text"];
  for (const custom_headers of bad) assert.equal((await make({ custom_headers })).status, 422, JSON.stringify(custom_headers));
  const many = Object.fromEntries([...Array(21).keys()].map((i) => [`X-${i}`, "v"]));
  assert.equal((await make({ custom_headers: many })).status, 422);
  const auth = [{ type: "magic", data: {} }, { type: "bearer_token", data: {} }, { type: "bearer_token", data: { token: "a\r\nb" } }, { type: "basic_auth", data: { username: "a:b", password: "c" } }, { type: "api_key", data: { name: "Host", value: "x" } }, { type: "bearer_token", data: { token: "x" }, add_position: "query" }, 7];
  for (const authentication of auth) assert.equal((await make({ authentication })).status, 422, JSON.stringify(authentication));
});
