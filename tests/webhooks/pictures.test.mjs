/* Pictures of other houses in a mail's frame: fetched by the server, from where picture_allow lets it go. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Daemon } from "./daemon.mjs";
import { Receiver } from "./receiver.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const TOO_LARGE = 11 << 20;
const SLOW_MS = 18000; /* two at once, 6 s each, until 20 s are spent */

let open;
let shut;
let r;
let other; /* a house beside the open network */
let strangers = 0;

const moved = (to) => ({ status: 302, headers: { Location: to }, body: png });

function answer({ url }) {
  const picture = { status: 200, headers: { "Content-Type": "image/png", "Set-Cookie": "seen=1" }, body: png };
  if (url.startsWith("/slow")) return "hang";
  if (url === "/moved") return moved("/logo.png");
  if (url === "/to-file") return moved("file:///etc/hostname");
  if (url === "/to-other") return moved(`http://127.0.0.2:${other.address().port}/logo.png`);
  if (url.startsWith("/hop/")) return moved(url === "/hop/1" ? "/logo.png" : `/hop/${url.slice(5) - 1}`);
  if (url === "/liar.png") return { status: 200, headers: { "Content-Type": "image/png" }, body: "<script>alert(1)</script>" };
  if (url === "/large.png") return { ...picture, body: Buffer.concat([png, Buffer.alloc(TOO_LARGE)]) };
  return url.startsWith("/logo.png") ? picture : 404;
}

before(async () => {
  r = await Receiver.start(answer);
  other = createServer((_, response) => response.end(png)).on("connection", () => strangers++);
  await new Promise((done) => other.listen(0, "127.0.0.2", done));
  open = await Daemon.start("picture_allow = 127.0.0.1/32");
  shut = await Daemon.start("outbound_allow = 127.0.0.0/8");
});
after(async () => {
  await r.stop();
  other.closeAllConnections();
  await new Promise((done) => other.close(done));
  await open.remove();
  await shut.remove();
});

let people = 0;

/* The number of a customer's message with these pictures. */
async function mail(d, ...paths) {
  const html = `<table><tr><td>Hello ${paths.map((path) => `<img src="${path.startsWith("http") ? path : `${r.url}${path}`}">`).join("")}</td></tr></table>`;
  const { user } = await d.must(201, "POST", "/users", { user: { name: "Ana", email: `ana.${people++}@customer.example` } });
  const made = await d.must(201, "POST", "/tickets", { ticket: { requester_id: user.id, comment: { author_id: user.id, html_body: html } } });
  return made.audit.events.find(({ type }) => type === "Comment").id;
}

const fetchPath = (d, path) => fetch(`http://127.0.0.1:${d.port}${path}`, { headers: d.session });

/* Pages know sessions, not tokens. */
async function signIn(d) {
  const base = `http://127.0.0.1:${d.port}`;
  const body = new URLSearchParams({ email: "admin@example.com", password: "correct horse battery" });
  const answer = await fetch(`${base}/sign-in`, { method: "POST", headers: { Origin: base }, body, redirect: "manual" });
  assert.equal(answer.status, 303);
  d.session = { cookie: answer.headers.getSetCookie()[0].split(";")[0] };
}

test("nothing is asked of the other house until the reader wants pictures", async () => {
  await signIn(open);
  const id = await mail(open, "/logo.png?who=ana");
  const before = r.requests.length;
  const frame = await (await fetchPath(open, `/m/${id}/body`)).text();
  assert.ok(!frame.includes(r.url) && !frame.includes(`/m/${id}/image`));
  assert.equal(r.requests.length, before);
});

test("then the server fetches them, and says nothing of who reads", async () => {
  const id = await mail(open, "/logo.png?who=ana", "/moved");
  const frame = await (await fetchPath(open, `/m/${id}/body?images=1`)).text();
  for (const n of [0, 1]) {
    assert.ok(frame.includes(`/m/${id}/image?n=${n}`));
    const picture = await fetchPath(open, `/m/${id}/image?n=${n}`);
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.equal(picture.headers.get("content-security-policy"), "sandbox; default-src 'none'");
    assert.equal(picture.headers.get("cache-control"), "no-store");
    assert.equal(picture.headers.get("set-cookie"), null);
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png);
  }
  const [asked] = r.requests.filter(({ url }) => url === "/logo.png?who=ana");
  for (const name of ["cookie", "referer", "authorization", "x-forwarded-for"]) assert.equal(asked.headers[name], undefined, name);
});

test("what is no picture, too large or not there is not found", async () => {
  const id = await mail(open, "/liar.png", "/large.png", "/nothing");
  for (const n of [0, 1, 2, 3, -1, 999]) assert.equal((await fetchPath(open, `/m/${id}/image?n=${n}`)).status, 404, `picture ${n}`);
});

test("a style cannot ask for a picture, nor does the address without a number", async () => {
  const html = `<table><tr><td style="background:url(image#rgb);color:rgb(1,2,3)">Hello</td></tr></table><img src="${r.url}/logo.png?style">`;
  const { user } = await open.must(201, "POST", "/users", { user: { name: "Ana", email: `ana.${people++}@customer.example` } });
  const made = await open.must(201, "POST", "/tickets", { ticket: { requester_id: user.id, comment: { author_id: user.id, html_body: html } } });
  const { id } = made.audit.events.find(({ type }) => type === "Comment");
  const frame = await (await fetchPath(open, `/m/${id}/body`)).text();
  assert.ok(frame.includes("color:rgb(1,2,3)") && !frame.includes("url("));
  assert.equal((await fetchPath(open, `/m/${id}/image`)).status, 404);
  assert.ok(!r.requests.some(({ url }) => url === "/logo.png?style"));
});

test("a redirect is followed four times, and judged each time", async () => {
  const id = await mail(open, "/hop/4", "/hop/5", "/to-file", "/to-other");
  const asked = async (n) => (await fetchPath(open, `/m/${id}/image?n=${n}`)).status;
  assert.deepEqual([await asked(0), await asked(1), await asked(2), await asked(3)], [200, 404, 404, 404]);
  assert.equal(strangers, 0);
});

test("a house that lets us wait keeps nobody's sign-in waiting, and its message costs 20 s at most", async () => {
  const before = r.requests.length;
  const id = await mail(open, ...[0, 1, 2, 3, 4, 5].map((n) => `/slow${n}`));
  const begin = Date.now();
  let over = 0;
  const pictures = [0, 1, 2, 3, 4, 5].map((n) => fetchPath(open, `/m/${id}/image?n=${n}`).then(({ status }) => (over++, status)));
  await r.until((all) => all.length >= before + 2);
  await signIn(open);
  assert.equal(over, 0, "signed in while they wait");
  assert.deepEqual(await Promise.all(pictures), [404, 404, 404, 404, 404, 404]);
  assert.ok(Date.now() - begin < SLOW_MS, `${Date.now() - begin} ms`);
  assert.ok(r.requests.length < before + 6, "the last is not asked any more");
});

test("without picture_allow a private address is never asked, whatever leads there", async () => {
  await signIn(shut);
  const before = r.connections;
  const id = await mail(shut, "/logo.png", `http://localhost:${r.port}/logo.png`, `http://0x7f.1:${r.port}/logo.png`, `http://2130706433:${r.port}/logo.png`);
  for (const n of [0, 1, 2, 3]) assert.equal((await fetchPath(shut, `/m/${id}/image?n=${n}`)).status, 404, `picture ${n}`);
  assert.equal(r.connections, before);
});
