/* The comment that a change carries: who says it, to whom, with which files. */
#include "base/utf8.h"
#include "domain/attachment.h"
#include "domain/comment_source.h"
#include "domain/mention.h"
#include "domain/ticket_i.h"
#include "domain/user.h"

#include <string.h>

/* Author and his role. Only agents speak for others. */
static enum err choose_author(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	user_id author = w->creating ? w->now.submitter : cx->actor.id;
	struct user *user;

	if (w->by_agent && w->in->comment.author_id)
		author.v = w->in->comment.author_id;
	if (!author.v)
		author = w->now.requester;
	w->comment.author = author;
	if (!cx->actor.system && author.v == cx->actor.id.v) {
		w->comment.author_role = cx->actor.role;
		return OK;
	}
	TRY(user_load(cx, author, &user));
	if (!user || !(user->active || w->imported))
		return fail_invalid(cx, "author_id", "Author");
	w->comment.author_role = user->role;
	return OK;
}

static bool choose_public(const struct ticket_work *w)
{
	const struct comment_input *in = &w->in->comment;

	if (!w->by_agent || w->comment.author_role == ROLE_END_USER)
		return w->by_agent && in->public_set ? in->public : true;
	if (w->cx->actor.only_private_comments)
		return false;
	return in->public_set ? in->public : w->creating || w->before.is_public;
}

static enum err find_uploads(struct ticket_work *w)
{
	const struct text_list *tokens = &w->in->comment.uploads;

	if (tokens->n > TICKET_UPLOADS_MAX)
		return fail(w->cx, E_INVALID, "uploads", "TooManyValues",
			"Uploads: cannot be more than %d", TICKET_UPLOADS_MAX);
	for (int i = 0; i < tokens->n; i++) {
		struct upload upload;

		if (upload_find(w->cx, tokens->v[i], &upload) != OK) {
			w->cx->fail = (struct failure){0};
			return fail(w->cx, E_INVALID, "uploads", "InvalidValue:upload_gone",
				"Uploads: a token is unknown, used or expired");
		}
		if (!id_list_has(&w->uploads, upload.id))
			id_list_add(w->cx->arena, &w->uploads, upload.id);
	}
	return OK;
}

enum err ticket_comment_prepare(struct ticket_work *w)
{
	const struct comment_input *in = &w->in->comment;
	const char *body = utf8_clean(w->cx->arena, in->body ? in->body : "");
	struct ticket *t = &w->now;

	if (!*body && w->creating)
		return fail_blank(w->cx, "base", "Description");
	if (!*body && in->uploads.n && in->body)
		return fail_blank(w->cx, "base", "Comment");
	if (!*body)
		return OK;
	if (utf8_length(body) > TICKET_BODY_MAX)
		return fail(w->cx, E_INVALID, "comment", "TooLong",
			"Comment: is too long (maximum is %d characters)", TICKET_BODY_MAX);
	if (in->html && strlen(in->html) > TICKET_HTML_MAX)
		return fail(w->cx, E_INVALID, "comment", "TooLong",
			"Comment: has too much formatting (maximum is %d bytes)", TICKET_HTML_MAX);
	w->has_comment = true;
	w->comment.body = body;
	w->comment.html = in->html;
	w->comment.channel = w->in->channel ? w->in->channel : CHANNEL_API;
	w->comment.created_at = in->created_at ? in->created_at : w->cx->now;
	TRY(choose_author(w));
	w->comment.public = choose_public(w);
	TRY(find_uploads(w));
	if (w->creating)
		t->description = body;
	t->is_public = w->creating ? w->comment.public : t->is_public || w->comment.public;
	t->comment_count++;
	if (w->comment.public)
		t->snippet = comment_snippet(w->cx->arena, body);
	return OK;
}

enum err ticket_comment_store(struct ticket_work *w, event_id event)
{
	struct cx *cx = w->cx;

	if (!w->has_comment)
		return OK;
	w->comment.ticket = w->now.id;
	w->comment.event = event;
	TRY(comment_insert(cx, &w->comment));
	TRY(comment_source_keep(cx, &w->comment, w->in->comment.source));
	for (int i = 0; i < w->uploads.n; i++)
		TRY(upload_take(cx, w->uploads.v[i], w->comment.id));
	if (w->comment.html)
		TRY(attachment_mark_inline(cx, w->comment.id, w->comment.html));
	return w->imported ? OK : mention_note(cx, &w->comment);
}
