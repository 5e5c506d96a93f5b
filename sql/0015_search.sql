-- What searches look at. A row of the full text index is found by its ticket: rowid = ticket_id *
-- 4096 + the comment's number in its thread, from 0 (domain/comment_store), so that hits come in
-- the order of tickets and say whose they are.
-- @sqlite
INSERT INTO ticket_text (ticket_text) VALUES ('delete-all');
INSERT INTO ticket_text (rowid, subject, body)
SELECT c.ticket_id * 4096 + c.number, t.subject, c.body FROM (
	SELECT ticket_id, body, row_number() OVER (PARTITION BY ticket_id ORDER BY id) - 1 AS number
	FROM comment) c JOIN ticket t ON t.id = c.ticket_id WHERE c.number < 4096
ORDER BY c.ticket_id, c.number;
-- @postgres
DELETE FROM ticket_text;
INSERT INTO ticket_text (rowid, words)
SELECT c.ticket_id * 4096 + c.number, to_tsvector('simple', t.subject || ' ' || c.body) FROM (
	SELECT ticket_id, body, row_number() OVER (PARTITION BY ticket_id ORDER BY id) - 1 AS number
	FROM comment) c JOIN ticket t ON t.id = c.ticket_id WHERE c.number < 4096;
-- @both

-- The columns that searches and sorted lists ask about, without the wide rows.
CREATE INDEX ticket_search ON ticket (id, status, priority, type, channel, requester_id,
	submitter_id, assignee_id, group_id, organization_id, is_public, brand_id, ticket_form_id,
	due_at, created_at, updated_at, solved_at, tags) WHERE deleted_at IS NULL;
CREATE INDEX ticket_type ON ticket (type, id) WHERE type <> 0;
DROP INDEX comment_author;
CREATE INDEX comment_commenter ON comment (author_id, ticket_id);
CREATE INDEX ticket_gone ON ticket (id) WHERE deleted_at IS NOT NULL;
CREATE INDEX satisfaction_rating_score ON satisfaction_rating (score, ticket_id);

-- The lists of an organisation and of an agent are sorted by what these have; they take the place
-- of the narrow ones.
DROP INDEX ticket_organization;
DROP INDEX ticket_organization_live;
DROP INDEX ticket_assignee;
CREATE INDEX ticket_organization_all ON ticket (organization_id, id, deleted_at, status, priority,
	created_at, updated_at, is_public, requester_id, assignee_id, group_id);
CREATE INDEX ticket_assigned ON ticket (assignee_id, id, deleted_at, status, priority, created_at,
	updated_at, is_public, requester_id, group_id, organization_id);
