/* Shapes and words of the people who work here, shared by the screens of the team. */

import { t, type TextKey } from "../core/i18n";
import type { Choice } from "../ui/form";

export interface Staff {
  id: number;
  name: string;
  email: string | null;
  role: "end-user" | "agent" | "admin";
  custom_role_id: number | null;
  ticket_restriction: string | null;
  only_private_comments: boolean;
  suspended: boolean;
  two_factor_auth_enabled: boolean;
  last_login_at: string | null;
  default_group_id: number | null;
}

export interface Invitation {
  id: number;
  user_id: number;
  name: string;
  email: string | null;
  role: "agent" | "admin";
  expires_at: string;
  expired: boolean;
  link?: string;
}

export interface Role {
  id: number;
  name: string;
  description: string;
  configuration: { ticket_access?: string; ticket_comment_access?: string };
  team_member_count: number;
}

/* The two that are built in. */
const AGENT_ROLE = 1;
const ADMIN_ROLE = 2;

export function isAdminRole(role: Role): boolean {
  return role.id === ADMIN_ROLE;
}

export function isOwnRole(role: Role): boolean {
  return role.id !== AGENT_ROLE && role.id !== ADMIN_ROLE;
}

/* What a role is called in a list of people. */
export function roleText(user: Staff, roles: readonly Role[]): string {
  if (user.role === "admin") return t("people.role.admin");
  const own = roles.find((role) => isOwnRole(role) && role.id === user.custom_role_id);
  return own ? own.name : t("people.role.agent");
}

/* "admin", "agent", or the id of one of our own roles. */
export function roleChoices(roles: readonly Role[]): Choice[] {
  const own = roles.filter(isOwnRole).map((role) => ({ value: String(role.id), label: role.name }));
  return [{ value: "agent", label: t("people.role.agent") }, ...own, { value: "admin", label: t("people.role.admin") }];
}

export function roleValue(user: Staff, roles: readonly Role[]): string {
  if (user.role !== "agent") return user.role;
  return roles.some((role) => isOwnRole(role) && role.id === user.custom_role_id) ? String(user.custom_role_id) : "agent";
}

/* What the API wants for a choice. */
export function roleInput(value: string): { role: string; custom_role_id?: number | null } {
  if (value === "admin") return { role: "admin" };
  return { role: "agent", custom_role_id: value === "agent" ? null : Number(value) };
}

export const accesses = ["all", "within-groups", "within-organization", "assigned-only"] as const;

export function accessText(word: string | undefined): string {
  const known = word === "within-groups-and-public-groups" ? "within-groups" : word;
  return t(`people.access.${(known && (accesses as readonly string[]).includes(known) ? known : "all").replaceAll("-", "_")}` as TextKey);
}
