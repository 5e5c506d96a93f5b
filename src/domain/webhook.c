/* Webhooks: the rules of making and changing them, and the way of a rule's message to the outbox.
 */
#include "domain/webhook.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "domain/event.h"
#include "domain/outbox.h"
#include "people_i.h"
#include "webhook_i.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SECRET_BYTES = 32 };

static const struct format {
	enum webhook_format value;
	const char *name, *type;
} formats[] = {
#define X(constant, number, name, type) {constant, name, type},
	WEBHOOK_FORMAT_LIST(X)
#undef X
};
static const char *const methods[] = {
#define X(constant, number, name) [number] = name,
	WEBHOOK_METHOD_LIST(X)
#undef X
};
static const char *const auths[] = {
#define X(constant, number, name) [number] = name,
	WEBHOOK_AUTH_LIST(X)
#undef X
};

const char *webhook_format_name(enum webhook_format v)
{
	return formats[v - WEBHOOK_JSON].name;
}

const char *webhook_format_type(enum webhook_format v)
{
	return formats[v - WEBHOOK_JSON].type;
}

const char *webhook_method_name(enum webhook_method v)
{
	return methods[v];
}

bool webhook_asks(const struct webhook *w)
{
	return w->method == WEBHOOK_GET || w->method == WEBHOOK_DELETE;
}

const char *webhook_auth_name(enum webhook_auth v)
{
	return auths[v];
}

static enum err note(struct cx *cx, webhook_id id, const char *what)
{
	return event_add(cx, EVENT_WEBHOOK_CHANGED, (ticket_id){0}, id.v,
		arena_printf(cx->arena, "{\"change\":\"%s\"}", what), NULL);
}

/* --- input --- */

static enum err take_method(struct cx *cx, const struct opt_text *in, struct webhook *w)
{
	if (!in->set)
		return OK;
	for (int i = WEBHOOK_GET; in->v && i <= WEBHOOK_DELETE; i++)
		if (strcmp(methods[i], in->v) == 0) {
			w->method = (enum webhook_method)i;
			return OK;
		}
	return fail(cx, E_INVALID, "http_method", "InvalidValue",
		"Http method: has to be GET, POST, PUT, PATCH or DELETE");
}

static enum err take_format(struct cx *cx, const struct opt_text *in, struct webhook *w)
{
	if (!in->set)
		return OK;
	for (size_t i = 0; in->v && i < COUNT_OF(formats); i++)
		if (strcmp(formats[i].name, in->v) == 0) {
			w->format = formats[i].value;
			return OK;
		}
	return fail(cx, E_INVALID, "request_format", "InvalidValue",
		"Request format: has to be json, xml or form_encoded");
}

static enum err take_status(struct cx *cx, const struct opt_text *in, struct webhook *w)
{
	bool active = in->v && strcmp(in->v, "active") == 0;

	if (!in->set)
		return OK;
	if (!active && (!in->v || strcmp(in->v, "inactive") != 0))
		return fail(cx, E_INVALID, "status", "InvalidValue",
			"Status: has to be active or inactive");
	if (active && !w->active)
		w->failures = 0;
	w->active = active;
	return OK;
}

static bool follows_events(const struct webhook *w)
{
	for (int i = 0; i < w->subscriptions.n; i++)
		if (strcmp(w->subscriptions.v[i], WEBHOOK_BY_RULES) != 0)
			return true;
	return false;
}

/* Events come as they are: JSON in a POST. */
static enum err check_whole(struct cx *cx, const struct webhook *w)
{
	if (!w->name)
		return fail_blank(cx, "name", "Name");
	if (!w->endpoint || !*w->endpoint)
		return fail_blank(cx, "endpoint", "Endpoint");
	if (follows_events(w) && (w->method != WEBHOOK_POST || w->format != WEBHOOK_JSON))
		return fail(cx, E_INVALID, "subscriptions", "InvalidValue:events_post",
			"Subscriptions: events are sent by POST as json");
	return OK;
}

/* Scheme, host and port alike? */
static bool is_same_site(const char *a, const char *b)
{
	const char *slashes = strstr(a, "//");
	size_t n = slashes ? (size_t)(slashes + 2 - a) : 0;

	n += strcspn(a + n, "/?");
	return strncasecmp(a, b, n) == 0 && (!b[n] || strchr("/?", b[n]));
}

/* Credentials are for the site that they were given for: whoever may change where a webhook goes
 * does not learn them by it. */
static enum err take_endpoint(struct cx *cx, const char *endpoint, struct webhook *w)
{
	TRY(webhook_check_endpoint(cx, endpoint));
	if (w->endpoint && !is_same_site(w->endpoint, endpoint))
		w->auth_value = NULL;
	w->endpoint = arena_strdup(cx->arena, endpoint);
	return OK;
}

/* What a test call has, too. */
static enum err apply_request(struct cx *cx, const struct webhook_input *in, struct webhook *w)
{
	TRY(take_method(cx, &in->http_method, w));
	TRY(take_format(cx, &in->request_format, w));
	if (in->endpoint.set && in->endpoint.v)
		TRY(take_endpoint(cx, in->endpoint.v, w));
	TRY(webhook_take_auth(cx, in->authentication, w));
	if (w->auth != WEBHOOK_AUTH_NONE && !w->auth_value)
		return fail(cx, E_INVALID, "authentication", "InvalidValue:auth_again",
			"Authentication: another site needs the credentials again");
	return webhook_take_headers(cx, in->custom_headers, w);
}

