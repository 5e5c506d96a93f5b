/* The list of tickets: long lists, views and their editor, search, changes to many with one undo, the phone. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { apiGet, assertSound, box, eventually, fileByApi, holds, newContext, openPage, phone, row, startBrowser, startTend, untilOpen } from "./harness.mjs";

const ROWS = Number(process.env.TEND_ROWS ?? 20000);
const BULK = 300;

let tend;
let browser;
let password;
let cookies;

/* A house with a past: most tickets are solved, so the view of all of them is the long list. */
function fill(binary, data) {
  const made = spawnSync(binary, ["demo", "--data", data, "--tickets", String(ROWS), "--seed", "7"], { encoding: "utf8", timeout: 600000 });
  assert.equal(made.status, 0, made.stderr);
  password = /password (\S+)/.exec(made.stdout)[1];
}

before(async () => {
  tend = await startTend({ prepare: fill });
  browser = await startBrowser();
  const page = await openPage(await newContext(browser, tend.base));
  await page.goto("/sign-in?next=/agent");
  await page.fill("#field-email", "admin@example.com");
  await page.fill("#field-password", password);
  await Promise.all([page.waitForURL(/\/agent/), page.click("button[type=submit]")]);
  cookies = await page.context().cookies();
  /* the past of the demo is being noted: its deadlines that are over are news until then */
  const newest = async () => /data-event="(\d+)"/.exec(await (await page.request.get("/agent")).text())[1];
  for (let last = ""; last !== (last = await newest()); ) await page.waitForTimeout(500);
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await tend?.stop();
});

async function open(path, options = {}) {
  const context = await newContext(browser, tend.base, options);
  await context.addCookies(cookies);
  const page = await openPage(context);
  await page.goto(path);
  await page.waitForSelector(".filters");
  return page;
}

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

/* A request of the page itself: writes from elsewhere are refused. */
async function call(page, method, path, body) {
  const [status, text] = await page.evaluate(
    async (ask) => {
      const answer = await fetch(`/api/v2/${ask.path}`, { method: ask.method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(ask.body) });
      return [answer.status, await answer.text()];
    },
    { method, path, body },
  );
  assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
  return text ? JSON.parse(text) : null;
}

async function makeView(page, view) {
  return (await call(page, "POST", "views", { view: { restriction: null, ...view } })).view.id;
}

const everything = { all: [{ field: "current_tags", operator: "not_includes", value: "no_such_tag" }], any: [] };

test("a list of all tickets: to its end and back, with few rows in the page", async () => {
  const page = await open("/agent");
  const view = await makeView(page, { title: "Everything", conditions: everything, output: { columns: ["subject"], sort_by: "created", sort_order: "asc" } });
  await page.goto(`/agent/v/${view}`);
  await page.waitForSelector(".row-body");
  await holds(async () => assert.match(await page.locator(".pane-title").innerText(), /Everything\s*\d+/));
  const { total } = await apiGet(page, `queue/window?view_id=${view}&limit=1`);
  assert.ok(total > ROWS * 0.9, `${total} tickets`);
  await page.locator("#queue").focus();
  await page.keyboard.press("End");
  const last = page.locator(`.row[aria-posinset="${total}"]`);
  await last.waitFor();
  await eventually(async () => (await last.getAttribute("class")).includes("row-active"), "the last row is marked");
  await holds(async () => assert.ok(await last.locator(".row-body").isVisible()));
  const shown = await page.locator(".row").count();
  assert.ok(shown < 60, `${shown} rows in the page`);
  await page.locator("#queue").evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
  await page.waitForFunction((half) => [...document.querySelectorAll(".row")].some((one) => Math.abs(one.getAttribute("aria-posinset") - half) < 40 && one.querySelector(".row-body")), Math.floor(total / 2));
  await page.locator("#queue").focus();
  await page.keyboard.press("Home");
  await page.locator('.row[aria-posinset="1"] .row-body').waitFor();
  const { x, y, height } = await box(page, "#queue");
  const edge = await page.screenshot({ clip: { x, y, width: 1, height } });
  const colours = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: image.height }).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, 1, image.height).data.buffer)).size;
  }, edge.toString("base64"));
  assert.equal(colours, 1, "no row stands over the ring around the list");
  await close(page);
});

