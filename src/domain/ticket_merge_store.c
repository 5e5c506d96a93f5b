/* Rows of merges. */
#include "ticket_life_i.h"

#define MERGE "g.id, g.source_id, g.target_id, g.actor_id, g.created_at, g.undone_at"

QUERY(merge_insert_row, "INSERT INTO ticket_merge (source_id, target_id, actor_id, state, "
			"created_at) VALUES (?, ?, ?, ?, ?)");
QUERY(merge_last, "SELECT " MERGE ", g.state FROM ticket_merge g WHERE g.source_id = ? "
		  "AND g.undone_at IS NULL ORDER BY g.id DESC LIMIT 1");
QUERY(merge_sources_of, "SELECT g.source_id FROM ticket_merge g WHERE g.target_id = ? "
			"AND g.undone_at IS NULL ORDER BY g.id");
QUERY(merge_undo, "UPDATE ticket_merge SET undone_at = ? WHERE id = ?");
LIST(merges_of_ticket,
	"SELECT " MERGE " FROM ticket_merge g WHERE (g.source_id = ? OR g.target_id = ?)", "g.id",
	"g.id");
QUERY(merge_count,
	"SELECT count(*) FROM ticket_merge g WHERE (g.source_id = ? OR g.target_id = ?)");

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct merge *m = ret;

	(void)a;
	m->id = col_i64(s);
	m->source.v = col_i64(s);
	m->target.v = col_i64(s);
	m->actor.v = col_i64(s);
	m->created_at = col_i64(s);
	m->undone_at = col_i64(s);
	return m->id;
}

enum err merge_insert(struct cx *cx, ticket_id source, ticket_id target, const char *state)
{
	struct stmt *s = db_stmt(cx->db, &merge_insert_row);

	bind_i64(s, source.v);
	bind_i64(s, target.v);
	bind_ref(s, cx->actor.id.v);
	bind_text(s, state);
	bind_i64(s, cx->now);
	return db_run(s);
}

enum err merge_standing(struct cx *cx, ticket_id source, struct merge *ret, const char **ret_state)
{
	struct stmt *s = db_stmt(cx->db, &merge_last);

	*ret = (struct merge){0};
	*ret_state = NULL;
	bind_i64(s, source.v);
	if (db_row(s)) {
		read_row(s, cx->arena, ret);
		*ret_state = col_dup(s, cx->arena);
	}
	return db_done(s);
}

enum err merge_sources(struct cx *cx, ticket_id target, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &merge_sources_of);

	bind_i64(s, target.v);
	return id_list_read(cx, s, ret);
}

enum err merge_mark_undone(struct cx *cx, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &merge_undo);

	bind_i64(s, cx->now);
	bind_i64(s, id);
	return db_run(s);
}

enum err merge_list(
	struct cx *cx, ticket_id ticket, struct page *page, struct merge **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &merges_of_ticket, page);
	void *rows;

	bind_i64(s, ticket.v);
	bind_i64(s, ticket.v);
	TRY(list_read(cx, s, &merges_of_ticket, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &merge_count);
	bind_i64(s, ticket.v);
	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, &page->count);
}
