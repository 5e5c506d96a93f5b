-- What people chose for their work: theme, keys, notifications. value: a JSON object, read and
-- written whole.
CREATE TABLE preference (
	user_id {I64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
	value {TEXT} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