test("groups have headings with their counts, and the order can be chosen", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  await page.getByRole("button", { name: "Group the list" }).click();
  await page.getByRole("menuitemradio", { name: "Priority" }).click();
  await page.waitForSelector(".row-head");
  const { groups, queue } = await apiGet(page, "queue/window?filter=all&limit=100&group_by=priority");
  assert.deepEqual(groups.map(({ value }) => value), ["urgent", "high", "normal", "low", null], "the most urgent first");
  const due = queue.slice(0, groups[0].count).map(({ deadline }) => (deadline && !deadline.paused ? Date.parse(deadline.due_at) : Infinity));
  assert.ok(due.length > 3 && due.every((at, n) => n === 0 || at >= due[n - 1]), "in a group what is due next comes first");
  const head = await page.locator(".row-head").first().innerText();
  assert.ok(head.includes(String(groups[0].count)), head);
  await assertSound(page, "queue-groups");
  await page.getByRole("button", { name: "Group the list" }).click();
  await page.getByRole("menuitemradio", { name: "No groups" }).click();
  await page.waitForSelector(".row-head", { state: "detached" });
  await page.getByRole("button", { name: "Sort the list" }).click();
  await page.getByRole("menuitemradio", { name: "Created" }).click();
  await page.waitForFunction(() => document.querySelector(".row-body"));
  const { ids } = await apiGet(page, "queue/window?filter=all&limit=1&sort=created&order=desc");
  await row(page, ids[0]).waitFor();
  await page.getByRole("button", { name: "Sort the list" }).click();
  await page.getByRole("menuitemradio", { name: "In its own order" }).click();
  await close(page);
});

test("what is solved and taken back is in the list again where it was, and so is what somebody else opens again", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  await page.keyboard.press("j");
  const active = page.locator(".row-active");
  const id = Number((await active.getAttribute("id")).slice("queue-".length));
  const place = await active.getAttribute("aria-posinset");
  const title = page.locator(".pane-title");
  const before = await title.innerText();
  const leave = async () => {
    await page.mouse.move(0, 0);
    await page.keyboard.press("e");
    await row(page, id).waitFor({ state: "detached" });
    await holds(async () => assert.notEqual(await title.innerText(), before));
  };
  const isBack = async () => {
    await holds(async () => assert.equal(await row(page, id).getAttribute("aria-posinset"), place));
    await holds(async () => assert.equal(await title.innerText(), before));
  };
  await leave();
  await page.keyboard.press("z");
  await isBack();
  await row(page, id).click();
  await untilOpen(page, id);
  await page.keyboard.press("Escape");
  await leave();
  await call(page, "PUT", `tickets/${id}`, { ticket: { status: "open" } });
  await isBack();
  await close(page);
});

test("an order that was chosen elsewhere is that of the list, and of its menu, though the list came first", async () => {
  const chosen = await open("/agent/v/all");
  const choose = (sorts) => call(chosen, "PATCH", "users/me/preferences", { preferences: { "list.sorts": sorts } });
  await choose({ all: { sort: "created", order: "desc", group: null } });
  const first = async (params) => (await apiGet(chosen, `queue/window?filter=all&limit=1${params}`)).ids[0];
  const [newest, own] = [await first("&sort=created&order=desc"), await first("")];
  assert.notEqual(newest, own);
  const context = await newContext(browser, tend.base);
  await context.addCookies(cookies);
  const page = await openPage(context);
  let letGo;
  await page.route("**/users/me/preferences", (route) => (letGo = () => route.continue()));
  await page.goto("/agent/v/all");
  await page.locator(`#queue-${own}[aria-posinset="1"]`).waitFor();
  letGo();
  await page.locator(`#queue-${newest}[aria-posinset="1"]`).waitFor();
  await page.getByRole("button", { name: "Sort the list" }).click();
  await page.getByRole("menuitemradio", { name: "Created", checked: true }).waitFor();
  await choose(null);
  await close(page);
  await close(chosen);
});

test("what the start asked for too early is not shown later", async () => {
  const chosen = await open("/agent/v/all");
  const choose = (sorts) => call(chosen, "PATCH", "users/me/preferences", { preferences: { "list.sorts": sorts } });
  await choose({ all: { sort: "created", order: "desc", group: null } });
  const newest = (await apiGet(chosen, "queue/window?filter=all&limit=1&sort=created&order=desc")).ids[0];
  const context = await newContext(browser, tend.base);
  /* a database that never opens lets the choices of the person come before the list is asked for */
  await context.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: { open: () => ({}) } }));
  await context.addCookies(cookies);
  const page = await openPage(context);
  await page.goto("/agent/v/all");
  await page.locator(`#queue-${newest}[aria-posinset="1"]`).waitFor();
  await page.getByRole("button", { name: "Sort the list" }).click();
  const asked = page.waitForRequest((request) => request.url().endsWith("queue/window?filter=all&offset=0&limit=100"));
  await page.getByRole("menuitemradio", { name: "In its own order" }).click();
  await asked;
  await choose(null);
  await close(page);
  await close(chosen);
});

