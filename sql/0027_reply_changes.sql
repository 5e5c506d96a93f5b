-- What a draft or a held reply changes of its ticket beside its words: JSON as domain/reply_changes
-- reads it, NULL for nothing.
ALTER TABLE draft ADD COLUMN changes {TEXT};
ALTER TABLE held_reply ADD COLUMN changes {TEXT};
