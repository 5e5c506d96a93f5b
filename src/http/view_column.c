/* Columns of views: what a ticket has in each. */
#include "view_column.h"

#include "domain/ticket_fields.h"
#include "domain/ticket_since.h"
#include "domain/view.h"
#include "view_ticket.h"

#include <stdlib.h>
#include <string.h>

#define CUSTOM "custom_fields_"

/* The value of a custom field's column. */
static enum err custom_write(struct rq *rq, const char *column, const struct ticket *t)
{
	i64 id = strtoll(column + strlen(CUSTOM), NULL, 10);
	struct ticket_values values;
	const char *json = NULL;

	TRY(ticket_values(&rq->cx, t, &values));
	for (int i = 0; i < values.n; i++)
		if (values.v[i].field.v == id)
			json = values.v[i].json;
	jw_raw(&rq->jw, column, json);
	return OK;
}

enum cell_kind { CELL_ID, CELL_TIME, CELL_TEXT, CELL_NAME, CELL_SINCE, CELL_TAGS };

/* Columns by all their names: the key in a row, and where the value stands. */
static const struct cell {
	const char *column, *key;
	enum cell_kind kind;
	size_t offset; /* into struct ticket; CELL_SINCE: struct ticket_since */
} cells[] = {
#define AT(member) offsetof(struct ticket, member)
#define PERSON(name) \
	{#name, #name "_id", CELL_ID, AT(name)}, \
	{ \
#name "_id", #name "_id", CELL_ID, AT(name) \
	}
#define MOMENT(name, at) \
	{ \
		name, name, CELL_TIME, AT(at) \
	}
	PERSON(requester),
	PERSON(assignee),
	PERSON(submitter),
	PERSON(group),
	PERSON(organization),
	{"brand", "brand_id", CELL_ID, AT(brand)},
	{"ticket_form", "ticket_form_id", CELL_ID, AT(form)},
	MOMENT("created", created_at),
	MOMENT("created_at", created_at),
	MOMENT("updated", updated_at),
	MOMENT("updated_at", updated_at),
	MOMENT("solved", solved_at),
	MOMENT("due_date", due_at),
	MOMENT("due_at", due_at),
	{"assigned", "assigned", CELL_SINCE, offsetof(struct ticket_since, assigned_at)},
	{"updated_requester", "updated_requester", CELL_SINCE,
		offsetof(struct ticket_since, requester_at)},
	{"updated_assignee", "updated_assignee", CELL_SINCE,
		offsetof(struct ticket_since, assignee_at)},
	{"subject", "subject", CELL_TEXT, AT(subject)},
	{"description", "description", CELL_TEXT, AT(description)},
	{"status", "status", CELL_NAME, AT(status)},
	{"priority", "priority", CELL_NAME, AT(priority)},
	{"type", "type", CELL_NAME, AT(type)},
	{"ticket_type", "ticket_type", CELL_NAME, AT(type)},
	{"via", "via", CELL_NAME, AT(channel)},
	{"tags", "tags", CELL_TAGS, AT(tags)},
#undef AT
};

/* The wire name of an enum of the row. */
static const char *name_of(const struct ticket *t, size_t offset)
{
	if (offset == offsetof(struct ticket, status))
		return status_name(t->status);
	if (offset == offsetof(struct ticket, priority))
		return priority_name(t->priority);
	if (offset == offsetof(struct ticket, type))
		return ticket_type_name(t->type);
	return channel_name(t->channel);
}

static enum err cell_write(struct rq *rq, const struct cell *cell, const struct ticket *t)
{
	const char *at = (const char *)t + cell->offset;
	struct ticket_since since;
	struct jw *jw = &rq->jw;

	switch (cell->kind) {
	case CELL_ID:
		jw_id(jw, cell->key, *(const i64 *)at);
		return OK;
	case CELL_TIME:
		jw_time(jw, cell->key, *(const i64 *)at);
		return OK;
	case CELL_TEXT:
		jw_str(jw, cell->key, *(const char *const *)at);
		return OK;
	case CELL_NAME:
		jw_str(jw, cell->key, name_of(t, cell->offset));
		return OK;
	case CELL_TAGS:
		tags_write(jw, cell->key, *(const char *const *)at);
		return OK;
	case CELL_SINCE:
		TRY(ticket_since_get(&rq->cx, t, &since));
		jw_time(jw, cell->key, *(const i64 *)((const char *)&since + cell->offset));
		return OK;
	}
	return OK;
}

static const struct cell *find_cell(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		if (strcmp(cells[i].column, name) == 0)
			return &cells[i];
	return NULL;
}

/* A key that is written already: some columns have two names. */
static bool is_told(const struct text_list *keys, const char *key)
{
	for (int i = 0; i < keys->n; i++)
		if (strcmp(keys->v[i], key) == 0)
			return true;
	return false;
}

enum err columns_write(struct rq *rq, const char *const *names, int n, const struct ticket *t)
{
	struct text_list told = {.v = ARENA_ARRAY(rq->cx.arena, const char *, n + 1)};

	for (int i = 0; i < n; i++) {
		const struct cell *cell = find_cell(names[i]);
		bool custom = view_column_is_custom(names[i]);
		const char *key = cell ? cell->key : names[i];

		/* the ticket beside it tells the others */
		if ((!cell && !custom) || is_told(&told, key))
			continue;
		told.v[told.n++] = key;
		TRY(custom ? custom_write(rq, key, t) : cell_write(rq, cell, t));
	}
	return OK;
}
