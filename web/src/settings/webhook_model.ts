/* Webhooks as the API has them, and as the form has them. */

export interface Webhook {
  id: string;
  name: string;
  description: string;
  status: "active" | "inactive";
  subscriptions: string[];
  endpoint: string;
  http_method: string;
  request_format: string;
  authentication: { type: string; data: Record<string, string> } | null;
  custom_headers: Record<string, string> | null;
  health: {
    consecutive_failures: number;
    failing_since: string | null;
    latest_delivery_at: string | null;
    disabled_at: string | null;
    disabled_reason: string | null;
  };
}

export interface WebhookDraft {
  name: string;
  description: string;
  active: boolean;
  subscriptions: string[];
  endpoint: string;
  http_method: string;
  request_format: string;
  /* "" none */
  auth: string;
  /* user name, or the header's name */
  authName: string;
  /* the secret; empty keeps the one that the server has */
  authValue: string;
  headers: [string, string][];
}

export const methods = ["POST", "PUT", "PATCH", "GET", "DELETE"] as const;
export const formats = ["json", "form_encoded", "xml"] as const;
export const ways = ["", "bearer_token", "basic_auth", "api_key"] as const;

/* Rules call it; all others are events that it is told without a rule. */
export const BY_RULES = "conditional_ticket_events";

const ticketEvents = `created updated comment_added status_changed priority_changed type_changed subject_changed requester_changed agent_assignment_changed
 group_assignment_changed organization_changed problem_link_changed task_due_at_changed external_id_changed tags_changed custom_field_changed
 comment_made_private comment_redacted email_ccs_changed followers_changed merged soft_deleted undeleted permanently_deleted`;
const userEvents = "created updated deleted merged name_changed external_id_changed alias_changed details_changed notes_changed tags_changed";
const organizationEvents = "created updated deleted merged";

const events = (about: string, names: string, house = "zen") => names.split(/\s+/).map((name) => `${house}:event-type:${about}.${name}`);

export const eventGroups: readonly { about: "ticket" | "deadline" | "user" | "organization"; types: string[] }[] = [
  { about: "ticket", types: events("ticket", ticketEvents) },
  { about: "deadline", types: events("ticket", "deadline_warned deadline_breached", "tend") },
  { about: "user", types: events("user", userEvents) },
  { about: "organization", types: events("organization", organizationEvents) },
];

/* Without the house it comes from: what stands behind the last colon. */
export function shortEvent(type: string): string {
  return type.split(":").at(-1) ?? type;
}

export const freshWebhook: WebhookDraft = {
  name: "", description: "", active: true, subscriptions: [BY_RULES], endpoint: "", http_method: "POST", request_format: "json",
  auth: "", authName: "", authValue: "", headers: [],
};

export function draftOfWebhook(hook: Webhook): WebhookDraft {
  const { name, description, status, subscriptions, endpoint, http_method, request_format, authentication, custom_headers: headers } = hook;
  return {
    name, description, subscriptions, endpoint, http_method, request_format,
    active: status === "active",
    auth: authentication?.type ?? "",
    authName: authentication?.data.username ?? authentication?.data.name ?? "",
    authValue: "",
    headers: Object.entries(headers ?? {}),
  };
}

function authOf({ auth, authName, authValue }: WebhookDraft): unknown {
  const data: Record<string, Record<string, string>> = {
    bearer_token: { token: authValue },
    basic_auth: { username: authName, password: authValue },
    api_key: { name: authName, value: authValue },
  };
  return auth ? { type: auth, data: data[auth], add_position: "header" } : null;
}

/* The secret that the server keeps stays unless the way, the name or the secret changes. */
export function bodyOfWebhook(draft: WebhookDraft, hook: Webhook | null): Record<string, unknown> {
  const { name, description, active, subscriptions, endpoint, http_method, request_format, headers } = draft;
  const before = hook && draftOfWebhook(hook);
  const sameAuth = before && before.auth === draft.auth && before.authName === draft.authName && !draft.authValue;
  const own = Object.fromEntries(headers.filter(([key]) => key.trim()));
  return {
    name, description, subscriptions, endpoint, http_method, request_format,
    status: active ? "active" : "inactive",
    ...(sameAuth ? {} : { authentication: authOf(draft) }),
    custom_headers: Object.keys(own).length > 0 ? own : null,
  };
}

/* A secret is needed where there is none yet, and when what goes with it changed. */
export function lacksSecret(draft: WebhookDraft, hook: Webhook | null): boolean {
  if (!draft.auth || draft.authValue) return false;
  const before = hook && draftOfWebhook(hook);
  return !before || before.auth !== draft.auth || before.authName !== draft.authName;
}
