/* Rows of comment_seen. */
#include "domain/comment_seen.h"

#include "base/jsonw.h"
#include "domain/event.h"

#define UNSEEN \
	"SELECT c.id FROM comment c WHERE c.ticket_id = ? AND c.id <= ? AND c.public = 1 AND " \
	"c.author_role > 0 AND NOT EXISTS (SELECT 1 FROM comment_seen s WHERE s.comment_id = " \
	"c.id) ORDER BY c.id DESC LIMIT ?"

QUERY(comment_seen_unseen, UNSEEN);
QUERY(comment_seen_insert, "INSERT INTO comment_seen (comment_id, at) VALUES (?, ?)");
QUERY(comment_seen_select, "SELECT at FROM comment_seen WHERE comment_id = ?");

static enum err unseen(
	struct cx *cx, const struct ticket *t, i64 up_to, int max, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &comment_seen_unseen);

	*ret = (struct id_list){0};
	bind_i64(s, t->id.v);
	bind_i64(s, up_to);
	bind_i64(s, max);
	return id_list_read(cx, s, ret);
}

enum err comment_seen_next(struct cx *cx, const struct ticket *t, comment_id *ret)
{
	struct id_list ids;

	TRY(unseen(cx, t, INT64_MAX, 1, &ids));
	ret->v = ids.n ? ids.v[0] : 0;
	return OK;
}

static enum err write_event(struct cx *cx, const struct ticket *t, const struct id_list *ids)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(32 << 10);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_array(&w, "comment_ids");
	for (int i = 0; i < ids->n; i++)
		jw_i64(&w, NULL, ids->v[i]);
	jw_end(&w);
	jw_end(&w);
	return event_add(cx, EVENT_COMMENT_SEEN, t->id, ids->v[0], text.p, NULL);
}

enum err comment_seen_mark(struct cx *cx, const struct ticket *t, comment_id up_to)
{
	struct id_list ids;

	TRY(unseen(cx, t, up_to.v, COMMENT_SEEN_MAX, &ids));
	for (int i = 0; i < ids.n; i++) {
		struct stmt *s = db_stmt(cx->db, &comment_seen_insert);

		bind_i64(s, ids.v[i]);
		bind_i64(s, cx->now);
		TRY(db_run(s));
	}
	return ids.n ? write_event(cx, t, &ids) : OK;
}

enum err comment_seen_at(struct cx *cx, comment_id id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &comment_seen_select);

	bind_i64(s, id.v);
	return db_run_i64(s, 0, ret);
}
