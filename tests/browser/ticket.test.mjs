/* The open ticket in a real browser: hostile mail, folded changes, edits with their way back, merge, snooze, files, print. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { chooseAction, close, closeDesk, openDesk, pdf, png } from "./desk.mjs";
import { agentPage, apiGet, assertSound, box, eventually, fileByApi, holds, phone, row, untilOpen } from "./harness.mjs";

let desk;
let browser;
let call;
let customer;
let make;
let show;
let tend;
let upload;
let tracker;
const asked = [];

before(async () => {
  desk = await openDesk();
  ({ browser, call, customer, make, show, tend, upload } = desk);
  tracker = createServer((request, answer) => {
    asked.push(request.url);
    answer.setHeader("Content-Type", "image/png");
    answer.end(png);
  });
  await new Promise((done) => tracker.listen(0, "127.0.0.1", done));
});

after(async () => {
  await closeDesk(desk);
  tracker?.close();
});

test("hostile HTML mail runs nothing and loads nothing of others until somebody asks, and then not from the browser", async () => {
  const far = `http://127.0.0.1:${tracker.address().port}`;
  const html = `<html><head><style>p{background:url(${far}/style)}</style><meta http-equiv="refresh" content="0;url=${far}/refresh"><base href="${far}/"></head>
    <body onload="parent.hacked=1"><table><tr><td style="color:#b3261e;background:url(${far}/td)" background="${far}/attribute">Your invoice<script>parent.hacked=2</script>
    <img src="${far}/pixel.gif" onerror="parent.hacked=3"><img src=x onerror="parent.hacked=4"><svg onload="parent.hacked=5"></svg>
    <iframe srcdoc="<script>top.hacked=6</script>"></iframe><form action="${far}/form"><button>Go</button></form>
    <a href="javascript:parent.hacked=7">click me</a> <a href="https://example.com/">a page</a></td></tr></table>
    <blockquote>What was said before</blockquote></body></html>`;
  const number = await make("Hostile", { html_body: html });
  const page = await agentPage(browser, tend.base);
  const remote = [];
  page.on("request", (request) => !request.url().startsWith(tend.base) && remote.push(request.url()));
  await page.goto(`/agent/v/all/t/${number}`);
  await untilOpen(page, number);
  const frame = page.frameLocator(".mail-frame");
  await frame.getByText("Your invoice").waitFor();
  await frame.getByText("click me").click();
  await page.waitForTimeout(300);
  await holds(async () => assert.equal(await page.evaluate(() => window.hacked), undefined));
  assert.deepEqual(remote, []);
  assert.deepEqual(asked, []);
  await holds(async () => assert.equal(await frame.locator("script, iframe, form, svg, [onload], [onerror], base, meta[http-equiv], link").count(), 0));
  await holds(async () => assert.equal(await frame.locator("a[href]").getAttribute("rel"), "noopener noreferrer nofollow"));
  await holds(async () => assert.equal(await frame.getByText("What was said before").isVisible(), false));
  const before = (await box(page, ".mail-frame")).height;
  await frame.getByText("Show quoted text").click();
  await frame.getByText("What was said before").waitFor();
  await eventually(async () => (await box(page, ".mail-frame")).height > before, "the frame grows with its content");
  await assertSound(page, "ticket-mail");
  const policy = (await page.request.get(`/m/${(await apiGet(page, `tickets/${number}/comments`)).comments[0].id}/body`)).headers()["content-security-policy"];
  assert.equal(
    policy,
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  );
  await page.getByRole("button", { name: "Show pictures" }).click();
  await page.frameLocator(".mail-frame").locator("img[src*='/image?n=0']").waitFor({ state: "attached" });
  await page.waitForTimeout(300);
  assert.deepEqual(remote, [], "the browser asks nobody but us");
  assert.deepEqual(asked, [], "and we ask no address of this machine");
  await holds(async () => assert.equal(await page.evaluate(() => window.hacked), undefined));
  await close(page);
});

test("a table in a mail keeps its words whole and scrolls when it is wide; a long word breaks", async () => {
  const cells = "Confirmation Accommodation Availability Responsibility Administration International".split(" ");
  const html = `<p>${"a".repeat(300)}</p><table><tr>${cells.map((word) => `<td>${word}</td>`).join("")}</tr></table>`;
  const number = await make("Table", { html_body: html });
  const page = await agentPage(browser, tend.base, { viewport: phone });
  await page.goto(`/agent/v/all/t/${number}`);
  const body = page.frameLocator(".mail-frame").locator("body");
  await body.getByText("International").waitFor();
  const seen = await body.evaluate((mail) => {
    const lines = (cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getClientRects().length;
    };
    return {
      broken: [...mail.querySelectorAll("td")].filter((cell) => lines(cell) > 1).length,
      scrolls: mail.scrollWidth > mail.clientWidth,
      long: mail.querySelector("p").scrollWidth <= mail.clientWidth,
    };
  });
  assert.deepEqual(seen, { broken: 0, scrolls: true, long: true });
  await eventually(() => body.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "nothing of it is under the edge of the frame");
  await close(page);
});

test("a long name without a break stays in its place", async () => {
  const { user } = await call("POST", "users", { user: { name: "N".repeat(120) } });
  const { ticket } = await call("POST", "tickets", { ticket: { subject: "Long name", requester_id: user.id, comment: { author_id: user.id, body: "Hello" } } });
  const page = await show(ticket.id);
  for (const place of [".ticket-origin", ".message-head"]) {
    await holds(async () => assert.ok(await page.locator(place).evaluate((element) => element.scrollWidth <= element.clientWidth), place));
  }
  await page.goto("/agent/settings/audit_log");
  const log = page.locator(".table-box");
  await log.getByText(user.name).waitFor();
  await holds(async () => assert.ok(await log.evaluate((element) => element.scrollWidth <= element.clientWidth), "the log"));
  await close(page);
});

test("changes between messages are one line until they are asked for", async () => {
  const number = await make("Folded", { body: "Hello" });
  await call("PUT", `tickets/${number}`, { ticket: { status: "open", priority: "high", tags: ["billing"] } });
  await call("PUT", `tickets/${number}`, { ticket: { comment: { body: "A note", public: false } } });
  const page = await show(number);
  const line = page.locator(".changes-button").first();
  await holds(async () => assert.match(await line.innerText(), /\d+ changes/));
  await holds(async () => assert.equal(await page.getByText("Priority: none → High").count(), 0));
  await line.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Priority: none → High").waitFor();
  await page.getByText("Tags added: billing").waitFor();
  await holds(async () => assert.equal(await line.getAttribute("aria-expanded"), "true"));
  await holds(async () => assert.ok((await page.locator(".change").first().innerText()).length > 0));
  await close(page);
});

test("long, wide and quoted messages stay readable", async () => {
  const long = Array.from({ length: 5000 }, (_, at) => `line ${at}`).join("\n");
  const number = await make("Long", { body: `${long}\n${"w".repeat(400)}` });
  await call("PUT", `tickets/${number}`, { ticket: { comment: { author_id: customer, body: "Thanks.\n\nOn Monday Maria wrote:\n> Hello\n> there" } } });
  const page = await show(number);
  const thread = page.locator(".thread");
  await holds(async () => assert.equal(await thread.getByText("line 4999").count(), 0));
  await page.getByRole("button", { name: /Show the whole message \(5,?001 lines\)/ }).click();
  await thread.getByText("line 4999").waitFor({ state: "attached" });
  await holds(async () => assert.equal(await thread.getByText("> there").count(), 0));
  await page.getByRole("button", { name: "Show quoted text" }).click();
  await thread.getByText("> there").waitFor();
  const wider = await page.evaluate(() => document.querySelector(".conversation").scrollWidth - document.querySelector(".conversation").clientWidth);
  assert.ok(wider <= 0, `${wider} px wider than its pane`);
  await close(page);
});

test("fields are changed in place, refused ones go back with words, and z takes the last one back", async () => {
  const number = await make("Fields", { body: "Hello" });
  const page = await show(number);
  const side = page.locator(".context-pane");
  await side.getByLabel("Type").selectOption("problem");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.type === "problem", "the type is stored");
  await side.getByLabel("Subject").fill("Another subject");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Another subject" }).first().waitFor();
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.subject === "Another subject", "the subject is stored");
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("z");
  await eventually(async () => (await apiGet(page, `tickets/${number}`)).ticket.subject === "Fields", "z brings the old subject back");
  await side.getByLabel("Subject").fill("s".repeat(300));
  await page.keyboard.press("Enter");
  await page.locator(".toast-error").waitFor();
  await holds(async () => assert.match(await page.locator(".toast-error").innerText(), /#\d+ is not changed\. .*Subject/));
  await eventually(async () => (await side.getByLabel("Subject").inputValue()) === "Fields", "the field shows what is stored");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("z takes back what was done last, reply or edit; a newer change of a ticket ends the offer of the older", async () => {
  const number = await make("Answered", { body: "Hello" });
  const other = await make("Solved by mistake", { body: "Hello" });
  const page = await show(number, { undoSeconds: 30 });
  const offers = () => page.locator(".toast", { has: page.locator(".toast-action") }).allInnerTexts();
  const said = async (...expected) =>
    holds(async () => {
      const texts = await offers();
      assert.equal(texts.length, expected.length, texts.join());
      expected.forEach((words, at) => assert.match(texts[at], words));
    });
  await page.locator("#ticket-title").press("Shift+A");
  await said(/assignee/);
  await page.locator("#priority").selectOption("high");
  await said(/Priority/);
  await page.fill("#answer", "On its way.");
  await page.locator("#answer").press("Control+Shift+Enter");
  await said(/goes out/);
  await row(page, other).click();
  await untilOpen(page, other);
  await page.locator("#ticket-title").press("e");
  await said(/goes out/, /is now Solved/);
  await page.keyboard.press("z");
  await said(/goes out/);
  await eventually(async () => (await apiGet(page, `tickets/${other}`)).ticket.status === "new", "the solve was last");
  await page.keyboard.press("z");
  await page.locator(".toast", { hasText: `The reply to #${number} is a draft again` }).waitFor();
  const { ticket } = await apiGet(page, `tickets/${number}`);
  assert.equal(ticket.priority, "high");
  assert.notEqual(ticket.assignee_id, null);
  await close(page);
});

test("z after a reply takes back nothing that was done before it", async () => {
  const number = await make("Sent at once", { body: "Hello" });
  const page = await show(number);
  const ticket = async () => (await apiGet(page, `tickets/${number}`)).ticket;
  await page.locator("#ticket-title").press("Shift+A");
  await eventually(async () => (await ticket()).assignee_id !== null, "it is mine");
  await page.fill("#answer", "Done.");
  await page.locator("#answer").press("Control+Shift+Enter");
  await page.locator(".message-agent").waitFor();
  await page.locator("#ticket-title").press("z");
  await page.locator("#priority").selectOption("high");
  await eventually(async () => (await ticket()).priority === "high", "what came behind it is stored");
  assert.notEqual((await ticket()).assignee_id, null);
  await close(page);
});

test("what is chosen or left by a key gives the focus back", async () => {
  const number = await make("Back from choices", { body: "Hello" });
  await call("PUT", `tickets/${number}`, { ticket: { tags: ["one", "two"] } });
  const page = await show(number);
  const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("aria-label"));
  const ticket = async () => (await apiGet(page, `tickets/${number}`)).ticket;
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("p");
  await holds(async () => assert.equal(await focus(), "priority"));
  for (const key of ["ArrowDown", "Enter"]) await page.keyboard.press(key);
  await eventually(async () => (await focus()) === "ticket-title", "chosen");
  await eventually(async () => (await ticket()).priority === "urgent", "and stored");
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await eventually(async () => (await focus()) === "ticket-title", "left");
  await page.keyboard.press("t");
  await holds(async () => assert.equal(await focus(), "tag-field"));
  await page.keyboard.press("Escape");
  await holds(async () => assert.equal(await focus(), "ticket-title"));
  await page.getByRole("button", { name: "Remove tag one" }).focus();
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await focus(), "Remove tag two"));
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await focus(), "tag-field"));
  await page.keyboard.press("Escape");
  await holds(async () => assert.equal(await focus(), "ticket-title", "and the ticket stays open"));
  await holds(async () => {
    const after = await ticket();
    assert.deepEqual([after.priority, after.assignee_id, after.tags], ["urgent", null, []]);
  });
  await close(page);
});

test("a solve that is refused says so alone, names its ticket and leads back to it", async () => {
  const number = await make("Lacks its product", { body: "Hello" });
  await make("Another one", { body: "Hello" });
  const { ticket_field: { id: field } } = await call("POST", "ticket_fields", { ticket_field: { type: "text", title: "Product", required: true } });
  const page = await show(number);
  await page.locator("#ticket-title").focus();
  await page.keyboard.press("e");
  const error = page.locator(".toast-error");
  await error.waitFor();
  await holds(async () => assert.match(await error.innerText(), new RegExp(`#${number} is not changed\\. .*Product`)));
  await holds(async () => assert.equal(await page.locator(".toast").count(), 1, "nothing else is said"));
  await eventually(async () => (await page.locator(`#queue-${number} .mark-new`).count()) === 1, "the row is as the server has it");
  await error.getByRole("button", { name: `Open #${number}` }).click();
  await untilOpen(page, number);
  await call("DELETE", `ticket_fields/${field}`);
  await close(page);
});

test("one's own note is nothing new", async () => {
  const number = await make("Seen before", { body: "Hello" });
  const page = await show(number);
  await eventually(async () => (await apiGet(page, `tickets/${number}/timeline`)).seen_comment_id !== null, "looked at");
  await page.reload();
  await untilOpen(page, number);
  await page.keyboard.press("n");
  await page.keyboard.type("To myself");
  await page.keyboard.press("Control+Enter");
  await page.locator(".message-note").waitFor();
  await holds(async () => assert.equal(await page.locator(".unread-line").count(), 0));
  await call("PUT", `tickets/${number}`, { ticket: { comment: { body: "Still broken", author_id: customer } } });
  await page.locator(".unread-line + li", { hasText: "Still broken" }).waitFor();
  await close(page);
});

test("a long message that nobody has read opens where it begins; what one sends later is in sight", async () => {
  const body = Array.from({ length: 38 }, (_, n) => `line ${n + 1} of many`).join("\n");
  const number = await fileByApi(tend.base, { name: "Lea", email: "lea@customer.example", subject: "Very long", body });
  const page = await show(number);
  const message = page.locator(".thread .message");
  const below = async () => (await message.boundingBox()).y - (await box(page, ".conversation")).y;
  const longer = await page.locator(".conversation").evaluate((element) => element.scrollHeight - element.clientHeight);
  assert.ok(longer > 200, `${longer} px more than there is room for`);
  await holds(async () => assert.ok((await below()) >= 0, `it begins ${await below()} px below the top`));
  await page.locator("#answer").fill("Tomorrow, then.");
  await page.getByRole("button", { name: "More ways to send" }).click();
  await page.getByRole("menuitem", { name: /Send tomorrow/ }).click();
  const held = page.locator(".message-held");
  await held.waitFor();
  await holds(async () => assert.ok((await held.boundingBox()).y < (await box(page, ".composer")).y, "it stands above the composer"));
  await close(page);
});

test("a ticket is merged with a look at what will happen, and the merge is undone", async () => {
  const target = await make("The one that stays", { body: "Hello" });
  const source = await make("The one that goes", { body: "Hello again" });
  const page = await show(source);
  await chooseAction(page, /Merge into/);
  await page.getByRole("combobox", { name: "Into which ticket" }).fill(String(target));
  await page.getByRole("dialog").getByRole("option", { name: /The one that stays.*عبد الرحمن الفارسي · New · / }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText(`#${source} is closed.`, { exact: false }).waitFor();
  await assertSound(page, "ticket-merge");
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await untilOpen(page, target);
  await page.locator("#ticket-title:focus").waitFor();
  await holds(async () => assert.equal((await apiGet(page, `tickets/${source}`)).ticket.status, "closed"));
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await untilOpen(page, source);
  await page.locator("#ticket-title:focus").waitFor();
  await eventually(async () => (await apiGet(page, `tickets/${source}`)).ticket.status !== "closed", "the source is open again");
  await close(page);
});

test("a snoozed ticket leaves the queue, says until when, and is woken", async () => {
  const number = await make("Later", { body: "Not urgent" });
  await call("PUT", `tickets/${number}`, { ticket: { status: "pending", comment: { body: "We will see", public: true } } });
  const page = await show(number);
  await page.keyboard.press("h");
  await page.getByRole("dialog").getByRole("button", { name: /Tomorrow morning/ }).waitFor();
  await assertSound(page, "ticket-snooze");
  let asked = 0;
  let goOn;
  await page.route("**/snooze*", (route) => {
    asked += 1;
    goOn = () => route.continue();
  });
  const hour = page.getByRole("button", { name: /In an hour/ });
  await hour.press("Enter");
  await eventually(() => asked, "asked");
  await holds(async () => assert.ok(await hour.evaluate((button) => button === document.activeElement && button.ariaDisabled === "true"), "a button that waits is off and keeps the focus"));
  await page.keyboard.press("Enter");
  await goOn();
  await page.unroute("**/snooze*");
  await page.locator(".snoozed").waitFor();
  assert.equal(asked, 1, "a second press asks nothing");
  const { queue } = await apiGet(page, "queue?filter=all");
  assert.ok(!queue.some((item) => item.ticket_id === number), "it is not in the queue");
  await page.reload();
  await untilOpen(page, number);
  await holds(async () => assert.equal(await row(page, number).count(), 0));
  await page.getByRole("button", { name: "Back to the queue now" }).click();
  await page.locator(".snoozed").waitFor({ state: "detached" });
  await page.locator("#ticket-title:focus").waitFor();
  await holds(async () => assert.ok((await apiGet(page, "queue?filter=all")).queue.some((item) => item.ticket_id === number), "it is back"));
  await page.locator(".changes-button").last().waitFor();
  await close(page);
});

