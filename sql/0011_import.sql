-- What came from elsewhere: from which server (or directory), and which of its things became which
-- of ours, so that nothing is taken in twice. kind: enum import_kind.
CREATE TABLE import_source (
	id {ID},
	name {TEXT} NOT NULL,
	created_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX import_source_name ON import_source (name);

-- own_id names a row of the table that the kind stands for.
CREATE TABLE import_map (
	source_id {I64} NOT NULL REFERENCES import_source (id),
	kind {I64} NOT NULL,
	origin_id {I64} NOT NULL,
	own_id {I64} NOT NULL,
	PRIMARY KEY (source_id, kind, origin_id)
) {STRICT};

-- How far the download of one list has come: where the next page is, and how many bytes of the
-- file that collects it are good.
CREATE TABLE import_progress (
	source_id {I64} NOT NULL REFERENCES import_source (id),
	resource {TEXT} NOT NULL,
	next {TEXT} NOT NULL,
	bytes {I64} NOT NULL,
	done {I64} NOT NULL CHECK (done IN (0, 1)),
	PRIMARY KEY (source_id, resource)
) {STRICT};
