-- The list at work: what each agent has seen, and changes to many tickets at once.

-- The newest message of a ticket that an agent has seen; 0: he marked it as unread. No row: never opened.
CREATE TABLE ticket_read (
	agent_id {I64} NOT NULL REFERENCES user_account (id),
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	comment_id {I64} NOT NULL,
	PRIMARY KEY (agent_id, ticket_id)
-- @sqlite
) STRICT, WITHOUT ROWID;
-- @postgres
);
-- @both
CREATE INDEX ticket_read_ticket ON ticket_read (ticket_id);

-- A change to many tickets, done in steps behind its job. state: 1 working, 2 done, 3 stopped.
-- action: 1 update, 2 delete, 3 spam, 4 undo (of the job undo_of). change: JSON. The numbers are
-- items by outcome.
CREATE TABLE bulk_job (
	job_id {I64} NOT NULL PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
	action {I64} NOT NULL CHECK (action BETWEEN 1 AND 4),
	state {I64} NOT NULL CHECK (state BETWEEN 1 AND 3),
	change {TEXT} NOT NULL,
	undo_of {I64} REFERENCES bulk_job (job_id) ON DELETE SET NULL,
	changed {I64} NOT NULL DEFAULT 0,
	unchanged {I64} NOT NULL DEFAULT 0,
	failed {I64} NOT NULL DEFAULT 0,
	skipped {I64} NOT NULL DEFAULT 0
) {STRICT};
CREATE INDEX bulk_job_working ON bulk_job (job_id) WHERE state = 1;
CREATE INDEX bulk_job_undo ON bulk_job (undo_of) WHERE undo_of IS NOT NULL;

-- outcome: 0 waiting, 1 changed, 2 nothing to change, 3 failed (detail says why), 4 skipped: it was
-- changed since. before: what an undo gives back, JSON. stamp: ticket.generated_at after the change.
CREATE TABLE bulk_item (
	job_id {I64} NOT NULL REFERENCES bulk_job (job_id) ON DELETE CASCADE,
	place {I64} NOT NULL,
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	outcome {I64} NOT NULL DEFAULT 0,
	stamp {I64} NOT NULL DEFAULT 0,
	before {TEXT},
	detail {TEXT},
	PRIMARY KEY (job_id, place)
-- @sqlite
) STRICT, WITHOUT ROWID;
-- @postgres
);
-- @both
CREATE INDEX bulk_item_ticket ON bulk_item (ticket_id);
CREATE INDEX bulk_item_waiting ON bulk_item (job_id, place) WHERE outcome = 0;
