/* What goes out with a delivery, what an answer means, and when to try again. */
#include "base/jsonw.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "domain/event.h"
#include "webhook_delivery_i.h"
#include "webhook_i.h"

#include <string.h>
#include <strings.h>

enum {
	OWN_HEADERS = 8,
	HEADERS_TEXT_MAX = 32 * 1024,
	RETRY_AFTER_MAX_S = 24 * 3600,
};
#define RETRY_FIRST   (5 * SECOND_MS)
#define RETRY_LONGEST HOUR_MS
#define PAUSE_FIRST   SECOND_MS
#define PAUSE_LONGEST (5 * MINUTE_MS)

/* --- the request --- */

static void add_header(struct webhook_call *call, const char *name, const char *value)
{
	call->headers[call->header_count++] = (struct webhook_header){name, value};
}

static void add_auth(struct cx *cx, const struct webhook *w, struct webhook_call *call)
{
	struct arena *a = cx->arena;
	const char *pair;

	switch (w->auth) {
	case WEBHOOK_AUTH_NONE:
		break;
	case WEBHOOK_AUTH_BASIC:
		pair = arena_printf(a, "%s:%s", w->auth_name, w->auth_value);
		add_header(call, "Authorization",
			arena_printf(a, "Basic %s", secret_base64_std(a, pair, strlen(pair))));
		break;
	case WEBHOOK_AUTH_BEARER:
		add_header(call, "Authorization", arena_printf(a, "Bearer %s", w->auth_value));
		break;
	case WEBHOOK_AUTH_KEY:
		add_header(call, w->auth_name, w->auth_value);
		break;
	}
}

/* "?a=b", of what may stand in an address. */
static bool is_query(const char *body)
{
	size_t n = strlen(body);

	if (*body != '?' || n > WEBHOOK_QUERY_MAX)
		return false;
	for (size_t i = 1; i < n; i++)
		if (body[i] <= ' ' || body[i] > '~' || strchr("\"<>\\^`{|}#", body[i]))
			return false;
	return true;
}

/* The address with a query more. */
static const char *with_query(struct arena *a, const char *url, const char *query)
{
	const char *own = strchr(url, '?');

	if (!query[1])
		return url;
	if (!own)
		return arena_printf(a, "%s%s", url, query);
	return arena_printf(
		a, "%s%s%s", url, own[1] && url[strlen(url) - 1] != '&' ? "&" : "", query + 1);
}

void webhook_call_make(struct cx *cx, const struct webhook *w, const char *key, const char *body,
	struct webhook_call *ret)
{
	struct arena *a = cx->arena;
	char *time = arena_alloc(a, CLOCK_TEXT);
	bool query = webhook_asks(w) && is_query(body);
	bool bare = query || w->method == WEBHOOK_GET;

	clock_text(time, cx->now);
	*ret = (struct webhook_call){.method = webhook_method_name(w->method),
		.url = query ? with_query(a, w->endpoint, body) : w->endpoint,
		.body = bare ? NULL : body};
	ret->headers = ARENA_ARRAY(a, struct webhook_header, OWN_HEADERS + w->header_count);
	if (!bare)
		add_header(ret, "Content-Type", webhook_format_type(w->format));
	add_header(ret, "User-Agent", "Tend/" TEND_VERSION);
	for (int i = 0; i < w->header_count; i++)
		add_header(ret, w->headers[i].name, w->headers[i].value);
	add_auth(cx, w, ret);
	add_header(ret, "X-Zendesk-Account-Id", arena_printf(a, "%d", WEBHOOK_ACCOUNT));
	add_header(ret, "X-Zendesk-Webhook-Id", arena_strdup(a, w->key));
	add_header(ret, "X-Zendesk-Webhook-Invocation-Id", arena_strdup(a, key));
	add_header(ret, "X-Zendesk-Webhook-Signature-Timestamp", time);
	add_header(ret, "X-Zendesk-Webhook-Signature",
		secret_sign(a, w->secret, time, bare ? "" : body));
}

