/*
 * Rows of comments and their full-text rows. ticket_text has one row per comment that carries the
 * ticket's subject beside the body; it is contentless, so a row is taken out by telling the old
 * words again. Its rowid is the ticket's id and the comment's number in the thread (TEXT_PLACE):
 * a search reads hits ticket by ticket, and knows whose they are without reading comments.
 *
 * New comments are indexed together, once, as the last act of a transaction: FTS5 writes out what
 * it holds at every savepoint, so a row per job cost a fifth of all time. The kept count
 * "comment.indexed" is the id up to which the index reaches; above it there is nothing to take out.
 */
#include "domain/comment_i.h"
#include "domain/comment_source.h"
#include "domain/ticket_list.h"
#include "text_place.h"
#include "ticket_life_i.h"

#define COMMENT_COLUMNS \
	"c.id, c.ticket_id, c.event_id, c.author_id, c.author_role, c.public, c.channel, c.body, " \
	"(SELECT h.html FROM comment_html h WHERE h.comment_id = c.id), c.created_at"

LIST(comments_of_ticket, "SELECT " COMMENT_COLUMNS " FROM comment c WHERE c.ticket_id = ?", "c.id",
	"c.id");
LIST(comments_public,
	"SELECT " COMMENT_COLUMNS " FROM comment c WHERE c.ticket_id = ? AND "
	"c.public = 1",
	"c.id", "c.id");
QUERY(comment_select, "SELECT " COMMENT_COLUMNS " FROM comment c WHERE c.id = ?");
QUERY(comment_select_event,
	"SELECT " COMMENT_COLUMNS " FROM comment c WHERE c.event_id = ? ORDER BY c.id LIMIT 1");
