/*
 * A table of settings (domain/record) as a resource of the API: the same five handlers for all of
 * them, which find their resource by the path of the row, and the fields of the body made of the
 * table's column list.
 */
#ifndef TEND_HTTP_RESOURCE_H
#define TEND_HTTP_RESOURCE_H

#include "domain/setting.h"
#include "domain/user.h"
#include "http/rq.h"

struct resource {
	const struct record_table *table;
	const char *id; /* path parameter */
	const char *const *sorts;
	int made; /* status of a create: 201, or 200 where the API says so */
	enum err (*remove)(struct cx *cx, i64 id);
	/* All optional. prepare: read once for a reply what `write` needs beside a row; write:
	 * members that are no columns; keep: does a list show the row? */
	enum err (*prepare)(struct rq *rq, void **ret);
	void (*write)(struct rq *rq, const struct record *row, const void *prepared);
	enum err (*keep)(struct rq *rq, const struct record *row, bool *ret);
};

#define RESOURCE_F_TEXT	  F_TEXT
#define RESOURCE_F_FLAG	  F_BOOL
#define RESOURCE_F_NUMBER F_I64
#define RESOURCE_F_REF	  F_ID
#define RESOURCE_F_IDS	  F_JSON
#define RESOURCE_F_JSON	  F_JSON
#define RESOURCE_F_STATUS F_TEXT
#define RESOURCE_FIELD_(T, kind, name, wire, max, title, help) \
	{wire, RESOURCE_F_##kind, offsetof(struct T##_input, name), max, title, help},

/* T_fields: the body of creates and updates. */
#define RESOURCE_FIELDS(T, COLUMNS) \
	static const struct field T##_field_list[] = { \
		COLUMNS(RESOURCE_FIELD_, RECORD_NOTHING_, T){0}}; \
	static const struct field_table T##_fields = {#T, sizeof(struct T##_input), T##_field_list}

/* All of them, NULL at the end (api_settings.c). */
extern const struct resource *const resources[];

done resource_list(struct rq *rq, void *in);
done resource_show(struct rq *rq, void *in);
done resource_post(struct rq *rq, void *in);
done resource_put(struct rq *rq, void *in);
done resource_remove(struct rq *rq, void *in);

/* One row as the whole reply. */
done reply_record(struct rq *rq, const struct resource *r, const struct record *row, int status);
/* These rows as a list: filtered as the query says, sorted, one page. */
done reply_records(struct rq *rq, const struct resource *r, struct record_rows *rows);
/* These rows as they are, in an open object. */
enum err records_write(struct rq *rq, const struct resource *r, const char *key,
	const struct record_rows *rows) NODISCARD;

/* `ticket_forms` and `brands` of tickets, as far as ?include= names them. */
enum err setting_sideload(struct rq *rq, const struct ticket *rows, int n) NODISCARD;
/* `roles` of users, when ?include= names them: the custom ones that they have. */
enum err role_sideload(struct rq *rq, const struct user *rows, int n) NODISCARD;

#endif
