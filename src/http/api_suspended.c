/* Suspended tickets: looking, recovering, deleting. Only agents who see all tickets. */
#include "domain/suspended.h"

#include "domain/attachment.h"
#include "domain/ticket_list.h"
#include "http/view_ticket.h"

#include <inttypes.h>

#define PAGE_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

/* They belong to nobody's group yet. */
static enum err check_all(struct rq *rq)
{
	if (ticket_sees_all(&rq->cx.actor))
		return OK;
	return fail(&rq->cx, E_FORBIDDEN, NULL, NULL, "Only agents who see all tickets may");
}

static enum err write_files(struct rq *rq, const struct suspended *s)
{
	struct attachment *rows;
	int n;

	jw_array(&rq->jw, "attachments");
	for (int i = 0; i < s->uploads.n; i++) {
		TRY(upload_attachments(&rq->cx, s->uploads.v[i], &rows, &n));
		for (int k = 0; k < n; k++)
			attachment_write(rq, NULL, &rows[k]);
	}
	jw_end(&rq->jw);
	return OK;
}

static void write_via(struct jw *w, enum channel channel)
{
	jw_object(w, "via");
	jw_str(w, "channel", channel_name(channel));
	jw_object(w, "source");
	jw_object(w, "from");
	jw_end(w);
	jw_object(w, "to");
	jw_end(w);
	jw_null(w, "rel");
	jw_end(w);
	jw_end(w);
}

static enum err suspended_write(struct rq *rq, const char *key, const struct suspended *s)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_printf(
		w, "url", "%.900s/api/v2/suspended_tickets/%" PRId64 ".json", rq->base_url, s->id);
	jw_i64(w, "id", s->id);
	jw_object(w, "author");
	jw_id(w, "id", s->author.v);
	jw_str(w, "name", s->author_name);
	jw_str(w, "email", s->author_email);
	jw_end(w);
	jw_str(w, "subject", s->subject);
	jw_str(w, "content", s->content);
	jw_str(w, "cause", suspended_cause_text(s->cause));
	jw_i64(w, "cause_id", s->cause);
	jw_array(w, "error_messages");
	jw_end(w);
	jw_str(w, "message_id", s->message_id);
	jw_null(w, "ticket_id");
	jw_str(w, "recipient", s->recipient);
	jw_time(w, "created_at", s->created_at);
	jw_time(w, "updated_at", s->updated_at);
	write_via(w, s->channel);
	TRY(write_files(rq, s));
	jw_null(w, "brand_id");
	jw_end(w);
	return OK;
}

