/* Rows of organisations, one or several by id; lists and search: organization_list_store.c. */
#include "organization_i.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/stamp.h"
#include "organization_list_i.h"
#include "people_i.h"

#include <string.h>

QUERY(organization_select, "SELECT " ORGANIZATION_COLUMNS " FROM organization o WHERE o.id = ?");
QUERY(organization_select_many,
	"SELECT " ORGANIZATION_COLUMNS " FROM organization o WHERE o.id IN " IDS_IN);
QUERY(organization_select_named, "SELECT " ORGANIZATION_COLUMNS " FROM organization o "
				 "WHERE o.name_fold = ? AND o.deleted_at IS NULL");
QUERY(organization_select_external,
	"SELECT " ORGANIZATION_COLUMNS " FROM organization o WHERE o.external_id_fold = ? "
	"AND o.external_id_fold IS NOT NULL AND o.deleted_at IS NULL");
QUERY(organization_select_domains,
	"SELECT organization_id, domain FROM organization_domain WHERE organization_id IN " IDS_IN
	" ORDER BY organization_id, domain");
QUERY(organization_select_of_domain,
	"SELECT organization_id FROM organization_domain WHERE domain = ?");
#define INSERT_COLUMNS \
	"name, name_fold, external_id, external_id_fold, details, " \
	"notes, group_id, tags, fields, shared_tickets, shared_comments, created_at, updated_at"
#define INSERT_PLACES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
QUERY(organization_insert,
	"INSERT INTO organization (" INSERT_COLUMNS ") VALUES (" INSERT_PLACES ") RETURNING id");
QUERY(organization_insert_as, "INSERT INTO organization (" INSERT_COLUMNS
			      ", id) VALUES (" INSERT_PLACES ", ?) RETURNING id");
QUERY(organization_update_row,
	"UPDATE organization SET name = ?, name_fold = ?, external_id = ?, external_id_fold = ?, "
	"details = ?, notes = ?, group_id = ?, tags = ?, fields = ?, shared_tickets = ?, "
	"shared_comments = ?, updated_at = ?, deleted_at = ? WHERE id = ?");
QUERY(organization_domain_delete, "DELETE FROM organization_domain WHERE organization_id = ?");
QUERY(organization_domain_insert,
	"INSERT INTO organization_domain (domain, organization_id) VALUES (?, ?)");
QUERY(organization_text_delete, "DELETE FROM organization_text WHERE rowid = ?");
QUERY_TWO(organization_text_insert, "INSERT INTO organization_text (rowid, words) VALUES (?, ?)",
	"INSERT INTO organization_text (rowid, words) VALUES (?, to_tsvector('simple', ?))");

void organization_read(struct stmt *s, struct arena *a, struct organization *ret)
{
	ret->id.v = col_i64(s);
	ret->name = col_dup(s, a);
	ret->external_id = col_dup(s, a);
	ret->details = col_dup(s, a);
	ret->notes = col_dup(s, a);
	ret->group.v = col_i64(s);
	ret->tags = col_dup(s, a);
	ret->fields = col_dup(s, a);
	ret->shared_tickets = col_bool(s);
	ret->shared_comments = col_bool(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
	ret->deleted_at = col_i64(s);
	ret->domains = "";
}

static void add_domain(
	struct arena *a, struct organization *rows, int n, i64 id, const char *domain)
{
	for (int i = 0; i < n; i++)
		if (rows[i].id.v == id)
			rows[i].domains = arena_printf(
				a, "%s%s%s", rows[i].domains, *rows[i].domains ? " " : "", domain);
}

enum err organization_read_domains(struct cx *cx, struct organization *rows, int n)
{
	for (int from = 0; from < n; from += IDS_CHUNK) {
		int chunk = n - from < IDS_CHUNK ? n - from : IDS_CHUNK;
		struct stmt *s = db_stmt(cx->db, &organization_select_domains);
		i64 ids[IDS_CHUNK];

		for (int i = 0; i < chunk; i++)
			ids[i] = rows[from + i].id.v;
		bind_ids(s, ids, chunk);
		while (db_row(s)) {
			i64 id = col_i64(s);

			add_domain(cx->arena, rows + from, chunk, id, col_text(s));
		}
		TRY(db_done(s));
	}
	return OK;
}

static enum err read_one(struct cx *cx, struct stmt *s, struct organization **ret)
{
	struct organization *o = NULL;

	if (db_row(s)) {
		o = ARENA_NEW(cx->arena, struct organization);
		organization_read(s, cx->arena, o);
	}
	TRY(db_done(s));
	if (o)
		TRY(organization_read_domains(cx, o, 1));
	*ret = o;
	return OK;
}

enum err organization_load(struct cx *cx, organization_id id, struct organization **ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_select);

	bind_i64(s, id.v);
	return read_one(cx, s, ret);
}

