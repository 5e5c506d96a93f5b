/*
 * Stamps: the newest of all rows is the end of three indexes, asked once in a transaction. The
 * first stamp of a minute leaves a mark in the event log.
 */
#include "domain/stamp.h"

#include "base/clock.h"

QUERY_SCAN(stamp_select_ticket, "the end of an index", "SELECT MAX(generated_at) FROM ticket");
QUERY_SCAN(stamp_select_user, "the end of an index", "SELECT MAX(updated_at) FROM user_account");
QUERY(stamp_select_organization, "SELECT MAX(updated_at) FROM organization");
QUERY_SCAN(stamp_insert_mark, "the end of the primary key",
	"INSERT INTO event_mark (minute, event_id) VALUES (?, "
	"(SELECT COALESCE(MAX(e.id), 0) + 1 FROM event e)) ON CONFLICT (minute) DO NOTHING");
QUERY(stamp_select_mark,
	"SELECT event_id FROM event_mark WHERE minute <= ? ORDER BY minute DESC LIMIT 1");

enum err stamp_newest(struct cx *cx, i64 *ret)
{
	static const struct query *const queries[] = {
		&stamp_select_ticket, &stamp_select_user, &stamp_select_organization};
	i64 newest = 0;

	for (size_t i = 0; i < COUNT_OF(queries); i++) {
		i64 v;

		TRY(db_run_i64(db_stmt(cx->db, queries[i]), 0, &v));
		newest = v > newest ? v : newest;
	}
	*ret = newest;
	return OK;
}

static enum err leave_mark(struct cx *cx, i64 stamp)
{
	struct stmt *s = db_stmt(cx->db, &stamp_insert_mark);

	bind_i64(s, stamp / MINUTE_MS);
	return db_run(s);
}

enum err stamp_now(struct cx *cx, i64 *ret)
{
	i64 least = db_kept(cx->db), stamp;

	if (!least) {
		TRY(stamp_newest(cx, &least));
		least = least > cx->now + STAMP_AHEAD_MS ? 1 : least + 1;
		db_keep(cx->db, least);
		TRY(leave_mark(cx, cx->now > least ? cx->now : least));
	}
	stamp = cx->now > least ? cx->now : least;
	*ret = stamp;
	return OK;
}

enum err stamp_event_before(struct cx *cx, i64 at, i64 *ret_event_id)
{
	struct stmt *s = db_stmt(cx->db, &stamp_select_mark);

	bind_i64(s, at / MINUTE_MS - 1);
	return db_run_i64(s, 0, ret_event_id);
}