void webhook_delivery_key(char out[WEBHOOK_KEY], const struct outbox_item *item)
{
	webhook_key_write(out, item->created_at, item->id);
}

void webhook_attempt_key(char out[WEBHOOK_KEY], const struct webhook_attempt *a)
{
	webhook_key_write(out, a->completed_at, a->id);
}

const char *webhook_delivery_status(const struct outbox_item *item)
{
	switch (item->state) {
	case OUTBOX_SENT:
		return "success";
	case OUTBOX_FAILED:
		return "failed";
	case OUTBOX_QUEUED:
		break;
	}
	return item->tries ? "retrying" : "pending";
}

enum err webhook_delivery_get(
	struct cx *cx, const struct webhook *w, const char *key, struct outbox_item **ret)
{
	struct outbox_item *item = NULL;
	char own[WEBHOOK_KEY] = "";
	i64 id;

	if (webhook_key_parse(key, &id))
		TRY(outbox_load(cx, id, &item));
	if (item)
		webhook_delivery_key(own, item);
	if (!item || item->webhook.v != w->id.v || strcmp(own, key) != 0)
		return fail_not_found(cx);
	*ret = item;
	return OK;
}

/* --- the answer --- */

static bool succeeded(const struct webhook_answer *a)
{
	return a->status_code >= 200 && a->status_code < 300;
}

static bool is_worth_another(const struct webhook_answer *a)
{
	return !a->hopeless && (a->status_code == 0 || a->status_code == 409 ||
				       a->status_code == 429 || a->status_code >= 500);
}

/* first doubled `times` times, at most longest. */
static i64 doubled(i64 first, int times, i64 longest)
{
	while (times-- > 0 && first < longest)
		first *= 2;
	return first < longest ? first : longest;
}

/* With jitter: from 75 % to 125 %, so that what failed together does not come back together. */
static i64 retry_delay(int tries, uint32_t random)
{
	i64 delay = doubled(RETRY_FIRST, tries - 1, RETRY_LONGEST);

	return delay * 3 / 4 + delay / 2 * (random % 1024) / 1024;
}

/* Seconds that the receiver asked for; only these answers mean it. */
static i64 asked_delay(const struct webhook_answer *a)
{
	if (a->retry_after_s <= 0 || (a->status_code != 429 && a->status_code != 503))
		return 0;
	return (a->retry_after_s < RETRY_AFTER_MAX_S ? a->retry_after_s : RETRY_AFTER_MAX_S) *
	       SECOND_MS;
}

static void settle(
	struct cx *cx, struct outbox_item *item, const struct webhook_answer *a, uint32_t random)
{
	item->tries++;
	item->status_code = a->status_code;
	item->done_at = cx->now;
	if (succeeded(a)) {
		item->state = OUTBOX_SENT;
		return;
	}
	item->next_try_at = cx->now + retry_delay(item->tries, random);
	if (item->next_try_at < cx->now + asked_delay(a))
		item->next_try_at = cx->now + asked_delay(a);
	if (!is_worth_another(a) || item->next_try_at > item->created_at + WEBHOOK_RETRY_FOR)
		item->state = OUTBOX_FAILED;
}

/* How the receiver does, after an attempt. */
static enum err note_health(
	struct cx *cx, struct webhook *w, const struct webhook_answer *a, bool *ret_disabled)
{
	i64 pause = 0;