test("a message becomes a ticket of its own", async () => {
  const number = await make("Two questions", { body: "First question" });
  const page = await show(number);
  await page.getByRole("button", { name: /^Actions on the message/ }).click();
  await page.getByRole("menuitem", { name: "Split into a new ticket" }).click();
  await page.getByRole("dialog").getByLabel("Subject").fill("The second question");
  await page.getByRole("button", { name: "Make the ticket" }).click();
  await page.getByRole("heading", { name: "The second question" }).first().waitFor();
  assert.notEqual(new URL(page.url()).pathname.split("/").at(-1), String(number));
  await close(page);
});

test("beside the side pane a usual subject stands in one line; one of two lines shows the focus below both", async () => {
  const short = await make("Where is my parcel, please help me", { body: "Hello" });
  const long = await make("Where is my parcel, which was to be here a week ago, and who pays", { body: "Hello" });
  const page = await show(short);
  await page.locator(".context-pane").waitFor();
  await page.locator(".due-badge").waitFor();
  const title = page.locator("#ticket-title");
  await holds(async () => assert.ok((await box(page, "#ticket-title")).height < 24));
  await page.goto(`/agent/v/all/t/${long}`);
  await untilOpen(page, long);
  await page.keyboard.press("i");
  await page.keyboard.press("i");
  await title.focus();
  const look = () => title.evaluate((heading) => [getComputedStyle(heading).textDecorationLine, getComputedStyle(heading).boxShadow]);
  await holds(async () => assert.match((await look()).join(" "), /^none .*0px 2px 0px 0px/));
  await assertSound(page, "ticket-long-subject");
  await close(page);
});

