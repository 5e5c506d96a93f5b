/* Counts of the outbox and of webhooks. */
#include "domain/health.h"

#include "base/clock.h"

QUERY(health_outbox_queued, "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state IN (1, 2) "
			    "AND next_try_at > 0 LIMIT ?) n");
QUERY(health_outbox_oldest, "SELECT created_at FROM outbox WHERE state IN (1, 2) "
			    "AND next_try_at > 0 ORDER BY next_try_at, id LIMIT 1");
QUERY(health_outbox_failed, "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state IN (3, 4) "
			    "AND done_at >= ? AND state = 4 LIMIT ?) n");
QUERY_SCAN(health_webhooks, "webhooks are few",
	"SELECT count(CASE WHEN active = 1 THEN 1 END), "
	"count(CASE WHEN active = 1 AND failures > 0 THEN 1 END), "
	"count(CASE WHEN disabled_at > 0 THEN 1 END) FROM webhook WHERE deleted_at IS NULL");

static enum err outbox(struct cx *cx, struct health *ret)
{
	struct stmt *s = db_stmt(cx->db, &health_outbox_queued);

	bind_i64(s, HEALTH_COUNT_MAX);
	TRY(db_run_i64(s, 0, &ret->outbox_queued));
	TRY(db_run_i64(db_stmt(cx->db, &health_outbox_oldest), 0, &ret->outbox_oldest_at));
	s = db_stmt(cx->db, &health_outbox_failed);
	bind_i64(s, cx->now - DAY_MS);
	bind_i64(s, HEALTH_COUNT_MAX);
	return db_run_i64(s, 0, &ret->outbox_failed);
}

enum err health_get(struct cx *cx, struct health *ret)
{
	struct stmt *s;

	*ret = (struct health){0};
	TRY(outbox(cx, ret));
	s = db_stmt(cx->db, &health_webhooks);
	if (db_row(s)) {
		ret->webhooks_active = col_i64(s);
		ret->webhooks_failing = col_i64(s);
		ret->webhooks_off = col_i64(s);
	}
	return db_done(s);
}
