/* Rows of drafts, and of the uploads that wait with drafts and held replies. */
#include "draft_i.h"

#include "ticket_i.h"

#define COLUMNS \
	"d.id, d.user_id, d.ticket_id, d.mode, d.version, d.notice, d.created_at, d.updated_at"
#define WORDS ", d.body, d.html, d.stamp, d.status, d.notice_text, d.changes"

LIST(drafts_of_user,
	"SELECT " COLUMNS " FROM draft d JOIN ticket t ON t.id = d.ticket_id "
	"WHERE d.user_id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE,
	"d.id", "d.id");
QUERY(draft_count, "SELECT count(*) FROM draft d JOIN ticket t ON t.id = d.ticket_id "
		   "WHERE d.user_id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE);
QUERY(draft_select, "SELECT " COLUMNS WORDS
		    " FROM draft d WHERE d.user_id = ? AND d.ticket_id = ? AND d.mode = ?");
QUERY(draft_select_id, "SELECT " COLUMNS WORDS " FROM draft d WHERE d.id = ?");
QUERY(draft_insert,
	"INSERT INTO draft (user_id, ticket_id, mode, version, body, html, stamp, status, notice, "
	"notice_text, changes, created_at, updated_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
	"RETURNING id");
QUERY(draft_update,
	"UPDATE draft SET user_id = ?, ticket_id = ?, mode = ?, version = ?, body = ?, html = ?, "
	"stamp = ?, status = ?, notice = ?, notice_text = ?, changes = ?, updated_at = ? "
	"WHERE id = ?");
QUERY(draft_delete_row, "DELETE FROM draft WHERE id = ?");
QUERY(draft_ids_of_ticket, "SELECT id FROM draft WHERE ticket_id = ? ORDER BY id");
QUERY(draft_ids_of_user, "SELECT id FROM draft WHERE user_id = ? ORDER BY id");
QUERY(draft_ids_old, "SELECT id FROM draft WHERE updated_at < ? ORDER BY updated_at LIMIT ?");

QUERY(kept_of_draft,
	"SELECT k.token, u.id, coalesce(u.user_id, 0), u.expires_at FROM kept_upload k "
	"JOIN upload u ON u.id = k.upload_id WHERE k.draft_id = ? ORDER BY k.id");
QUERY(kept_of_held, "SELECT k.token, u.id, coalesce(u.user_id, 0), u.expires_at FROM kept_upload k "
		    "JOIN upload u ON u.id = k.upload_id WHERE k.held_reply_id = ? ORDER BY k.id");
/* What goes with a held reply is taken from it by nobody. */
QUERY(kept_insert, "INSERT INTO kept_upload (upload_id, draft_id, held_reply_id, token) "
		   "VALUES (?, ?, ?, ?) ON CONFLICT (upload_id) DO UPDATE SET "
		   "draft_id = excluded.draft_id, held_reply_id = excluded.held_reply_id "
		   "WHERE kept_upload.held_reply_id IS NULL");
QUERY(kept_delete_draft, "DELETE FROM kept_upload WHERE draft_id = ?");
QUERY(kept_delete_held, "DELETE FROM kept_upload WHERE held_reply_id = ?");
QUERY(kept_move_draft, "UPDATE kept_upload SET draft_id = ?, held_reply_id = ? WHERE draft_id = ?");
QUERY(kept_move_held,
	"UPDATE kept_upload SET draft_id = ?, held_reply_id = ? WHERE held_reply_id = ?");
QUERY(kept_expiry, "UPDATE upload SET expires_at = ? WHERE id = ?");
QUERY(kept_expiry_draft, "UPDATE upload SET expires_at = ? WHERE id IN "
			 "(SELECT upload_id FROM kept_upload WHERE draft_id = ?)");
QUERY(kept_expiry_held, "UPDATE upload SET expires_at = ? WHERE id IN "
			"(SELECT upload_id FROM kept_upload WHERE held_reply_id = ?)");

/* --- drafts --- */

static void read_head(struct stmt *s, struct draft *d)
{
	*d = (struct draft){.id = col_i64(s), .words.body = ""};
	d->user.v = col_i64(s);
	d->ticket.v = col_i64(s);
	d->mode = (enum draft_mode)col_i64(s);
	d->version = col_i64(s);
	d->notice = (enum draft_notice)col_i64(s);
	d->created_at = col_i64(s);
	d->updated_at = col_i64(s);
}

static enum err read_one(struct cx *cx, struct stmt *s, struct draft *ret)
{
	*ret = (struct draft){.words.body = ""};
	if (db_row(s)) {
		read_head(s, ret);
		ret->words.body = col_dup(s, cx->arena);
		ret->words.html = col_dup(s, cx->arena);
		ret->words.stamp = col_dup(s, cx->arena);
		ret->words.status = (enum status)col_i64(s);
		ret->notice_text = col_dup(s, cx->arena);
		ret->words.changes = col_dup(s, cx->arena);
	}
	return db_done(s);
}

enum err draft_find(
	struct cx *cx, user_id user, ticket_id ticket, enum draft_mode mode, struct draft *ret)
{
	struct stmt *s = db_stmt(cx->db, &draft_select);

	bind_i64(s, user.v);
	bind_i64(s, ticket.v);
	bind_i64(s, mode);
	return read_one(cx, s, ret);
}

enum err draft_by_id(struct cx *cx, i64 id, struct draft *ret)
{
	struct stmt *s = db_stmt(cx->db, &draft_select_id);

	bind_i64(s, id);
	return read_one(cx, s, ret);
}

enum err draft_save(struct cx *cx, struct draft *d)
{
	struct stmt *s = db_stmt(cx->db, d->id ? &draft_update : &draft_insert);

	/* a draft that is written, thrown away and written anew is another one */
	d->version = cx->now > d->version ? cx->now : d->version + 1;
	d->updated_at = cx->now;
	bind_i64(s, d->user.v);
	bind_i64(s, d->ticket.v);
	bind_i64(s, d->mode);
	bind_i64(s, d->version);
	bind_text(s, d->words.body);
	bind_text(s, d->words.html);
	bind_text(s, d->words.stamp);
	bind_i64(s, d->words.status);
	bind_i64(s, d->notice);
	bind_text(s, d->notice_text);
	bind_text(s, d->words.changes);
	if (d->id) {
		bind_i64(s, cx->now);
		bind_i64(s, d->id);
		return db_run(s);
	}
	d->created_at = cx->now;
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	return db_run_id(s, &d->id);
}

enum err draft_remove(struct cx *cx, i64 id)
{
	struct stmt *s;

	TRY(kept_release(cx, (struct keeper){.draft = id}));
	s = db_stmt(cx->db, &draft_delete_row);
	bind_i64(s, id);
	return db_run(s);
}

static enum err ids_of(struct cx *cx, const struct query *q, i64 of, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	*ret = (struct id_list){0};
	bind_i64(s, of);
	return id_list_read(cx, s, ret);
}

enum err draft_all_of_ticket(struct cx *cx, ticket_id ticket, struct id_list *ret)
{
	return ids_of(cx, &draft_ids_of_ticket, ticket.v, ret);
}

enum err draft_all_of_user(struct cx *cx, user_id user, struct id_list *ret)
{
	return ids_of(cx, &draft_ids_of_user, user.v, ret);
}

enum err draft_older(struct cx *cx, i64 than, int max, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &draft_ids_old);

	*ret = (struct id_list){0};
	bind_i64(s, than);
	bind_i64(s, max);
	return id_list_read(cx, s, ret);
}