test("the fields of a closed ticket all look as they are: not to be changed", async () => {
  const number = await make("Long past", { body: "Thank you" });
  await call("PUT", `tickets/${number}`, { ticket: { status: "closed" } });
  const page = await show(number);
  const look = (label) =>
    page.locator(".side-fields").getByLabel(label).evaluate((field) => {
      const { color, backgroundColor, borderColor, opacity } = getComputedStyle(field);
      return { color, backgroundColor, borderColor, opacity };
    });
  const muted = await page.locator(".side-fields .field-label").first().evaluate((label) => getComputedStyle(label).color);
  for (const label of ["Subject", "Organisation", "Type"]) {
    await holds(async () => assert.equal((await look(label)).color, muted, label));
    await holds(async () => assert.deepEqual(await look(label), await look("Group"), label));
  }
  await assertSound(page, "ticket-closed-fields");
  await close(page);
});

test("a closed ticket offers a follow-up beside its words, and asks before it makes one", async () => {
  const number = await make("Long ago", { body: "Thank you" });
  await call("PUT", `tickets/${number}`, { ticket: { status: "closed" } });
  const page = await show(number);
  const button = page.locator(".composer").getByRole("button", { name: "Make a follow-up" });
  await button.click();
  const dialog = page.getByRole("dialog", { name: `Make a follow-up of #${number}?` });
  await dialog.waitFor();
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.innerText), "Make a follow-up", "Enter does what was asked for"));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  await holds(async () => assert.deepEqual((await apiGet(page, `tickets/${number}`)).ticket.followup_ids, []));
  await button.focus();
  await page.keyboard.down("Enter");
  await dialog.waitFor();
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await holds(async () => assert.ok(await dialog.isVisible(), "an Enter that is still held is no answer"));
  await page.keyboard.press("Enter");
  await page.locator(".toast", { hasText: "made." }).waitFor();
  const [made] = (await apiGet(page, `tickets/${number}`)).ticket.followup_ids;
  await untilOpen(page, made);
  await close(page);
});

