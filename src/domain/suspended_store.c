/* Rows of suspended tickets and of the uploads that they keep. */
#include "suspended_i.h"

#include "base/utf8.h"

#include <string.h>

#define COLUMNS \
	"s.id, s.author_id, s.author_name, s.author_email, s.subject, s.content, s.cause_id, " \
	"s.channel, s.recipient, s.message_id, s.created_at, s.updated_at"
#define FROM	  " FROM suspended_ticket s WHERE 1 = 1"
#define SUSPENDED "SELECT " COLUMNS FROM

LIST(suspended_by_created, SUSPENDED, "s.created_at", "s.id");
LIST(suspended_by_id, SUSPENDED, "s.id", "s.id");
#define FEW "at most 100 of an author, gone after two weeks"
LIST_SCAN(suspended_by_cause, FEW, SUSPENDED, "s.cause_id", "s.id");
LIST_(suspended_by_email, SUSPENDED, "coalesce(s.author_email, '')", "s.id", true, FEW);
/* as much of it as a key holds */
LIST_(suspended_by_subject, SUSPENDED, "substr(coalesce(s.subject, ''), 1, 80)", "s.id", true, FEW);
/* the answers may be long, and only who recovers it needs them */
QUERY(suspended_one, "SELECT " COLUMNS ", s.answers" FROM " AND s.id = ?");
QUERY(suspended_count, "SELECT count(*) FROM suspended_ticket");
QUERY(suspended_count_author, "SELECT count(*) FROM suspended_ticket WHERE author_id = ?");
QUERY(suspended_insert_row,
	"INSERT INTO suspended_ticket (author_id, author_name, author_email, subject, content, "
	"cause_id, channel, recipient, message_id, created_at, updated_at, answers) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(suspended_delete_row, "DELETE FROM suspended_ticket WHERE id = ?");
QUERY(suspended_old, "SELECT id FROM suspended_ticket WHERE created_at < ? "
		     "ORDER BY created_at, id LIMIT ?");
QUERY(suspended_upload_add, "INSERT INTO suspended_upload (suspended_id, upload_id) VALUES (?, ?)");
/* its token is good for nothing else from now on */
QUERY(suspended_upload_use, "UPDATE upload SET expires_at = ? WHERE id = ?");
QUERY(suspended_upload_drop, "DELETE FROM suspended_upload WHERE suspended_id = ?");
QUERY(suspended_upload_list, "SELECT upload_id FROM suspended_upload WHERE suspended_id = ? "
			     "ORDER BY upload_id");

static void read_row(struct stmt *st, struct arena *a, struct suspended *s)
{
	s->id = col_i64(st);
	s->author.v = col_i64(st);
	s->author_name = col_dup(st, a);
	s->author_email = col_dup(st, a);
	s->subject = col_dup(st, a);
	s->content = col_dup(st, a);
	s->cause = (enum suspended_cause)col_i64(st);
	s->channel = (enum channel)col_i64(st);
	s->recipient = col_dup(st, a);
	s->message_id = col_dup(st, a);
	s->created_at = col_i64(st);
	s->updated_at = col_i64(st);
}

static enum err read_uploads(struct cx *cx, struct suspended *s)
{
	struct stmt *st = db_stmt(cx->db, &suspended_upload_list);

	bind_i64(st, s->id);
	return id_list_read(cx, st, &s->uploads);
}

static const struct sort {
	const char *name;
	const struct list_def *list;
} sorts[] = {{"created_at", &suspended_by_created}, {"id", &suspended_by_id},
	{"cause", &suspended_by_cause}, {"author_email", &suspended_by_email},
	{"subject", &suspended_by_subject}};

static const struct list_def *list_of(const char *sort)
{
	for (size_t i = 0; i < COUNT_OF(sorts); i++)
		if (strcmp(sorts[i].name, sort) == 0)
			return sorts[i].list;
	return &suspended_by_created;
}

static struct page_key key_of(
	struct arena *a, const struct list_def *list, const struct suspended *s)
{
	if (list == &suspended_by_id)
		return page_key(s->id, NULL, s->id);
	if (list == &suspended_by_cause)
		return page_key(s->cause, NULL, s->id);
	if (list == &suspended_by_email)
		return page_key(0, s->author_email, s->id);
	if (list == &suspended_by_subject)
		return page_key(0,
			arena_printf(a, "%.*s", s->subject ? (int)utf8_prefix(s->subject, 80) : 0,
				s->subject ? s->subject : ""),
			s->id);
	return page_key(s->created_at, NULL, s->id);
}

enum err suspended_list(struct cx *cx, struct page *page, struct suspended **ret, int *ret_n)
{
	const struct list_def *list = list_of(page->sort);
	struct suspended *rows = ARENA_ARRAY(cx->arena, struct suspended, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *st = list_open(cx, list, page);
	int n;

	list_bind(st, list, page);
	for (n = 0; list_row(st, page, n); n++) {
		read_row(st, cx->arena, &rows[n]);
		keys[n] = key_of(cx->arena, list, &rows[n]);
	}
	TRY(db_done(st));
	list_finish(page, rows, sizeof *rows, &n, keys);
	for (int i = 0; i < n; i++)
		TRY(read_uploads(cx, &rows[i]));
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	return db_run_i64(db_stmt(cx->db, &suspended_count), 0, &page->count);
}

enum err suspended_get(struct cx *cx, i64 id, struct suspended **ret)
{
	struct stmt *st = db_stmt(cx->db, &suspended_one);
	struct suspended *s = NULL;

	bind_i64(st, id);
	if (db_row(st)) {
		s = ARENA_NEW(cx->arena, struct suspended);
		read_row(st, cx->arena, s);
		s->answers = col_dup(st, cx->arena);
	}
	TRY(db_done(st));
	if (!s)
		return fail_not_found(cx);
	*ret = s;
	return read_uploads(cx, s);
}

enum err suspended_number_of(struct cx *cx, user_id author, i64 *ret)
{
	struct stmt *st = db_stmt(cx->db, &suspended_count_author);

	bind_i64(st, author.v);
	return db_run_i64(st, 0, ret);
}

enum err suspended_insert(struct cx *cx, struct suspended *s)
{
	struct stmt *st = db_stmt(cx->db, &suspended_insert_row);

	bind_ref(st, s->author.v);
	bind_text(st, s->author_name);
	bind_text(st, s->author_email);
	bind_text(st, s->subject);
	bind_text(st, s->content);
	bind_i64(st, s->cause);
	bind_i64(st, s->channel);
	bind_text(st, s->recipient);
	bind_text(st, s->message_id);
	bind_i64(st, cx->now);
	bind_i64(st, cx->now);
	bind_text(st, s->answers);
	TRY(db_run_id(st, &s->id));
	for (int i = 0; i < s->uploads.n; i++) {
		st = db_stmt(cx->db, &suspended_upload_add);
		bind_i64(st, s->id);
		bind_i64(st, s->uploads.v[i]);
		TRY(db_run(st));
		st = db_stmt(cx->db, &suspended_upload_use);
		bind_i64(st, cx->now);
		bind_i64(st, s->uploads.v[i]);
		TRY(db_run(st));
	}
	return OK;
}

enum err suspended_remove(struct cx *cx, i64 id)
{
	struct stmt *st = db_stmt(cx->db, &suspended_upload_drop);

	bind_i64(st, id);
	TRY(db_run(st));
	st = db_stmt(cx->db, &suspended_delete_row);
	bind_i64(st, id);
	return db_run(st);
}

enum err suspended_older(struct cx *cx, i64 than, int max, struct id_list *ret)
{
	struct stmt *st = db_stmt(cx->db, &suspended_old);

	bind_i64(st, than);
	bind_i64(st, max);
	return id_list_read(cx, st, ret);
}
