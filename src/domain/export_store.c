/* Exports: one index walk each. */
#include "domain/export.h"

#include "audit_i.h"
#include "domain/stamp.h"
#include "domain/ticket_i.h"
#include "organization_list_i.h"
#include "user_i.h"

#include <string.h>

/* Many rows may share a stamp, and engines find the start of a row value's comparison by its first
 * column alone: rows of the last stamp and rows of later ones are asked for one after the other. */
#define BEHIND(name, select, stamp, id) \
	QUERY(name##_same, select stamp " = ? AND " id " > ? ORDER BY " id " LIMIT ?"); \
	QUERY(name##_later, select stamp " > ? ORDER BY " stamp ", " id " LIMIT ?")

BEHIND(export_tickets, "SELECT " TICKET_COLUMNS " FROM ticket t WHERE ", "t.generated_at", "t.id");
BEHIND(export_tickets_live,
	"SELECT " TICKET_COLUMNS " FROM ticket t WHERE t.deleted_at IS NULL AND ", "t.generated_at",
	"t.id");
BEHIND(export_users, "SELECT " USER_COLUMNS " FROM user_account u WHERE ", "u.updated_at", "u.id");
BEHIND(export_organizations, "SELECT " ORGANIZATION_COLUMNS " FROM organization o WHERE ",
	"o.updated_at", "o.id");
QUERY(export_select_audits, "SELECT " AUDIT_COLUMNS " FROM event e "
			    "WHERE " AUDIT_IS " AND e.id > ? ORDER BY e.id LIMIT ?");
QUERY(export_select_start,
	"SELECT e.id FROM event e WHERE e.id >= ? AND e.at >= ? ORDER BY e.id LIMIT 1");
QUERY_SCAN(export_select_end, "the end of the primary key", "SELECT MAX(id) FROM event");

struct reader {
	const struct query *same, *later;
	size_t size;
	void (*read)(struct stmt *s, struct arena *a, void *ret);
};

static enum err read_part(struct cx *cx, const struct query *q, const struct reader *how,
	struct export_at after, int limit, char *rows, int *n)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, after.stamp);
	if (q == how->same)
		bind_i64(s, after.id);
	bind_i64(s, limit - *n);
	for (; *n < limit && db_row(s); (*n)++)
		how->read(s, cx->arena, rows + (size_t)*n * how->size);
	return db_done(s);
}

static enum err read_behind(struct cx *cx, const struct reader *how, struct export_at after,
	int limit, void *ret, int *ret_n)
{
	char *rows = arena_alloc(cx->arena, (size_t)(limit + 1) * how->size);
	int n = 0;

	TRY(read_part(cx, how->same, how, after, limit, rows, &n));
	if (n < limit)
		TRY(read_part(cx, how->later, how, after, limit, rows, &n));
	memcpy(ret, &rows, sizeof rows);
	*ret_n = n;
	return OK;
}

static void read_ticket(struct stmt *s, struct arena *a, void *ret)
{
	ticket_read(s, a, ret);
}

static void read_user(struct stmt *s, struct arena *a, void *ret)
{
	user_read(s, a, ret);
}

static void read_organization(struct stmt *s, struct arena *a, void *ret)
{
	organization_read(s, a, ret);
}

enum err export_tickets(struct cx *cx, struct export_at after, bool deleted, int limit,
	struct ticket **ret, int *ret_n)
{
	static const struct reader all = {
		&export_tickets_same, &export_tickets_later, sizeof **ret, read_ticket};
	static const struct reader live = {
		&export_tickets_live_same, &export_tickets_live_later, sizeof **ret, read_ticket};

	return read_behind(cx, deleted ? &all : &live, after, limit, ret, ret_n);
}

enum err export_users(
	struct cx *cx, struct export_at after, int limit, struct user **ret, int *ret_n)
{
	static const struct reader how = {
		&export_users_same, &export_users_later, sizeof **ret, read_user};

	return read_behind(cx, &how, after, limit, ret, ret_n);
}

enum err export_organizations(
	struct cx *cx, struct export_at after, int limit, struct organization **ret, int *ret_n)
{
	static const struct reader how = {&export_organizations_same, &export_organizations_later,
		sizeof **ret, read_organization};

	TRY(read_behind(cx, &how, after, limit, ret, ret_n));
	return organization_read_domains(cx, *ret, *ret_n);
}

enum err export_audits(struct cx *cx, event_id after, int limit, struct audit **ret, int *ret_n)
{
	struct audit *rows = ARENA_ARRAY(cx->arena, struct audit, limit + 1);
	struct stmt *s = db_stmt(cx->db, &export_select_audits);
	int n = 0;

	bind_i64(s, after.v);
	bind_i64(s, limit);
	while (n < limit && db_row(s))
		audit_read(s, cx->arena, &rows[n++]);
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err export_event_start(struct cx *cx, i64 at, event_id *ret_after)
{
	i64 from, first, end;
	struct stmt *s;

	TRY(stamp_event_before(cx, at, &from));
	s = db_stmt(cx->db, &export_select_start);
	bind_i64(s, from);
	bind_i64(s, at);
	TRY(db_run_i64(s, 0, &first));
	TRY(db_run_i64(db_stmt(cx->db, &export_select_end), 0, &end));
	ret_after->v = first ? first - 1 : end;
	return OK;
}
