/*
 * SQL text in the making, for questions whose shape people decide (searches, views): literals of a
 * store's file, and values that are bound in the order in which they come.
 */
#ifndef TEND_DOMAIN_COMPOSE_H
#define TEND_DOMAIN_COMPOSE_H

#include "base/buf.h"
#include "domain/cx.h"

enum { COMPOSE_BINDS = 400, COMPOSE_SQL = 128 << 10 };

/* CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx); */
struct compose {
	struct cx *cx;
	struct buf sql;
	struct {
		const char *text;
		i64 number;
	} binds[COMPOSE_BINDS];
	int bind_count;
	bool listing; /* a search's condition is the source of rows, not asked of one */
};
#define COMPOSE_INIT(context) \
	{ \
		.cx = context, .sql = BUF_INIT(COMPOSE_SQL) \
	}

/* Append text that ends with (or has) one place, and the value for it; text "" for one more. */
void compose_number(struct compose *c, const char *sql, i64 v);
void compose_text(struct compose *c, const char *sql, const char *v);
void compose_add(struct compose *c, const char *sql);
/* The statement with its values bound; E_PARAM when it became too long. */
enum err compose_open(struct compose *c, struct stmt **ret) NODISCARD;
void compose_free(struct compose *c);

#endif