test("short messages cover nothing: they stand below the list, on the phone above the composer", async () => {
  const number = await make("Toasted", { body: "Hello" });
  for (const [viewport, above, below] of [[undefined, ".list", null], [phone, ".conversation", ".composer"]]) {
    const page = await agentPage(browser, tend.base, viewport ? { viewport } : {});
    await page.goto(`/agent/v/all/t/${number}`);
    await untilOpen(page, number);
    await page.locator(".choice select").nth(1).selectOption(viewport ? "low" : "high");
    await page.locator(".toast").waitFor();
    const toast = await box(page, ".toast");
    const upper = await box(page, above);
    assert.ok(upper.y + upper.height <= toast.y, `${above} ends above it`);
    assert.ok(below === null || toast.y + toast.height <= (await box(page, below)).y, `${below} begins below it`);
    await close(page);
  }
});

test("deleting takes the ticket away and Undo brings it back", async () => {
  const number = await make("Thrown away", { body: "Oops" });
  const page = await show(number);
  await chooseAction(page, "Delete");
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await untilOpen(page, number);
  await holds(async () => assert.equal((await apiGet(page, `tickets/${number}`)).ticket.id, number));
  await close(page);
});

test("pictures and pages of PDF files are looked at in place, by keyboard", async () => {
  const uploads = [await upload("scan.png", "image/png", png), await upload("invoice.pdf", "application/pdf", pdf("Invoice 42"))];
  const number = await make("Files", { body: "See the files", uploads });
  const page = await show(number);
  const second = page.getByRole("button", { name: "Look at invoice.pdf" });
  await eventually(() => second.locator("img").evaluate((image) => image.naturalWidth > 100), "the first page is drawn");
  await second.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "Page 1 of invoice.pdf" }).waitFor();
  await assertSound(page, "ticket-file");
  const picture = dialog.getByRole("button", { name: "Page 1 of invoice.pdf" });
  const narrow = (await picture.locator("img").boundingBox()).width;
  await page.setViewportSize(phone);
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await picture.getAttribute("aria-pressed"), "true"));
  const { width, natural } = await picture.locator("img").evaluate((image) => ({ width: image.clientWidth, natural: image.naturalWidth }));
  assert.equal(width, natural, "in full size, whatever the screen");
  assert.ok(narrow > 600, `${narrow} px of a screen of 1440`);
  await page.keyboard.press("Enter");
  await holds(async () => assert.equal(await dialog.getByRole("button", { name: "Next page" }).getAttribute("aria-disabled"), "true", "it has one page"));
  await page.keyboard.press("PageDown");
  await picture.waitFor();
  await page.keyboard.press("ArrowLeft");
  await dialog.getByRole("img", { name: "scan.png" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await close(page);
});

