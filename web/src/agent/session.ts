/* Who works here: the signed-in agent, the colleagues, the groups. Loaded once, again after a new sign-in. */

import { computed, signal } from "@preact/signals";
import { get, getWhoIsHere, signedOut, workFor } from "../core/api";
import { locale, t } from "../core/i18n";
import { loadPreferences } from "../core/preferences";
import type { Group, User } from "../core/types";
import { toast } from "../ui/toast";

export const me = signal<User | null>(null);
export const agents = signal<User[]>([]);
export const groups = signal<Group[]>([]);

const channel = new BroadcastChannel("tend-session");

export const meId = computed(() => me.value?.id ?? 0);

async function allPages<T>(path: string, key: string): Promise<T[]> {
  const found: T[] = [];
  let cursor = "";
  for (let page = 0; page < 20; page += 1) {
    const join = path.includes("?") ? "&" : "?";
    const after = cursor && `&page[after]=${encodeURIComponent(cursor)}`;
    const body = await get<Record<string, unknown> & { meta?: { has_more: boolean; after_cursor: string | null } }>(
      `${path}${join}page[size]=100${after}`,
    );
    found.push(...((body[key] as T[] | undefined) ?? []));
    if (!body.meta?.has_more || !body.meta.after_cursor) break;
    cursor = body.meta.after_cursor;
  }
  return found;
}

async function loadColleagues(): Promise<void> {
  const [users, teams] = await Promise.all([
    allPages<User>("users?role[]=agent&role[]=admin", "users"),
    allPages<Group>("groups", "groups"),
  ]);
  /* here, since making one takes long */
  const collator = new Intl.Collator(locale);
  agents.value = users.sort((a, b) => collator.compare(a.name, b.name));
  groups.value = teams.sort((a, b) => collator.compare(a.name, b.name));
}

/* Answers false when nobody is signed in. */
export async function loadSession(): Promise<boolean> {
  const { user } = await getWhoIsHere<{ user: User & { id: number | null } }>();
  if (!user.id || user.role === "end-user") {
    signedOut.value = true;
    return false;
  }
  if (me.peek() && me.peek()?.id !== user.id) {
    location.reload();
    return false;
  }
  me.value = user;
  workFor(user.id);
  const wasOut = signedOut.peek();
  signedOut.value = false;
  if (!wasOut) channel.postMessage("signed-in");
  void loadColleagues().catch(() => undefined);
  void loadPreferences(user.id, (reason) => toast(t("agent.edit.refused", { reason }), null, "error")).catch(() => undefined);
  return true;
}

/* Another tab signed in, or the window is looked at again: maybe the session is back. */
export function watchSession(onBack: () => void): void {
  const retry = () => {
    if (!signedOut.peek()) return;
    loadSession()
      .then((back) => back && onBack())
      .catch(() => undefined);
  };
  channel.addEventListener("message", retry);
  addEventListener("focus", retry);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && retry());
}

export function agentName(id: number | null): string | null {
  return agents.value.find((agent) => agent.id === id)?.name ?? (me.value?.id === id ? (me.value?.name ?? null) : null);
}
