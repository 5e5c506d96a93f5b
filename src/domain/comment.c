/*
 * What may happen to a comment after it was written: it is made private, or words in it are
 * blacked out. Both are events of the ticket; nothing else ever changes a comment.
 */
#include "base/utf8.h"
#include "domain/comment_i.h"
#include "domain/event.h"
#include "domain/idempotency.h"
#include "domain/outbox.h"
#include "domain/ticket_i.h"

#include <string.h>

static const char black[] = "\xe2\x96\x87"; /* ▇ */

enum err comment_get(struct cx *cx, ticket_id ticket, comment_id id, struct comment **ret)
{
	struct comment *c;

	TRY(comment_load(cx, id, &c));
	if (!c || c->ticket.v != ticket.v)
		return fail_not_found(cx);
	*ret = c;
	return OK;
}

const char *comment_snippet(struct arena *a, const char *body)
{
	size_t n = utf8_prefix(body, COMMENT_SNIPPET);
	char *line = arena_strndup(a, body, n);
	size_t out = 0;

	/* one line: every run of white space is a blank */
	for (size_t i = 0; i < n; i++) {
		bool space = strchr(" \t\r\n", line[i]) != NULL;

		if (space && (!out || line[out - 1] == ' '))
			continue;
		line[out++] = space ? ' ' : line[i];
	}
	if (out && line[out - 1] == ' ')
		out--;
	line[out] = '\0';
	return line;
}

/* The preview shows the newest public message: bring it up to date after one was taken back. */
static enum err refresh_snippet(struct cx *cx, struct ticket *t)
{
	struct page page = {.limit = 1, .descending = true, .cursor = true, .sort = "id"};
	struct comment *c;
	int n;

	TRY(comment_list(cx, t, true, &page, &c, &n));
	t->snippet = n ? comment_snippet(cx->arena, c->body) : "";
	t->updated_at = t->generated_at = cx->now;
	return ticket_update_row(cx, t);
}

static enum err write_event(
	struct cx *cx, enum event_kind kind, const struct comment *c, const char *type)
{
	struct jw w;
	CLEANUP(buf_free) struct buf detail = BUF_INIT(4096);

	jw_init(&w, &detail);
	jw_object(&w, NULL);
	jw_object(&w, "via");
	jw_str(&w, "channel", channel_name(CHANNEL_API));
	jw_end(&w);
	jw_array(&w, "events");
	jw_object(&w, NULL);
	jw_str(&w, "type", type);
	jw_i64(&w, "comment_id", c->id.v);
	if (kind == EVENT_TICKET_UPDATED)
		jw_bool(&w, "public", false);
	jw_end(&w);
	jw_end(&w);
	jw_end(&w);
	return event_add(cx, kind, c->ticket, c->id.v, detail.p, NULL);
}

enum err comment_make_private(struct cx *cx, ticket_id ticket, comment_id id)
{
	struct ticket *t;
	struct comment *c;

	TRY(ticket_get(cx, ticket, &t));
	TRY(comment_get(cx, ticket, id, &c));
	if (!c->public)
		return OK;
	TRY(comment_set_private(cx, id));
	TRY(write_event(cx, EVENT_TICKET_UPDATED, c, "CommentPrivacyChange"));
	return refresh_snippet(cx, t);
}

/* The text with every occurrence of `what` as black squares, one per code point; NULL: none. */
static const char *blackened(struct arena *a, const char *text, const char *what)
{
	size_t n = strlen(what), squares = utf8_length(what);
	CLEANUP(buf_free) struct buf out = BUF_INIT(4 * 4 * TICKET_BODY_MAX);
	const char *hit = strstr(text, what);

	if (!hit)
		return NULL;
	for (; hit; hit = strstr(text, what)) {
		buf_add(&out, text, (size_t)(hit - text));
		for (size_t i = 0; i < squares; i++)
			buf_str(&out, black);
		text = hit + n;
	}
	buf_str(&out, text);
	return arena_strndup(a, out.p, out.n);
}

enum err comment_redact(
	struct cx *cx, ticket_id ticket, comment_id id, const char *text, struct comment **ret)
{
	struct ticket *t;
	struct comment *c;
	const char *body;

	TRY(ticket_get(cx, ticket, &t));
	TRY(comment_get(cx, ticket, id, &c));
	if (!text || !*text)
		return fail_blank(cx, "text", "Text");
	body = blackened(cx->arena, c->body, text);
	if (!body)
		return fail(cx, E_INVALID, "text", "InvalidValue",
			"Text: does not occur in the comment");
	TRY(comment_set_body(cx, c, t->subject, body));
	TRY(outbox_forget(cx, ticket, false));
	TRY(idempotency_scrub(cx, ticket.v));
	TRY(write_event(cx, EVENT_COMMENT_REDACTED, c, "CommentRedactionEvent"));
	if (strcmp(t->description, c->body) == 0)
		TRY(ticket_set_description(cx, t->id, body));
	c->body = body;
	c->html = NULL;
	*ret = c;
	return refresh_snippet(cx, t);
}
