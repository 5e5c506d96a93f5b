-- Unsent answers. mode: 1 reply 2 note. version grows with every write and never comes back. stamp:
-- updated_at of the ticket as the writer saw it, as text. status: to be set when it is sent. notice:
-- why it lies here again after it was held (see domain/draft), with a sentence.
CREATE TABLE draft (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	mode {I64} NOT NULL CHECK (mode IN (1, 2)),
	version {I64} NOT NULL,
	body {TEXT} NOT NULL,
	html {TEXT},
	stamp {TEXT},
	status {I64} NOT NULL DEFAULT 0,
	notice {I64} NOT NULL DEFAULT 0,
	notice_text {TEXT},
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX draft_place ON draft (user_id, ticket_id, mode);
CREATE INDEX draft_ticket ON draft (ticket_id);
CREATE INDEX draft_user ON draft (user_id, id);
CREATE INDEX draft_updated ON draft (updated_at);

-- The formatted text of comments that have one; its plain text is comment.body. Clean: it holds
-- only what base/html_clean lets through.
CREATE TABLE comment_html (
	comment_id {I64} NOT NULL PRIMARY KEY REFERENCES comment (id),
	html {TEXT} NOT NULL
) {STRICT};

-- Who was named in a note. group_id: named as one of this group.
CREATE TABLE mention (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	comment_id {I64} NOT NULL REFERENCES comment (id),
	author_id {I64} NOT NULL REFERENCES user_account (id),
	group_id {I64} REFERENCES agent_group (id),
	at {I64} NOT NULL,
	seen_at {I64}
) {STRICT};
CREATE UNIQUE INDEX mention_pair ON mention (comment_id, user_id);
CREATE INDEX mention_user ON mention (user_id, id);
CREATE INDEX mention_unseen ON mention (user_id, ticket_id) WHERE seen_at IS NULL;
CREATE INDEX mention_ticket ON mention (ticket_id);
CREATE INDEX mention_author ON mention (author_id);
CREATE INDEX mention_group ON mention (group_id);
