/* Files that macros carry. */
#include "domain/macro_attachment.h"
#include "http/file_store.h"
#include "http/slow_write.h"
#include "http/view_ticket.h"
#include "rule_body.h"

#include <inttypes.h>

struct call {
	struct rule *macro; /* NULL: for none yet */
	struct attachment_new file;
	struct attachment *added;
};

static enum err add_file(struct rq *rq, void *arg)
{
	struct call *call = arg;

	return macro_attachment_add(&rq->cx, call->macro, &call->file, &call->added);
}

static void write_file(struct rq *rq, const char *key, const struct attachment *a)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_i64(w, "id", a->id.v);
	jw_str(w, "filename", a->file_name);
	jw_str(w, "content_type", a->content_type);
	jw_str(w, "content_url", attachment_url(rq, a));
	jw_i64(w, "size", a->size);
	jw_time(w, "created_at", a->created_at);
	jw_end(w);
}

static done add(struct rq *rq, struct rule *macro)
{
	struct call call = {.macro = macro};

	if (file_keep_one(rq, &call.file) || slow_write(rq, add_file, &call))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/macros/attachments/%" PRId64 ".json",
			rq->base_url, call.added->id.v));
	reply_begin(rq, 201);
	write_file(rq, "macro_attachment", call.added);
	return reply_end(rq);
}

static done file_post(struct rq *rq, void *in)
{
	(void)in;
	return add(rq, NULL);
}

static done file_post_to_macro(struct rq *rq, void *in)
{
	struct rule *macro;

	(void)in;
	return path_rule(rq, RULE_MACRO, &macro) ? reply_error(rq) : add(rq, macro);
}

static done file_show(struct rq *rq, void *in)
{
	struct attachment *a;
	i64 id;

	(void)in;
	if (rq_id(rq, "attachment_id", &id) ||
		macro_attachment_get(&rq->cx, (attachment_id){id}, &a))
		return reply_error(rq);
	reply_begin(rq, 200);
	write_file(rq, "macro_attachment", a);
	return reply_end(rq);
}

static done file_remove(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "attachment_id", &id) ||
		macro_attachment_remove(&rq->cx, (attachment_id){id}))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done file_index(struct rq *rq, void *in)
{
	struct attachment *rows;
	struct rule *macro;
	struct page page;
	int n;

	(void)in;
	if (path_rule(rq, RULE_MACRO, &macro) ||
		macro_attachment_list(&rq->cx, macro->id, &rows, &n) ||
		rq_page_rows(rq, rows, n, &page))
		return reply_error(rq);
	reply_list(rq, "macro_attachments");
	for (int i = 0; i < page.rows; i++)
		write_file(rq, NULL, &rows[page.offset + i]);
	return reply_page(rq, &page);
}

/* A copy of one file as an upload of the actor's. */
static enum err take_file(struct rq *rq, const struct attachment *file)
{
	char *token = arena_alloc(rq->cx.arena, UPLOAD_TOKEN + 1);
	struct attachment *rows;
	struct upload upload;
	int n;

	secret_text(token, UPLOAD_TOKEN);
	TRY(upload_create(&rq->cx, token, &upload));
	TRY(attachment_to_upload(&rq->cx, file, upload.id));
	TRY(upload_attachments(&rq->cx, upload.id, &rows, &n));
	upload_write(rq, NULL, token, &upload, rows, n);
	return OK;
}

static done files_take(struct rq *rq, void *in)
{
	struct attachment *rows;
	struct rule *macro;
	int n;

	(void)in;
	if (path_rule(rq, RULE_MACRO, &macro) ||
		macro_attachment_list(&rq->cx, macro->id, &rows, &n))
		return reply_error(rq);
	jw_array(reply_begin(rq, 201), "uploads");
	for (int i = 0; i < n; i++)
		if (take_file(rq, &rows[i]))
			return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

const struct route macro_file_routes[] = {
	{M_POST, "/api/v2/macros/attachments", file_post, RUN_SLOW, CAP_MACRO_WRITE, BODY_FILE,
		NULL, 0, "filename", "Upload a file for a macro that is yet to be made"},
	{M_GET, "/api/v2/macros/attachments/:attachment_id", file_show, RUN_READ, CAP_MACRO_READ,
		BODY_NONE, NULL, 0, NULL, "One file of a macro"},
	{M_DELETE, "/api/v2/macros/attachments/:attachment_id", file_remove, RUN_WRITE,
		CAP_MACRO_WRITE, BODY_NONE, NULL, 0, NULL,
		"Remove a file from its macro; what was sent with it stays"},
	{M_GET, "/api/v2/macros/:macro_id/attachments", file_index, RUN_READ, CAP_MACRO_READ,
		BODY_NONE, NULL, 0, NULL, "Files of a macro"},
	{M_POST, "/api/v2/macros/:macro_id/attachments", file_post_to_macro, RUN_SLOW,
		CAP_MACRO_WRITE, BODY_FILE, NULL, 0, "filename",
		"Upload a file into a macro; at most five"},
	{M_POST, "/api/v2/macros/:macro_id/uploads", files_take, RUN_WRITE, CAP_MACRO_FILES,
		BODY_NONE, NULL, 0, NULL,
		"Its files as uploads of yours, to send along with a comment"},
	{0},
};