static done suspended_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {
		"-created_at", "id", "cause", "author_email", "subject", NULL};
	struct suspended *rows;
	struct page page;
	int n;

	(void)in;
	if (check_all(rq) || rq_page(rq, sorts, &page) || suspended_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "suspended_tickets");
	for (int i = 0; i < n; i++)
		if (suspended_write(rq, NULL, &rows[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

static done suspended_show(struct rq *rq, void *in)
{
	struct suspended *s;
	i64 id;

	(void)in;
	if (check_all(rq) || rq_id(rq, "id", &id) || suspended_get(&rq->cx, id, &s))
		return reply_error(rq);
	reply_begin(rq, 200);
	return suspended_write(rq, "suspended_ticket", s) ? reply_error(rq) : reply_end(rq);
}

static done suspended_remove_one(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (check_all(rq) || rq_id(rq, "id", &id) || suspended_delete(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done suspended_recover_one(struct rq *rq, void *in)
{
	struct ticket *t;
	i64 id;

	(void)in;
	if (check_all(rq) || rq_id(rq, "id", &id) || suspended_recover(&rq->cx, id, &t))
		return reply_error(rq);
	reply_begin(rq, 200);
	return ticket_write(rq, "ticket", t) ? reply_error(rq) : reply_end(rq);
}

/* ?ids=, which must be there. */
static enum err read_ids(struct rq *rq, struct id_list *ret)
{
	TRY(check_all(rq));
	return rq_required_ids(rq, ret);
}

/* All or none. */
static done suspended_destroy_many(struct rq *rq, void *in)
{
	struct id_list ids;

	(void)in;
	if (read_ids(rq, &ids))
		return reply_error(rq);
	for (int i = 0; i < ids.n; i++)
		if (suspended_delete(&rq->cx, ids.v[i]))
			return reply_error(rq);
	return reply_no_content(rq);
}

static done suspended_recover_many(struct rq *rq, void *in)
{
	struct ticket **made;
	struct id_list ids;

	(void)in;
	if (read_ids(rq, &ids))
		return reply_error(rq);
	made = ARENA_ARRAY(rq->cx.arena, struct ticket *, ids.n + 1);
	for (int i = 0; i < ids.n; i++)
		if (suspended_recover(&rq->cx, ids.v[i], &made[i]))
			return reply_error(rq);
	reply_begin(rq, 200);
	jw_array(&rq->jw, "tickets");
	for (int i = 0; i < ids.n; i++)
		if (ticket_write(rq, NULL, made[i]))
			return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

struct files_body {
	struct opt_i64 id;
};
static const struct field files_list_fields[] = {
	{"id", F_ID, offsetof(struct files_body, id), 0, "Id", "The suspended ticket; required"},
	{0}};
static const struct field_table files_fields = {NULL, sizeof(struct files_body), files_list_fields};

/* Copies of the files under an upload of the agent's own, for a comment of his. */
static done suspended_files(struct rq *rq, void *in)
{
	struct files_body *body = in;
	char *token = arena_alloc(rq->cx.arena, UPLOAD_TOKEN + 1);
	struct upload upload;
	struct suspended *s;
	struct attachment *rows;
	int n;

	secret_text(token, UPLOAD_TOKEN);
	if (check_all(rq) || suspended_get(&rq->cx, body->id.v, &s) ||
		upload_create(&rq->cx, token, &upload))
		return reply_error(rq);
	for (int i = 0; i < s->uploads.n; i++)
		if (upload_copy(&rq->cx, s->uploads.v[i], upload.id))
			return reply_error(rq);
	if (upload_attachments(&rq->cx, upload.id, &rows, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	upload_write(rq, "upload", token, &upload, rows, n);
	return reply_end(rq);
}

/* There is no mail to send a file by: where the list is, complete. */
static done suspended_export(struct rq *rq, void *in)
{
	struct jw *w;

	(void)in;
	if (check_all(rq))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_object(w, "export");
	jw_str(w, "view_id", "suspended");
	jw_str(w, "status", "completed");
	jw_printf(w, "content_url", "%.900s/api/v2/suspended_tickets.json", rq->base_url);
	jw_end(w);
	return reply_end(rq);
}

/* clang-format off */
#define WRITE(method, path, handler, query, help) \
	{method, "/api/v2/suspended_tickets" path, handler, RUN_WRITE, CAP_SUSPENDED_WRITE, \
	 BODY_NONE, NULL, 0, query, help}
#define READ(path, handler, query, help) \
	{M_GET, "/api/v2/suspended_tickets" path, handler, RUN_READ, CAP_SUSPENDED_READ, \
	 BODY_NONE, NULL, 0, query, help}

const struct route suspended_routes[] = {
	READ("", suspended_index, PAGE_QUERY, "Messages that are held back, the latest first"),
	READ("/:id", suspended_show, NULL, "One message that is held back"),
	WRITE(M_DELETE, "/:id", suspended_remove_one, NULL, "Throw one away"),
	WRITE(M_PUT, "/:id/recover", suspended_recover_one, NULL,
	 "Make the ticket that it would have been"),
	WRITE(M_DELETE, "/destroy_many", suspended_destroy_many, "ids",
	 "Throw up to 100 away; all or none"),
	WRITE(M_PUT, "/recover_many", suspended_recover_many, "ids",
	 "Make tickets of up to 100; all or none"),
	{M_POST, "/api/v2/suspended_tickets/attachments", suspended_files, RUN_WRITE,
	 CAP_SUSPENDED_WRITE, BODY_JSON, &files_fields, 0, NULL,
	 "Copy the files of one into an upload of one's own"},
	{M_POST, "/api/v2/suspended_tickets/export", suspended_export, RUN_READ,
	 CAP_SUSPENDED_READ, BODY_NONE, NULL, 0, NULL, "Where all of them can be read"},
	{0}
};
/* clang-format on */