test("an opened ticket is read, for good", async () => {
  const id = await fileByApi(tend.base, { name: "Fresh", email: "fresh@customer.example", subject: "Freshly written", body: "Hello" });
  const page = await open("/agent/v/all?q=subject:Freshly");
  await row(page, id).locator(".row-fresh").waitFor();
  await row(page, id).click();
  await untilOpen(page, id);
  await eventually(async () => !(await apiGet(page, `queue?ids=${id}`)).queue[0].unread, "the server knows");
  await page.goto("/agent/v/all?q=subject:Freshly");
  await row(page, id).waitFor();
  await holds(async () => assert.equal(await row(page, id).locator(".row-fresh").count(), 0));
  await close(page);
});

test("300 tickets: picked by keys, the number typed, changed with progress, undone as one", async () => {
  const page = await open("/agent/v/all");
  const conditions = { all: [{ field: "status", operator: "less_than", value: "solved" }], any: [] };
  const more = Array.from({ length: 60 }, (_, at) => ({ subject: `One of many ${at}`, requester_id: 1, comment: { body: "Hello" } }));
  for (let times = ROWS < 20000 ? 5 : 1; times > 0; times -= 1) await call(page, "POST", "tickets/create_many", { tickets: more });
  const view = await makeView(page, { title: "Many", conditions, output: { columns: ["subject"], sort_by: "created", sort_order: "asc" } });
  const before = await apiGet(page, `queue/window?view_id=${view}&limit=1`);
  assert.ok(before.total >= BULK, `${before.total} tickets`);
  await page.goto(`/agent/v/${view}`);
  await page.waitForSelector(".row-body");
  await page.locator("#queue").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await page.locator(".bulk-count").getByText("1 ticket picked").waitFor();
  await page.keyboard.press("Shift+J");
  await page.locator(".bulk-count").getByText("2 tickets picked").waitFor();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: /^Pick all/ }).click();
  await page.locator(".bulk-count").getByText(`${before.total} tickets picked`).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.id === "queue"), "the focus is in the list, not with the button that went");
  await assertSound(page, "queue-bulk");
  await page.getByRole("button", { name: "Tags", exact: true }).click();
  await page.getByLabel("Add tags").fill("mass, change");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const yes = dialog.getByRole("button", { name: /^Yes/ });
  await yes.waitFor();
  await holds(async () => assert.equal(await yes.isDisabled(), true));
  await dialog.getByRole("textbox").fill(String(before.total));
  await yes.click();
  await page.locator(".bulk-progress").waitFor();
  const undo = page.locator(".toast").getByRole("button", { name: "Undo" });
  await undo.waitFor({ timeout: 300000 });
  const tagged = (await apiGet(page, "search/count?query=type:ticket%20tags:mass")).count;
  assert.ok(tagged >= Math.min(before.total, 1000), `${tagged} have the tag`);
  await undo.click();
  await page.getByText(/are as they were|is as it was/).first().waitFor({ timeout: 300000 });
  await holds(async () => assert.equal((await apiGet(page, "search/count?query=type:ticket%20tags:mass")).count, 0));
  await close(page);
});

test("what was picked is of the list that it was picked in, also when another is there at the answer", async () => {
  const page = await open("/agent/v/unassigned");
  await page.waitForSelector(".row-body");
  const shown = page.waitForResponse(/queue\/window\?filter=all/);
  await page.locator(".filter", { hasText: "All open" }).click();
  await shown;
  await page.waitForSelector(".row-body");
  await page.locator("#queue").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("x");
  await page.locator(".bulk-bar").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const yes = page.getByRole("dialog").getByRole("button", { name: /^Yes/ });
  await yes.waitFor();
  await page.goBack();
  await page.waitForURL(/\/v\/unassigned/);
  await page.route("**/queue/bulk?*", (route) => route.abort());
  const asked = page.waitForRequest(/queue\/bulk\?/);
  await yes.click();
  assert.match((await asked).url(), /filter=all(&|$)/);
  await close(page);
});