static enum err apply(struct cx *cx, const struct webhook_input *in, struct webhook *w)
{
	TRY(take_text(cx, &in->name, "name", WEBHOOK_NAME_MAX, &w->name));
	TRY(take_text(
		cx, &in->description, "description", WEBHOOK_DESCRIPTION_MAX, &w->description));
	if (!w->description)
		w->description = "";
	TRY(take_status(cx, &in->status, w));
	TRY(apply_request(cx, in, w));
	if (in->subscriptions_set)
		TRY(webhook_take_subscriptions(cx, &in->subscriptions, w));
	return check_whole(cx, w);
}

/* --- making and changing --- */

static struct webhook *new_webhook(struct cx *cx)
{
	struct webhook *w = ARENA_NEW(cx->arena, struct webhook);

	w->active = true;
	w->method = WEBHOOK_POST;
	w->format = WEBHOOK_JSON;
	return w;
}

static const char *new_secret(struct cx *cx)
{
	uint8_t bytes[SECRET_BYTES];

	cx->random(bytes, sizeof bytes);
	return secret_base64_std(cx->arena, bytes, sizeof bytes);
}

static enum err insert(struct cx *cx, struct webhook *w)
{
	i64 count;

	TRY(webhook_store_count(cx, &count));
	if (count >= WEBHOOK_COUNT_MAX)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"Webhook: there can be at most %d", WEBHOOK_COUNT_MAX);
	w->secret = new_secret(cx);
	TRY(webhook_store_insert(cx, w));
	if (follows_events(w))
		TRY(webhook_follow_events(cx));
	return note(cx, w->id, "created");
}

enum err webhook_create(struct cx *cx, const struct webhook_input *in, struct webhook **ret)
{
	struct webhook *w = new_webhook(cx);

	TRY(apply(cx, in, w));
	TRY(insert(cx, w));
	*ret = w;
	return OK;
}

enum err webhook_find(struct cx *cx, const char *webhook, struct webhook **ret)
{
	struct webhook *w = NULL;
	webhook_id id;

	if (webhook_key_parse(webhook, &id.v))
		TRY(webhook_store_load(cx, id, &w));
	*ret = w && strcmp(w->key, webhook) == 0 ? w : NULL;
	return OK;
}

enum err webhook_get(struct cx *cx, const char *webhook, struct webhook **ret)
{
	TRY(webhook_find(cx, webhook, ret));
	return *ret ? OK : fail_not_found(cx);
}

enum err webhook_clone(struct cx *cx, const char *webhook, struct webhook **ret)
{
	struct webhook *w;

	TRY(webhook_get(cx, webhook, &w));
	w->failures = 0;
	w->failing_since = w->paused_until = w->disabled_at = 0;
	TRY(insert(cx, w));
	*ret = w;
	return OK;
}

enum err webhook_update(struct cx *cx, const char *webhook, const struct webhook_input *in)
{
	struct webhook *w, was;

	TRY(webhook_get(cx, webhook, &w));
	was = *w;
	TRY(apply(cx, in, w));
	TRY(webhook_store_update(cx, w));
	if ((w->active && !was.active) || strcmp(w->endpoint, was.endpoint) != 0) {
		w->failures = 0;
		w->failing_since = w->paused_until = w->disabled_at = 0;
		TRY(webhook_store_health(cx, w));
	}
	if (follows_events(w))
		TRY(webhook_follow_events(cx));
	return note(cx, w->id, "updated");
}

enum err webhook_delete(struct cx *cx, const char *webhook)
{
	struct webhook *w;

	TRY(webhook_get(cx, webhook, &w));
	TRY(webhook_store_delete(cx, w->id));
	return note(cx, w->id, "deleted");
}

enum err webhook_reset_secret(struct cx *cx, const char *webhook, struct webhook **ret)
{
	struct webhook *w;

	TRY(webhook_get(cx, webhook, &w));
	w->secret = new_secret(cx);
	TRY(webhook_store_update(cx, w));
	TRY(note(cx, w->id, "secret_reset"));
	*ret = w;
	return OK;
}

enum err webhook_draft(
	struct cx *cx, const char *webhook, const struct webhook_input *in, struct webhook **ret)
{
	struct webhook *w = new_webhook(cx);
	const char *stored;

	if (webhook)
		TRY(webhook_get(cx, webhook, &w));
	else
		w->secret = new_secret(cx);
	stored = w->endpoint;
	if (stored && in->endpoint.set && in->endpoint.v && strcmp(stored, in->endpoint.v) != 0) {
		w->auth = WEBHOOK_AUTH_NONE;
		w->auth_name = w->auth_value = NULL;
		w->secret = new_secret(cx);
	}
	TRY(apply_request(cx, in, w));
	if (!w->endpoint)
		return fail_blank(cx, "endpoint", "Endpoint");
	*ret = w;
	return OK;
}

/* --- deliveries --- */

enum err webhook_enqueue(
	struct cx *cx, const char *webhook, const char *body, event_id event, ticket_id ticket)
{
	struct webhook *w;

	TRY(webhook_find(cx, webhook, &w));
	if (!w || !w->active)
		return OK;
	if (strlen(body) > WEBHOOK_BODY_MAX)
		return fail(cx, E_INVALID, "base", "TooLong",
			"Webhook: a message is at most %d bytes long", WEBHOOK_BODY_MAX);
	return outbox_add(cx, &(struct outbox_item){.kind = OUTBOX_WEBHOOK,
				      .webhook = w->id,
				      .event = event,
				      .ticket = ticket,
				      .payload = body});
}
