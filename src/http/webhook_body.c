/* Webhooks on the wire. */
#include "webhook_body.h"

#include "http/http_i.h"

#include <inttypes.h>
#include <string.h>

#define AT(member) offsetof(struct webhook_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(name), WEBHOOK_NAME_MAX, "Name", "Required"},
	{"description", F_TEXT, AT(description), WEBHOOK_DESCRIPTION_MAX, "Description", NULL},
	{"status", F_TEXT, AT(status), 0, "Status", "active or inactive"},
	{"endpoint", F_TEXT, AT(endpoint), WEBHOOK_ENDPOINT_MAX, "Endpoint",
	 "Required; https, to an address that outgoing calls may reach"},
	{"http_method", F_TEXT, AT(http_method), 0, "Http method",
	 "GET, POST, PUT, PATCH or DELETE; GET has no body"},
	{"request_format", F_TEXT, AT(request_format), 0, "Request format",
	 "json, xml or form_encoded"},
	{"subscriptions", F_TEXTS, AT(subscriptions), WEBHOOK_SUBSCRIPTIONS_MAX, "Subscriptions",
	 "conditional_ticket_events (rules), or types of events such as "
	 "zen:event-type:ticket.created"},
	{"authentication", F_JSON, AT(authentication), 0, "Authentication",
	 "{type: basic_auth | bearer_token | api_key, data: {username, password} | {token} | "
	 "{name, value}, add_position: header}; secrets are never shown again"},
	{"custom_headers", F_JSON, AT(custom_headers), 0, "Custom headers",
	 "{name: value}, at most 20; none of ours"},
	{0}
};
static const struct field test_fields[] = {
	{"endpoint", F_TEXT, AT(endpoint), WEBHOOK_ENDPOINT_MAX, "Endpoint", NULL},
	{"http_method", F_TEXT, AT(http_method), 0, "Http method", NULL},
	{"request_format", F_TEXT, AT(request_format), 0, "Request format", NULL},
	{"authentication", F_JSON, AT(authentication), 0, "Authentication", NULL},
	{"custom_headers", F_JSON, AT(custom_headers), 0, "Custom headers", NULL},
	{"payload", F_JSON, AT(payload), 0, "Payload", "The body as text, or JSON to be sent"},
	{0}
};
/* clang-format on */
const struct field_table webhook_fields = {"webhook", sizeof(struct webhook_body), fields};
const struct field_table webhook_test_fields = {
	"request", sizeof(struct webhook_body), test_fields};

struct webhook_input webhook_body_input(const struct webhook_body *body)
{
	return (struct webhook_input){.name = body->name,
		.description = body->description,
		.status = body->status,
		.endpoint = body->endpoint,
		.http_method = body->http_method,
		.request_format = body->request_format,
		.subscriptions_set = body->subscriptions.set,
		.subscriptions = body->subscriptions.v,
		.authentication = body->authentication,
		.custom_headers = body->custom_headers};
}

/* An id as text, as this resource has them. */
static void write_user(struct jw *w, const char *key, user_id id)
{
	if (id.v)
		jw_printf(w, key, "%" PRId64, id.v);
	else
		jw_null(w, key);
}

static void write_authentication(struct jw *jw, const struct webhook *w)
{
	if (w->auth == WEBHOOK_AUTH_NONE) {
		jw_null(jw, "authentication");
		return;
	}
	jw_object(jw, "authentication");
	jw_str(jw, "type", webhook_auth_name(w->auth));
	jw_object(jw, "data");
	if (w->auth_name)
		jw_str(jw, w->auth == WEBHOOK_AUTH_KEY ? "name" : "username", w->auth_name);
	jw_end(jw);
	jw_str(jw, "add_position", "header");
	jw_end(jw);
}

static void write_headers(struct jw *jw, const struct webhook *w)
{
	if (!w->header_count) {
		jw_null(jw, "custom_headers");
		return;
	}
	jw_object(jw, "custom_headers");
	for (int i = 0; i < w->header_count; i++)
		jw_str(jw, w->headers[i].name, w->headers[i].value);
	jw_end(jw);
}

/* How the receiver does: what an administrator must see when it was made inactive. */
static void write_health(struct jw *jw, const struct webhook *w)
{
	jw_object(jw, "health");
	jw_i64(jw, "consecutive_failures", w->failures);
	jw_time(jw, "failing_since", w->failing_since);
	jw_time(jw, "latest_delivery_at", w->delivered_at);
	jw_time(jw, "disabled_at", w->disabled_at);
	jw_str(jw, "disabled_reason", w->disabled_at ? "lasting failure" : NULL);
	jw_end(jw);
}