test("picked tickets are changed by keys alone: the focus stays in the list, undone with one key", async () => {
  const page = await open("/agent");
  const made = [];
  for (const at of [1, 2]) made.push((await call(page, "POST", "tickets", { ticket: { subject: `Keys ${at}`, requester_id: 1, comment: { body: "Hello" }, tags: ["by_keys"] } })).ticket.id);
  const statuses = async () => (await apiGet(page, `tickets/show_many?ids=${made}`)).tickets.map(({ status }) => status).join();
  const focus = () => page.evaluate(() => document.activeElement.id);
  await page.goto("/agent/v/all?q=tags:by_keys");
  await row(page, made[1]).waitFor();
  await page.locator("#queue").focus();
  for (const key of ["j", "x", "Shift+J"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: "Set the status" }).waitFor();
  await page.keyboard.press("s");
  await page.getByRole("menuitem", { name: "Open" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("2 tickets changed.").first().waitFor();
  await holds(async () => assert.equal(await statuses(), "pending,pending"));
  await holds(async () => assert.equal(await focus(), "queue"));
  await page.keyboard.press("z");
  await page.getByText(/are as they were/).first().waitFor();
  await holds(async () => assert.equal(await statuses(), "new,new"));
  await page.keyboard.press("Control+a");
  await page.locator(".bulk-count").getByText("2 tickets picked").waitFor();
  await page.keyboard.press("t");
  await page.getByLabel("Add tags").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("spam");
  await page.getByRole("option", { name: /Mark as spam/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Pick none" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".bulk-bar").waitFor({ state: "detached" });
  await eventually(async () => (await focus()) === "queue", "the focus is back in the list");
  await close(page);
});

test("the keys of a ticket mean the marked row; what is typed while its ticket opens is not lost", async () => {
  const page = await open("/agent");
  const made = [];
  for (const at of [1, 2, 3]) made.push((await call(page, "POST", "tickets", { ticket: { subject: `Row ${at}`, requester_id: 1, comment: { body: "Hello" }, tags: ["row_keys"] } })).ticket.id);
  const ticket = async (id) => (await apiGet(page, `tickets/${id}`)).ticket;
  const focus = () => page.evaluate(() => document.activeElement.id);
  const marked = () => page.locator("#queue").evaluate((list) => Number(list.getAttribute("aria-activedescendant").split("-").at(-1)));
  await page.goto("/agent/v/all?q=tags:row_keys");
  await row(page, made[2]).waitFor();
  await page.locator("#queue").focus();
  await page.keyboard.press("j");
  const first = await marked();
  await page.keyboard.press("Shift+A");
  await eventually(async () => (await ticket(first)).assignee_id !== null, "taken");
  await page.keyboard.press("e");
  await eventually(async () => (await ticket(first)).status === "solved", "solved");
  const second = await marked();
  assert.notEqual(second, first, "the mark goes on");
  await holds(async () => assert.equal(await focus(), "queue"));
  await page.keyboard.press("z");
  await eventually(async () => (await ticket(first)).status === "open", "taken back from the list");

  /* the ticket comes late: letters wait for the field, and are no keys */
  let arrive;
  const typed = new Promise((done) => {
    arrive = done;
  });
  await page.route(`**/tickets/${second}/timeline**`, async (route) => {
    await typed;
    await route.continue();
  });
  await page.keyboard.press("r");
  await page.keyboard.type("j e /Hello");
  arrive();
  await untilOpen(page, second);
  await eventually(async () => (await page.locator("#answer").inputValue()) === "j e /Hello", "all letters stand in the reply");
  await holds(async () => assert.equal((await ticket(second)).status, "new"));
  await page.locator(".saved", { hasText: "Draft saved" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("u");
  await eventually(async () => (await focus()) === "queue", "back in the list");
  await page.keyboard.press("e");
  await untilOpen(page, second);
  await eventually(async () => (await focus()) === "answer", "what is written there is looked at first");
  await holds(async () => assert.equal((await ticket(second)).status, "new"));
  for (const [key, place] of [["p", "priority"], ["s", "status"], ["a", "assignee"], ["t", "tag-field"]]) {
    await page.goto("/agent/v/all?q=tags:row_keys");
    await row(page, first).waitFor();
    await page.locator("#queue").focus();
    await page.keyboard.press("j");
    await page.keyboard.press(key);
    await eventually(async () => (await focus()) === place, `${key} leads to ${place}`);
  }
  await page.keyboard.press("Escape");
  await holds(async () => assert.equal(await focus(), "ticket-title"));
  await page.keyboard.press("u");
  await page.keyboard.press("h");
  await page.getByRole("dialog", { name: /Snooze/ }).waitFor();
  await close(page);
});

test("a search: fields and values offered, errors underlined in words, chips that go, saved as a view", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  await page.keyboard.press("/");
  await page.keyboard.type("stat");
  await page.getByRole("option", { name: /status:/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "pending" }).waitFor();
  await page.keyboard.type("opne");
  await page.getByText("status:opne: status has no such value.").waitFor();
  await holds(async () => assert.equal(await page.locator(".search-marks .mark-wrong").innerText(), "status:opne"));
  await holds(async () => assert.equal(await page.locator("#search").inputValue(), "status:opne"));
  await page.locator("#search").fill("status:open priority:urgent account");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=/);
  await page.locator(".chip").nth(2).waitFor();
  await holds(async () => assert.deepEqual(await page.locator(".chip bdi").allInnerTexts(), ["status: open", "priority: urgent", "account"]));
  await assertSound(page, "queue-search");
  await page.getByRole("button", { name: "Take out account" }).click();
  await eventually(async () => (await page.locator(".chip").count()) === 2, "the chip is gone");
  await holds(async () => assert.equal(await page.locator("#search").inputValue(), "status:open priority:urgent"));
  await page.getByRole("button", { name: "List and view" }).click();
  await page.getByRole("menuitem", { name: "Save search as a view" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".condition").nth(1).waitFor();
  await dialog.getByLabel("Name", { exact: true }).fill("Urgent and open");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/v\/\d+$/);
  await page.locator(".filter[aria-current]", { hasText: "Urgent and open" }).waitFor();
  await page.locator("#search").click();
  await page.getByRole("option", { name: /status:open priority:urgent account/ }).waitFor();
  await close(page);
});

test("a search that cannot be run says why, and the keyboard stays in it", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  let release;
  const held = new Promise((done) => {
    release = done;
  });
  await page.route("**/api/v2/search/parse?*", async (asked) => {
    await held;
    await asked.continue();
  });
  const field = page.locator("#search");
  await field.fill("created>yesterdy");
  await page.keyboard.press("Enter");
  await page.locator(".queue-pane .empty").waitFor();
  release();
  await page.locator(".empty", { hasText: "created>yesterdy: write a date like" }).waitFor();
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "search"));
  await holds(async () => assert.equal(await field.getAttribute("aria-invalid"), "true"));
  await holds(async () => assert.equal(await page.locator(".search-title .pane-title").innerText(), "Search: created>yesterdy"));
  await assertSound(page, "queue-search-wrong");
  await field.fill("created>yesterdey");
  await page.locator(".mark-wrong").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".empty", { hasText: "created>yesterdey" }).waitFor();
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "search"));
  await close(page);
});

