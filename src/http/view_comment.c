/*
 * Comments, audits and attachments as JSON. An audit is the detail of its event with the ids that
 * the API wants; a Comment inside it is read from the comment's row, so that what was blacked out
 * there is blacked out here.
 */
#include "http/view_ticket.h"

#include "base/html_clean.h"
#include "domain/placeholder.h"

#include <inttypes.h>
#include <string.h>

enum { EVENTS_PER_AUDIT = 1000, HTML_MAX = HTML_CLEAN_MAX + 16 * TICKET_BODY_MAX };

const char *attachment_url(struct rq *rq, const struct attachment *a)
{
	CLEANUP(buf_free) struct buf name = BUF_INIT(16 * ATTACHMENT_NAME_MAX);

	buf_url(&name, a->file_name);
	return arena_printf(
		rq->cx.arena, "%s/attachments/token/%s?name=%s", rq->base_url, a->link, name.p);
}

void attachment_write(struct rq *rq, const char *key, const struct attachment *a)
{
	struct jw *jw = &rq->jw;
	const char *url = attachment_url(rq, a);

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/attachments/%" PRId64 ".json", rq->base_url, a->id.v);
	jw_i64(jw, "id", a->id.v);
	jw_str(jw, "file_name", a->file_name);
	jw_str(jw, "content_url", url);
	jw_str(jw, "mapped_content_url", url);
	jw_str(jw, "content_type", a->content_type);
	jw_i64(jw, "size", a->size);
	jw_null(jw, "width");
	jw_null(jw, "height");
	jw_bool(jw, "inline", a->is_inline);
	jw_bool(jw, "deleted", a->redacted);
	jw_bool(jw, "malware_access_override", false);
	jw_str(jw, "malware_scan_result", "not_scanned");
	jw_array(jw, "thumbnails");
	jw_end(jw);
	jw_end(jw);
}

void upload_write(struct rq *rq, const char *key, const char *token, const struct upload *upload,
	const struct attachment *rows, int n)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_str(jw, "token", token);
	jw_time(jw, "expires_at", upload->expires_at);
	jw_array(jw, "attachments");
	for (int i = 0; i < n; i++)
		attachment_write(rq, NULL, &rows[i]);
	jw_end(jw);
	if (n)
		attachment_write(rq, "attachment", &rows[n - 1]);
	else
		jw_null(jw, "attachment");
	jw_end(jw);
}

/* "attachments": […] of a comment. */
static enum err attachments_write(struct rq *rq, comment_id id)
{
	struct attachment *rows;
	int n;

	TRY(attachment_of_comment(&rq->cx, id, &rows, &n));
	jw_array(&rq->jw, "attachments");
	for (int i = 0; i < n; i++)
		attachment_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

static void body_html(struct buf *out, const char *body)
{
	buf_str(out, "<div class=\"zd-comment\" dir=\"auto\"><p dir=\"auto\">");
	while (*body) {
		size_t n = strcspn(body, "\n<>&\"'");
		char special[2] = {0};

		buf_add(out, body, n);
		body += n;
		if (*body == '\n') {
			bool paragraph = body[1] == '\n';

			buf_str(out, paragraph ? "</p><p dir=\"auto\">" : "<br>");
			body += strspn(body, "\n");
		} else if (*body) {
			special[0] = *body++;
			buf_html(out, special);
		}
	}
	buf_str(out, "</p></div>");
}

void comment_html_write(struct jw *jw, const char *body, const char *formatted)
{
	CLEANUP(buf_free) struct buf html = BUF_INIT(HTML_MAX);

	if (formatted) {
		buf_str(&html, "<div class=\"zd-comment zd-comment-rich\" dir=\"auto\">");
		buf_str(&html, formatted);
		buf_str(&html, "</div>");
	} else {
		body_html(&html, body);
	}
	jw_strn(jw, "html_body", html.p, html.n);
}

/* What a comment and a Comment event of an audit have in common. */
static enum err comment_members(struct rq *rq, const struct comment *c)
{
	struct jw *jw = &rq->jw;

