/*
 * How the house is: one answer for the administrator's page. Each part has a state (ok, warning,
 * bad, not_set_up), which is decided here and nowhere else, and the numbers behind it.
 */
#include "http/http_i.h"

#include "base/clock.h"
#include "base/last_run.h"
#include "db/writer.h"
#include "domain/health.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#define BACKUP_OLD_MS	(2 * DAY_MS)
#define CHECK_OLD_MS	(35 * DAY_MS)
#define OUTBOX_LATE_MS	(15 * MINUTE_MS)
#define OUTBOX_STUCK_MS (6 * HOUR_MS)

enum {
	WAL_LARGE = 512 << 20,
	COMMIT_SLOW_US = 50 * 1000,
	COMMIT_BAD_US = 500 * 1000,
	QUEUE_LONG = 500,
};

enum state { STATE_OK, STATE_WARNING, STATE_BAD, STATE_NOT_SET_UP };

static void part_begin(struct rq *rq, const char *name, enum state state)
{
	static const char *const words[] = {"ok", "warning", "bad", "not_set_up"};

	jw_object(&rq->jw, name);
	jw_str(&rq->jw, "state", words[state]);
}

static enum state worse(enum state a, enum state b)
{
	return a > b ? a : b;
}

static i64 file_size(struct rq *rq, const char *name)
{
	struct stat st;
	const char *path = arena_printf(rq->cx.arena, "%s/%s", server.options.data_dir, name);

	return stat(path, &st) == 0 ? (i64)st.st_size : 0;
}

static void write_server(struct rq *rq)
{
	struct jw *jw = &rq->jw;

	part_begin(rq, "server", STATE_OK);
	jw_str(jw, "version", TEND_VERSION);
	jw_time(jw, "started_at", server.started_at);
	jw_i64(jw, "connections", atomic_load(&server.connections));
	jw_i64(jw, "streams", sse_count());
	jw_end(jw);
}

static void write_database(struct rq *rq)
{
	i64 wal = file_size(rq, "tend.db-wal");
	struct jw *jw = &rq->jw;

	part_begin(rq, "database", wal > WAL_LARGE ? STATE_WARNING : STATE_OK);
	jw_i64(jw, "bytes", file_size(rq, "tend.db"));
	jw_i64(jw, "wal_bytes", wal);
	jw_end(jw);
}

/* Room for the floor once more is short; at the floor, writes are refused. */
static void write_disk(struct rq *rq)
{
	i64 floor = server.options.free_floor, spare = 0, total = 0;
	struct statvfs fs;
	struct jw *jw = &rq->jw;
	enum state state = STATE_OK;

	if (statvfs(server.options.data_dir, &fs) == 0) {
		spare = (i64)(fs.f_bavail * fs.f_frsize);
		total = (i64)(fs.f_blocks * fs.f_frsize);
	}
	if (spare <= floor)
		state = STATE_BAD;
	else if (spare < 10 * floor || spare < total / 20)
		state = STATE_WARNING;
	part_begin(rq, "disk", state);
	jw_i64(jw, "free_bytes", spare);
	jw_i64(jw, "total_bytes", total);
	jw_i64(jw, "floor_bytes", floor);
	jw_end(jw);
}

/* us: 0 before the first commit. */
static void write_writer(struct rq *rq)
{
	struct writer_stats s = writer_stats();
	i64 us = s.batches ? s.commit_us_total / s.batches : 0;
	struct jw *jw = &rq->jw;
	enum state state = us > COMMIT_BAD_US ? STATE_BAD : STATE_OK;

	if (us > COMMIT_SLOW_US || s.queued > QUEUE_LONG)
		state = worse(state, STATE_WARNING);
	part_begin(rq, "writer", state);
	jw_i64(jw, "queued", s.queued);
	jw_i64(jw, "transactions", s.batches);
	jw_i64(jw, "changes", s.jobs);
	jw_double(jw, "commit_ms", (double)us / 1000);
	jw_end(jw);
}

static void write_run(
	struct rq *rq, const char *name, const struct last_run *run, i64 old_ms, const char *count)
{
	struct jw *jw = &rq->jw;
	enum state state = STATE_OK;

	if (!run->at)
		state = STATE_NOT_SET_UP;
	else if (!run->ok)
		state = STATE_BAD;
	else if (rq->cx.now - run->at > old_ms)
		state = STATE_WARNING;
	part_begin(rq, name, state);
	jw_time(jw, "at", run->at);
	if (run->at)
		jw_bool(jw, "succeeded", run->ok);
	else
		jw_null(jw, "succeeded");
	jw_i64(jw, count, run->count);
	jw_end(jw);
}

static void write_outbox(struct rq *rq, const struct health *h)
{
	i64 age = h->outbox_oldest_at ? rq->cx.now - h->outbox_oldest_at : 0;
	enum state state = age > OUTBOX_STUCK_MS ? STATE_BAD : STATE_OK;
	struct jw *jw = &rq->jw;

	if (age > OUTBOX_LATE_MS || h->outbox_failed)
		state = worse(state, STATE_WARNING);
	part_begin(rq, "outbox", state);
	jw_i64(jw, "queued", h->outbox_queued);
	jw_time(jw, "oldest_at", h->outbox_oldest_at);
	jw_i64(jw, "failed", h->outbox_failed);
	jw_end(jw);
}

static void write_webhooks(struct rq *rq, const struct health *h)
{
	enum state state = h->webhooks_off ? STATE_BAD : STATE_OK;
	struct jw *jw = &rq->jw;

	if (h->webhooks_failing)
		state = worse(state, STATE_WARNING);
	if (!h->webhooks_active && !h->webhooks_off)
		state = STATE_NOT_SET_UP;
	part_begin(rq, "webhooks", state);
	jw_i64(jw, "active", h->webhooks_active);
	jw_i64(jw, "failing", h->webhooks_failing);
	jw_i64(jw, "switched_off", h->webhooks_off);
	jw_end(jw);
}

static done health_show(struct rq *rq, void *in)
{
	struct last_run backup = last_run_read(server.options.data_dir, "backup");
	struct last_run check = last_run_read(server.options.data_dir, "check");
	struct health health;

	(void)in;
	if (health_get(&rq->cx, &health))
		return reply_error(rq);
	jw_object(reply_begin(rq, 200), "health");
	write_server(rq);
	write_database(rq);
	write_disk(rq);
	write_writer(rq);
	write_run(rq, "backup", &backup, BACKUP_OLD_MS, "bytes");
	write_run(rq, "check", &check, CHECK_OLD_MS, "differences");
	write_outbox(rq, &health);
	write_webhooks(rq, &health);
	part_begin(rq, "mail", STATE_NOT_SET_UP); /* there is no mail channel yet */
	jw_end(&rq->jw);
	jw_end(&rq->jw);
	return reply_end(rq);
}

/* clang-format off */
const struct route health_routes[] = {
	{M_GET, "/api/v2/health", health_show, RUN_SLOW, CAP_ADMIN_READ, BODY_NONE, NULL, 0, NULL,
	 "Is all well? Server, database, disk, backups, and what leaves the house"},
	{0}
};
/* clang-format on */