test("on paper stands the conversation with how the ticket stands, and nothing else", async () => {
  const number = await make("Paper", { body: "Print this" });
  await call("PUT", `tickets/${number}`, { ticket: { priority: "high", tags: ["ink"] } });
  const page = await show(number);
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".nav-pane", ".queue-pane", ".context-pane", ".composer", ".changes", ".tag-remove"]) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  await holds(async () => assert.ok((await box(page, ".conversation")).width > 1000, "it takes the whole width"));
  await holds(async () => assert.equal(await page.locator(".thread").getByText("Print this").isVisible(), true));
  await holds(async () => assert.equal(await page.getByText("Status", { exact: true }).first().isVisible(), true));
  await holds(async () => assert.equal(await page.locator(".properties .tag", { hasText: "ink" }).isVisible(), true));
  const said = await page.locator(".message time").evaluate((time) => getComputedStyle(time, "::after").content);
  assert.match(said, /\w+day.*20\d\d/, "the moment with its day");
  await close(page);
});

test("of many messages the newest come at once, older ones when asked for", async () => {
  const number = await make("Many", { body: "message 0" });
  const many = 70;
  for (let n = 1; n <= many; n += 1) await call("PUT", `tickets/${number}`, { ticket: { comment: { body: `message ${n}`, public: false } } });
  const page = await show(number);
  await page.getByText(`message ${many}`, { exact: true }).waitFor();
  const shown = await page.locator(".message").count();
  assert.ok(shown <= 50, `${shown} messages at first`);
  await page.getByRole("button", { name: "Show older messages" }).click();
  await eventually(async () => (await page.locator(".message").count()) > shown, "older ones came");
  await close(page);
});

