-- Webhooks: who is told over HTTP what happens here. A delivery is a row of outbox (kind 2), its
-- attempts are rows of webhook_attempt. method, format, auth: see domain/webhook.h. headers: JSON,
-- [["name","value"],…]. subscriptions: words between spaces. auth_value and secret are secrets that
-- must be sent or signed with, so they are kept as they are. failures, failing_since,
-- paused_until: how the receiver does; disabled_at: when lasting failure made it inactive.
CREATE TABLE webhook (
	id {ID},
	name {TEXT} NOT NULL,
	name_fold {TEXT} NOT NULL,
	description {TEXT} NOT NULL DEFAULT '',
	endpoint {TEXT} NOT NULL,
	active {I64} NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	method {I64} NOT NULL CHECK (method BETWEEN 1 AND 5),
	format {I64} NOT NULL CHECK (format BETWEEN 1 AND 3),
	auth {I64} NOT NULL DEFAULT 0 CHECK (auth BETWEEN 0 AND 3),
	auth_name {TEXT},
	auth_value {TEXT},
	headers {TEXT} NOT NULL DEFAULT '[]',
	subscriptions {TEXT} NOT NULL DEFAULT '',
	secret {TEXT} NOT NULL,
	failures {I64} NOT NULL DEFAULT 0,
	failing_since {I64} NOT NULL DEFAULT 0,
	paused_until {I64} NOT NULL DEFAULT 0,
	disabled_at {I64} NOT NULL DEFAULT 0,
	created_at {I64} NOT NULL,
	created_by {I64},
	updated_at {I64} NOT NULL,
	updated_by {I64},
	deleted_at {I64}
) {STRICT};

-- status_code, done_at: of the last attempt; 0 before the first and when no answer came.
ALTER TABLE outbox ADD COLUMN webhook_id {I64} REFERENCES webhook (id);
ALTER TABLE outbox ADD COLUMN status_code {I64} NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN done_at {I64} NOT NULL DEFAULT 0;
CREATE INDEX outbox_webhook ON outbox (webhook_id, done_at, id);
CREATE INDEX outbox_webhook_due ON outbox (webhook_id, next_try_at, id) WHERE state = 1;
CREATE INDEX outbox_done ON outbox (done_at, id) WHERE state IN (3, 4);

-- error: why there was no answer that counts, or NULL. Headers: JSON, [["name","value"],…].
CREATE TABLE webhook_attempt (
	id {ID},
	outbox_id {I64} NOT NULL REFERENCES outbox (id),
	status_code {I64} NOT NULL,
	error {TEXT},
	request_headers {TEXT} NOT NULL,
	response_headers {TEXT} NOT NULL,
	response {TEXT} NOT NULL,
	took_ms {I64} NOT NULL,
	completed_at {I64} NOT NULL
) {STRICT};
CREATE INDEX webhook_attempt_outbox ON webhook_attempt (outbox_id, id);
