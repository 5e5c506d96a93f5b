-- Merges. state: JSON of what undoing needs (see domain/ticket_merge).
CREATE TABLE ticket_merge (
	id {ID},
	source_id {I64} NOT NULL REFERENCES ticket (id),
	target_id {I64} NOT NULL REFERENCES ticket (id),
	actor_id {I64},
	state {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	undone_at {I64}
) {STRICT};
CREATE INDEX ticket_merge_source ON ticket_merge (source_id, id);
CREATE INDEX ticket_merge_target ON ticket_merge (target_id, id);

-- Deleted for good: the row stays, what people wrote is gone.
CREATE TABLE ticket_purge (
	ticket_id {I64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
	purged_at {I64} NOT NULL
) {STRICT};

-- Messages held back before they become tickets. cause_id: see domain/suspended. Their uploads do
-- not expire while the row is there.
CREATE TABLE suspended_ticket (
	id {ID},
	author_id {I64} REFERENCES user_account (id),
	author_name {TEXT},
	author_email {TEXT},
	subject {TEXT} NOT NULL,
	content {TEXT} NOT NULL,
	cause_id {I64} NOT NULL,
	channel {I64} NOT NULL,
	ticket_id {I64} REFERENCES ticket (id),
	recipient {TEXT},
	message_id {TEXT},
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE INDEX suspended_ticket_created ON suspended_ticket (created_at, id);
CREATE INDEX suspended_ticket_author ON suspended_ticket (author_id);
CREATE INDEX suspended_ticket_ticket ON suspended_ticket (ticket_id);

CREATE TABLE suspended_upload (
	suspended_id {I64} NOT NULL REFERENCES suspended_ticket (id),
	upload_id {I64} NOT NULL REFERENCES upload (id),
	PRIMARY KEY (suspended_id, upload_id)
) {STRICT};
CREATE INDEX suspended_upload_upload ON suspended_upload (upload_id);
