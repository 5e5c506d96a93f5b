-- The second step of signing in: time-based codes (RFC 6238). secret: sealed. step: the 30 s step
-- of the newest code that was taken, so that none counts twice. confirmed_at NULL: being set up;
-- user_account.second_step_at is its copy.
CREATE TABLE second_step (
	user_id {I64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
	secret {BLOB} NOT NULL,
	step {I64} NOT NULL,
	created_at {I64} NOT NULL,
	confirmed_at {I64}
) {STRICT};
ALTER TABLE user_account ADD COLUMN second_step_at {I64};

-- Codes for the day the phone is lost; used ones are deleted.
CREATE TABLE recovery_code (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	hash {BLOB} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX recovery_code_hash ON recovery_code (user_id, hash);

-- Invitations are links of kind 2; made_by: who invited.
ALTER TABLE one_time_link ADD COLUMN made_by {I64} REFERENCES user_account (id);
CREATE INDEX one_time_link_maker ON one_time_link (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX one_time_link_open ON one_time_link (kind, id) WHERE used_at IS NULL;

-- The audit log: events that are about people, settings and access, not about tickets (kinds below
-- 30). Filters are answered from the index alone.
CREATE INDEX event_house ON event (at, id, kind, actor_id) WHERE kind >= 30;
