/* Shapes of the JSON API that the agent app reads. Times are ISO texts in UTC; durations are seconds. */

export type Status = "new" | "open" | "pending" | "hold" | "solved" | "closed";
export type Priority = "urgent" | "high" | "normal" | "low";
export type Filter = "mine" | "unassigned" | "all" | "breaching" | "snoozed";
export type WaitKind =
  | "first_reply"
  | "next_reply"
  | "resolution"
  | "periodic_update"
  | "promise"
  | "callback"
  | "requester_wait"
  | "agent_work"
  | "pausable_update";
export type WaitState = "ok" | "goal" | "breached" | "paused";
export type WaitOutcome = "open" | "paused" | "met" | "breached_open" | "breached_late" | "cancelled";

export interface NamedPerson {
  id: number;
  name: string;
}

export interface RowDeadline {
  kind: WaitKind;
  due_at: string | null;
  goal_at: string | null;
  paused: boolean;
  remaining_s: number;
  state: WaitState;
}

export interface QueueRow {
  ticket_id: number;
  subject: string | null;
  status: Status;
  priority: Priority | null;
  type: string | null;
  requester: NamedPerson | null;
  assignee: NamedPerson | null;
  group_id: number | null;
  organization: NamedPerson | null;
  tags: string[];
  channel: string;
  created_at: string;
  updated_at: string;
  /* when its newest message was written */
  written_at: string | null;
  snippet: string | null;
  /* somebody else wrote what I have not seen */
  unread: boolean;
  has_attachment: boolean;
  has_draft: boolean;
  deadline: RowDeadline | null;
  /* put aside until then, or until its deadline is near */
  snooze: { wakes_at: string; wakes_for: "time" | "deadline" } | null;
  /* what it has in the columns that were asked for */
  values: Record<string, unknown> | null;
  /* When it was asked with a list: does it belong there, and where does it stand (null: not in it). */
  fits: boolean | null;
  place: number | null;
}

export type Counts = Record<Filter, number>;

export interface RowGroup {
  start: number;
  count: number;
  value: string | null;
}

/* Some rows of a kept list; `list` is its name, for the next window. */
export interface QueueWindow {
  list: string;
  total: number;
  more: boolean;
  offset: number;
  ids: number[];
  /* what came since the list that was named; null: nobody knows */
  new: number[] | null;
  queue: QueueRow[];
  group_by: string | null;
  groups: RowGroup[];
  now: string;
}

export interface SideView {
  id: number;
  title: string;
  shared: boolean;
  may_edit: boolean;
  count: number;
  fresh: boolean;
  group_by: string | null;
  sort_by: string | null;
  sort_order: "asc" | "desc";
  columns: string[];
}

export interface PageMeta {
  has_more: boolean;
  after_cursor: string | null;
  before_cursor: string | null;
}

export interface QueuePage {
  queue: QueueRow[];
  counts?: Counts;
  now?: string;
  meta?: PageMeta;
}

export interface Attachment {
  id: number;
  file_name: string;
  content_url: string;
  content_type: string;
  size: number;
  /* shown in the text itself */
  inline?: boolean;
}

export interface Ticket {
  id: number;
  subject: string | null;
  status: Status;
  priority: Priority | null;
  requester_id: number;
  assignee_id: number | null;
  group_id: number | null;
  organization_id: number | null;
  tags: string[];
  via: { channel: string };
  type: string | null;
  due_at: string | null;
  problem_id: number | null;
  has_incidents?: boolean;
  follower_ids?: number[];
  email_cc_ids?: number[];
  custom_fields?: { id: number; value: unknown }[];
  ticket_form_id?: number | null;
  followup_ids?: number[];
  satisfaction_rating?: { score: string; comment?: string | null } | null;
  created_at: string;
  updated_at: string;
}

export interface User {
  id: number;
  name: string;
  email: string | null;
  role: "end-user" | "agent" | "admin";
  phone?: string | null;
  time_zone?: string | null;
  organization_id?: number | null;
  notes?: string | null;
  details?: string | null;
  tags?: string[];
  created_at?: string;
}

export interface Group {
  id: number;
  name: string;
}

export interface Comment {
  id: number;
  author_id: number;
  body: string;
  plain_body?: string;
  html_body?: string;
  public: boolean;
  attachments: Attachment[];
  created_at: string;
}

/* Why it was closed between the times that count. */
export interface Closure {
  reason: "overnight" | "weekend" | "holiday" | "other_days" | "midday";
  holiday: string | null;
}

export interface Wait {
  id: number;
  kind: WaitKind;
  outcome: WaitOutcome;
  started_at: string;
  target_s: number;
  due_at: string | null;
  goal_at: string | null;
  paused_at: string | null;
  paused_s: number;
  remaining_s: number;
  fulfilled_at: string | null;
  by_solve: boolean;
  breached_at: string | null;
  policy: { id: number; title: string } | null;
  calendar: { id: number; name: string; time_zone: string; always_open: boolean } | null;
  closed: Closure[];
}

/* What an answer sets beside its words when it is sent, as an update of the ticket takes it. */
export interface ReplyChanges {
  subject?: string;
  status?: Status;
  priority?: Priority | null;
  type?: string | null;
  assignee_id?: number | null;
  group_id?: number | null;
  brand_id?: number | null;
  ticket_form_id?: number | null;
  custom_status_id?: number | null;
  due_at?: string | null;
  additional_tags?: string[];
  remove_tags?: string[];
  custom_fields?: { id: number; value: unknown }[];
  /* the macros that were used */
  macro_ids?: number[];
}

export interface TicketChange extends ReplyChanges {
  tags?: string[];
  organization_id?: number | null;
  problem_id?: number | null;
  requester_id?: number;
  requester?: { email: string; name?: string };
  email_ccs?: { user_id?: number; user_email?: string; action: "put" | "delete" }[];
  followers?: { user_id: number; action: "put" | "delete" }[];
  comment?: { body: string; html_body?: string; public: boolean; uploads?: string[] };
  undo?: true;
  safe_update?: true;
  updated_stamp?: string;
}

export interface SearchResult extends Ticket {
  result_type: string;
  description?: string | null;
}
