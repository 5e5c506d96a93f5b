/* Uploads and attachments: files come before the comment that takes them. */
#include "http/file_store.h"
#include "http/slow_write.h"
#include "http/view_ticket.h"

#include <inttypes.h>

/* What the writer needs of an upload request. */
struct upload_call {
	const char *given; /* token of an upload that goes on; NULL: a new one */
	char *token;	   /* of the new one */
	struct attachment_new file;
	struct upload upload;
	struct attachment *added;
};

static enum err add_file(struct rq *rq, void *arg)
{
	struct upload_call *call = arg;

	if (call->given)
		TRY(upload_find(&rq->cx, call->given, &call->upload));
	else
		TRY(upload_create(&rq->cx, call->token, &call->upload));
	return attachment_add(&rq->cx, call->upload.id, &call->file, &call->added);
}

static enum err reply_upload(struct rq *rq, const struct upload_call *call)
{
	struct attachment *rows;
	int n;

	TRY(upload_attachments(&rq->cx, call->upload.id, &rows, &n));
	upload_write(rq, "upload", call->given ? call->given : call->token, &call->upload, rows, n);
	return OK;
}

static done upload_post(struct rq *rq, void *in)
{
	struct upload_call call = {.given = rq_query(rq, "token")};

	(void)in;
	if (call.given && !*call.given)
		call.given = NULL;
	call.token = arena_alloc(rq->cx.arena, UPLOAD_TOKEN + 1);
	secret_text(call.token, UPLOAD_TOKEN);
	if (file_keep_one(rq, &call.file) || slow_write(rq, add_file, &call))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/attachments/%" PRId64 ".json", rq->base_url,
			call.added->id.v));
	reply_begin(rq, 201);
	if (reply_upload(rq, &call))
		return reply_error(rq);
	return reply_end(rq);
}

static done upload_remove(struct rq *rq, void *in)
{
	(void)in;
	if (upload_delete(&rq->cx, rq_param(rq, "token")))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done attachment_show(struct rq *rq, void *in)
{
	struct attachment *a;
	i64 id;

	(void)in;
	if (rq_id(rq, "attachment_id", &id) || attachment_get(&rq->cx, (attachment_id){id}, &a))
		return reply_error(rq);
	reply_begin(rq, 200);
	attachment_write(rq, "attachment", a);
	return reply_end(rq);
}

static done attachment_bytes(struct rq *rq, void *in)
{
	struct attachment *a;

	(void)in;
	if (attachment_by_token(&rq->cx, rq_param(rq, "link"), &a))
		return reply_error(rq);
	return reply_attachment(rq, a);
}

const struct route upload_routes[] = {
	{M_POST, "/api/v2/uploads", upload_post, RUN_SLOW, CAP_UPLOAD, BODY_FILE, NULL, 0,
		"filename,token", "Upload a file; its token goes into a comment"},
	{M_DELETE, "/api/v2/uploads/:token", upload_remove, RUN_WRITE, CAP_UPLOAD, BODY_NONE, NULL,
		0, NULL, "Throw an unused upload away"},
	{M_GET, "/api/v2/attachments/:attachment_id", attachment_show, RUN_READ,
		CAP_ATTACHMENT_READ, BODY_NONE, NULL, 0, NULL,
		"What an attachment is called and where its bytes are"},
	{M_PUT, "/api/v2/attachments/:attachment_id", attachment_show, RUN_READ, CAP_TICKET_READ,
		BODY_JSON, NULL, 0, NULL, "Accepted for compatibility; changes nothing"},
	{M_GET, "/attachments/token/:link", attachment_bytes, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL,
		0, "name", "The bytes of an attachment"},
	{0},
};