test("tags: known ones are offered while one types, new ones are taken, limits are said", async () => {
  const number = await make("Tags", { body: "x" });
  const other = await make("Other tags", { body: "x" });
  await call("PUT", `tickets/${other}`, { ticket: { tags: ["warranty", "warehouse", "other"] } });
  const page = await show(number);
  const field = page.locator("#tag-field");
  const tags = async () => (await apiGet(page, `tickets/${number}`)).ticket.tags;
  await page.keyboard.press("t");
  await holds(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "tag-field"));
  await page.keyboard.type("war");
  await page.getByRole("option", { name: "warranty" }).waitFor();
  await holds(async () => assert.equal(await field.getAttribute("aria-activedescendant"), null, "what is typed counts until the arrows choose"));
  await page.keyboard.press("ArrowDown");
  await assertSound(page, "ticket-tags");
  await page.keyboard.press("Enter");
  await eventually(async () => (await tags()).length === 1, "the chosen one is set");
  await page.keyboard.type("war");
  await page.getByRole("option", { name: "warranty" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Two words,");
  await eventually(async () => (await tags()).length === 3, "typed ones are set");
  await holds(async () => assert.deepEqual(await tags(), ["two_words", "war", "warehouse"]));
  await page.keyboard.type("war,");
  await page.locator("[role=status]", { hasText: "war is there already" }).first().waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await call("PUT", `tickets/${number}`, { ticket: { additional_tags: Array.from({ length: 97 }, (_, n) => `more${n}`) } });
  await page.getByText("No more than 100 tags fit.").waitFor();
  await close(page);
});

test("the ticket goes to another customer, to a new one, and back; its organisation is changed and removed", async () => {
  const number = await make("Whose", { body: "x" });
  const { organization } = await call("POST", "organizations", { organization: { name: "Harbour Works" } });
  const { user } = await call("POST", "users", { user: { name: "Petra Novak", email: "petra@customer.example", organization_id: organization.id } });
  const page = await show(number);
  const ticket = async () => (await apiGet(page, `tickets/${number}`)).ticket;
  await page.locator(".context-pane").getByRole("button", { name: "Change the customer" }).click();
  await page.locator("dialog[open] [role=combobox]").fill("petra");
  await page.getByRole("option", { name: /Petra Novak/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Answers go to Petra Novak from now on.").waitFor();
  await assertSound(page, "ticket-requester");
  await page.locator("dialog[open]").getByRole("button", { name: "Change the customer" }).click();
  await page.locator(".customer", { hasText: "Petra Novak" }).waitFor();
  await eventually(async () => (await ticket()).requester_id === user.id, "changed");
  await holds(async () => assert.equal((await ticket()).organization_id, organization.id));
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await eventually(async () => (await ticket()).requester_id === customer, "undone");
  await holds(async () => assert.equal((await ticket()).organization_id, null));
  await chooseAction(page, "Change the customer");
  await page.locator("dialog[open] [role=combobox]").fill("brand.new@customer.example");
  await page.getByRole("option", { name: /New customer/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByLabel("Name of the new customer").fill("Brand New");
  await page.keyboard.press("Enter");
  await page.locator(".customer", { hasText: "Brand New" }).waitFor();
  const field = page.getByLabel("Organisation");
  await field.fill("harb");
  await page.getByRole("option", { name: "Harbour Works" }).waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => (await ticket()).organization_id === organization.id, "set");
  await eventually(async () => (await field.inputValue()) === "Harbour Works", "shown");
  await field.click();
  await page.getByRole("option", { name: "No organisation" }).waitFor();
  await page.getByRole("option", { name: "No organisation" }).click();
  await eventually(async () => (await ticket()).organization_id === null, "removed");
  await holds(async () => assert.equal(await field.inputValue(), ""));
  await close(page);
});

test("a ticket that is deleted elsewhere says so", async () => {
  const number = await make("Goes away", { body: "Hello" });
  const page = await show(number);
  await call("DELETE", `tickets/${number}`);
  await page.getByText("This ticket does not exist, or you may not see it.").waitFor();
  await close(page);
});

test("on the phone: thread, actions, side panel, dialogs", async () => {
  const number = await make("On the phone", { body: "Hello" });
  const page = await agentPage(browser, tend.base, { path: "/agent/v/all?q=phone", viewport: phone, hasTouch: true, reducedMotion: "reduce" });
  await row(page, number).click();
  await untilOpen(page, number);
  await assertSound(page, "ticket-phone");
  await page.getByRole("button", { name: "All actions on this ticket" }).click();
  await page.getByRole("menuitem", { name: "Snooze …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /In an hour/ }).waitFor();
  await assertSound(page, "ticket-phone-snooze");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Deadlines and customer" }).click();
  await page.getByLabel("Subject").waitFor();
  await page.getByRole("heading", { name: "Other tickets" }).waitFor();
  await assertSound(page, "ticket-phone-side");
  await close(page);
});