enum err draft_list(struct cx *cx, struct page *page, struct draft **ret, int *ret_n)
{
	struct draft *rows = ARENA_ARRAY(cx->arena, struct draft, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &drafts_of_user, page);
	int n;

	bind_i64(s, cx->actor.id.v);
	ticket_bind_visible(s, &cx->actor);
	list_bind(s, &drafts_of_user, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_head(s, &rows[n]);
		keys[n] = page_key(rows[n].id, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &draft_count);
	bind_i64(s, cx->actor.id.v);
	ticket_bind_visible(s, &cx->actor);
	return db_run_i64(s, 0, &page->count);
}

/* --- uploads that wait --- */

enum err kept_load(struct cx *cx, struct keeper of, struct kept_file **ret, int *ret_n)
{
	struct kept_file *rows = ARENA_ARRAY(cx->arena, struct kept_file, DRAFT_FILES_MAX);
	struct stmt *s = db_stmt(cx->db, of.draft ? &kept_of_draft : &kept_of_held);
	int n = 0;

	bind_i64(s, of.draft ? of.draft : of.held);
	while (n < DRAFT_FILES_MAX && db_row(s)) {
		rows[n].token = col_dup(s, cx->arena);
		rows[n].upload.id = col_i64(s);
		rows[n].upload.owner.v = col_i64(s);
		rows[n].upload.expires_at = col_i64(s);
		n++;
	}
	TRY(db_done(s));
	for (int i = 0; i < n; i++)
		TRY(upload_attachments(cx, rows[i].upload.id, &rows[i].files, &rows[i].file_count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err kept_add(struct cx *cx, struct keeper by, i64 upload, const char *token)
{
	struct stmt *s = db_stmt(cx->db, &kept_insert);

	bind_i64(s, upload);
	bind_ref(s, by.draft);
	bind_ref(s, by.held);
	bind_text(s, token);
	TRY(db_run(s));
	s = db_stmt(cx->db, &kept_expiry);
	bind_i64(s, cx->now + DRAFT_LIFE_MS);
	bind_i64(s, upload);
	return db_run(s);
}

enum err kept_release(struct cx *cx, struct keeper by)
{
	struct stmt *s = db_stmt(cx->db, by.draft ? &kept_expiry_draft : &kept_expiry_held);

	bind_i64(s, cx->now + UPLOAD_LIFETIME_MS);
	bind_i64(s, by.draft ? by.draft : by.held);
	TRY(db_run(s));
	s = db_stmt(cx->db, by.draft ? &kept_delete_draft : &kept_delete_held);
	bind_i64(s, by.draft ? by.draft : by.held);
	return db_run(s);
}

enum err kept_move(struct cx *cx, struct keeper from, struct keeper to)
{
	struct stmt *s = db_stmt(cx->db, from.draft ? &kept_move_draft : &kept_move_held);

	bind_ref(s, to.draft);
	bind_ref(s, to.held);
	bind_i64(s, from.draft ? from.draft : from.held);
	return db_run(s);
}
