/* The event log's rows. */
#include "domain/event.h"

#include <string.h>

QUERY(event_insert, "INSERT INTO event (at, actor_id, ticket_id, kind, subject_id, detail) "
		    "VALUES (?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(event_update_detail, "UPDATE event SET detail = ? WHERE id = ?");
QUERY(event_select_at, "SELECT id, detail FROM event WHERE ticket_id = ? AND kind = ? AND at = ? "
		       "AND coalesce(actor_id, 0) = ? AND detail LIKE ? ORDER BY id DESC LIMIT 1");

void event_tell(struct cx *cx, const struct news *news)
{
	if (cx->news_count == cx->news_cap) {
		int cap = cx->news_cap ? cx->news_cap * 2 : 8;
		struct news *more = ARENA_ARRAY(cx->arena, struct news, cap);

		if (cx->news_count)
			memcpy(more, cx->news, sizeof *more * (size_t)cx->news_count);
		cx->news = more;
		cx->news_cap = cap;
	}
	cx->news[cx->news_count++] = *news;
}

enum err event_add_at(struct cx *cx, i64 at, enum event_kind kind, ticket_id ticket, i64 subject_id,
	const char *detail, event_id *ret_id)
{
	struct stmt *s = db_stmt(cx->db, &event_insert);
	event_id id;

	bind_i64(s, at);
	bind_ref(s, cx->actor.id.v);
	bind_ref(s, ticket.v);
	bind_i64(s, kind);
	bind_ref(s, subject_id);
	bind_text(s, detail ? detail : "{}");
	TRY(db_run_id(s, &id.v));
	event_tell(cx, &(struct news){.event_id = id.v,
			       .at = at,
			       .ticket_id = ticket.v,
			       .user_id = kind == EVENT_ACCESS_CHANGED ? subject_id : 0,
			       .subject_id = subject_id,
			       .kind = event_kind_name(kind)});
	if (ret_id)
		*ret_id = id;
	return OK;
}

void event_concerns(struct cx *cx, event_id id, user_id who, const char *word)
{
	for (int i = cx->news_count - 1; i >= 0; i--)
		if (cx->news[i].event_id == id.v) {
			cx->news[i].told_id = who.v;
			cx->news[i].told = word;
			return;
		}
}

enum err event_add(struct cx *cx, enum event_kind kind, ticket_id ticket, i64 subject_id,
	const char *detail, event_id *ret_id)
{
	return event_add_at(cx, cx->now, kind, ticket, subject_id, detail, ret_id);
}

enum err event_set_detail(struct cx *cx, event_id id, const char *detail)
{
	struct stmt *s = db_stmt(cx->db, &event_update_detail);

	bind_text(s, detail);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err event_find(struct cx *cx, ticket_id ticket, enum event_kind kind, i64 at, user_id by,
	const char *part, event_id *ret_id, const char **ret_detail)
{
	struct stmt *s = db_stmt(cx->db, &event_select_at);

	ret_id->v = 0;
	*ret_detail = NULL;
	bind_i64(s, ticket.v);
	bind_i64(s, kind);
	bind_i64(s, at);
	bind_i64(s, by.v);
	bind_text(s, arena_printf(cx->arena, "%%%s%%", part));
	if (db_row(s)) {
		ret_id->v = col_i64(s);
		*ret_detail = col_dup(s, cx->arena);
	}
	return db_done(s);
}
