/* What an entry of the log of changes says: a line, the name of what it is about, and what is known of it. */

import { listText } from "../core/dates";
import { hasText, t, tn, type TextKey } from "../core/i18n";
import { seeded } from "../core/seeded";

export interface Entry {
  id: number;
  created_at: string;
  actor_id: number | null;
  actor_name: string | null;
  event: string;
  source_type: string;
  source_id: number | null;
  source_label: string | null;
  other_label: string | null;
  detail: Record<string, unknown>;
}

/* Settings that tell what became of them under their own name: {"ticket_form": "created"}. */
const settings = ["brand", "ticket_form", "custom_status", "custom_role", "recipient_address"];
/* What a new house has some of, so that their names may be our own. */
const withSeeds = ["rule", "field", "policy", "calendar", "setting"];

function known(group: string, name: unknown): string {
  const key = `system.log.${group}.${String(name).replaceAll(/[ .]/g, "_")}`;
  return hasText(key) ? t(key) : "";
}

/* "View" where the line under it says what became of it, else "Person added". */
export function lineOf({ event, source_type, detail }: Entry): string {
  const setting = settings.find((name) => name in detail);
  const thing = detail.change ? (detail.kind ?? source_type) : setting;
  const organization = Object.keys(detail).some((key) => key.endsWith("_organization_id"));
  const closer = thing ? known("one", thing) : known("reason", detail.reason);
  return closer || known("event", organization ? `${event}_of_organization` : event) || event;
}

export function labelOf({ source_type, source_label }: Entry): string {
  return source_label && withSeeds.includes(source_type) ? seeded(source_label) : (source_label ?? "");
}

function roleText(role: unknown): string {
  const key = `people.role.${String(role)}`;
  return t("system.log.role", { role: hasText(key) ? t(key) : t("system.log.customer") });
}

function listOf(fields: readonly unknown[]): string {
  return t("system.log.fields", { fields: listText(fields.map((name) => known("field", name) || String(name)), "conjunction") });
}

/* Groups of settings have one name, switches their own, and what they are now. */
function accountText(name: unknown, { detail: { value } }: Entry): string {
  const said = known("account", name) || known("account", String(name).split(".")[0]);
  if (value === true || value === false) return t("system.log.value", { name: said, value: t(value ? "system.log.on" : "system.log.off") });
  return said;
}

type Say = (value: unknown, entry: Entry) => string;

const becameOf: Say = (change) => known("change", change);
const other = (key: TextKey): Say => (_, { other_label: name }) => (name ? t(key, { name }) : "");

/* By the key in the detail. What is not here means nothing to people, or is said above. */
const sayings: Record<string, Say> = {
  ...Object.fromEntries(["change", ...settings].map((name) => [name, becameOf])),
  reason: (reason) => known("why", reason),
  method: (method) => known("method", method),
  role: roleText,
  suspended: (yes) => (yes ? t("people.suspended") : ""),
  changed: (fields) => (Array.isArray(fields) && fields.length > 0 ? listOf(fields) : ""),
  verification_requested: () => t("system.log.change.verification_asked"),
  available: (yes) => t(yes ? "system.log.available" : "system.log.away"),
  capacity: (most) => (Number(most) >= 0 ? tn("system.log.capacity", Number(most)) : ""),
  permanently: () => t("system.log.for_good"),
  imported_at: () => t("system.log.imported"),
  email: String,
  account: accountText,
  first_run: () => t("system.log.account.first_run"),
  into: other("system.log.other.into"),
  joined_group_id: other("system.log.other.joined"),
  joined_organization_id: other("system.log.other.joined"),
  left_group_id: other("system.log.other.left"),
  left_organization_id: other("system.log.other.left"),
  default_group_id: other("system.log.other.default"),
  default_organization_id: other("system.log.other.default"),
  client_id: other("system.log.other.client"),
};

/* What is known of it, one by one; often nothing. */
export function detailsOf(entry: Entry): string[] {
  return Object.entries(entry.detail).map(([key, value]) => sayings[key]?.(value, entry) ?? "").filter(Boolean);
}