	jw_i64(jw, "id", c->id.v);
	jw_str(jw, "type", "Comment");
	jw_i64(jw, "author_id", c->author.v);
	jw_str(jw, "body", c->body);
	comment_html_write(jw, c->body, c->html);
	jw_str(jw, "plain_body", c->body);
	jw_bool(jw, "public", c->public);
	jw_i64(jw, "audit_id", c->event.v);
	return attachments_write(rq, c->id);
}

/* source: of a rule, JSON with from, to and rel; or NULL. */
static void via_write(struct jw *jw, const char *channel, const json_t *source)
{
	jw_object(jw, "via");
	jw_str(jw, "channel", channel);
	if (source) {
		jw_json(jw, "source", source);
		jw_end(jw);
		return;
	}
	jw_object(jw, "source");
	jw_object(jw, "from");
	jw_end(jw);
	jw_object(jw, "to");
	jw_end(jw);
	jw_null(jw, "rel");
	jw_end(jw);
	jw_end(jw);
}

/* Where a change came from; what is not known is null. */
static void system_write(struct jw *jw, const json_t *known)
{
	static const char *const keys[] = {
		"client", "ip_address", "location", "latitude", "longitude"};

	jw_object(jw, "system");
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		jw_str(jw, keys[i], json_get_str(known, keys[i]));
	jw_end(jw);
}

enum err comment_write_open(struct rq *rq, const char *key, const struct comment *c)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	TRY(comment_members(rq, c));
	via_write(jw, channel_name(c->channel), NULL);
	jw_time(jw, "created_at", c->created_at);
	jw_object(jw, "metadata");
	system_write(jw, NULL);
	jw_object(jw, "custom");
	jw_end(jw);
	jw_end(jw);
	return OK;
}

enum err comment_write(struct rq *rq, const char *key, const struct comment *c)
{
	TRY(comment_write_open(rq, key, c));
	jw_end(&rq->jw);
	return OK;
}

static enum err comment_event_write(struct rq *rq, comment_id id)
{
	struct comment *c;

	TRY(comment_load(&rq->cx, id, &c));
	if (!c)
		return OK;
	jw_object(&rq->jw, NULL);
	TRY(comment_members(rq, c));
	jw_end(&rq->jw);
	return OK;
}

enum err told_write(struct rq *rq, const json_t *parts)
{
	const char *text;

	TRY(placeholder_join(&rq->cx, parts, &text));
	jw_str(&rq->jw, "body", text);
	return OK;
}

static enum err events_write(struct rq *rq, event_id id, json_t *events)
{
	struct jw *jw = &rq->jw;
	const char *key;
	json_t *event, *v;
	size_t i;

	jw_array(jw, "events");
	json_array_foreach (events, i, event) {
		const char *type = json_get_str(event, "type");

		if (type && strcmp(type, "Comment") == 0) {
			TRY(comment_event_write(rq, (comment_id){json_get_i64(event, "id", 0)}));
			continue;
		}
		jw_object(jw, NULL);
		jw_i64(jw, "id", id.v * EVENTS_PER_AUDIT + (i64)i);
		json_object_foreach (event, key, v) {
			if (type && strcmp(type, "Notification") == 0 && strcmp(key, "body") == 0)
				TRY(told_write(rq, v));
			else
				jw_json(&rq->jw, key, v);
		}
		jw_end(jw);
	}
	jw_end(jw);
	return OK;
}

enum err detail_write(struct rq *rq, event_id id, const char *detail)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(detail, strlen(detail), NULL, 0);
	const char *key;
	json_t *v;

	jw_object(&rq->jw, "detail");
	json_object_foreach (j, key, v) {
		if (strcmp(key, "events") == 0)
			TRY(events_write(rq, id, v));
		else
			jw_json(&rq->jw, key, v);
	}
	jw_end(&rq->jw);
	return OK;
}

static void metadata_write(struct rq *rq, json_t *metadata)
{
	json_t *custom = json_object_get(metadata, "custom");

	jw_object(&rq->jw, "metadata");
	system_write(&rq->jw, json_object_get(metadata, "system"));
	if (json_is_object(custom))
		jw_json(&rq->jw, "custom", custom);
	else
		jw_raw(&rq->jw, "custom", "{}");
	jw_end(&rq->jw);
}

enum err audit_write(struct rq *rq, const char *key, const struct audit *audit)
{
	CLEANUP(json_cleanup)
	json_t *detail = json_parse(audit->detail, strlen(audit->detail), NULL, 0);
	const json_t *via = json_object_get(detail, "via");
	const char *channel = json_get_str(via, "channel");
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", audit->id.v);
	jw_i64(jw, "ticket_id", audit->ticket.v);
	jw_time(jw, "created_at", audit->at);
	jw_i64(jw, "author_id", audit->author.v ? audit->author.v : -1);
	via_write(
		jw, channel ? channel : channel_name(CHANNEL_API), json_object_get(via, "source"));
	metadata_write(rq, json_object_get(detail, "metadata"));
	TRY(events_write(rq, audit->id, json_object_get(detail, "events")));
	jw_end(jw);
	return OK;
}
