-- Rules: views, macros, triggers, automations. kind: 1 view 2 macro 3 trigger 4 automation.
-- access: 0 everybody, 1 the groups in rule_access, 2 the owner alone. definition: JSON
-- {"conditions":{"all","any"},"actions":[…],"output":{…}}. counter (rule_generation, kind) moves
-- with every edit.
CREATE TABLE trigger_category (
	id {ID},
	name {TEXT} NOT NULL,
	position {I64} NOT NULL,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE INDEX trigger_category_position ON trigger_category (position, id) WHERE deleted_at IS NULL;

CREATE TABLE rule (
	id {ID},
	kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 4),
	title {TEXT} NOT NULL,
	title_fold {TEXT} NOT NULL,
	description {TEXT} NOT NULL DEFAULT '',
	active {I64} NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	position {I64} NOT NULL,
	category_id {I64} REFERENCES trigger_category (id),
	version {I64} NOT NULL,
	is_default {I64} NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
	access {I64} NOT NULL DEFAULT 0 CHECK (access IN (0, 1, 2)),
	owner_id {I64} REFERENCES user_account (id),
	definition {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE INDEX rule_position ON rule (kind, position, id) WHERE deleted_at IS NULL;
CREATE INDEX rule_category ON rule (category_id);
CREATE INDEX rule_owner ON rule (owner_id);

CREATE TABLE rule_access (
	rule_id {I64} NOT NULL REFERENCES rule (id),
	group_id {I64} NOT NULL REFERENCES agent_group (id),
	PRIMARY KEY (rule_id, group_id)
) {STRICT};
CREATE INDEX rule_access_group ON rule_access (group_id);

CREATE TABLE rule_revision (
	rule_id {I64} NOT NULL REFERENCES rule (id),
	version {I64} NOT NULL,
	author_id {I64},
	definition {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	PRIMARY KEY (rule_id, version)
) {STRICT};

-- Since when a ticket is what it is (include/domain/ticket_since.h). A row appears with the first
-- update that tells more than creation did; without one, everything began at ticket.created_at.
CREATE TABLE ticket_since (
	ticket_id {I64} PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE,
	status_at {I64} NOT NULL,
	assigned_at {I64},
	requester_at {I64} NOT NULL,
	assignee_at {I64},
	replies {I64} NOT NULL,
	agent_stations {I64} NOT NULL,
	group_stations {I64} NOT NULL
) {STRICT};
-- What an older version did not keep is taken from what it did.
INSERT INTO ticket_since (ticket_id, status_at, assigned_at, requester_at, replies, agent_stations,
	group_stations)
SELECT t.id, CASE WHEN t.status >= 5 AND t.solved_at IS NOT NULL THEN t.solved_at ELSE t.updated_at END,
	CASE WHEN t.assignee_id IS NULL THEN NULL ELSE t.updated_at END, t.updated_at, 0,
	CASE WHEN t.assignee_id IS NULL THEN 0 ELSE 1 END, CASE WHEN t.group_id IS NULL THEN 0 ELSE 1 END
FROM ticket t WHERE t.updated_at > t.created_at;

-- Views of unsolved tickets are counted and listed from this index alone. "+ 0": a query that says
-- so cannot be given the index of statuses instead.
CREATE INDEX ticket_view ON ticket (updated_at, id, status, assignee_id, group_id, priority, type,
	requester_id, organization_id, channel, is_public, created_at, due_at, next_due_at,
	next_left_s, deleted_at) WHERE status + 0 < 5 AND deleted_at IS NULL;

-- Automations that ran on a ticket which still fits (a rule that failed, or whose action did not
-- end its conditions): not again until it fitted no more. at: the round that last saw it so. No
-- references: what is gone is swept with the next round.
CREATE TABLE automation_hold (
	rule_id {I64} NOT NULL,
	ticket_id {I64} NOT NULL,
	version {I64} NOT NULL,
	at {I64} NOT NULL,
	PRIMARY KEY (rule_id, ticket_id)
) {STRICT};
CREATE INDEX automation_hold_at ON automation_hold (at);

-- Files that macros carry. rule_id NULL: uploaded, not yet in a macro.
CREATE TABLE macro_attachment (
	attachment_id {I64} NOT NULL PRIMARY KEY REFERENCES attachment (id),
	rule_id {I64} REFERENCES rule (id),
	owner_id {I64} NOT NULL REFERENCES user_account (id)
) {STRICT};
CREATE INDEX macro_attachment_rule ON macro_attachment (rule_id, attachment_id);
CREATE INDEX macro_attachment_owner ON macro_attachment (owner_id);
