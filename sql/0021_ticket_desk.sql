-- Tickets that are put aside until a moment, one row each while it lasts; wake_on_reply: or until the
-- customer writes. A deadline that comes nearer ends it too, which needs no column.
CREATE TABLE snooze (
	ticket_id {I64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
	until {I64} NOT NULL,
	wake_on_reply {I64} NOT NULL CHECK (wake_on_reply IN (0, 1)),
	set_by {I64} NOT NULL REFERENCES user_account (id),
	set_at {I64} NOT NULL
) {STRICT};
CREATE INDEX snooze_by ON snooze (set_by);
CREATE INDEX snooze_until ON snooze (until, ticket_id);

-- The HTML that a customer's message came with, as it came. It is made safe whenever it is shown, so a
-- better base/html_mail serves old messages too. Gone when words of the comment are blacked out.
CREATE TABLE comment_source (
	comment_id {I64} NOT NULL PRIMARY KEY REFERENCES comment (id),
	html {TEXT} NOT NULL
) {STRICT};