test("a search for a customer leads to his tickets; an address does so by itself", async () => {
  const page = await open("/agent/v/all");
  const { users } = await call(page, "GET", "users?role=end-user&page[size]=1");
  const [{ name }] = users;
  await page.locator("#search").fill(name);
  await page.keyboard.press("Enter");
  const person = page.locator(".search-people li").first();
  await page.locator(".empty", { hasText: "No tickets with these words" }).waitFor();
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.innerText), `Tickets of ${name}`));
  await holds(async () => assert.equal(await page.locator(".search-title .pane-title").innerText(), `Search: ${name}`));
  const email = await person.locator("bdi").innerText();
  await person.getByRole("button", { name: `Tickets of ${name}` }).click();
  await eventually(async () => (await page.locator("#search").inputValue()) === `requester:${email}`, "his tickets are asked for");
  await page.locator(".search-people").waitFor({ state: "detached" });
  await page.locator("#search").fill(email);
  await page.keyboard.press("Enter");
  await eventually(async () => (await page.locator("#search").inputValue()) === `requester:${email}`, "the address means its owner");
  await page.locator(".chip", { hasText: email }).waitFor();
  await close(page);
});

test("the editor of views by keyboard: conditions, what fits, saved, changed, deleted", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  await page.getByRole("button", { name: "New view" }).first().focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.type("By keyboard");
  await dialog.getByRole("button", { name: "Add a condition" }).first().focus();
  await page.keyboard.press("Enter");
  const fields = dialog.getByLabel("Field of condition 2");
  await fields.waitFor();
  await holds(async () => assert.equal(await fields.evaluate((element) => element === document.activeElement), true, "the new condition has the focus"));
  await page.keyboard.type("Prio");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Urg");
  await dialog.locator(".view-preview").getByText(/\d+ tickets?/).waitFor();
  await assertSound(page, "queue-view-editor");
  const lefts = () => dialog.locator(".view-columns li").evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().left));
  await holds(async () => assert.equal(new Set(await lefts()).size, 1, "what goes up and down stands one below the other"));
  const takeOff = dialog.getByRole("button", { name: /^Remove (?!condition)/ });
  await takeOff.first().press("Enter");
  await holds(async () => assert.equal(await takeOff.first().evaluate((element) => element === document.activeElement), true, "a column goes, the focus stays in the list"));
  await dialog.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/v\/\d+$/);
  const id = Number(/\d+$/.exec(page.url())[0]);
  const { view } = await apiGet(page, `views/${id}`);
  assert.deepEqual(view.conditions.all.at(-1), { field: "priority", operator: "is", value: "urgent" });
  assert.equal(view.restriction.type, "User");
  await page.goto("/agent/settings/views");
  await page.getByRole("button", { name: "By keyboard", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete view" }).click();
  await page.getByRole("dialog").last().getByRole("button", { name: "Delete view" }).click();
  await eventually(async () => !(await apiGet(page, "views")).views.some(({ title }) => title === "By keyboard"), "it is gone");
  await close(page);
});

