-- When the customer's page first showed an agent's message to whoever opened it.
CREATE TABLE comment_seen (
	comment_id {I64} NOT NULL PRIMARY KEY REFERENCES comment (id),
	at {I64} NOT NULL
) {STRICT};
