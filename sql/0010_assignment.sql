-- How tickets of a group find an agent. method: 1 round robin, 2 load based; no row: by hand.
CREATE TABLE group_assignment (
	group_id {I64} NOT NULL PRIMARY KEY REFERENCES agent_group (id),
	method {I64} NOT NULL CHECK (method IN (1, 2)),
	updated_at {I64} NOT NULL
) {STRICT};

-- capacity NULL: as many open tickets as come. No row: available, without limit.
CREATE TABLE agent_availability (
	user_id {I64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
	available {I64} NOT NULL CHECK (available IN (0, 1)),
	capacity {I64},
	updated_at {I64} NOT NULL
) {STRICT};

-- When a group last gave an agent a ticket: whose turn is it?
CREATE TABLE assignment_turn (
	group_id {I64} NOT NULL REFERENCES agent_group (id),
	user_id {I64} NOT NULL REFERENCES user_account (id),
	turn {I64} NOT NULL,
	PRIMARY KEY (group_id, user_id)
) {STRICT};
CREATE INDEX assignment_turn_user ON assignment_turn (user_id);

-- The backlog of a group, most urgent first.
CREATE INDEX ticket_backlog ON ticket (group_id, queue_key, id) WHERE assignee_id IS NULL AND status < 3 AND deleted_at IS NULL;

-- What an agent has on the desk, and how soon it is due: read for every assignment.
CREATE INDEX ticket_desk ON ticket (assignee_id, next_due_at) WHERE assignee_id IS NOT NULL AND status < 3 AND deleted_at IS NULL;

-- How many tickets an organisation has, from the index alone.
CREATE INDEX ticket_organization_live ON ticket (organization_id, id) WHERE deleted_at IS NULL;
