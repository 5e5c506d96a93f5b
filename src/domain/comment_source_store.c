/* Rows of comment_source. */
#include "domain/comment_source.h"

#include <string.h>

QUERY(source_insert, "INSERT INTO comment_source (comment_id, html) VALUES (?, ?)");
QUERY(source_select, "SELECT html FROM comment_source WHERE comment_id = ?");
QUERY(source_is, "SELECT 1 FROM comment_source WHERE comment_id = ?");
QUERY(source_delete, "DELETE FROM comment_source WHERE comment_id = ?");

/* Does it look like more than paragraphs, lists and links? */
static bool is_worth_it(const char *html)
{
	static const char *const marks[] = {"<table", "<img", "style=", "<font", "<center",
		"<blockquote", "<h1", "<h2", "<h3", "bgcolor", "<hr"};

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (strcasestr(html, marks[i]))
			return true;
	return false;
}

enum err comment_source_keep(struct cx *cx, const struct comment *c, const char *html)
{
	struct stmt *s;

	if (!html || c->author_role != ROLE_END_USER || !is_worth_it(html))
		return OK;
	s = db_stmt(cx->db, &source_insert);
	bind_i64(s, c->id.v);
	bind_text(s, html);
	return db_run(s);
}

enum err comment_source_load(struct cx *cx, comment_id id, const char **ret)
{
	struct stmt *s = db_stmt(cx->db, &source_select);

	*ret = NULL;
	bind_i64(s, id.v);
	if (db_row(s))
		*ret = col_dup(s, cx->arena);
	return db_done(s);
}

enum err comment_source_exists(struct cx *cx, comment_id id, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &source_is);
	i64 there;

	bind_i64(s, id.v);
	TRY(db_run_i64(s, 0, &there));
	*ret = there != 0;
	return OK;
}

enum err comment_source_forget(struct cx *cx, comment_id id)
{
	struct stmt *s = db_stmt(cx->db, &source_delete);

	bind_i64(s, id.v);
	return db_run(s);
}
