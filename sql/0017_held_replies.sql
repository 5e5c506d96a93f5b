-- Replies on their way: stored, sent at send_at, taken back until then. state: 1 held 2 sent 3 undone
-- 4 stopped (see domain/held_reply). scheduled: to be sent later, not just held for a moment.
-- last_comment_id: the newest comment when it was held. request_key: the client's own, so that the same
-- request makes one. body is empty once the words are elsewhere.
CREATE TABLE held_reply (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	state {I64} NOT NULL CHECK (state BETWEEN 1 AND 4),
	send_at {I64} NOT NULL,
	scheduled {I64} NOT NULL CHECK (scheduled IN (0, 1)),
	unless_answered {I64} NOT NULL CHECK (unless_answered IN (0, 1)),
	body {TEXT} NOT NULL,
	html {TEXT},
	status {I64} NOT NULL DEFAULT 0,
	stamp {TEXT},
	last_comment_id {I64} NOT NULL,
	request_key {TEXT},
	comment_id {I64} REFERENCES comment (id),
	reason {I64} NOT NULL DEFAULT 0,
	reason_text {TEXT},
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE INDEX held_reply_due ON held_reply (send_at, id) WHERE state = 1;
CREATE INDEX held_reply_over ON held_reply (updated_at) WHERE state <> 1;
CREATE INDEX held_reply_ticket ON held_reply (ticket_id, id);
CREATE INDEX held_reply_user ON held_reply (user_id, id);
CREATE INDEX held_reply_comment ON held_reply (comment_id);
CREATE UNIQUE INDEX held_reply_key ON held_reply (user_id, request_key) WHERE request_key IS NOT NULL;

-- Uploads that wait in a draft or with a held reply, so they do not expire. The token is what its
-- owner's other browser sends them with.
CREATE TABLE kept_upload (
	id {ID},
	upload_id {I64} NOT NULL REFERENCES upload (id),
	draft_id {I64} REFERENCES draft (id),
	held_reply_id {I64} REFERENCES held_reply (id),
	token {TEXT} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX kept_upload_upload ON kept_upload (upload_id);
CREATE INDEX kept_upload_draft ON kept_upload (draft_id);
CREATE INDEX kept_upload_held ON kept_upload (held_reply_id);
