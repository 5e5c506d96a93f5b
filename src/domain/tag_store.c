/* Rows of tags, and the kept counts "tag:NAME" that the account's list is made of. */
#include "domain/tag.h"

#include <string.h>

#define PREFIX "tag:"

QUERY(tag_insert, "INSERT INTO ticket_tag (ticket_id, tag) VALUES (?, ?) "
		  "ON CONFLICT (ticket_id, tag) DO NOTHING");
QUERY(tag_delete, "DELETE FROM ticket_tag WHERE ticket_id = ? AND tag = ?");
LIST_TEXT(tags_by_name,
	"SELECT c.name, c.value FROM counter c WHERE c.name >= ? AND c.name < ? AND c.ref = 0 AND "
	"c.value > 0",
	"c.name", "c.ref");
QUERY(tags_counted, "SELECT count(*) FROM (SELECT 1 FROM counter c WHERE c.name >= ? AND "
		    "c.name < ? AND c.ref = 0 AND c.value > 0 LIMIT 100000) n");

/* Run one of the statements for each tag of `list` that `but` lacks, and move its count. */
static enum err tag_each(struct cx *cx, const struct query *q, ticket_id ticket,
	const struct text_list lists[2], i64 by)
{
	for (int i = 0; i < lists[0].n; i++) {
		const char *tag = lists[0].v[i];
		struct stmt *s;

		if (tag_has(&lists[1], tag))
			continue;
		s = db_stmt(cx->db, q);
		bind_i64(s, ticket.v);
		bind_text(s, tag);
		TRY(db_run(s));
		TRY(counter_add(cx, arena_printf(cx->arena, PREFIX "%s", tag), 0, by));
	}
	return OK;
}

enum err tag_store(struct cx *cx, ticket_id ticket, const struct text_list *before,
	const struct text_list *now)
{
	TRY(tag_each(cx, &tag_delete, ticket, (struct text_list[2]){*before, *now}, -1));
	return tag_each(cx, &tag_insert, ticket, (struct text_list[2]){*now, *before}, 1);
}

static void bind_range(struct cx *cx, struct stmt *s, const char *prefix)
{
	bind_text(s, arena_printf(cx->arena, PREFIX "%s", prefix));
	bind_text(s, arena_printf(cx->arena, PREFIX "%s\xf4\x8f\xbf\xbf", prefix));
}

static enum err count_range(struct cx *cx, const char *prefix, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &tags_counted);

	bind_range(cx, s, prefix);
	return db_run_i64(s, 0, ret);
}

enum err tag_list(
	struct cx *cx, const char *prefix, struct page *page, struct tag **ret, int *ret_n)
{
	struct tag *rows = ARENA_ARRAY(cx->arena, struct tag, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &tags_by_name, page);
	int n = 0;

	bind_range(cx, s, prefix);
	list_bind(s, &tags_by_name, page);
	for (; list_row(s, page, n); n++) {
		const char *name = col_dup(s, cx->arena);

		rows[n] = (struct tag){.name = name + strlen(PREFIX), .count = col_i64(s)};
		keys[n] = page_key(0, name, 0);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(count_range(cx, prefix, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err tag_count(struct cx *cx, i64 *ret)
{
	return count_range(cx, "", ret);
}

enum err tag_uses(struct cx *cx, const char *tag, i64 *ret)
{
	return counter_get(cx, arena_printf(cx->arena, PREFIX "%s", tag), 0, ret);
}