test("what was typed in the editor of views is kept by Esc and thrown away by Cancel", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name", { exact: true });
  const begin = async () => {
    await page.getByRole("button", { name: "New view" }).first().click();
    await name.waitFor();
  };
  await begin();
  await name.fill("Half done");
  await dialog.getByRole("button", { name: "Add a condition" }).first().click();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await begin();
  await dialog.getByText("This is what you left here unsaved.").waitFor();
  await holds(async () => assert.equal(await name.inputValue(), "Half done"));
  await dialog.getByLabel("Field of condition 2").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await begin();
  await holds(async () => assert.equal(await name.inputValue(), ""));
  await close(page);
});

test("a message below the list does not hide the open ticket in it", async () => {
  const page = await open("/agent/v/all");
  await page.waitForSelector(".row-body");
  await page.locator(".list").focus();
  const opened = page.locator(".row-active");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  const lowEdges = async () => (await Promise.all([opened, page.locator(".list")].map((one) => one.boundingBox()))).map(({ y, height }) => Math.round(y + height));
  await holds(async () => {
    const [row, list] = await lowEdges();
    assert.equal(row, list, "it stands at the lower edge");
  });
  await page.keyboard.press("Enter");
  await page.locator("#priority").selectOption("low");
  await page.locator("#priority").selectOption("high");
  await page.locator(".toast-action").first().focus(); /* it stays */
  await holds(async () => {
    const [row, list] = await lowEdges();
    assert.ok(row <= list, `${row} > ${list}`);
  });
  await close(page);
});

test("new tickets wait behind a button, and nothing moves under the pointer", async () => {
  const page = await open("/agent/v/unassigned");
  await page.waitForSelector(".row-body");
  const first = await page.locator('.row[aria-posinset="1"]').getAttribute("id");
  await page.locator(".row").nth(3).hover();
  const { ticket } = await call(page, "POST", "tickets", { ticket: { subject: "Just now", priority: "urgent", requester: { name: "New", email: "new@customer.example" }, comment: { body: "Hello" } } });
  await page.getByRole("button", { name: "1 new ticket" }).waitFor();
  await holds(async () => assert.equal(await page.locator('.row[aria-posinset="1"]').getAttribute("id"), first));
  await page.getByRole("button", { name: "1 new ticket" }).click();
  await holds(async () => assert.equal((await apiGet(page, `queue?ids=${ticket.id}`)).queue[0].unread, false, "one's own words are read"));
  await page.getByRole("button", { name: "1 new ticket" }).waitFor({ state: "detached" });
  await close(page);
});

test("after very many changes at once what is new is counted", async () => {
  const page = await open("/agent/v/unassigned");
  await page.waitForSelector(".row-body");
  const requester = (await apiGet(page, "users/me")).user.id;
  const tickets = Array.from({ length: 100 }, (_, n) => ({ subject: `Storm ${n}`, requester_id: requester, comment: { body: "Hail" } }));
  await Promise.all(Array.from({ length: 5 }, () => call(page, "POST", "tickets/create_many", { tickets })));
  await page.getByRole("button", { name: "500 new tickets" }).waitFor();
  await close(page);
});

test("what happens while the page loads is heard", async () => {
  const context = await newContext(browser, tend.base);
  await context.addCookies(cookies);
  const page = await openPage(context);
  const held = [];
  await page.route("**/events/stream*", (stream) => held.push(stream));
  await page.goto("/agent/v/unassigned");
  await page.waitForSelector(".row-body");
  await eventually(() => held.length > 0, "the stream is asked for");
  await call(page, "POST", "tickets", { ticket: { subject: "Meanwhile", requester_id: 1, comment: { body: "Hello" } } });
  await held[0].continue();
  await page.getByRole("button", { name: "1 new ticket" }).waitFor();
  await close(page);
});

