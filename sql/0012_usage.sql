-- How often rules are used. at: when a bucket of time begins; buckets are 10 minutes long while they
-- are young, then an hour, then a day (domain/rule_usage). uses: firings of a trigger or an
-- automation, tickets that a macro changed, openings of a view.
CREATE TABLE rule_usage (
	rule_id {I64} NOT NULL REFERENCES rule (id),
	at {I64} NOT NULL,
	uses {I64} NOT NULL,
	PRIMARY KEY (rule_id, at)
-- @sqlite
) STRICT, WITHOUT ROWID;
-- @postgres
);
-- @both
CREATE INDEX rule_usage_at ON rule_usage (at);

-- What fired in the last 30 whole days of the log is counted from it; `rule_usage_since` says from
-- where on the counts are complete.
INSERT INTO meta (name, value)
SELECT 'rule_usage_since', CAST(coalesce(max(at), 0) / 86400000 * 86400000 - 2592000000 AS TEXT)
FROM event;
INSERT INTO rule_usage (rule_id, at, uses)
SELECT e.subject_id, e.at - e.at % 600000, count(*) FROM event e JOIN rule r ON r.id = e.subject_id
WHERE e.kind = 20 AND e.at >= (SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'rule_usage_since')
GROUP BY 1, 2;
