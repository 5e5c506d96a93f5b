/* Files of macros: rules and queries of a small table. */
#include "domain/event.h"
#include "domain/macro_attachment.h"
#include "rule_i.h"

QUERY(macro_attachment_insert,
	"INSERT INTO macro_attachment (attachment_id, rule_id, owner_id) VALUES (?, ?, ?)");
QUERY(macro_attachment_ids,
	"SELECT attachment_id FROM macro_attachment WHERE rule_id = ? ORDER BY attachment_id");
QUERY(macro_attachment_one,
	"SELECT coalesce(rule_id, 0), owner_id FROM macro_attachment WHERE attachment_id = ?");
QUERY(macro_attachment_delete, "DELETE FROM macro_attachment WHERE attachment_id = ?");

static enum err tell(struct cx *cx, i64 macro, const char *what)
{
	return event_add(cx, EVENT_RULE_CHANGED, (ticket_id){0}, macro,
		arena_printf(cx->arena, "{\"change\":\"%s\",\"kind\":\"macro\"}", what), NULL);
}

enum err macro_attachment_list(struct cx *cx, rule_id macro, struct attachment **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &macro_attachment_ids);
	struct attachment *rows, *one;
	struct id_list ids;
	int n = 0;

	bind_i64(s, macro.v);
	TRY(id_list_read(cx, s, &ids));
	rows = ARENA_ARRAY(cx->arena, struct attachment, ids.n + 1);
	for (int i = 0; i < ids.n; i++) {
		TRY(attachment_load(cx, (attachment_id){ids.v[i]}, &one));
		if (one)
			rows[n++] = *one;
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err macro_attachment_add(struct cx *cx, const struct rule *macro,
	const struct attachment_new *file, struct attachment **ret)
{
	struct attachment *others;
	struct stmt *s;
	int n = 0;

	if (macro) {
		TRY(rule_check_writer(cx, macro));
		TRY(macro_attachment_list(cx, macro->id, &others, &n));
	}
	if (n >= MACRO_ATTACHMENTS)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"A macro can have at most %d attachments", MACRO_ATTACHMENTS);
	TRY(attachment_add(cx, 0, file, ret));
	s = db_stmt(cx->db, &macro_attachment_insert);
	bind_i64(s, (*ret)->id.v);
	bind_ref(s, macro ? macro->id.v : 0);
	bind_i64(s, cx->actor.id.v);
	TRY(db_run(s));
	return tell(cx, macro ? macro->id.v : 0, "attached");
}

/* The macro that has the file; NULL: none yet, and it is the actor's. */
static enum err macro_of(struct cx *cx, attachment_id id, struct rule **ret)
{
	struct stmt *s = db_stmt(cx->db, &macro_attachment_one);
	i64 rule = 0, owner = 0;

	*ret = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		rule = col_i64(s);
		owner = col_i64(s);
	}
	TRY(db_done(s));
	if (rule)
		return rule_get(cx, RULE_MACRO, (rule_id){rule}, ret);
	return owner && owner == cx->actor.id.v ? OK : fail_not_found(cx);
}

enum err macro_attachment_get(struct cx *cx, attachment_id id, struct attachment **ret)
{
	struct rule *macro;

	TRY(macro_of(cx, id, &macro));
	TRY(attachment_load(cx, id, ret));
	return *ret ? OK : fail_not_found(cx);
}

enum err macro_attachment_remove(struct cx *cx, attachment_id id)
{
	struct rule *macro;
	struct stmt *s;

	TRY(macro_of(cx, id, &macro));
	if (macro)
		TRY(rule_check_writer(cx, macro));
	s = db_stmt(cx->db, &macro_attachment_delete);
	bind_i64(s, id.v);
	TRY(db_run(s));
	TRY(attachment_drop(cx, id));
	return tell(cx, macro ? macro->id.v : 0, "detached");
}