test("as a table: columns of the view, sorted by their heads, the same keys, nothing moves; a ticket opens beside the list", async () => {
  const page = await open("/agent");
  const field = { type: "tagger", title: "Product line", custom_field_options: [{ name: "Garden tools", value: "garden_tools" }] };
  const { ticket_field: made } = await call(page, "POST", "ticket_fields", { ticket_field: field });
  const one = { subject: "For the table", requester_id: 1, priority: "low", custom_fields: [{ id: made.id, value: "garden_tools" }], comment: { body: "Hello" } };
  const { ticket } = await call(page, "POST", "tickets", { ticket: one });
  const columns = ["subject", "priority", `custom_fields_${made.id}`, "due_date"];
  const view = await makeView(page, { title: "Wide", conditions: everything, output: { columns, sort_by: "created", sort_order: "desc" } });
  await page.goto(`/agent/v/${view}`);
  await page.waitForSelector(".row-body");
  await page.getByRole("button", { name: "List and view" }).click();
  await page.getByRole("menuitemradio", { name: "Show as a table" }).click();
  const grid = page.getByRole("grid", { name: "Wide" });
  await grid.waitFor();
  await holds(async () => assert.deepEqual(await page.getByRole("columnheader").allInnerTexts(), ["Status", "Number", "Subject", "Priority", "Product line", "Due date"]));
  await row(page, ticket.id).getByText("Garden tools").waitFor();
  const [pane, nav] = [await box(page, ".queue-pane"), await box(page, ".nav-pane")];
  assert.ok(Math.abs(pane.width + nav.width - 1440) < 2, `the list has ${pane.width} px`);
  await assertSound(page, "queue-table");
  await page.getByRole("button", { name: "Priority", exact: true }).click();
  const { ids } = await apiGet(page, `queue/window?view_id=${view}&limit=1&sort=priority&order=desc`);
  await eventually(async () => (await page.locator('.row[aria-rowindex="2"]').getAttribute("id")) === `queue-${ids[0]}`, "the most urgent is the first");
  await holds(async () => assert.equal(await page.locator('[aria-sort="descending"]').innerText(), "Priority"));
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), "Priority", "the head keeps the focus"));
  const second = page.locator('.row[aria-rowindex="3"]');
  const secondId = await second.getAttribute("id");
  await page.locator("#queue").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.locator(".bulk-count").getByText("1 ticket picked").waitFor();
  await holds(async () => assert.equal(await second.getAttribute("aria-selected"), "true"));
  await assertSound(page, "queue-table-picked");
  await page.keyboard.press("Escape");
  await page.locator(".row").nth(4).hover();
  await call(page, "POST", "tickets", { ticket: { subject: "Into the table", priority: "urgent", requester_id: 1, comment: { body: "Hello" } } });
  await page.getByRole("button", { name: "1 new ticket" }).waitFor();
  await holds(async () => assert.equal(await second.getAttribute("id"), secondId));
  await page.keyboard.press("Enter");
  await untilOpen(page, Number(/\d+/.exec(secondId)[0]));
  await holds(async () => assert.ok((await box(page, ".queue-pane")).width < 400));
  await holds(async () => assert.equal(await page.getByRole("listbox", { name: "Wide" }).count(), 1));
  await page.keyboard.press("u");
  await grid.waitFor();
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "queue"));
  await holds(async () => assert.ok((await second.getAttribute("class")).includes("row-active")));
  await page.locator("#queue").evaluate((list) => (list.scrollTop = 2000));
  await page.locator('.row[aria-rowindex="60"] .row-body').click();
  await page.waitForSelector(".thread .message");
  await page.keyboard.press("u");
  await grid.waitFor();
  await holds(async () => assert.equal(await page.locator("#queue").evaluate((list) => list.scrollTop), 2000, "the table is where it was"));
  await page.setViewportSize({ width: 1100, height: 800 });
  await page.getByRole("listbox", { name: "Wide" }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await grid.waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("table");
  await page.getByRole("option", { name: /Show as a table/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("listbox", { name: "Wide" }).waitFor();
  await eventually(async () => (await apiGet(page, "users/me/preferences")).preferences["list.table"] === false, "the choice is kept");
  await close(page);
});

test("a ticket that is overdue says that it cannot be put aside, and offers no moments", async () => {
  const page = await open("/agent/v/all");
  const { queue } = await apiGet(page, "queue?filter=breaching");
  const { ticket_id: late } = queue.find(({ deadline }) => deadline?.state === "breached");
  await page.goto(`/agent/v/all/t/${late}`);
  await untilOpen(page, late);
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: `Snooze #${late}` });
  await dialog.getByText("so this ticket stays in the queue", { exact: false }).waitFor();
  await holds(async () => assert.equal(await dialog.getByRole("button", { name: /Tomorrow/ }).count(), 0));
  await close(page);
});

