/*
 * What the agent app is like in a real browser while others work: node browser.mjs URL EMAIL PASSWORD TOKEN
 *
 * Prints "figure<TAB>value<TAB>asked for" lines; each value is the median of 5 rounds, in which a second client changes
 * 10 tickets a second that are in sight. The scroll stands beside its ceiling: the same scroll over as many plain boxes
 * on an empty page in the same run, since a browser without a graphics card draws on the same cores. ROUNDS and SCROLL_MS
 * make it shorter.
 */
import { desktop, startBrowser } from "../browser/harness.mjs";
import { heapUsed, interactions, median, noted, scrollFrames, watch } from "../browser/meter.mjs";

const [url, email, password, token] = process.argv.slice(2);
const rounds = Number(process.env.ROUNDS ?? 5);
const scrollMs = Number(process.env.SCROLL_MS ?? 10000);
const PER_SECOND = 10;
const ROWS = 100000;
const ROW_HEIGHT = 56;
const MB = 1024 * 1024;

async function api(method, path, body, read = "json") {
  const answer = await fetch(`${url}/api/v2/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer[read]();
}

/* A colleague who changes the priority of one of these tickets again and again, whether or not the last is answered. */
function colleague() {
  let ids = [];
  let turn = 0;
  const timer = setInterval(() => {
    if (ids.length === 0) return;
    const id = ids[turn % ids.length];
    const priority = ["low", "normal", "high"][Math.floor(turn / ids.length) % 3];
    turn += 1;
    api("PUT", `tickets/${id}`, { ticket: { priority } }).catch((error) => console.error(String(error)));
  }, 1000 / PER_SECOND);
  return { aim: (at) => (ids = at), stop: () => clearInterval(timer) };
}

const print = (figure, value, asked = "", ratio = "") => console.log([figure, value, asked, ratio].join("\t"));

const browser = await startBrowser();
const context = await browser.newContext({ baseURL: url, viewport: desktop, locale: "en-GB", timezoneId: "Europe/Zagreb" });
await watch(context);
const other = colleague();

async function openPage(path) {
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  await page.goto(path);
  await page.waitForSelector(".row-body");
  return page;
}

/* A new demo has rules and deadlines to catch up with: until nothing was written for 3 s, or 5 minutes. */
async function untilQuiet() {
  const written = async () => (await api("GET", "../../metrics", undefined, "text")).match(/^tend_writer_jobs_total (\d+)/m)[1];
  let before = "";
  for (let times = 0; times < 100; times += 1) {
    const now = await written();
    if (now === before) return;
    before = now;
    await new Promise((done) => setTimeout(done, 3000));
  }
}

async function signIn() {
  const page = await context.newPage();
  await page.goto("/sign-in?next=/agent/v/all");
  await page.fill("#field-email", email);
  await page.fill("#field-password", password);
  await page.click("button[type=submit]");
  await page.waitForSelector(".filters");
  await page.close();
}

/* From the address to the first row, with nothing kept and a processor four times slower. */
async function rowsShown() {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto("/agent/v/all");
  /* not by the harness, whose own script would be read meanwhile, on the same slow processor */
  const { result } = await session.send("Runtime.evaluate", { expression: "tendFirstRow", awaitPromise: true });
  await page.close();
  return result.value;
}

/* Interactions since the last call. */
async function newInteractions(page, presses) {
  await page.waitForTimeout(300);
  const { events } = await page.evaluate(() => {
    const found = { events: window.tendNoted.events };
    window.tendNoted.events = [];
    return found;
  });
  return interactions(events, presses);
}

async function keysInTurn(page, keys, pause) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(pause);
  }
}

const words = [..."Thank you for waiting, we have found the parcel and it is on its way to you."];

/* One agent's minute: j held for 100 rows, 20 tickets opened one after the other, an answer typed. */
async function minute(ids) {
  const page = await openPage("/agent/v/all");
  other.aim(ids);
  await page.locator("#queue").focus();
  await keysInTurn(page, Array(100).fill("j"), 33);
  const list = await newInteractions(page, 100);
  await page.keyboard.press("Home");
  await keysInTurn(page, ["j", "Enter"], 100);
  await page.waitForSelector(".thread li");
  const opened = await newInteractions(page, 3);
  await keysInTurn(page, Array(20).fill("j"), 400);
  const tickets = await newInteractions(page, 20);
  const open = Number(/\/t\/(\d+)/.exec(page.url())[1]);
  other.aim([open, ...ids.slice(0, 9)]);
  await page.keyboard.press("r");
  await page.waitForFunction(() => document.activeElement?.closest(".composer"));
  await keysInTurn(page, words, 33);
  const typing = await newInteractions(page, words.length + 1);
  const { shift } = await noted(page);
  other.aim([]);
  await page.close();
  return { list, opened, tickets, typing, shift };
}

async function interactionFigures(ids) {
  const all = [];
  for (let round = 0; round < rounds; round += 1) all.push(await minute(ids));
  const of = (part, what) => median(all.map((one) => one[part][what]));
  for (const [part, name] of [["list", "100 rows by j"], ["opened", "a ticket by Enter"], ["tickets", "20 tickets by j"], ["typing", "an answer typed"]]) {
    print(`${name}, key to paint, ms`, of(part, "wait").toFixed(0), "50 (100)");
    print(`${name}, key handler, ms`, of(part, "handler").toFixed(1), "4 (16)");
  }
  print("layout shift, worst round", Math.max(...all.map(({ shift }) => shift)).toFixed(4), "0 (0.05)");
}

/* The view of everything, newest first: as long as a kept list can be. */
async function everything() {
  const conditions = { all: [{ field: "current_tags", operator: "not_includes", value: "no_such_tag" }], any: [] };
  const view = { title: `Bench ${Date.now()}`, conditions, output: { columns: ["subject"], sort_by: "created", sort_order: "desc" } };
  return (await api("POST", "views", { view })).view.id;
}

/* As many plain boxes as the app has rows in the page, moved to where the scroll is: less no list of this length can do. */
async function ceiling(pixels) {
  const page = await context.newPage();
  await page.setContent(`<div id="queue" style="height: 850px; width: 380px; overflow: auto"><div id="space"></div></div>`);
  await page.evaluate(
    ([count, height]) => {
      const [box, space] = [document.querySelector("#queue"), document.querySelector("#space")];
      const rows = Array.from({ length: 28 }, () => document.createElement("div"));
      space.style.height = `${count * height}px`;
      for (const row of rows) row.style.cssText = `position: absolute; height: ${height}px`;
      space.append(...rows);
      const place = () => {
        const first = Math.max(0, Math.floor(box.scrollTop / height) - 6);
        rows.forEach((row, at) => {
          row.style.transform = `translateY(${(first + at) * height}px)`;
          row.textContent = `A plain row ${first + at}`;
        });
      };
      box.addEventListener("scroll", place, { passive: true });
      place();
    },
    [ROWS, ROW_HEIGHT],
  );
  const frames = await scrollFrames(page, "#queue", scrollMs, pixels);
  await page.close();
  return frames;
}

const open = (queue) => queue.filter(({ status }) => status !== "closed").map(({ ticket_id: id }) => id);

/* `pixels`: how far in all; null: to the end. */
async function scrollFigure(name, view, pixels) {
  const best = await ceiling(pixels);
  const page = await openPage(`/agent/v/${view}`);
  const { queue, total } = await api("GET", `queue/window?view_id=${view}&limit=200`);
  other.aim(open(queue));
  const frames = await scrollFrames(page, "#queue", scrollMs, pixels);
  other.aim([]);
  await page.close();
  const rows = pixels ? Math.round(pixels / ROW_HEIGHT) : total;
  print(`${name}, ${rows} rows in ${scrollMs / 1000} s, frames/s`, frames.perSecond.toFixed(1), best.perSecond.toFixed(1), `${((100 * frames.perSecond) / best.perSecond).toFixed(0)} %`);
  print(`${name}, frames over 25 ms`, `${(100 * frames.slowPart).toFixed(1)} %`, `${(100 * best.slowPart).toFixed(1)} %`);
}

async function heapFigure(view) {
  const page = await openPage(`/agent/v/${view}`);
  const session = await context.newCDPSession(page);
  const before = await heapUsed(session);
  await scrollFrames(page, "#queue", scrollMs, 5000 * ROW_HEIGHT);
  print("heap after 5,000 rows, MB (at the first screen)", `${((await heapUsed(session)) / MB).toFixed(1)} (${(before / MB).toFixed(1)})`, "30 (60)");
  await page.close();
}

try {
  await untilQuiet();
  await signIn();
  const shown = [];
  for (let round = 0; round < rounds; round += 1) shown.push(await rowsShown());
  print("rows shown, processor ÷4, nothing kept, ms", median(shown).toFixed(0), "700 (1500)");
  const { queue } = await api("GET", "queue/window?filter=all&limit=100");
  await interactionFigures(open(queue));
  const view = await everything();
  await scrollFigure("scroll", view, 500 * ROW_HEIGHT);
  await scrollFigure("scroll bar from top to end", view, null);
  await heapFigure(view);
  await api("DELETE", `views/${view}`);
} finally {
  other.stop();
  await browser.close();
}
