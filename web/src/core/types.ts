/* Shapes of the JSON API that the agent app reads. Times are ISO texts in UTC; durations are seconds. */

export type Status = "new" | "open" | "pending" | "hold" | "solved" | "closed";
export type Priority = "urgent" | "high" | "normal" | "low";
export type Filter = "mine" | "unassigned" | "all" | "breaching";
export type WaitKind = "first_reply" | "next_reply" | "resolution" | "periodic_update" | "promise" | "callback";
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
  requester: NamedPerson | null;
  assignee: NamedPerson | null;
  group_id: number | null;
  tags: string[];
  channel: string;
  updated_at: string;
  snippet: string | null;
  deadline: RowDeadline | null;
}

export type Counts = Record<Filter, number>;

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
  public: boolean;
  attachments: Attachment[];
  created_at: string;
}

export interface Wait {
  id: number;
  kind: WaitKind;
  outcome: WaitOutcome;
  started_at: string;
  due_at: string | null;
  goal_at: string | null;
  paused_at: string | null;
  remaining_s: number;
  fulfilled_at: string | null;
  by_solve: boolean;
  breached_at: string | null;
  policy: { id: number; title: string } | null;
  calendar: { id: number; name: string; time_zone: string } | null;
  explanation: string;
}

export interface TicketChange {
  status?: Status;
  priority?: Priority | null;
  assignee_id?: number | null;
  group_id?: number | null;
  tags?: string[];
  comment?: { body: string; public: boolean; uploads?: string[] };
  safe_update?: true;
  updated_stamp?: string;
}

export interface SearchResult extends Ticket {
  result_type: string;
  description?: string | null;
}
