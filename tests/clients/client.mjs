/*
 * node-zendesk against a real daemon, with a memory: every method that a test calls is noted, so that each file can prove
 * at its end that it called all of the client's methods it answers for, or says why not.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Daemon } from "../webhooks/daemon.mjs";

const require = createRequire(import.meta.url);
const { createClient, ZendeskClient } = require("node-zendesk");

export const ADMIN = "admin@example.com";

/* Which file answers for which namespace of the client. */
export const PARTS = {
  tickets: [
    "tickets", "ticketaudits", "ticketevents", "ticketexport", "ticketimport", "ticketmetrics", "imports", "attachments",
    "jobstatuses", "requests", "satisfactionratings", "suspendedtickets", "search", "tags",
  ],
  people: [
    "users", "useridentities", "userfields", "organizations", "organizationmemberships", "organizationfields", "groups",
    "groupmemberships", "customagentroles", "sessions",
  ],
  rules: [
    "views", "macros", "triggers", "automations", "policies", "webhooks", "ticketfields", "ticketforms", "brand", "locales",
    "accountsettings", "activitystream", "oauthclients", "oauthtokens",
  ],
};

/* Namespaces whose endpoints Tend does not have: the long tail of the API. */
export const BEYOND = [
  "agentactivity", "availabilities", "dynamiccontent", "dynamiccontentvariants", "installations", "permissiongroups",
  "sharingagreement", "sideconversations", "targets",
];

const methodsOf = (object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== "constructor");

export function namespaces() {
  const all = Object.entries(Object.getOwnPropertyDescriptors(ZendeskClient.prototype));
  return all.filter(([, what]) => what.get).map(([name]) => name);
}

/* The same object; what is called on its namespaces is put down in `called` as "namespace.method". */
function noted(client, called) {
  const spy = (name) => ({
    get(target, method) {
      const found = target[method];
      if (typeof found !== "function") return found;
      return (...args) => {
        called.add(`${name}.${method}`);
        return found.apply(target, args);
      };
    },
  });
  return new Proxy(client, {
    get(target, name) {
      const found = target[name];
      return namespaces().includes(name) ? new Proxy(found, spy(name)) : found;
    },
  });
}

export class Desk {
  static async start(conf = "") {
    const desk = new Desk();
    desk.daemon = await Daemon.start(conf);
    desk.base = `http://127.0.0.1:${desk.daemon.port}/api/v2`;
    const [user, token] = Buffer.from(desk.daemon.headers.authorization.split(" ")[1], "base64").toString().split(":");
    assert.equal(user, `${ADMIN}/token`);
    desk.token = token;
    desk.called = new Set();
    desk.zen = desk.client();
    return desk;
  }

  /* A client of its own; it shares the memory. Errors are the client's own objects: statusCode and result. */
  client(options = {}) {
    const login = { username: ADMIN, token: this.token, endpointUri: this.base, throwOriginalException: true };
    return noted(createClient({ ...login, ...options }), this.called);
  }

  /* What a namespace answers with side-loads, by a client that asks for nothing else. */
  sideloading(name, what) {
    const client = this.client();
    client[name].setSideLoad(what);
    return client[name];
  }

  /* Waits for the job as a user of the client does; its results. */
  async done(job) {
    assert.equal(job.status, "queued");
    assert.equal(job.results, null);
    const end = await this.zen.jobstatuses.watch(job.id, 10, 5);
    assert.equal(end.status, "completed", JSON.stringify(end));
    return end.results;
  }

  /* What a method does on an answer of 204: the client gives an Error object without throwing it. */
  async gone(promise) {
    const { response, result } = await promise;
    assert.equal(response.status, 204);
    assert.equal(response.statusText, "No Content");
    assert.equal(result.message, "No Content");
  }

  /* Every method of the file's namespaces was called, or stands in `not` with the reason. */
  assertAllCalled(part, not) {
    const missing = [];
    for (const name of PARTS[part])
      for (const method of methodsOf(this.zen[name])) {
        const full = `${name}.${method}`;
        if (!this.called.has(full) && !Object.hasOwn(not, full)) missing.push(full);
        if (this.called.has(full) && Object.hasOwn(not, full)) missing.push(`${full} was called after all`);
      }
    assert.deepEqual(missing, []);
  }

  async stop() {
    await this.daemon.remove();
  }
}

/* The promise fails as the client reports it; gives its result (the body). */
export async function fails(status, promise, error) {
  const caught = await promise.then(
    (answer) => assert.fail(`no error: ${JSON.stringify(answer.result ?? answer).slice(0, 500)}`),
    (thrown) => thrown,
  );
  assert.equal(caught.statusCode, status, `${caught.message} ${JSON.stringify(caught.result)}`);
  if (error) assert.equal(caught.result.error, error);
  return caught.result;
}

export const ids = (list) => list.map((one) => one.id);
export const range = (n) => Array.from({ length: n }, (_, i) => i);
