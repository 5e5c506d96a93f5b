-- Three more kinds of waits: 7 requester_wait 8 agent_work 9 pausable_update. SQLite cannot change
-- a column's check in place, so the column is made anew.
ALTER TABLE wait RENAME COLUMN kind TO kind_before;
ALTER TABLE wait ADD COLUMN kind {I64} NOT NULL DEFAULT 1 CHECK (kind BETWEEN 1 AND 9);
UPDATE wait SET kind = kind_before;
ALTER TABLE wait DROP COLUMN kind_before;
