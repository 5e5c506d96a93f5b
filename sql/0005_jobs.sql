-- What batches did, kept for polling. The work is done in the transaction that writes the row, so a
-- job is complete from the start. name: what clients know it by. total NULL: a single action, not a
-- batch. results: JSON.
CREATE TABLE job (
	id {ID},
	name {TEXT} NOT NULL,
	type {TEXT} NOT NULL,
	total {I64},
	results {TEXT} NOT NULL,
	actor_id {I64} NOT NULL REFERENCES user_account (id),
	created_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX job_name ON job (name);
CREATE INDEX job_actor ON job (actor_id, id);
CREATE INDEX job_created ON job (created_at);
