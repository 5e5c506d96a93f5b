/*
 * Every GET of openapi.json on one connection, as an administrator: plain, as the longest page, by every order,
 * with every side-load, deep by number and deep by cursor. What a read needs to have an object to show (a webhook,
 * a skip, …) is made first, by `make`.
 */

/* Values of `sort`, `sort_by` and `include` that some list knows; a list that does not know one says 400 or ignores it. */
const sorts = ["id", "created_at", "updated_at", "status", "priority", "position", "title", "name", "deleted_at"];
const includes = ["users,groups,organizations", "identities,roles,abilities", "metric_sets", "slas", "dates", "incident_counts,comment_count", "last_audits", "tickets", "comment_events"];

/* What a read cannot do without, by the end of its path. */
const queries = [
  [/\/incremental\/|\/exports\//, "start_time=1000000"],
  [/\/requests\/search$/, "query=invoice"],
  [/\/users\/search$/, "query=ana"],
  [/\/organizations\/search$/, "name=acme"],
  [/\/(views|macros|triggers|automations)\/search$/, "query=ticket"],
  [/\/search\/export$/, "query=invoice&filter[type]=ticket"],
  [/\/search(\/count)?$/, "query=invoice"],
  [/\/autocomplete/, "name=an"],
  [/\/organizations\/autocomplete$/, "name=ac"],
  [/\/job_statuses\/show_many$/, "ids={job_status_id}"],
  [/\/ticket_forms\/show_many$/, "ids={ticket_form_id}"],
  [/\/(show|count)_many$/, `ids=${Array.from({ length: 100 }, (_, i) => i + 1)}`],
  [/\/macros\/new$/, "macro_id=15"],
  [/\/brands\/check_host_mapping$/, "host_mapping=help.example.com&subdomain=help"],
  [/\/detect_best_locale$/, "available_locales[]=en"],
];

/* More of the same path: filters that change the plan. */
const filters = [
  [/v2\/search(\/count)?$/, ["query=type:ticket status:open invoice", "query=type:user ana", "query=status<solved created>2024-01-01 tags:invoice", "query=invoice priority:high&sort_by=created_at", "query=invoice&per_page=100&page=10"]],
  [/\/search\/export$/, ["query=invoice&filter[type]=ticket&page[size]=100", "query=status:open&filter[type]=ticket", "query=ana&filter[type]=user"]],
  [/\/users(\/count)?$/, ["role=end-user&per_page=100", "role=agent", "role[]=admin&role[]=agent"]],
  [/\/queue$/, ["filter=mine", "filter=unassigned", "filter=breaching"]],
  [/\/satisfaction_ratings(\/count)?$/, ["score=good", "start_time=1000000"]],
  [/\/ticket_audits$/, ["page[size]=100"]],
];

/* Objects of every kind, so that every "show" has something to show. Returns values for path parameters. */
async function make(json, attempt) {
  const unique = Date.now().toString(36);
  const known = {};
  const tried = async (name, work) => {
    const id = await attempt(work);
    if (id !== undefined) known[name] = id;
  };
  const post = (path, body, headers) => json("POST", `/api/v2/${path}`, body, headers);
  const options = [{ name: "A", value: `a_${unique}` }];
  const person = async (n, more) => (await post("users", { user: { name: `Reader ${n}`, email: `r${n}-${unique}@example.com`, ...more } })).user.id;
  const ticket = async (more) => (await post("tickets", { ticket: { subject: "For a read", comment: { body: "Please" }, ...more } })).ticket.id;

  known.incremental_resource = "tickets";
  known.ticket_id = known.request_id = Number((await json("GET", "/api/v2/tickets/count")).count.value) >> 1;
  for (const owner of ["ticket", "user", "organization"])
    await tried(`${owner}_field`, async () => {
      const type = owner === "ticket" ? "tagger" : "dropdown";
      return (await post(`${owner}_fields`, { [`${owner}_field`]: { type, title: `Read ${unique}`, key: `read_${unique}`, custom_field_options: options } }))[`${owner}_field`].id;
    });
  await tried("user_id", async () => person(1, { organization_id: (await post("organizations", { organization: { name: `Readers ${unique}` } })).organization.id }));
  const customer = known.user_id;
  await tried("attachment_id", async () => {
    const { upload } = await post("uploads?filename=a.txt", "text");
    await ticket({ comment: { body: "With a file", uploads: [upload.token] } });
    return upload.attachment.id;
  });
  await tried("suspended", async () => post("requests", { request: { requester: { email: `stranger-${unique}@example.org`, name: "Me" }, subject: "x", comment: { body: "x" } } }, { Authorization: null }));
  await tried("job_status_id", async () => (await post("tickets/create_many", { tickets: [{ subject: "One of many", comment: { body: "x" } }] })).job_status.id);
  await tried("skip", async () => (await post("skips", { skip: { ticket_id: known.ticket_id, reason: "Not now" } })).skip.id);
  await tried("merge", async () => json("POST", `/api/v2/tickets/${await ticket({})}/merge`, { ids: [await ticket({})] }));
  await tried("deleted", async () => json("DELETE", `/api/v2/tickets/${await ticket({})}`));
  await tried("deleted_user_id", async () => {
    const id = await person(2);
    await json("DELETE", `/api/v2/users/${id}`);
    return id;
  });
  await tried("satisfaction_rating_id", async () => {
    const id = await ticket({ requester_id: customer, status: "solved" });
    return (await json("POST", `/api/v2/tickets/${id}/satisfaction_rating`, { satisfaction_rating: { score: "good" } }, { "X-On-Behalf-Of": `r1-${unique}@example.com` })).satisfaction_rating.id;
  });
  await tried("oauth_client_id", async () => (await post("oauth/clients", { client: { name: "Reader", identifier: `reader-${unique}`, redirect_uri: ["https://app.example/cb"] } })).client.id);
  await tried("schedule_id", async () => {
    const { schedule } = await post("business_hours/schedules", { schedule: { name: `Read ${unique}`, time_zone: "Europe/Zagreb" } });
    await post(`business_hours/schedules/${schedule.id}/holidays`, { holiday: { name: "Off", start_date: "2027-05-01", end_date: "2027-05-01" } });
    return schedule.id;
  });
  await tried("organization_merge_id", async () => {
    const [a, b] = [1, 2].map((n) => post("organizations", { organization: { name: `Read ${n} ${unique}` } }));
    const winner = (await b).organization.id;
    return (await post(`organizations/${(await a).organization.id}/merge`, { organization_merge: { winner_id: winner } })).organization_merge.id;
  });
  await tried("recipient_address_id", async () => (await post("recipient_addresses", { recipient_address: { name: "Read", email: `help-${unique}@house.example` } })).recipient_address.id);
  await tried("custom_role_id", async () => (await post("custom_roles", { custom_role: { name: `Read ${unique}`, configuration: { ticket_access: "all" } } })).custom_role.id);
  await tried("ticket_form_id", async () => (await post("ticket_forms", { ticket_form: { name: `Read ${unique}`, ticket_field_ids: [known.ticket_field] } })).ticket_form.id);
  await tried("trigger_category_id", async () => (await post("trigger_categories", { trigger_category: { name: `Read ${unique}` } })).trigger_category.id);
  await tried("sla_policy", async () => post("slas/policies", { sla_policy: { title: `Read ${unique}`, filter: { all: [{ field: "priority", operator: "is", value: "urgent" }], any: [] }, policy_metrics: [{ priority: "normal", metric: "first_reply_time", target: 700, business_hours: false }] } }));
  await tried("webhook_id", async () => (await post("webhooks", { webhook: { name: `Read ${unique}`, endpoint: "https://hooks.example.com/x", http_method: "POST", request_format: "json", status: "inactive", subscriptions: ["conditional_ticket_events"] } })).webhook.id);
  return known;
}

export async function reads({ call, json, median, print }) {
  const attempt = async (work) => {
    try {
      return await work();
    } catch (error) {
      if (process.env.VERBOSE) console.error(error.message);
      return undefined;
    }
  };
  const known = await make(json, attempt);
  const lists = new Map();

  /* The id of the first object of a list. */
  async function firstOf(list) {
    if (!lists.has(list)) {
      const answer = await call("GET", `${list}?per_page=5`);
      const rows = answer.status === 200 && Object.values(JSON.parse(answer.text)).find((v) => Array.isArray(v) && v.length && v[0].id !== undefined);
      lists.set(list, rows ? rows[0].id : undefined);
    }
    return lists.get(list);
  }

  /* A value for each path parameter: made above, else from the list that stands before it. */
  async function fill(path) {
    const parts = path.split("/");
    for (let i = 0; i < parts.length; i++) {
      if (!parts[i].startsWith("{")) continue;
      const name = parts[i].slice(1, -1);
      const owner = parts[i - 1].match(/^(.*)_fields$/)?.[1];
      const alone = parts.filter((part) => part.startsWith("{")).length === 1;
      let value = name === "field_id" ? known[`${owner}_field`] : name === "attachment_id" && path.includes("macros") ? undefined : known[name];
      /* "sessions", "group_memberships", … of a user: of the one who asks, who has some */
      if (name === "user_id") value = alone && !/sessions|memberships|groups|tickets|skips/.test(path) ? (known.user_id ?? 1) : /organization|requested|requests/.test(path) ? known.busy : 1;
      if (/agent_availabilities|organization_memberships/.test(path) && name === "user_id") value = path.includes("availab") ? 1 : known.user_id;
      if (name === "macro_id" && parts[1 + i] === "apply") value = await firstOf("/api/v2/macros");
      value ??= await firstOf(parts.slice(0, i).join("/"));
      if (value === undefined) return null;
      parts[i] = String(value);
    }
    return parts.join("/");
  }

  async function variants(path, template, parameters) {
    const has = (name) => parameters.some((p) => p.name === name);
    const need = queries.find(([end]) => end.test(template))?.[1].replace(/\{(\w+)\}/g, (_, name) => known[name]);
    const url = (...more) => [path, [need, ...more].filter(Boolean).join("&")].filter(Boolean).join("?");
    const long = has("per_page") ? "per_page=100" : has("page[size]") ? "page[size]=100" : "";
    const all = new Set([url(template.match(/\/incremental\/|\/exports\//) ? "per_page=100" : ""), url(long)]);
    if (has("page")) all.add(url("per_page=100", "page=50")).add(url("per_page=100", "page=100"));
    for (const direction of has("sort_order") ? ["asc", "desc"] : []) {
      all.add(url(long, `sort_order=${direction}`));
      if (has("sort_by")) for (const by of sorts) all.add(url(long, `sort_by=${by}`, `sort_order=${direction}`));
    }
    if (has("include")) for (const what of includes) all.add(url(long, `include=${what}`));
    for (const [end, more] of filters) if (end.test(template)) for (const filter of more) all.add(`${path}?${filter}`);
    if (has("page[after]")) {
      const orders = has("sort_by") ? ["", ...["created_at", "status", "priority"].flatMap((by) => [`sort=${by}`, `sort=-${by}`])] : [""];
      for (const order of orders) {
        const next = await call("GET", url("page[size]=100", order));
        const links = next.status === 200 && JSON.parse(next.text).links;
        if (links?.next) all.add(links.next);
      }
    }
    return all;
  }

  known.busy = JSON.parse((await call("GET", `/api/v2/tickets/${known.ticket_id}`)).text).ticket.requester_id;
  const paths = Object.entries((await json("GET", "/api/v2/openapi.json")).paths).filter(([template, m]) => m.get && template.startsWith("/api/v2/") && !template.endsWith("/stream"));
  const slow = [];
  const skipped = [];
  let asked = 0;
  for (const [template, { get }] of paths) {
    const path = await fill(template);
    let worst;
    for (const url of path ? await variants(path, template, get.parameters ?? []) : []) {
      const { status, ms } = await median(url, 5);
      if (status !== 200) {
        if (process.env.VERBOSE && !/sort_by|include|page=/.test(url)) console.error(status, url);
        continue;
      }
      const row = { url: decodeURI(url.replace(/^https?:\/\/[^/]+/, "")), ms: ms > 8 ? (await median(url, 25)).ms : ms };
      asked++;
      if (process.env.VERBOSE && row.ms > 5) console.error(row.ms.toFixed(1), row.url);
      if (!worst || row.ms > worst.ms) worst = row;
    }
    if (worst) slow.push(worst);
    else skipped.push(template);
  }
  slow.sort((a, b) => b.ms - a.ms);
  print("reads asked", `${slow.length} of ${paths.length}, in ${asked} ways`);
  print("reads not asked", skipped.join(", ") || "none");
  print("reads over 10 ms", slow.filter((row) => row.ms > 10).map((row) => `${row.url} ${row.ms.toFixed(1)}`).join(", ") || "none");
  print("slowest reads, p50 ms", slow.slice(0, 5).map((row) => `${row.url} ${row.ms.toFixed(1)}`).join(", "));
}
