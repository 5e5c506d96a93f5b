-- Problem tickets are few among many: the list of problems must not walk all tickets.
CREATE INDEX ticket_problems ON ticket (id) WHERE type = 1 AND deleted_at IS NULL;

-- The sweep of files below DATA/files asks for each whether a row still names it.
CREATE INDEX attachment_key ON attachment (storage_key);

CREATE INDEX ticket_priority ON ticket (priority, id);
