-- Exports walk people and organisations in the order of their last change.
CREATE INDEX user_account_updated ON user_account (updated_at, id);
CREATE INDEX organization_updated ON organization (updated_at, id);

-- What the customer said of a solved ticket; one row per ticket, rated again in place.
-- score: 1 offered, 2 bad, 3 good. reason_id: of the built-in list, 0 none.
CREATE TABLE satisfaction_rating (
	id {ID},
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	requester_id {I64} NOT NULL REFERENCES user_account (id),
	assignee_id {I64} REFERENCES user_account (id),
	group_id {I64} REFERENCES agent_group (id),
	score {I64} NOT NULL CHECK (score BETWEEN 1 AND 3),
	comment {TEXT},
	reason_id {I64} NOT NULL DEFAULT 0,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX satisfaction_rating_ticket ON satisfaction_rating (ticket_id);
CREATE INDEX satisfaction_rating_requester ON satisfaction_rating (requester_id);
CREATE INDEX satisfaction_rating_assignee ON satisfaction_rating (assignee_id);
CREATE INDEX satisfaction_rating_group ON satisfaction_rating (group_id);
CREATE INDEX satisfaction_rating_created ON satisfaction_rating (created_at, id);

-- Where the event log stood when the stamps of a minute (ms / 60,000) began: event_id and those
-- behind it were written then or later, whatever time they are about.
CREATE TABLE event_mark (
	minute {I64} NOT NULL PRIMARY KEY,
	event_id {I64} NOT NULL
) {STRICT};

-- Audits are few among the events; domain/audit_i.h asks in the same words.
CREATE INDEX event_audit ON event (id) WHERE kind IN (1, 2, 5, 21) OR (kind = 20 AND substr(detail, 1, 12) = '{"events":[{');
