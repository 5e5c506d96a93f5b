/* A view while it is edited: read from the server's, made from a search, sent back. */

import { get } from "../core/api";
import type { SideView } from "../core/types";
import { readConditions, type Conditions } from "../settings/condition_model";

export interface ViewDraft {
  title: string;
  conditions: Conditions;
  columns: string[];
  group: string;
  groupOrder: string;
  sort: string;
  sortOrder: string;
  access: "me" | "all" | "groups";
  groupIds: number[];
}

export interface ServerView {
  id: number;
  title: string;
  active: boolean;
  position: number;
  description: string | null;
  conditions: { all: unknown[]; any: unknown[] };
  restriction: { type: "User" | "Group"; ids: number[] } | null;
  execution: { columns: { id: string }[]; group_by: string | null; group_order: string; sort_by: string | null; sort_order: string };
}

export const freshDraft: ViewDraft = {
  title: "",
  conditions: { all: [{ field: "status", operator: "less_than", value: "solved" }], any: [] },
  columns: ["subject", "requester", "created", "updated", "group", "assignee"],
  group: "",
  groupOrder: "asc",
  sort: "updated",
  sortOrder: "desc",
  access: "me",
  groupIds: [],
};

export function draftOf(view: ServerView): ViewDraft {
  const { execution, restriction } = view;
  return {
    title: view.title,
    conditions: readConditions(view.conditions),
    columns: execution.columns.map(({ id }) => id),
    group: execution.group_by ?? "",
    groupOrder: execution.group_order,
    sort: execution.sort_by ?? "",
    sortOrder: execution.sort_order,
    access: restriction === null ? "all" : restriction.type === "User" ? "me" : "groups",
    groupIds: restriction?.type === "Group" ? restriction.ids : [],
  };
}

/* As the API takes it; the restriction stands apart because a preview has none. */
export function viewBody(draft: ViewDraft): Record<string, unknown> {
  return {
    title: draft.title,
    conditions: draft.conditions,
    output: {
      columns: draft.columns,
      ...(draft.group ? { group_by: draft.group, group_order: draft.groupOrder } : { group_by: null }),
      ...(draft.sort ? { sort_by: draft.sort, sort_order: draft.sortOrder } : { sort_by: null }),
    },
  };
}

export function restrictionOf(draft: ViewDraft, me: number): unknown {
  if (draft.access === "all") return null;
  return draft.access === "me" ? { type: "User", id: me } : { type: "Group", ids: draft.groupIds };
}

export async function loadView(id: SideView["id"]): Promise<ServerView> {
  return (await get<{ view: ServerView }>(`views/${id}`)).view;
}
