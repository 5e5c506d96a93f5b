/* Reading the history of a page of tickets, 20 at a time, and folding it. */
#include "domain/metric.h"

#include "domain/people_i.h"

#include <string.h>

/* Everything that happened to the tickets but their deadlines and the traces of rules: what a
 * rule changed is an update of its own. */
QUERY(metric_events, "SELECT ticket_id, at, actor_id, detail FROM event WHERE ticket_id IN " IDS_IN
		     " AND kind NOT BETWEEN 10 AND 20 ORDER BY ticket_id, id");
QUERY(metric_comments,
	"SELECT ticket_id, id, author_id, author_role, public, channel, created_at FROM comment "
	"WHERE ticket_id IN " IDS_IN " ORDER BY ticket_id, id");
QUERY(metric_calendars, "SELECT ticket_id, calendar_id, calendar_version FROM wait "
			"WHERE ticket_id IN " IDS_IN " ORDER BY ticket_id, id");

/* One chunk of tickets on its way. */
struct chunk {
	struct cx *cx;
	const struct ticket *rows;
	int n;
	i64 ids[IDS_CHUNK];
	struct metric_fold folds[IDS_CHUNK];
	struct {
		calendar_id id;
		i64 version;
	} calendars[IDS_CHUNK];
	bool commented[IDS_CHUNK];
};

static void chunk_cleanup(struct chunk *k)
{
	for (int i = 0; i < k->n; i++)
		calendar_release(k->folds[i].calendar);
}

static int place_of(const struct chunk *k, i64 id)
{
	for (int i = 0; i < k->n; i++)
		if (k->ids[i] == id)
			return i;
	return -1;
}

/* Run a query of the chunk; `take` gets each row behind its ticket's id. */
static enum err read_rows(struct chunk *k, const struct query *q,
	void (*take)(struct chunk *k, int at, struct stmt *s))
{
	struct stmt *s = db_stmt(k->cx->db, q);

	bind_ids(s, k->ids, k->n);
	while (db_row(s)) {
		int at = place_of(k, col_i64(s));

		if (at >= 0)
			take(k, at, s);
	}
	return db_done(s);
}

/* In order of id: the newest wait's calendar stays. */
static void take_calendar(struct chunk *k, int at, struct stmt *s)
{
	k->calendars[at].id.v = col_i64(s);
	k->calendars[at].version = col_i64(s);
}

static void take_event(struct chunk *k, int at, struct stmt *s)
{
	i64 when = col_i64(s);
	user_id actor = {col_i64(s)};

	metric_event(&k->folds[at], when, actor, col_text(s));
}

static void take_comment(struct chunk *k, int at, struct stmt *s)
{
	struct metric_comment c = {.first = !k->commented[at]};

	k->commented[at] = true;
	(void)col_i64(s);
	c.author.v = col_i64(s);
	c.author_role = (enum role)col_i64(s);
	c.public = col_bool(s);
	c.by_rule = col_i64(s) == CHANNEL_RULE;
	c.at = col_i64(s);
	metric_comment(&k->folds[at], &c);
}

static enum err open_calendars(struct chunk *k)
{
	calendar_id standard = {0};
	i64 version = 0;

	for (int i = 0; i < k->n; i++) {
		struct compiled *c;

		if (!k->calendars[i].id.v && !standard.v) {
			TRY(calendar_default(k->cx, &standard));
			TRY(calendar_version(k->cx, standard, &version));
		}
		if (!k->calendars[i].id.v) {
			k->calendars[i].id = standard;
			k->calendars[i].version = version;
		}
		TRY(calendar_open(k->cx, k->calendars[i].id, k->calendars[i].version, &c));
		metric_begin(&k->folds[i], &k->rows[i], c);
	}
	return OK;
}

static enum err load_chunk(
	struct cx *cx, const struct ticket *rows, int n, struct ticket_metric *ret)
{
	CLEANUP(chunk_cleanup) struct chunk k = {.cx = cx, .rows = rows, .n = n};

	for (int i = 0; i < n; i++)
		k.ids[i] = rows[i].id.v;
	TRY(read_rows(&k, &metric_calendars, take_calendar));
	TRY(open_calendars(&k));
	TRY(read_rows(&k, &metric_events, take_event));
	TRY(read_rows(&k, &metric_comments, take_comment));
	for (int i = 0; i < n; i++) {
		metric_end(&k.folds[i], cx->now);
		ret[i] = k.folds[i].m;
	}
	return OK;
}

enum err metric_load(struct cx *cx, const struct ticket *rows, int n, struct ticket_metric **ret)
{
	struct ticket_metric *out = ARENA_ARRAY(cx->arena, struct ticket_metric, n + 1);

	for (int i = 0; i < n; i += IDS_CHUNK)
		TRY(load_chunk(cx, rows + i, n - i < IDS_CHUNK ? n - i : IDS_CHUNK, out + i));
	*ret = out;
	return OK;
}