	if (succeeded(a)) {
		if (!w->failures)
			return OK;
		w->failures = 0;
		w->failing_since = w->paused_until = 0;
		return webhook_store_health(cx, w);
	}
	w->failures++;
	if (!w->failing_since)
		w->failing_since = cx->now;
	if (is_worth_another(a) && w->failures >= WEBHOOK_CIRCUIT)
		pause = doubled(PAUSE_FIRST, w->failures - WEBHOOK_CIRCUIT, PAUSE_LONGEST);
	if (pause < asked_delay(a))
		pause = asked_delay(a);
	if (w->paused_until < cx->now + pause)
		w->paused_until = cx->now + pause;
	if (w->active && w->failures >= WEBHOOK_DISABLE_FAILURES &&
		cx->now - w->failing_since >= WEBHOOK_DISABLE_AFTER) {
		w->active = false;
		w->disabled_at = cx->now;
		*ret_disabled = true;
		TRY(event_add(cx, EVENT_WEBHOOK_CHANGED, (ticket_id){0}, w->id.v,
			"{\"change\":\"disabled\",\"reason\":\"lasting failure\"}", NULL));
	}
	return webhook_store_health(cx, w);
}

/* --- the record --- */

/* Headers as JSON; values that prove who we are are not kept. */
static const char *headers_text(
	struct cx *cx, const struct webhook_header *headers, int n, const char *secret_name)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(HEADERS_TEXT_MAX);
	struct jw w;

	jw_init(&w, &out);
	jw_array(&w, NULL);
	for (int i = 0; i < n; i++) {
		bool hide = strcasecmp(headers[i].name, "Authorization") == 0 ||
			    (secret_name && strcasecmp(headers[i].name, secret_name) == 0);

		jw_array(&w, NULL);
		jw_str(&w, NULL, headers[i].name);
		jw_str(&w, NULL, hide ? "[hidden]" : headers[i].value);
		jw_end(&w);
	}
	jw_end(&w);
	return out.failed ? "[]" : arena_strndup(cx->arena, out.p, out.n);
}

/* The beginning of an answer, of at most max bytes. */
static const char *cut(struct cx *cx, const char *s, size_t max)
{
	size_t n = strlen(s);
	char *text;

	text = arena_strndup(cx->arena, s, n < max ? n : max);
	utf8_keep_valid(text);
	return text;
}

static enum err keep_attempt(struct cx *cx, i64 outbox_id, const struct webhook *w,
	const struct webhook_call *call, const struct webhook_answer *answer)
{
	const char *secret = w->auth == WEBHOOK_AUTH_KEY ? w->auth_name : NULL;
	struct webhook_attempt a = {.status_code = answer->status_code, .error = answer->error};

	a.request_headers = headers_text(cx, call->headers, call->header_count, secret);
	a.response_headers = headers_text(cx, answer->headers, answer->header_count, NULL);
	a.response = cut(cx, answer->payload, WEBHOOK_KEPT_MAX);
	return webhook_attempt_insert(cx, outbox_id, &a, answer->took_ms);
}

enum err webhook_record(struct cx *cx, i64 outbox_id, const struct webhook_call *call,
	const struct webhook_answer *answer, uint32_t random, bool *ret_disabled)
{
	struct outbox_item *item;
	struct webhook *w;

	*ret_disabled = false;
	TRY(outbox_load(cx, outbox_id, &item));
	if (!item || item->state != OUTBOX_QUEUED)
		return OK;
	TRY(webhook_store_load(cx, item->webhook, &w));
	if (!w)
		return OK;
	settle(cx, item, answer, random);
	TRY(outbox_settle(cx, item));
	TRY(keep_attempt(cx, outbox_id, w, call, answer));
	return note_health(cx, w, answer, ret_disabled);
}

enum err webhook_sweep(struct cx *cx, int limit, int *ret_removed)
{
	struct id_list over;

	*ret_removed = 0;
	TRY(webhook_give_up(cx, cx->now - WEBHOOK_RETRY_FOR));
	TRY(webhook_select_over(cx, cx->now - WEBHOOK_KEPT_FOR, limit, &over));
	for (int i = 0; i < over.n; i++)
		TRY(webhook_remove_delivery(cx, over.v[i]));
	*ret_removed = over.n;
	return webhook_remove_bare(cx);
}