enum err organization_by_name(struct cx *cx, const char *name, struct organization **ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_select_named);

	bind_text(s, fold_key(cx->arena, name));
	return read_one(cx, s, ret);
}

enum err organization_by_external_id(
	struct cx *cx, const char *external_id, struct organization **ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_select_external);

	bind_text(s, utf8_fold(cx->arena, external_id));
	return read_one(cx, s, ret);
}

static i64 read_any(struct stmt *s, struct arena *a, void *ret)
{
	struct organization *o = ret;

	organization_read(s, a, o);
	return o->id.v;
}

enum err organization_load_many(
	struct cx *cx, const i64 *ids, int n, struct organization **ret, int *ret_n)
{
	static const struct by_ids how = {&organization_select_many, sizeof **ret, read_any};

	*ret = ARENA_ARRAY(cx->arena, struct organization, n ? n : 1);
	TRY(load_by_ids(cx, &how, ids, n, *ret, ret_n));
	return organization_read_domains(cx, *ret, *ret_n);
}

enum err organization_store_of_domain(struct cx *cx, const char *domain, organization_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_select_of_domain);

	bind_text(s, domain);
	return db_run_i64(s, 0, &ret->v);
}

enum err organization_of_email(struct cx *cx, const char *email, organization_id *ret)
{
	const char *at = strrchr(email, '@');

	*ret = (organization_id){0};
	return at ? organization_store_of_domain(cx, utf8_fold(cx->arena, at + 1), ret) : OK;
}

static void bind_organization(struct stmt *s, struct cx *cx, const struct organization *o)
{
	bool live = !o->deleted_at;

	bind_text(s, o->name);
	bind_text(s, fold_key(cx->arena, o->name));
	bind_text(s, o->external_id);
	bind_text(s, o->external_id && live ? utf8_fold(cx->arena, o->external_id) : NULL);
	bind_text(s, o->details);
	bind_text(s, o->notes);
	bind_ref(s, o->group.v);
	bind_text(s, o->tags);
	bind_text(s, o->fields);
	bind_bool(s, o->shared_tickets);
	bind_bool(s, o->shared_comments);
}

enum err organization_store_insert(struct cx *cx, struct organization *o)
{
	struct stmt *s;

	TRY(stamp_now(cx, &o->updated_at));
	s = db_stmt(cx->db, o->id.v ? &organization_insert_as : &organization_insert);
	bind_organization(s, cx, o);
	bind_i64(s, o->created_at);
	bind_i64(s, o->updated_at);
	if (o->id.v)
		bind_i64(s, o->id.v);
	TRY(db_run_id(s, &o->id.v));
	return counter_add(cx, "organizations", 0, 1);
}

enum err organization_store_update(struct cx *cx, const struct organization *o)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &organization_update_row);
	bind_organization(s, cx, o);
	bind_i64(s, stamp);
	bind_ref(s, o->deleted_at);
	bind_i64(s, o->id.v);
	TRY(db_run(s));
	return o->deleted_at ? counter_add(cx, "organizations", 0, -1) : OK;
}

enum err organization_store_set_domains(struct cx *cx, organization_id id, const char *domains)
{
	char *rest = arena_strdup(cx->arena, domains), *domain;
	struct stmt *s = db_stmt(cx->db, &organization_domain_delete);

	bind_i64(s, id.v);
	TRY(db_run(s));
	while ((domain = strsep(&rest, " ")) != NULL) {
		if (!*domain)
			continue;
		s = db_stmt(cx->db, &organization_domain_insert);
		bind_text(s, domain);
		bind_i64(s, id.v);
		TRY(db_run(s));
	}
	return OK;
}

enum err organization_store_index(struct cx *cx, const struct organization *o)
{
	const char *parts[] = {o->name, o->external_id, o->domains};
	struct stmt *s = db_stmt(cx->db, &organization_text_delete);

	bind_i64(s, o->id.v);
	TRY(db_run(s));
	if (o->deleted_at)
		return OK;
	s = db_stmt(cx->db, &organization_text_insert);
	bind_i64(s, o->id.v);
	bind_text(s, search_words(cx->arena, parts, COUNT_OF(parts)));
	return db_run(s);
}
