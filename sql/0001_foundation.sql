-- The foundation: people, tickets, deadlines, the event log. One text for SQLite and PostgreSQL:
-- {ID} {REF} {I64} {TEXT} {BLOB} {STRICT} expand per engine; lines from `-- @sqlite` or
-- `-- @postgres` up to `-- @both` go to that engine alone. Times are ms UTC, booleans 0/1.

CREATE TABLE meta (
	name {TEXT} NOT NULL PRIMARY KEY,
	value {TEXT} NOT NULL
) {STRICT};

-- Counts that people see, kept in the transaction that changes them. ref: the id counted for, or 0.
CREATE TABLE counter (
	name {TEXT} NOT NULL,
	ref {I64} NOT NULL,
	value {I64} NOT NULL,
	PRIMARY KEY (name, ref)
) {STRICT};

CREATE TABLE organization (
	id {ID},
	name {TEXT} NOT NULL,
	name_fold {TEXT} NOT NULL,
	external_id {TEXT},
	external_id_fold {TEXT},
	details {TEXT},
	notes {TEXT},
	group_id {I64},
	tags {TEXT} NOT NULL DEFAULT '',
	fields {TEXT} NOT NULL DEFAULT '{}',
	shared_tickets {I64} NOT NULL DEFAULT 0 CHECK (shared_tickets IN (0, 1)),
	shared_comments {I64} NOT NULL DEFAULT 0 CHECK (shared_comments IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE UNIQUE INDEX organization_name ON organization (name_fold) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organization_external ON organization (external_id_fold) WHERE deleted_at IS NULL AND external_id_fold IS NOT NULL;

CREATE TABLE organization_domain (
	domain {TEXT} NOT NULL PRIMARY KEY,
	organization_id {I64} NOT NULL REFERENCES organization (id)
) {STRICT};
CREATE INDEX organization_domain_organization ON organization_domain (organization_id);

CREATE TABLE agent_group (
	id {ID},
	name {TEXT} NOT NULL,
	name_fold {TEXT} NOT NULL,
	description {TEXT} NOT NULL DEFAULT '',
	is_default {I64} NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	is_public {I64} NOT NULL DEFAULT 1 CHECK (is_public IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE UNIQUE INDEX agent_group_name ON agent_group (name_fold) WHERE deleted_at IS NULL;

-- role: 0 end-user, 1 agent, 2 admin. ticket_restriction: 0 none, 1 groups, 2 organization,
-- 3 assigned, 4 requested. email is the primary identity's value (kept there too).
CREATE TABLE user_account (
	id {ID},
	name {TEXT} NOT NULL,
	name_fold {TEXT} NOT NULL,
	email {TEXT},
	role {I64} NOT NULL DEFAULT 0 CHECK (role IN (0, 1, 2)),
	active {I64} NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	suspended {I64} NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
	verified {I64} NOT NULL DEFAULT 0 CHECK (verified IN (0, 1)),
	moderator {I64} NOT NULL DEFAULT 0 CHECK (moderator IN (0, 1)),
	only_private_comments {I64} NOT NULL DEFAULT 0 CHECK (only_private_comments IN (0, 1)),
	ticket_restriction {I64} NOT NULL DEFAULT 0 CHECK (ticket_restriction BETWEEN 0 AND 4),
	organization_id {I64} REFERENCES organization (id),
	default_group_id {I64} REFERENCES agent_group (id),
	external_id {TEXT},
	external_id_fold {TEXT},
	phone {TEXT},
	alias {TEXT},
	details {TEXT},
	notes {TEXT},
	signature {TEXT},
	time_zone {TEXT} NOT NULL DEFAULT 'UTC',
	locale {TEXT} NOT NULL DEFAULT 'en',
	tags {TEXT} NOT NULL DEFAULT '',
	fields {TEXT} NOT NULL DEFAULT '{}',
	password_hash {TEXT},
	last_login_at {I64},
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE INDEX user_account_name ON user_account (name_fold, id);
CREATE INDEX user_account_role ON user_account (role, id);
CREATE INDEX user_account_organization ON user_account (organization_id, id);
CREATE INDEX user_account_default_group ON user_account (default_group_id);
CREATE UNIQUE INDEX user_account_external ON user_account (external_id_fold) WHERE external_id_fold IS NOT NULL;

-- type: 1 email, 2 phone_number. Deleting a user frees its identities.
CREATE TABLE user_identity (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	type {I64} NOT NULL CHECK (type IN (1, 2)),
	value {TEXT} NOT NULL,
	value_fold {TEXT} NOT NULL,
	verified {I64} NOT NULL DEFAULT 0 CHECK (verified IN (0, 1)),
	is_primary {I64} NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX user_identity_value ON user_identity (type, value_fold);
CREATE INDEX user_identity_user ON user_identity (user_id, id);

CREATE TABLE group_membership (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	group_id {I64} NOT NULL REFERENCES agent_group (id),
	is_default {I64} NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX group_membership_pair ON group_membership (user_id, group_id);
CREATE INDEX group_membership_group ON group_membership (group_id, id);

CREATE TABLE organization_membership (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	organization_id {I64} NOT NULL REFERENCES organization (id),
	is_default {I64} NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	view_tickets {I64} NOT NULL DEFAULT 0 CHECK (view_tickets IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX organization_membership_pair ON organization_membership (user_id, organization_id);
CREATE INDEX organization_membership_organization ON organization_membership (organization_id, id);

-- Browser sessions: only the SHA-256 of the cookie's 256 bits is kept.
CREATE TABLE session (
	id {ID},
	hash {BLOB} NOT NULL,
	user_id {I64} NOT NULL REFERENCES user_account (id),
	address {TEXT} NOT NULL DEFAULT '',
	user_agent {TEXT} NOT NULL DEFAULT '',
	created_at {I64} NOT NULL,
	seen_at {I64} NOT NULL,
	expires_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_account ON session (user_id);
CREATE INDEX session_expires ON session (expires_at);

-- API tokens. scope: 1 read, 2 write (write includes read).
CREATE TABLE token (
	id {ID},
	hash {BLOB} NOT NULL,
	user_id {I64} NOT NULL REFERENCES user_account (id),
	name {TEXT} NOT NULL,
	scope {I64} NOT NULL CHECK (scope IN (1, 2)),
	created_at {I64} NOT NULL,
	used_at {I64},
	expires_at {I64},
	revoked_at {I64}
) {STRICT};
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE INDEX token_user ON token (user_id);

-- Links that work once. kind: 1 first administrator, 2 invitation, 3 password reset.
CREATE TABLE one_time_link (
	id {ID},
	kind {I64} NOT NULL CHECK (kind IN (1, 2, 3)),
	hash {BLOB} NOT NULL,
	user_id {I64} REFERENCES user_account (id),
	created_at {I64} NOT NULL,
	expires_at {I64} NOT NULL,
	used_at {I64}
) {STRICT};
CREATE UNIQUE INDEX one_time_link_hash ON one_time_link (hash);
CREATE INDEX one_time_link_user ON one_time_link (user_id);

-- Calendars and policies: the head row names the current version; versions never change.
-- definition: {"zone","week":{"mon":[["09:00","17:00"]]…},
-- "holidays":[{"id","name","date","until","open"}]}. Calendar 1 is always open and not edited.
CREATE TABLE calendar (
	id {ID},
	name {TEXT} NOT NULL,
	name_fold {TEXT} NOT NULL,
	version {I64} NOT NULL,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE UNIQUE INDEX calendar_name ON calendar (name_fold) WHERE deleted_at IS NULL;
CREATE TABLE calendar_version (
	calendar_id {I64} NOT NULL REFERENCES calendar (id),
	version {I64} NOT NULL,
	definition {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	PRIMARY KEY (calendar_id, version)
) {STRICT};

-- definition: {"filter":{"all":[…],"any":[…]},"pause":["pending","hold"],"warn_before_s":[…],
-- "targets":[{"priority","kind","target_s","goal_s","calendar_id"}]}
CREATE TABLE policy (
	id {ID},
	title {TEXT} NOT NULL,
	description {TEXT} NOT NULL DEFAULT '',
	position {I64} NOT NULL,
	version {I64} NOT NULL,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE INDEX policy_position ON policy (position, id);
CREATE TABLE policy_version (
	policy_id {I64} NOT NULL REFERENCES policy (id),
	version {I64} NOT NULL,
	definition {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	PRIMARY KEY (policy_id, version)
) {STRICT};

-- status: 1 new 2 open 3 pending 4 hold 5 solved 6 closed. priority: 0 none 1 low 2 normal 3 high
-- 4 urgent. type: 0 none 1 problem 2 incident 3 question 4 task. tags: space-separated, sorted.
-- queue_key: the order of the agents' queue: due time of the next open wait; paused and waitless
-- tickets follow (see domain/wait). next_*: a copy of that wait for lists.
-- updated_at moves with events that people see; generated_at with any change.
CREATE TABLE ticket (
	id {ID},
	external_id {TEXT},
	subject {TEXT} NOT NULL DEFAULT '',
	description {TEXT} NOT NULL DEFAULT '',
	status {I64} NOT NULL CHECK (status BETWEEN 1 AND 6),
	priority {I64} NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 4),
	type {I64} NOT NULL DEFAULT 0 CHECK (type BETWEEN 0 AND 4),
	channel {I64} NOT NULL,
	requester_id {I64} NOT NULL REFERENCES user_account (id),
	submitter_id {I64} NOT NULL REFERENCES user_account (id),
	assignee_id {I64} REFERENCES user_account (id),
	group_id {I64} REFERENCES agent_group (id),
	organization_id {I64} REFERENCES organization (id),
	problem_id {I64} REFERENCES ticket (id),
	followup_of_id {I64} REFERENCES ticket (id),
	recipient {TEXT},
	due_at {I64},
	is_public {I64} NOT NULL DEFAULT 1 CHECK (is_public IN (0, 1)),
	tags {TEXT} NOT NULL DEFAULT '',
	person_count {I64} NOT NULL DEFAULT 0,
	field_count {I64} NOT NULL DEFAULT 0,
	incident_count {I64} NOT NULL DEFAULT 0,
	comment_count {I64} NOT NULL DEFAULT 0,
	reopens {I64} NOT NULL DEFAULT 0,
	snippet {TEXT} NOT NULL DEFAULT '',
	queue_key {I64} NOT NULL,
	next_kind {I64},
	next_due_at {I64},
	next_goal_at {I64},
	next_left_s {I64},
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	generated_at {I64} NOT NULL,
	solved_at {I64},
	deleted_at {I64}
) {STRICT};
CREATE INDEX ticket_queue ON ticket (queue_key, id) WHERE status < 5 AND deleted_at IS NULL;
CREATE INDEX ticket_queue_assignee ON ticket (assignee_id, queue_key, id) WHERE status < 5 AND deleted_at IS NULL;
CREATE INDEX ticket_external ON ticket (external_id, id) WHERE external_id IS NOT NULL;
CREATE INDEX ticket_requester ON ticket (requester_id, id);
CREATE INDEX ticket_submitter ON ticket (submitter_id, id);
CREATE INDEX ticket_assignee ON ticket (assignee_id, id);
CREATE INDEX ticket_group ON ticket (group_id, id);
CREATE INDEX ticket_organization ON ticket (organization_id, id);
CREATE INDEX ticket_problem ON ticket (problem_id, id) WHERE problem_id IS NOT NULL;
CREATE INDEX ticket_followup ON ticket (followup_of_id) WHERE followup_of_id IS NOT NULL;
CREATE INDEX ticket_created ON ticket (created_at, id);
CREATE INDEX ticket_updated ON ticket (updated_at, id);
CREATE INDEX ticket_generated ON ticket (generated_at, id);
CREATE INDEX ticket_status ON ticket (status, id);
CREATE INDEX ticket_deleted ON ticket (deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE ticket_tag (
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	tag {TEXT} NOT NULL,
	PRIMARY KEY (ticket_id, tag)
) {STRICT};
CREATE INDEX ticket_tag_tag ON ticket_tag (tag, ticket_id);

-- kind: 1 cc (collaborator, told by mail), 2 follower (agent).
CREATE TABLE ticket_person (
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	kind {I64} NOT NULL CHECK (kind IN (1, 2)),
	user_id {I64} NOT NULL REFERENCES user_account (id),
	PRIMARY KEY (ticket_id, kind, user_id)
) {STRICT};
CREATE INDEX ticket_person_user ON ticket_person (user_id, ticket_id);

-- The one ordered log. actor_id NULL: the system. subject_id: the id of what changed when that is
-- not a ticket. kind: enum event_kind. detail: JSON. Rows are only ever added.
CREATE TABLE event (
	id {ID},
	at {I64} NOT NULL,
	actor_id {I64},
	ticket_id {I64} REFERENCES ticket (id),
	kind {I64} NOT NULL,
	subject_id {I64},
	detail {TEXT} NOT NULL DEFAULT '{}'
) {STRICT};
CREATE INDEX event_ticket ON event (ticket_id, id);
CREATE INDEX event_at ON event (at, id);

-- kind of author at the time: author_role, so that a later promotion does not rewrite history.
CREATE TABLE comment (
	id {ID},
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	event_id {I64} NOT NULL REFERENCES event (id),
	author_id {I64} NOT NULL REFERENCES user_account (id),
	author_role {I64} NOT NULL CHECK (author_role IN (0, 1, 2)),
	public {I64} NOT NULL CHECK (public IN (0, 1)),
	channel {I64} NOT NULL,
	body {TEXT} NOT NULL,
	created_at {I64} NOT NULL
) {STRICT};
CREATE INDEX comment_ticket ON comment (ticket_id, id);
CREATE INDEX comment_author ON comment (author_id, id);
CREATE INDEX comment_event ON comment (event_id);

-- An upload collects attachments until a comment takes them; unused ones expire.
CREATE TABLE upload (
	id {ID},
	hash {BLOB} NOT NULL,
	user_id {I64} REFERENCES user_account (id),
	created_at {I64} NOT NULL,
	expires_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX upload_hash ON upload (hash);
CREATE INDEX upload_user ON upload (user_id);
CREATE INDEX upload_expires ON upload (expires_at);

-- storage_key: the file's server-made name below files/. link: the unguessable part of its URL.
CREATE TABLE attachment (
	id {ID},
	upload_id {I64} REFERENCES upload (id),
	comment_id {I64} REFERENCES comment (id),
	file_name {TEXT} NOT NULL,
	content_type {TEXT} NOT NULL,
	size {I64} NOT NULL,
	sha256 {BLOB} NOT NULL,
	storage_key {TEXT} NOT NULL,
	link {TEXT} NOT NULL,
	inline {I64} NOT NULL DEFAULT 0 CHECK (inline IN (0, 1)),
	redacted {I64} NOT NULL DEFAULT 0 CHECK (redacted IN (0, 1)),
	created_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX attachment_link ON attachment (link);
CREATE INDEX attachment_upload ON attachment (upload_id);
CREATE INDEX attachment_comment ON attachment (comment_id);

-- owner: 1 ticket, 2 user, 3 organization. type: enum field_type. system: 1 for subject, status…
CREATE TABLE custom_field (
	id {ID},
	owner {I64} NOT NULL CHECK (owner IN (1, 2, 3)),
	type {I64} NOT NULL,
	key {TEXT} NOT NULL,
	title {TEXT} NOT NULL,
	description {TEXT} NOT NULL DEFAULT '',
	agent_description {TEXT} NOT NULL DEFAULT '',
	title_in_portal {TEXT} NOT NULL DEFAULT '',
	tag {TEXT},
	regexp {TEXT},
	position {I64} NOT NULL,
	active {I64} NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	required {I64} NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
	collapsed_for_agents {I64} NOT NULL DEFAULT 0 CHECK (collapsed_for_agents IN (0, 1)),
	visible_in_portal {I64} NOT NULL DEFAULT 0 CHECK (visible_in_portal IN (0, 1)),
	editable_in_portal {I64} NOT NULL DEFAULT 0 CHECK (editable_in_portal IN (0, 1)),
	required_in_portal {I64} NOT NULL DEFAULT 0 CHECK (required_in_portal IN (0, 1)),
	system {I64} NOT NULL DEFAULT 0 CHECK (system IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE UNIQUE INDEX custom_field_key ON custom_field (owner, key) WHERE deleted_at IS NULL;
CREATE INDEX custom_field_owner ON custom_field (owner, position, id);

CREATE TABLE custom_field_option (
	id {ID},
	field_id {I64} NOT NULL REFERENCES custom_field (id),
	name {TEXT} NOT NULL,
	value {TEXT} NOT NULL,
	position {I64} NOT NULL,
	is_default {I64} NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1))
) {STRICT};
CREATE UNIQUE INDEX custom_field_option_value ON custom_field_option (field_id, value);

-- value: JSON of the value (string, boolean, number, array); value_fold: its text for search.
CREATE TABLE ticket_field_value (
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	field_id {I64} NOT NULL REFERENCES custom_field (id),
	value {TEXT} NOT NULL,
	value_fold {TEXT} NOT NULL,
	PRIMARY KEY (ticket_id, field_id)
) {STRICT};
CREATE INDEX ticket_field_value_field ON ticket_field_value (field_id, value_fold, ticket_id);

-- kind: 1 first_reply 2 next_reply 3 resolution 4 periodic_update 5 promise 6 callback.
-- outcome: 1 open 2 paused 3 met 4 breached_open 5 breached_late 6 cancelled.
-- paused_ms: total pause so far, without the running one; left_ms: open time left while paused.
-- notice_at: when the ticker must look at this wait next (warning or breach); NULL: never.
CREATE TABLE wait (
	id {ID},
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 6),
	outcome {I64} NOT NULL CHECK (outcome BETWEEN 1 AND 6),
	started_at {I64} NOT NULL,
	policy_id {I64} NOT NULL,
	policy_version {I64} NOT NULL,
	calendar_id {I64} NOT NULL,
	calendar_version {I64} NOT NULL,
	target_s {I64} NOT NULL,
	goal_s {I64} NOT NULL,
	due_at {I64} NOT NULL,
	goal_at {I64} NOT NULL,
	paused_at {I64},
	paused_ms {I64} NOT NULL DEFAULT 0,
	left_ms {I64},
	pauses {TEXT} NOT NULL DEFAULT '[]',
	fulfilled_at {I64},
	fulfilled_by {I64},
	by_solve {I64} NOT NULL DEFAULT 0 CHECK (by_solve IN (0, 1)),
	warned_at {I64},
	breached_at {I64},
	notice_at {I64},
	FOREIGN KEY (policy_id, policy_version) REFERENCES policy_version (policy_id, version),
	FOREIGN KEY (calendar_id, calendar_version) REFERENCES calendar_version (calendar_id, version)
) {STRICT};
CREATE INDEX wait_ticket ON wait (ticket_id, id);
CREATE INDEX wait_notice ON wait (notice_at, id) WHERE notice_at IS NOT NULL;
CREATE INDEX wait_policy ON wait (policy_id, policy_version);
CREATE INDEX wait_calendar ON wait (calendar_id, calendar_version);
CREATE INDEX wait_live ON wait (outcome, due_at, goal_at) WHERE outcome IN (1, 2, 4);

-- Answers kept for Idempotency-Key; body_hash tells a repeat from a misuse.
CREATE TABLE idempotency (
	user_id {I64} NOT NULL,
	key {TEXT} NOT NULL,
	body_hash {BLOB} NOT NULL,
	status {I64} NOT NULL,
	location {TEXT},
	answer {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	PRIMARY KEY (user_id, key)
) {STRICT};
CREATE INDEX idempotency_created ON idempotency (created_at);

-- What leaves the machine, after commit, at least once. kind: 1 mail, 2 webhook.
-- state: 1 queued, 2 sending, 3 sent, 4 failed for good.
CREATE TABLE outbox (
	id {ID},
	kind {I64} NOT NULL CHECK (kind IN (1, 2)),
	state {I64} NOT NULL CHECK (state BETWEEN 1 AND 4),
	event_id {I64} REFERENCES event (id),
	ticket_id {I64} REFERENCES ticket (id),
	payload {TEXT} NOT NULL,
	tries {I64} NOT NULL DEFAULT 0,
	next_try_at {I64} NOT NULL,
	created_at {I64} NOT NULL
) {STRICT};
CREATE INDEX outbox_next ON outbox (next_try_at, id) WHERE state IN (1, 2);
CREATE INDEX outbox_event ON outbox (event_id);
CREATE INDEX outbox_ticket ON outbox (ticket_id);

-- Full text. ticket_text: a row per comment (rowid = comment.id), the subject with each.
-- @sqlite
CREATE VIRTUAL TABLE ticket_text USING fts5 (subject, body, content='', prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE user_text USING fts5 (words, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE organization_text USING fts5 (words, prefix='2 3', tokenize="unicode61 remove_diacritics 2");
-- @postgres
CREATE TABLE ticket_text (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX ticket_text_words ON ticket_text USING gin (words);
CREATE TABLE user_text (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX user_text_words ON user_text USING gin (words);
CREATE TABLE organization_text (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX organization_text_words ON organization_text USING gin (words);
-- @both
