-- What reports and the board read of messages, without their words. The first takes the place of
-- the narrow index: threads are walked from it alone. The second holds only answers of people, so
-- that what customers write costs nothing more.
CREATE INDEX comment_thread ON comment (ticket_id, id, public, author_role, channel, created_at);
DROP INDEX comment_ticket;
CREATE INDEX comment_answer ON comment (created_at, author_id, public, author_role, channel)
	WHERE public = 1 AND author_role > 0 AND channel <> 6;
