/*
 * Searches and sorted lists that no single index answers, each on one connection as an administrator. The words, tags
 * and names are those of `tend demo`, where each is frequent.
 */

const by = (query, sort, order = "desc") => `search?query=${encodeURIComponent(query)}&sort_by=${sort}&sort_order=${order}`;
const plain = (query) => `search?query=${encodeURIComponent(query)}`;

const paths = [
  plain("type:ticket status:closed priority:normal"),
  plain("type:ticket status:closed via:web"),
  plain("type:ticket requester:ana*"),
  by("type:ticket requester:ana*", "updated_at"),
  by("type:ticket -invoice", "created_at"),
  by("type:ticket -invoice", "updated_at"),
  by("type:ticket -order", "priority"),
  by("type:ticket -order", "status", "asc"),
  by("type:ticket -order", "ticket_type"),
  by("type:ticket status<solved", "priority"),
  by("type:ticket status<solved", "priority", "asc"),
  by("type:ticket status<solved", "created_at", "asc"),
  plain("status<solved created>2024-01-01 tags:invoice"),
  plain("type:ticket -status:closed -tags:invoice"),
  by("type:ticket tags:invoice", "updated_at", "asc"),
  by("type:ticket priority:urgent", "created_at"),
  plain("type:ticket status:open invoice"),
  plain("status<solved order"),
  by("invoice priority:high", "created_at"),
  plain("password invoice"),
  plain("invoice -order"),
  "search/count?query=type:ticket%20status:closed%20priority:normal",
  "search?query=type:ticket%20status:closed%20priority:normal&per_page=100&page=10",
  plain("type:user role:end-user ana"),
  plain("type:user ana"),
  plain("type:user role:end-user"),
  plain("type:user ana created>2024-01-01"),
  "users/search?query=ana",
  "users/search?query=role:end-user%20ana",
  "users/autocomplete?name=ana",
];

/* The agent with the most tickets: his lists are the longest. */
async function busiest(json) {
  const { users } = await json("GET", "/api/v2/users?role[]=agent&role[]=admin&per_page=30");
  let most = { assigned: -1 };
  for (const { id } of users) {
    const assigned = (await json("GET", `/api/v2/users/${id}/related`)).user_related.assigned_tickets;
    if (assigned > most.assigned) most = { id, assigned };
  }
  return most;
}

export async function searches({ call, json, median, print }) {
  const { id, assigned } = await busiest(json);
  const lists = ["created_at", "updated_at", "status", "priority"].flatMap((sort) =>
    ["asc", "desc"].map((order) => `users/${id}/tickets/assigned?per_page=100&sort_by=${sort}&sort_order=${order}`),
  );
  print("tickets of the busiest agent", assigned);
  for (const path of [...paths, ...lists]) {
    const url = `/api/v2/${path}`;
    const { status, ms } = await median(url, 15);
    const found = JSON.parse((await call("GET", url)).text).count;
    print(decodeURIComponent(path), status === 200 ? `${ms.toFixed(1)} ms, ${found} found` : `status ${status}`);
  }
}
