/* What tests of the open ticket share: a daemon, a browser, one customer, and tickets and files that are made by the API. */
import assert from "node:assert/strict";
import { agentPage, startBrowser, startTend, untilOpen } from "./harness.mjs";

export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

export function pdf(words) {
  const stream = `BT /F1 24 Tf 40 100 Td (${words}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
  ];
  let out = "%PDF-1.4\n";
  const places = objects.map((object, at) => {
    const place = out.length;
    out += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = out.length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(`${out}xref\n0 5\n0000000000 65535 f \n${rows}trailer<</Size 5/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
}

/* Answers what tests need; end it with closeDesk. */
export async function openDesk() {
  const tend = await startTend();
  const browser = await startBrowser();
  const page = await agentPage(browser, tend.base);
  /* Calls of the API as the signed-in administrator, with what guards against forged requests. */
  const call = async (method, path, data, options = {}) => {
    const answer = await page.request.fetch(`/api/v2/${path}`, { method, data, headers: { Origin: tend.base, ...options.headers } });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : null;
  };
  const { user } = await call("POST", "users", { user: { name: "عبد الرحمن الفارسي", email: "abd@customer.example" } });
  return {
    tend,
    browser,
    call,
    customer: user.id,
    upload: async (name, type, bytes) => (await call("POST", `uploads?filename=${name}`, bytes, { headers: { "Content-Type": type } })).upload.token,
    /* A ticket whose first message is the customer's. */
    make: async (subject, comment) => {
      const { ticket } = await call("POST", "tickets", { ticket: { subject, requester_id: user.id, comment: { author_id: user.id, ...comment } } });
      return ticket.id;
    },
    show: async (number, options = {}) => {
      const shown = await agentPage(browser, tend.base, { path: `/agent/v/all/t/${number}`, ...options });
      await untilOpen(shown, number);
      return shown;
    },
  };
}

export async function closeDesk(desk) {
  await desk?.browser.close();
  await desk?.tend.stop();
}

export async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

/* Requests of this kind wait until the answer is called. */
export async function holdBack(page, url, method = "GET") {
  let letGo = () => undefined;
  const free = new Promise((done) => (letGo = done));
  await page.route(url, async (route) => {
    if (route.request().method() === method) await free;
    await route.fallback();
  });
  return letGo;
}

export async function chooseAction(page, name) {
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name }).click();
}
