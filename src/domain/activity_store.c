/* Activities: noted with the change of a ticket, read with the log and the ticket they point to. */
#include "domain/activity.h"

#include "domain/event.h"
#include "domain/ticket_i.h"

#define ACTIVITIES \
	"SELECT a.event_id, a.verb, a.user_id, e.actor_id, e.ticket_id, t.subject, a.at " \
	"FROM activity a JOIN event e ON e.id = a.event_id JOIN ticket t ON t.id = e.ticket_id " \
	"WHERE a.user_id = ? AND a.at >= ? AND t.deleted_at IS NULL" TICKET_VISIBLE

LIST(activities, ACTIVITIES, "a.event_id", "a.event_id");
QUERY(activity_select, ACTIVITIES " AND a.event_id = ?");
QUERY(activity_select_count,
	"SELECT count(*) FROM (SELECT 1 FROM activity a JOIN event e ON e.id = a.event_id "
	"JOIN ticket t ON t.id = e.ticket_id WHERE a.user_id = ? AND a.at >= ? "
	"AND t.deleted_at IS NULL" TICKET_VISIBLE " LIMIT ?) n");
QUERY(activity_insert, "INSERT INTO activity (user_id, event_id, verb, at) VALUES (?, ?, ?, ?)");
QUERY(activity_delete_old, "DELETE FROM activity WHERE at < ?");

#define X(constant, number, wire) \
	case constant: \
		return wire;
const char *activity_verb_name(enum activity_verb verb)
{
	switch (verb) {
		ACTIVITY_LIST(X)
	}
	return NULL;
}
#undef X

const char *activity_notice(enum activity_verb verb)
{
	if (verb == ACTIVITY_ASSIGNED)
		return "assigned";
	return verb == ACTIVITY_COMMENTED ? "commented" : NULL;
}

/* What the change means for the assignee; 0: nothing. */
static int verb_of(const struct ticket_work *w)
{
	const struct ticket *t = &w->now;

	if (t->assignee.v != w->before.assignee.v)
		return ACTIVITY_ASSIGNED;
	if (w->has_comment && w->comment.author.v != t->assignee.v)
		return ACTIVITY_COMMENTED;
	return !w->creating && t->priority > w->before.priority ? ACTIVITY_PRIORITY : 0;
}

enum err activity_note(struct ticket_work *w, event_id event)
{
	user_id assignee = w->now.assignee;
	const char *word;
	struct stmt *s;

	if (!assignee.v || assignee.v == w->cx->actor.id.v || !verb_of(w))
		return OK;
	s = db_stmt(w->cx->db, &activity_insert);
	bind_i64(s, assignee.v);
	bind_i64(s, event.v);
	bind_i64(s, verb_of(w));
	bind_i64(s, w->cx->now);
	TRY(db_run(s));
	word = activity_notice((enum activity_verb)verb_of(w));
	if (word)
		event_concerns(w->cx, event, assignee, word);
	return OK;
}

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct activity *row = ret;

	row->id.v = col_i64(s);
	row->verb = (enum activity_verb)col_i64(s);
	row->user.v = col_i64(s);
	row->actor.v = col_i64(s);
	row->ticket.v = col_i64(s);
	row->subject = col_dup(s, a);
	row->at = col_i64(s);
	return row->id.v;
}

static void bind_own(struct cx *cx, struct stmt *s, i64 since)
{
	i64 kept = cx->now - ACTIVITY_KEPT_MS;

	bind_i64(s, cx->actor.id.v);
	bind_i64(s, since > kept ? since : kept);
	ticket_bind_visible(s, &cx->actor);
}

enum err activity_list(
	struct cx *cx, i64 since, struct page *page, struct activity **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &activities, page);
	void *rows;

	bind_own(cx, s, since);
	TRY(list_read(cx, s, &activities, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK : activity_count(cx, since, &page->count);
}

enum err activity_count(struct cx *cx, i64 since, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &activity_select_count);

	bind_own(cx, s, since);
	bind_i64(s, ACTIVITY_COUNT_MAX);
	return db_run_i64(s, 0, ret);
}

enum err activity_get(struct cx *cx, i64 id, struct activity *ret)
{
	struct stmt *s = db_stmt(cx->db, &activity_select);

	bind_own(cx, s, 0);
	bind_i64(s, id);
	return row_get(cx, s, read_row, ret);
}

enum err activity_forget(struct cx *cx)
{
	struct stmt *s = db_stmt(cx->db, &activity_delete_old);

	bind_i64(s, cx->now - ACTIVITY_KEPT_MS);
	return db_run(s);
}
