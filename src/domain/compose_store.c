/* Composed SQL: text and values, side by side. */
#include "compose.h"

void compose_add(struct compose *c, const char *sql)
{
	buf_str(&c->sql, sql);
}

void compose_number(struct compose *c, const char *sql, i64 v)
{
	buf_str(&c->sql, sql);
	if (c->bind_count < COMPOSE_BINDS)
		c->binds[c->bind_count].number = v;
	c->bind_count++;
}

void compose_text(struct compose *c, const char *sql, const char *v)
{
	buf_str(&c->sql, sql);
	if (c->bind_count < COMPOSE_BINDS)
		c->binds[c->bind_count].text = v;
	c->bind_count++;
}

enum err compose_open(struct compose *c, struct stmt **ret)
{
	struct stmt *s;

	if (c->sql.failed || c->bind_count > COMPOSE_BINDS)
		return fail(c->cx, E_PARAM, NULL, NULL, "The question is too long");
	s = db_stmt_text(c->cx->db, arena_strndup(c->cx->arena, c->sql.p, c->sql.n));
	for (int i = 0; i < c->bind_count; i++) {
		if (c->binds[i].text)
			bind_text(s, c->binds[i].text);
		else
			bind_i64(s, c->binds[i].number);
	}
	*ret = s;
	return OK;
}

void compose_free(struct compose *c)
{
	buf_free(&c->sql);
}