QUERY(comment_count_public, "SELECT count(*) FROM comment WHERE ticket_id = ? AND public = 1");
QUERY(comment_insert_row,
	"INSERT INTO comment (ticket_id, event_id, author_id, author_role, public, channel, body, "
	"created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(comment_html_insert, "INSERT INTO comment_html (comment_id, html) VALUES (?, ?)");
QUERY(comment_html_delete, "DELETE FROM comment_html WHERE comment_id = ?");
QUERY(comment_update_public, "UPDATE comment SET public = 0 WHERE id = ?");
QUERY(comment_update_body, "UPDATE comment SET body = ? WHERE id = ?");
QUERY(comment_select_bodies,
	"SELECT c.id, c.body FROM comment c WHERE c.ticket_id = ? AND c.id > ? AND c.id <= ? "
	"ORDER BY c.id LIMIT 50");
/* Ordered as the index is: FTS5 writes out what it holds when a rowid goes back. */
QUERY(comment_select_new,
	"SELECT c.id, c.ticket_id, t.comment_count, t.subject, c.body FROM comment c "
	"JOIN ticket t ON t.id = c.ticket_id WHERE c.id > ? ORDER BY +c.ticket_id, +c.id");
QUERY(comment_count_before,
	"SELECT count(*) FROM (SELECT 1 FROM comment c WHERE c.ticket_id = ? AND c.id < ? "
	"LIMIT ?) n");
QUERY_TWO(ticket_text_insert, "INSERT INTO ticket_text (rowid, subject, body) VALUES (?, ?, ?)",
	"INSERT INTO ticket_text (rowid, words) VALUES (?, to_tsvector('simple', "
	"CAST(? AS text) || ' ' || CAST(? AS text)))");
QUERY_TWO(ticket_text_delete,
	"INSERT INTO ticket_text (ticket_text, rowid, subject, body) VALUES ('delete', ?, ?, ?)",
	"DELETE FROM ticket_text WHERE rowid = ? AND CAST(? AS text) IS NOT NULL AND "
	"CAST(? AS text) IS NOT NULL");

static void comment_read(struct stmt *s, struct arena *a, struct comment *c)
{
	c->id.v = col_i64(s);
	c->ticket.v = col_i64(s);
	c->event.v = col_i64(s);
	c->author.v = col_i64(s);
	c->author_role = (enum role)col_i64(s);
	c->public = col_bool(s);
	c->channel = (enum channel)col_i64(s);
	c->body = col_dup(s, a);
	c->html = col_dup(s, a);
	c->created_at = col_i64(s);
}

enum err comment_list(struct cx *cx, const struct ticket *t, bool public_only, struct page *page,
	struct comment **ret, int *ret_n)
{
	const struct list_def *list = public_only ? &comments_public : &comments_of_ticket;
	struct comment *rows = ARENA_ARRAY(cx->arena, struct comment, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n = 0;

	bind_i64(s, t->id.v);
	list_bind(s, list, page);
	for (; list_row(s, page, n); n++) {
		comment_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(comment_count(cx, t, public_only, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err comment_count(struct cx *cx, const struct ticket *t, bool public_only, i64 *ret)
{
	struct stmt *s;

	if (!public_only) {
		*ret = t->comment_count;
		return OK;
	}
	s = db_stmt(cx->db, &comment_count_public);
	bind_i64(s, t->id.v);
	return db_run_i64(s, 0, ret);
}

static enum err comment_one(struct cx *cx, const struct query *q, i64 id, struct comment **ret)
{
	struct stmt *s = db_stmt(cx->db, q);
	struct comment *c = NULL;

	bind_i64(s, id);
	if (db_row(s)) {
		c = ARENA_NEW(cx->arena, struct comment);
		comment_read(s, cx->arena, c);
	}
	TRY(db_done(s));
	*ret = c;
	return OK;
}

enum err comment_load(struct cx *cx, comment_id id, struct comment **ret)
{
	return comment_one(cx, &comment_select, id.v, ret);
}

enum err comment_of_event(struct cx *cx, event_id event, struct comment **ret)
{
	return comment_one(cx, &comment_select_event, event.v, ret);
}

/* Run ticket_text_insert or ticket_text_delete for the ticket's comment of that number. */
static enum err text_row(struct cx *cx, const struct query *q, i64 ticket, i64 number,
	const char *subject, const char *body)
{
	struct stmt *s;

	if (number >= TEXT_COMMENTS)
		return OK;
	s = db_stmt(cx->db, q);
	bind_i64(s, TEXT_PLACE(ticket) + number);
	bind_text(s, subject);
	bind_text(s, body);
	return db_run(s);
}

static const char indexed[] = "comment.indexed";

/* How many comments stand before this one, up to TEXT_COMMENTS. */
static enum err number_of(struct cx *cx, i64 ticket, i64 id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &comment_count_before);

	bind_i64(s, ticket);
	bind_i64(s, id);
	bind_i64(s, TEXT_COMMENTS);
	return db_run_i64(s, 0, ret);
}

/* The walk over new comments: whose the last was, and its number. */
struct indexing {
	i64 ticket, number, last;
};

static enum err index_one(struct cx *cx, struct indexing *in, struct stmt *s)
{
	i64 id = col_i64(s), ticket = col_i64(s);
	bool first = col_i64(s) == 1;
	const char *subject = col_text(s);

	if (id > in->last)
		in->last = id;
	if (ticket == in->ticket)
		in->number++;
	else if (first)
		in->number = 0;
	else
		TRY(number_of(cx, ticket, id, &in->number));
	in->ticket = ticket;
	return text_row(cx, &ticket_text_insert, ticket, in->number, subject, col_text(s));
}

enum err comment_index_new(struct cx *cx)
{
	struct indexing in = {0};
	struct stmt *s;
	i64 from;
	enum err e = OK, done;

	TRY(counter_get(cx, indexed, 0, &from));
	in.last = from;
	s = db_stmt(cx->db, &comment_select_new);
	bind_i64(s, from);
	while (e == OK && db_row(s))
		e = index_one(cx, &in, s);
	done = db_done(s);
	if (e == OK)
		e = done;
	return e == OK ? counter_add(cx, indexed, 0, in.last - from) : e;
}

enum err comment_insert(struct cx *cx, struct comment *c)
{
	struct stmt *s = db_stmt(cx->db, &comment_insert_row);

	bind_i64(s, c->ticket.v);
	bind_i64(s, c->event.v);
	bind_i64(s, c->author.v);
	bind_i64(s, c->author_role);
	bind_bool(s, c->public);
	bind_i64(s, c->channel);
	bind_text(s, c->body);
	bind_i64(s, c->created_at);
	TRY(db_run_id(s, &c->id.v));
	if (!c->html)
		return OK;
	s = db_stmt(cx->db, &comment_html_insert);
	bind_i64(s, c->id.v);
	bind_text(s, c->html);
	return db_run(s);
}

enum { STEP = 50 };

/* What happens to each comment of a thread: to its row, and to its search row when it has one. */
struct rewrite {
	ticket_id ticket;
	i64 last, upto; /* ids: done so far, indexed */
	i64 number;	/* of the next comment in its thread */
	const char *subject_before, *subject;
	const char *body; /* instead of the comment's; NULL: it keeps its own */
};

static enum err rewrite_one(struct cx *cx, struct rewrite *r, i64 id, const char *body)
{
	i64 ticket = r->ticket.v, number = r->number++;
	struct stmt *s;

	if (r->body) {
		s = db_stmt(cx->db, &comment_update_body);
		bind_text(s, r->body);
		bind_i64(s, id);
		TRY(db_run(s));
	}
	if (id > r->upto)
		return OK;
	TRY(text_row(cx, &ticket_text_delete, ticket, number, r->subject_before, body));
	return text_row(
		cx, &ticket_text_insert, ticket, number, r->subject, r->body ? r->body : body);
}

/* The next comments, some at a time: a thread may be larger than memory. */
static enum err rewrite_some(
	struct cx *cx, struct arena *scratch, struct rewrite *r, i64 until, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &comment_select_bodies);
	const char *bodies[STEP];
	i64 ids[STEP];
	int n = 0;

	bind_i64(s, r->ticket.v);
	bind_i64(s, r->last);
	bind_i64(s, until);
	for (; n < STEP && db_row(s); n++) {
		ids[n] = col_i64(s);
		bodies[n] = col_dup(s, scratch);
	}
	TRY(db_done(s));
	for (int i = 0; i < n; i++)
		TRY(rewrite_one(cx, r, ids[i], bodies[i]));
	if (n)
		r->last = ids[n - 1];
	*ret_n = n;
	return OK;
}

static enum err rewrite_all(struct cx *cx, struct rewrite *r)
{
	struct arena *scratch;
	enum err e = OK;
	int n = 0;

	TRY(counter_get(cx, indexed, 0, &r->upto));
	scratch = arena_new(ARENA_ITEM_MAX);
	do {
		arena_reset(scratch);
		e = rewrite_some(cx, scratch, r, r->body ? INT64_MAX : r->upto, &n);
	} while (e == OK && n);
	arena_free(scratch);
	return e;
}

enum err comment_reindex(
	struct cx *cx, ticket_id ticket, const char *subject_before, const char *subject)
{
	return rewrite_all(cx,
		&(struct rewrite){
			.ticket = ticket, .subject_before = subject_before, .subject = subject});
}

enum err comment_scrub(struct cx *cx, ticket_id ticket, const char *subject, const char *text)
{
	return rewrite_all(cx, &(struct rewrite){.ticket = ticket,
				       .subject_before = subject,
				       .subject = text,
				       .body = text});
}

enum err comment_set_private(struct cx *cx, comment_id id)
{
	struct stmt *s = db_stmt(cx->db, &comment_update_public);

	bind_i64(s, id.v);
	return db_run(s);
}

enum err comment_set_body(
	struct cx *cx, const struct comment *c, const char *subject, const char *body)
{
	struct stmt *s = db_stmt(cx->db, &comment_update_body);
	i64 ticket = c->ticket.v, number, upto;

	bind_text(s, body);
	bind_i64(s, c->id.v);
	TRY(db_run(s));
	s = db_stmt(cx->db, &comment_html_delete);
	bind_i64(s, c->id.v);
	TRY(db_run(s));
	TRY(comment_source_forget(cx, c->id));
	TRY(counter_get(cx, indexed, 0, &upto));
	if (c->id.v > upto)
		return OK;
	TRY(number_of(cx, ticket, c->id.v, &number));
	TRY(text_row(cx, &ticket_text_delete, ticket, number, subject, c->body));
	return text_row(cx, &ticket_text_insert, ticket, number, subject, body);
}
