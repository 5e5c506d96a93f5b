/*
 * Budgets of the agent app that hold on a slow day too: what is counted (requests, nodes, rows that are drawn) and what
 * is weighed (layout shift, memory). What is timed is in tests/bench/browser.mjs.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { eventually, newContext, openPage, row, startBrowser, startTend, untilOpen } from "./harness.mjs";
import { countCalls, heapUsed, noted, scrollFrames, watch } from "./meter.mjs";

const TICKETS = 5600;
const SHIFT_MAX = 0.05;
const HEAP_MAX = 60 * 1024 * 1024;
const ROW_HEIGHT = 56;
/* Texts that only these components write: a row of the list, its two lines, the list itself, a message. */
const drawn = { row: "row-active", lines: "row-gone", list: "aria-multiselectable", message: "ticket.message.actions" };

let tend;
let browser;
let cookies;

function fill(binary, data) {
  const made = spawnSync(binary, ["demo", "--data", data, "--tickets", String(TICKETS), "--seed", "11"], { encoding: "utf8", timeout: 600000 });
  assert.equal(made.status, 0, made.stderr);
  return /password (\S+)/.exec(made.stdout)[1];
}

before(async () => {
  let password;
  tend = await startTend({ prepare: (binary, data) => (password = fill(binary, data)) });
  browser = await startBrowser();
  const page = await openPage(await newContext(browser, tend.base));
  await page.goto("/sign-in?next=/agent");
  await page.fill("#field-email", "admin@example.com");
  await page.fill("#field-password", password);
  await Promise.all([page.waitForURL(/\/agent/), page.click("button[type=submit]")]);
  cookies = await page.context().cookies();
  await page.context().close();
  /* the rules of the demo have years to catch up with: until a page hears of no changes any more */
  const hearsNothing = async () => {
    const visit = await open("/agent/v/all");
    await settled(visit);
    await close(visit);
    return !visit.asked.some((url) => /[?&](since|ids)=/.test(url));
  };
  await eventually(hearsNothing, "the demo comes to rest", 120000);
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function open(path, prepare = async () => undefined) {
  const context = await newContext(browser, tend.base);
  await watch(context);
  await context.addCookies(cookies);
  const page = await openPage(context);
  page.asked = [];
  page.on("request", (request) => page.asked.push(request.url().slice(tend.base.length)));
  await prepare(page);
  await page.goto(path);
  await page.waitForSelector(".row-body");
  page.session = await context.newCDPSession(page);
  return page;
}

async function close(page) {
  const { shift, shifts } = await noted(page);
  assert.ok(shift <= SHIFT_MAX, `layout shift ${shift}:\n${shifts.join("\n")}`);
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

/* Until the page has asked for nothing for a while. */
async function settled(page) {
  let count = -1;
  await eventually(async () => {
    const same = count === page.asked.length;
    count = page.asked.length;
    await page.waitForTimeout(600);
    return same && count === page.asked.length;
  }, "the page comes to rest", 60000);
}

/* A request of the page itself: writes from elsewhere are refused. */
async function change(page, id, ticket) {
  const status = await page.evaluate(
    async ([url, body]) => (await fetch(url, { method: "PUT", headers: { "Content-Type": "application/json" }, body })).status,
    [`/api/v2/tickets/${id}`, JSON.stringify({ ticket })],
  );
  assert.equal(status, 200);
}

async function shownIds(page) {
  return page.locator(".row:not(.row-empty)").evaluateAll((rows) => rows.map(({ id }) => Number(id.split("-").at(-1))));
}

async function press(page, key, times) {
  for (let n = 0; n < times; n += 1) {
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

/* How often each component was drawn while `act` ran. */
async function draws(page, act) {
  const counts = await countCalls(page.session, Object.values(drawn), act);
  return Object.fromEntries(Object.keys(drawn).map((name, at) => [name, counts[at]]));
}

const minute = () => Math.floor(Date.now() / 60000);

/* The same, again when a minute was over meanwhile: then every time in the list is drawn anew, as it should be. */
async function drawsWithin(page, act) {
  for (;;) {
    const began = minute();
    const counts = await draws(page, act);
    if (began === minute()) return counts;
  }
}

test("the first screen: few requests, none of them twice, few nodes", async () => {
  const page = await open("/agent/v/all");
  await settled(page);
  const assets = page.asked.filter((url) => /^\/assets\/.*\.(js|css)$/.test(url));
  const questions = page.asked.filter((url) => url.startsWith("/api/"));
  assert.ok(assets.length <= 6, assets.join("\n"));
  assert.ok(questions.length <= 16, questions.join("\n"));
  assert.deepEqual(page.asked.filter((url, at) => page.asked.indexOf(url) !== at), []);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  assert.ok(nodes <= 1500, `${nodes} nodes`);
  await close(page);
});

/* Was a row there with the first of the page? */
function noteFirst(page) {
  return page.addInitScript(() => {
    new MutationObserver((changes, observer) => {
      if (!document.querySelector(".shell")) return;
      observer.disconnect();
      window.cameWithRows = document.querySelector(".row-body") !== null;
    }).observe(document, { childList: true, subtree: true });
  });
}

test("the page is drawn once, with its rows; rows that take long are not waited for", async () => {
  let cameWithRows = false;
  for (let times = 0; times < 5 && !cameWithRows; times += 1) {
    const page = await open("/agent/v/all", noteFirst);
    cameWithRows = await page.evaluate(() => window.cameWithRows);
    await close(page);
  }
  assert.ok(cameWithRows);
  const late = await open("/agent/v/all", async (page) => {
    await page.route("**/api/v2/queue/window?*", async (route) => {
      await page.waitForSelector(".shell");
      await route.continue();
    });
  });
  await close(late);
});

test("a step with an open ticket marks the row first; the next key finds the ticket changed", async () => {
  const page = await open("/agent/v/all");
  const [, second, third, fourth] = await shownIds(page);
  await row(page, second).click();
  await untilOpen(page, second);
  const seen = await page.evaluate(async () => {
    const press = async () => {
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", code: "KeyJ", bubbles: true, cancelable: true }));
      await Promise.resolve();
      return [document.querySelector(".row-active").id, document.querySelector(".ticket-number").textContent];
    };
    return [await press(), await press()];
  });
  assert.deepEqual(seen, [[`queue-${third}`, `#${second}`], [`queue-${fourth}`, `#${third}`]]);
  await untilOpen(page, fourth);
  await close(page);
});

test("a step in the list draws the row that is left and the row that is reached", async () => {
  const page = await open("/agent/v/all");
  await settled(page);
  await page.locator("#queue").focus();
  await press(page, "j", 2);
  const inSight = await drawsWithin(page, async () => {
    await press(page, "j", 4);
    await press(page, "k", 4);
  });
  assert.ok(inSight.row >= 8 && inSight.row <= 18, JSON.stringify(inSight));
  assert.ok(inSight.lines <= 2 && inSight.list >= 8 && inSight.list <= 10, JSON.stringify(inSight));
  await press(page, "j", 12);
  const scrolling = await drawsWithin(page, () => press(page, "j", 20));
  assert.ok(scrolling.row <= 90 && scrolling.list <= 64, JSON.stringify(scrolling));
  await close(page);
});

test("a change of one ticket draws one row", async () => {
  const page = await open("/agent/v/all");
  await settled(page);
  const [, , id] = await shownIds(page);
  let times = 0;
  const counts = await drawsWithin(page, async () => {
    const subject = `Changed by somebody else ${(times += 1)}`;
    await change(page, id, { subject });
    await row(page, id).getByText(subject).first().waitFor();
  });
  assert.ok(counts.row <= 2 && counts.lines >= 1 && counts.lines <= 2 && counts.list <= 1, JSON.stringify(counts));
  await close(page);
});

test("changes that come without a pause are shown meanwhile", async () => {
  const page = await open("/agent/v/all");
  await settled(page);
  const [id] = await shownIds(page);
  const seen = await page.evaluate(async (ticket) => {
    for (let n = 0; n < 60; n += 1) {
      const body = JSON.stringify({ ticket: { subject: `Change ${n} of many` } });
      await fetch(`/api/v2/tickets/${ticket}`, { method: "PUT", headers: { "Content-Type": "application/json" }, body });
      await new Promise((done) => setTimeout(done, 30));
      if (/Change \d+ of many/.test(document.getElementById(`queue-${ticket}`).textContent)) return n;
    }
    return -1;
  }, id);
  assert.ok(seen >= 0, "nothing was shown while changes came");
  await close(page);
});

test("typing an answer draws no rows and no messages", async () => {
  const page = await open("/agent/v/all");
  await page.locator("#queue").focus();
  await press(page, "j", 1);
  const opened = await draws(page, async () => {
    await page.keyboard.press("Enter");
    await page.waitForSelector(".thread .message");
  });
  assert.ok(opened.message >= 1, JSON.stringify(opened));
  await page.keyboard.press("r");
  await page.locator("#answer").waitFor();
  await settled(page);
  const counts = await drawsWithin(page, () => press(page, "a", 10));
  assert.equal(counts.message + counts.list, 0, JSON.stringify(counts));
  assert.ok(counts.row <= 2, JSON.stringify(counts));
  await close(page);
});

test("nothing jumps on the way through the main screens", async () => {
  const page = await open("/agent/v/all");
  const [first, second] = await shownIds(page);
  await row(page, first).click();
  await untilOpen(page, first);
  await change(page, second, { subject: "Another subject" });
  await change(page, first, { comment: { body: "A note of a colleague", public: false } });
  await page.getByText("A note of a colleague").first().waitFor();
  await press(page, "j", 3);
  await page.waitForSelector(".thread .message");
  await press(page, "u", 1);
  await page.locator(".filter").nth(1).click();
  await page.waitForSelector(".row-body");
  await settled(page);
  await close(page);
});

test("5,000 rows scrolled: few in the page, little memory", async () => {
  const page = await open("/agent/v/all");
  const view = await page.evaluate(async () => {
    const conditions = { all: [{ field: "current_tags", operator: "not_includes", value: "no_such_tag" }], any: [] };
    const body = JSON.stringify({ view: { title: "Everything", conditions, output: { columns: ["subject"], sort_by: "created", sort_order: "asc" } } });
    const answer = await fetch("/api/v2/views", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    return (await answer.json()).view.id;
  });
  await page.goto(`/agent/v/${view}`);
  await page.waitForSelector(".row-body");
  await scrollFrames(page, "#queue", 6000, 5000 * ROW_HEIGHT);
  await page.waitForFunction(() => document.querySelector('.row[aria-posinset="5003"] .row-body'));
  const rows = await page.locator(".row").count();
  assert.ok(rows < 60, `${rows} rows in the page`);
  const used = await heapUsed(page.session);
  assert.ok(used <= HEAP_MAX, `${used} bytes`);
  await close(page);
});
