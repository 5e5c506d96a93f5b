-- What a held-back message answered to the questions of the form: {"form": id, "fields": [{"id",
-- "value"}]}. NULL: it was asked nothing.
ALTER TABLE suspended_ticket ADD COLUMN answers {TEXT};