test("snoozed tickets have a list of their own, with the hour at which they come back", async () => {
  const page = await open("/agent/v/snoozed");
  await page.getByText("You have put nothing aside.").waitFor();
  const { ticket } = await call(page, "POST", "tickets", { ticket: { subject: "For later", requester_id: 1, comment: { body: "Hello" } } });
  await page.goto(`/agent/v/all/t/${ticket.id}`);
  await untilOpen(page, ticket.id);
  await page.keyboard.press("h");
  await page.getByRole("dialog").getByRole("button", { name: /In an hour/ }).click();
  await page.locator(".snoozed").waitFor();
  await page.locator(".filters").getByRole("link", { name: /Snoozed\s*1/ }).waitFor();
  await page.locator(".thread").click();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL(/v\/snoozed$/);
  await row(page, ticket.id).getByTitle(/^Snoozed until/).waitFor();
  await assertSound(page, "queue-snoozed");
  await page.mouse.move(5, 5);
  await call(page, "DELETE", `tickets/${ticket.id}/snooze`);
  await page.locator(".filters").getByRole("link", { name: /Snoozed\s*0/ }).waitFor();
  await page.getByText("You have put nothing aside.").waitFor();
  await close(page);
});

test("the panes are moved by keyboard, and stay so", async () => {
  const page = await open("/agent/v/all");
  const line = page.getByRole("separator", { name: "Width of the list" });
  const before = (await box(page, ".queue-pane")).width;
  await line.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const wider = (await box(page, ".queue-pane")).width;
  assert.equal(Math.round(wider - before), 32);
  await page.reload();
  await page.waitForSelector(".queue-pane");
  await holds(async () => assert.equal((await box(page, ".queue-pane")).width, wider));
  await line.focus();
  await page.keyboard.press("Home");
  await holds(async () => assert.equal((await box(page, ".queue-pane")).width, before));
  await close(page);
});

test("on the phone: views in a sheet, picking by tapping, search", async () => {
  const page = await open("/agent/v/all", { viewport: phone, hasTouch: true });
  await page.waitForSelector(".row-body");
  await page.locator(".nav-sheet").tap();
  await page.getByRole("dialog").getByText("All unsolved tickets").tap();
  await page.waitForURL(/\/v\/\d+$/);
  await page.waitForSelector(".row-body");
  await page.getByRole("button", { name: "List and view" }).tap();
  await page.getByRole("menuitem", { name: "Pick tickets" }).tap();
  await page.locator(".row").nth(0).tap();
  await page.locator(".row").nth(1).tap();
  await page.locator(".bulk-count").getByText("2 tickets picked").waitFor();
  const [bar, nav] = [await box(page, ".bulk-bar"), await box(page, ".nav-pane")];
  assert.ok(bar.y + bar.height <= nav.y + 1 && nav.y + nav.height <= phone.height + 1, "the bar stands above the foot");
  await assertSound(page, "queue-phone");
  await page.getByRole("button", { name: "Pick none" }).tap();
  await page.locator("#search").fill("priority:urgent");
  await page.keyboard.press("Enter");
  await page.locator(".chip").first().waitFor();
  await close(page);
});

test("every state of the list is sound in light and dark, on the desktop and the phone", async () => {
  const states = [
    ["list", "/agent/v/all", ".row-body"],
    ["view", "/agent/v/4", ".row-body"],
    ["found", `/agent/v/all?q=${encodeURIComponent("status:open -tags:nothing")}`, ".chip"],
    ["wrong", `/agent/v/all?q=${encodeURIComponent('status:opne "open')}`, ".chip-wrong"],
    ["nothing", "/agent/v/all?q=zzzzzzzz", ".empty"],
    ["no-view", "/agent/v/999999", ".empty"],
    ["asleep", "/agent/v/snoozed", ".empty"],
    ["views", "/agent/settings/views", ".table"],
  ];
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [undefined, phone]) {
      const page = await open("/agent/v/all", { colorScheme, reducedMotion: "reduce", ...(viewport ? { viewport, hasTouch: true } : {}) });
      for (const [name, path, there] of states) {
        await page.goto(path);
        await page.waitForSelector(there);
        await assertSound(page, `queue-${name}-${viewport ? "phone" : "desktop"}-${colorScheme}`);
      }
      await close(page);
    }
  }
});