void webhook_write_secret(struct rq *rq, const struct webhook *w)
{
	jw_object(&rq->jw, "signing_secret");
	jw_str(&rq->jw, "algorithm", "SHA256");
	jw_str(&rq->jw, "secret", w->secret);
	jw_end(&rq->jw);
}

void webhook_write(struct rq *rq, const char *key, const struct webhook *w, bool with_secret)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_str(jw, "id", w->key);
	jw_str(jw, "name", w->name);
	jw_str(jw, "description", w->description);
	jw_str(jw, "status", w->active ? "active" : "inactive");
	jw_array(jw, "subscriptions");
	for (int i = 0; i < w->subscriptions.n; i++)
		jw_str(jw, NULL, w->subscriptions.v[i]);
	jw_end(jw);
	jw_str(jw, "endpoint", w->endpoint);
	jw_str(jw, "http_method", webhook_method_name(w->method));
	jw_str(jw, "request_format", webhook_format_name(w->format));
	write_authentication(jw, w);
	write_headers(jw, w);
	if (with_secret)
		webhook_write_secret(rq, w);
	write_health(jw, w);
	jw_time(jw, "created_at", w->created_at);
	write_user(jw, "created_by", w->created_by);
	jw_time(jw, "updated_at", w->updated_at);
	write_user(jw, "updated_by", w->updated_by);
	jw_end(jw);
}

void webhook_write_invocation(struct rq *rq, const struct outbox_item *item)
{
	struct jw *jw = &rq->jw;
	char key[WEBHOOK_KEY];

	webhook_delivery_key(key, item);
	jw_object(jw, NULL);
	jw_str(jw, "id", key);
	jw_str(jw, "status", webhook_delivery_status(item));
	jw_id(jw, "status_code", item->status_code);
	jw_time(jw, "latest_completed_at", item->done_at);
	jw_id(jw, "ticket_id", item->ticket.v);
	jw_end(jw);
}

static void write_pair(struct jw *jw, const char *name, const char *value)
{
	jw_object(jw, NULL);
	jw_str(jw, "key", name);
	jw_str(jw, "value", value);
	jw_end(jw);
}

/* Stored headers, [["name","value"],…], as [{"key","value"},…]. */
static void write_stored_headers(struct jw *jw, const char *text)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(text, strlen(text), NULL, 0);
	const json_t *pair;
	size_t i;

	jw_array(jw, "headers");
	json_array_foreach (j, i, pair) {
		write_pair(jw, json_string_value(json_array_get(pair, 0)),
			json_string_value(json_array_get(pair, 1)));
	}
	jw_end(jw);
}

void webhook_write_attempt(
	struct rq *rq, const char *invocation, const char *payload, const struct webhook_attempt *a)
{
	bool good = a->status_code >= 200 && a->status_code < 300;
	struct jw *jw = &rq->jw;
	char key[WEBHOOK_KEY];

	webhook_attempt_key(key, a);
	jw_object(jw, NULL);
	jw_str(jw, "id", key);
	jw_str(jw, "invocation_id", invocation);
	jw_str(jw, "status", good ? "success" : "failed");
	jw_id(jw, "status_code", a->status_code);
	jw_str(jw, "error", a->error);
	jw_object(jw, "request");
	write_stored_headers(jw, a->request_headers);
	jw_str(jw, "payload", payload);
	jw_end(jw);
	jw_object(jw, "response");
	write_stored_headers(jw, a->response_headers);
	jw_str(jw, "payload", a->response);
	jw_end(jw);
	jw_time(jw, "completed_at", a->completed_at);
	jw_end(jw);
}

void webhook_write_answer(struct rq *rq, const struct webhook_answer *answer)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, "response");
	jw_i64(jw, "status_code", answer->status_code);
	jw_array(jw, "headers");
	for (int i = 0; i < answer->header_count; i++)
		write_pair(jw, answer->headers[i].name, answer->headers[i].value);
	jw_end(jw);
	jw_str(jw, "payload", answer->payload);
	jw_end(jw);
}

enum err webhook_call_out(
	struct rq *rq, const struct webhook_call *call, struct webhook_answer *ret)
{
	static atomic_flag busy = ATOMIC_FLAG_INIT;

	if (atomic_flag_test_and_set(&busy)) /* the slow pool has others to serve */
		return fail(&rq->cx, E_RATE, NULL, NULL, "Another test call is on its way");
	server.options.call_out(rq->cx.arena, call, ret);
	atomic_flag_clear(&busy);
	return OK;
}
