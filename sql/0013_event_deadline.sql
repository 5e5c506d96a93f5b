-- Exports of deadline events read these kinds only, a small part of the log.
CREATE INDEX event_deadline ON event (id) WHERE kind IN (10, 11, 12, 13, 14, 15, 17, 18);
