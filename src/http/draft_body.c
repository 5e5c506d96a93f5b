/* Drafts and the words of held replies: JSON in and out. */
#include "http/draft_body.h"

#include "base/html_clean.h"
#include "domain/reply_changes.h"

/* The changes as the text that is kept; an empty object is none. */
static enum err changes_read(struct rq *rq, const json_t *v, const char **ret)
{
	struct ticket_input scratch = {0};

	if (!v || json_is_null(v) || (json_is_object(v) && !json_object_size(v)))
		return OK;
	*ret = json_text(rq->cx.arena, v);
	return reply_changes_apply(&rq->cx, *ret, &scratch);
}

enum err words_read(struct rq *rq, const struct words_body *b, struct words *ret)
{
	*ret = (struct words){.body = b->body.v ? b->body.v : "",
		.stamp = b->updated_stamp.v,
		.uploads = b->uploads.v};
	if (b->html_body.v && *b->html_body.v)
		ret->html = html_clean(rq->cx.arena, b->html_body.v, &ret->body);
	if (b->status.v && *b->status.v && !status_parse(b->status.v, &ret->status))
		return fail_invalid(&rq->cx, "status", "Status");
	return changes_read(rq, b->changes, &ret->changes);
}

void words_write(struct jw *jw, const struct words *w)
{
	jw_str(jw, "body", w->body);
	jw_str(jw, "html_body", w->html);
	jw_str(jw, "status", w->status ? status_name(w->status) : NULL);
	jw_raw(jw, "changes", w->changes);
	jw_str(jw, "updated_stamp", w->stamp);
}

void kept_files_write(struct rq *rq, const struct kept_file *files, int n)
{
	jw_array(&rq->jw, "uploads");
	for (int i = 0; i < n; i++)
		upload_write(rq, NULL, files[i].token, &files[i].upload, files[i].files,
			files[i].file_count);
	jw_end(&rq->jw);
}

void draft_write(struct rq *rq, const char *key, const struct draft *d)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "ticket_id", d->ticket.v);
	jw_str(jw, "mode", draft_mode_name(d->mode));
	jw_i64(jw, "version", d->version);
	words_write(jw, &d->words);
	jw_str(jw, "notice", draft_notice_name(d->notice));
	jw_str(jw, "notice_text", d->notice_text);
	kept_files_write(rq, d->files, d->file_count);
	jw_time(jw, "created_at", d->created_at);
	jw_time(jw, "updated_at", d->updated_at);
	jw_end(jw);
}

void held_reply_write(struct rq *rq, const char *key, const struct held_reply *h)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", h->id);
	jw_i64(jw, "ticket_id", h->ticket.v);
	jw_i64(jw, "user_id", h->user.v);
	jw_str(jw, "state", held_state_name(h->state));
	jw_time(jw, "send_at", h->send_at);
	jw_bool(jw, "scheduled", h->scheduled);
	jw_bool(jw, "unless_answered", h->unless_answered);
	words_write(jw, &h->words);
	kept_files_write(rq, h->files, h->file_count);
	jw_id(jw, "comment_id", h->comment.v);
	jw_str(jw, "reason", draft_notice_name(h->reason));
	jw_str(jw, "reason_text", h->reason_text);
	jw_time(jw, "created_at", h->created_at);
	jw_time(jw, "updated_at", h->updated_at);
	jw_end(jw);
}
