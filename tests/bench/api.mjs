/*
 * Figures of the API on one connection. All print "figure<TAB>value" lines.
 *
 * api.mjs reads URL AUTHORIZATION    every GET of openapi.json that an administrator can call: the slowest medians
 * api.mjs searches URL AUTHORIZATION    searches and sorted lists that no single index answers
 * api.mjs pages URL AUTHORIZATION    cursor page 10,000 of all tickets beside page 1
 * api.mjs view URL AUTHORIZATION     counting and listing a view of five conditions
 * api.mjs export URL AUTHORIZATION   all tickets through the cursor export, tickets/s
 * api.mjs triggers URL AUTHORIZATION N    make N triggers that never fire
 *
 * PID, the number of the daemon's process, in the environment: medians are of its processor time instead of the
 * clock's, for a machine that others use as well.
 */
import { readFileSync, readdirSync } from "node:fs";
import { Agent, request } from "node:http";
import { reads } from "./reads.mjs";
import { searches } from "./searches.mjs";

const [command, url, authorization, more] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body, extra) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { Authorization: authorization, ...extra, ...(text && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }) };
    if (headers.Authorization === null) delete headers.Authorization;
    const begin = performance.now();
    const asked = request(new URL(path, url), { method, agent, headers }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, ms: performance.now() - begin, text: Buffer.concat(chunks).toString() }));
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

async function json(method, path, body, headers) {
  const answer = await call(method, path, body, headers);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return answer.text ? JSON.parse(answer.text) : undefined;
}

/* Processor time of all threads of the daemon so far, in ms. */
function spent() {
  const tasks = `/proc/${process.env.PID}/task`;
  return readdirSync(tasks).reduce((sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]), 0) / 1e6;
}

async function median(path, times) {
  const ms = [];
  let status = 0;
  for (let i = 0; i < times + 2; i++) {
    const before = process.env.PID && spent();
    const answer = await call("GET", path);
    status = answer.status;
    if (i >= 2) ms.push(process.env.PID ? spent() - before : answer.ms);
    if (status !== 200 || (ms.length && answer.ms > 300)) break;
  }
  return { status, ms: ms.sort((a, b) => a - b)[ms.length >> 1] };
}

const print = (figure, value) => console.log(`${figure}\t${value}`);

async function pages() {
  const size = 20;
  const first = `/api/v2/tickets?page[size]=${size}`;
  let path = first;
  let n = 1;
  for (; n < 10000; n++) {
    const page = await json("GET", path);
    if (!page.links.next) break;
    path = page.links.next;
  }
  const near = await median(first, 101);
  const far = await median(path, 101);
  print(`cursor page ${n}, p50 ms`, far.ms.toFixed(2));
  print("cursor page 1, p50 ms", near.ms.toFixed(2));
  print("ratio", (far.ms / near.ms).toFixed(2));
}

async function view() {
  const all = [
    { field: "status", operator: "less_than", value: "solved" },
    { field: "priority", operator: "greater_than", value: "low" },
    { field: "assignee_id", operator: "is_not", value: "" },
    { field: "type", operator: "is_not", value: "problem" },
    { field: "current_tags", operator: "not_includes", value: "spam" },
  ];
  const { view } = await json("POST", "/api/v2/views", { view: { title: "Five conditions", all, output: { columns: ["subject"], sort_by: "updated", sort_order: "desc" } } });
  const counted = await call("POST", "/api/v2/views/preview/count", { view: { all } });
  const kept = await median(`/api/v2/views/${view.id}/count`, 31);
  const listed = await median(`/api/v2/views/${view.id}/tickets?per_page=50`, 31);
  print("view of five conditions, counted, ms", counted.ms.toFixed(1));
  print("its tickets", JSON.parse(counted.text).view_count.value);
  print("its kept count, p50 ms", kept.ms.toFixed(2));
  print("50 of its tickets, p50 ms", listed.ms.toFixed(2));
}

async function exportAll() {
  let path = "/api/v2/incremental/tickets/cursor?start_time=0&per_page=1000";
  let n = 0;
  const begin = performance.now();
  for (;;) {
    const page = await json("GET", path);
    n += page.tickets.length;
    if (page.end_of_stream || !page.after_url) break;
    path = page.after_url;
  }
  print("exported tickets", n);
  print("export, tickets/s", Math.round(n / ((performance.now() - begin) / 1000)));
}

async function triggers() {
  for (let i = 0; i < Number(more); i++) {
    const all = [
      { field: "update_type", operator: "is", value: "Create" },
      { field: "status", operator: "is", value: "new" },
      { field: "subject_includes_word", operator: "includes", value: `unheard${i}` },
    ];
    await json("POST", "/api/v2/triggers", { trigger: { title: `Never ${i}`, all, actions: [{ field: "priority", value: "urgent" }] } });
  }
  print("triggers", more);
}

const tools = { call, json, median, print };
await { reads: () => reads(tools), searches: () => searches(tools), pages, view, export: exportAll, triggers }[command]();
agent.destroy();
