/*
 * Webhooks: administrators make them, test them, and see what was sent and what came back. Lists
 * come in cursor pages unless a page number is asked for, as clients of this resource expect.
 */
#include "base/clock.h"
#include "http/throttle.h"
#include "webhook_body.h"

#include <string.h>

enum { BODY_MAX = 64 * 1024, TEST_MAX = 2 * WEBHOOK_BODY_MAX, TESTS = 30, TEST_WINDOW_S = 60 };

static const char *webhook_of(struct rq *rq)
{
	return rq_param(rq, "webhook_id");
}

static enum err webhook_page(struct rq *rq, const char *const *sorts, struct page *ret)
{
	TRY(rq_page(rq, sorts, ret));
	ret->cursor |= !rq_query(rq, "page") && !rq_query(rq, "per_page");
	return OK;
}

/* --- webhooks --- */

static enum err read_filter(struct rq *rq, struct webhook_filter *ret)
{
	const char *status = rq_query(rq, "filter[status]");

	*ret = (struct webhook_filter){
		rq_query(rq, "filter[name_contains]"), status && *status ? status : NULL};
	if (ret->status && strcmp(ret->status, "active") && strcmp(ret->status, "inactive"))
		return fail(&rq->cx, E_PARAM, "filter[status]", NULL,
			"Parameter filter[status] must be active or inactive");
	return OK;
}

static done webhooks_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", "name", "status", "created_at", NULL};
	struct webhook_filter filter;
	struct webhook *rows;
	struct page page;
	int n;

	(void)in;
	if (webhook_page(rq, sorts, &page) || read_filter(rq, &filter) ||
		webhook_list(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "webhooks");
	for (int i = 0; i < n; i++)
		webhook_write(rq, NULL, &rows[i], false);
	return reply_page(rq, &page);
}

static done webhook_show(struct rq *rq, void *in)
{
	struct webhook *w;

	(void)in;
	if (webhook_get(&rq->cx, webhook_of(rq), &w))
		return reply_error(rq);
	reply_begin(rq, 200);
	webhook_write(rq, "webhook", w, false);
	return reply_end(rq);
}

static done webhook_post(struct rq *rq, void *in)
{
	struct webhook_input input = webhook_body_input(in);
	const char *from = rq_query(rq, "clone_webhook_id");
	struct webhook *w;

	if (from && *from ? webhook_clone(&rq->cx, from, &w) : webhook_create(&rq->cx, &input, &w))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/webhooks/%s", rq->base_url, w->key));
	reply_begin(rq, 201);
	webhook_write(rq, "webhook", w, true);
	return reply_end(rq);
}

static done webhook_put(struct rq *rq, void *in)
{
	struct webhook_input input = webhook_body_input(in);

	if (webhook_update(&rq->cx, webhook_of(rq), &input))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done webhook_remove(struct rq *rq, void *in)
{
	(void)in;
	if (webhook_delete(&rq->cx, webhook_of(rq)))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- secret and test --- */

static done reply_secret(struct rq *rq, int status, const struct webhook *w)
{
	reply_begin(rq, status);
	webhook_write_secret(rq, w);
	return reply_end(rq);
}

static done secret_show(struct rq *rq, void *in)
{
	struct webhook *w;

	(void)in;
	return webhook_get(&rq->cx, webhook_of(rq), &w) ? reply_error(rq)
							: reply_secret(rq, 200, w);
}

static done secret_post(struct rq *rq, void *in)
{
	struct webhook *w;

	(void)in;
	return webhook_reset_secret(&rq->cx, webhook_of(rq), &w) ? reply_error(rq)
								 : reply_secret(rq, 201, w);
}

/* What a test sends: text as it is, other JSON as JSON. */
static const char *payload_text(struct rq *rq, const json_t *payload)
{
	if (!payload || json_is_null(payload))
		return "";
	if (json_is_string(payload))
		return json_string_value(payload);
	return json_text(rq->cx.arena, payload);
}

static done webhook_test(struct rq *rq, void *in)
{
	const struct webhook_body *body = in;
	struct webhook_input input = webhook_body_input(body);
	const char *id = rq_query(rq, "webhook_id");
	struct webhook_answer answer;
	struct webhook_call call;
	char key[I64_TEXT];
	struct webhook *w;

	if (rq_throttle(
		    rq, "webhook.test", i64_text(key, rq->cx.actor.id.v), TESTS, TEST_WINDOW_S) ||
		webhook_draft(&rq->cx, id && *id ? id : NULL, &input, &w))
		return reply_error(rq);
	webhook_call_make(&rq->cx, w, "", payload_text(rq, body->payload), &call);
	if (webhook_call_out(rq, &call, &answer))
		return reply_error(rq);
	if (answer.error)
		return reply_fail(rq, E_BAD_REQUEST, "endpoint", NULL,
			"The endpoint gave no answer: %s", answer.error);
	reply_begin(rq, 200);
	webhook_write_answer(rq, &answer);
	return reply_end(rq);
}

/* --- what was sent --- */

/* Which rows a status means. */
static const struct state_filter {
	const char *name;
	enum outbox_state state;
	bool untried, tried;
} states[] = {{"success", OUTBOX_SENT, false, false}, {"failed", OUTBOX_FAILED, false, false},
	{"pending", OUTBOX_QUEUED, true, false}, {"retrying", OUTBOX_QUEUED, false, true}};

static enum err read_state(struct rq *rq, struct outbox_filter *f)
{
	const char *name = rq_query(rq, "filter[status]");

	if (!name || !*name)
		return OK;
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		if (strcmp(states[i].name, name) != 0)
			continue;
		f->state = states[i].state;
		f->untried = states[i].untried;
		f->tried = states[i].tried;
		return OK;
	}
	return fail(&rq->cx, E_PARAM, "filter[status]", NULL,
		"Parameter filter[status] must be success, failed, pending or retrying");
}

static enum err read_time(struct rq *rq, const char *name, i64 *ret)
{
	const char *text = rq_query(rq, name);

	if (text && *text && !clock_parse(text, ret))
		return fail(&rq->cx, E_PARAM, name, NULL, "Parameter %s must be a time", name);
	return OK;
}

static done invocations_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"-latest_completed_at", NULL};
	struct outbox_filter filter = {0};
	struct outbox_item *rows;
	struct webhook *w;
	struct page page;
	int n;

	(void)in;
	if (webhook_page(rq, sorts, &page) || read_state(rq, &filter) ||
		read_time(rq, "filter[from_ts]", &filter.from) ||
		read_time(rq, "filter[to_ts]", &filter.to) ||
		webhook_get(&rq->cx, webhook_of(rq), &w))
		return reply_error(rq);
	filter.webhook = w->id;
	if (outbox_list(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "invocations");
	for (int i = 0; i < n; i++)
		webhook_write_invocation(rq, &rows[i]);
	return reply_page(rq, &page);
}

static done attempts_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", "completed_at", NULL};
	const char *invocation = rq_param(rq, "invocation_id"), *payload;
	struct webhook_attempt *rows;
	struct outbox_item *item;
	struct webhook *w;
	struct page page;
	int n;

	(void)in;
	if (webhook_page(rq, sorts, &page) || webhook_get(&rq->cx, webhook_of(rq), &w) ||
		webhook_delivery_get(&rq->cx, w, invocation, &item) ||
		outbox_payload(&rq->cx, item->id, &payload) ||
		webhook_attempt_list(&rq->cx, item, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "attempts");
	for (int i = 0; i < n; i++)
		webhook_write_attempt(rq, invocation, payload, &rows[i]);
	return reply_page(rq, &page);
}

#define ALL    "/api/v2/webhooks"
#define ONE    ALL "/:webhook_id"
#define PAGING "page[size],page[after],page[before],page,per_page,sort"
/* clang-format off */
const struct route webhook_routes[] = {
	{M_GET, ALL, webhooks_list, RUN_READ, CAP_WEBHOOK_READ, BODY_NONE, NULL, 0,
	 "filter[name_contains],filter[status]," PAGING,
	 "Webhooks; `health` says how the receiver does, and whether lasting failure made it "
	 "inactive"},
	{M_POST, ALL, webhook_post, RUN_WRITE, CAP_WEBHOOK_WRITE, BODY_JSON, &webhook_fields,
	 BODY_MAX, "clone_webhook_id", "Make a webhook, or another one like an existing"},
	{M_POST, ALL "/test", webhook_test, RUN_SLOW, CAP_WEBHOOK_WRITE, BODY_JSON,
	 &webhook_test_fields, TEST_MAX, "webhook_id",
	 "Send one request and show the answer; nothing is stored"},
	{M_GET, ONE, webhook_show, RUN_READ, CAP_WEBHOOK_READ, BODY_NONE, NULL, 0, NULL,
	 "One webhook"},
	{M_PUT, ONE, webhook_put, RUN_WRITE, CAP_WEBHOOK_WRITE, BODY_JSON, &webhook_fields,
	 BODY_MAX, NULL, "Change a webhook; what is not given stays"},
	{M_PATCH, ONE, webhook_put, RUN_WRITE, CAP_WEBHOOK_WRITE, BODY_JSON, &webhook_fields,
	 BODY_MAX, NULL, "Change a webhook; what is not given stays"},
	{M_DELETE, ONE, webhook_remove, RUN_WRITE, CAP_WEBHOOK_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a webhook and what waits for it"},
	{M_GET, ONE "/signing_secret", secret_show, RUN_READ, CAP_WEBHOOK_READ, BODY_NONE, NULL, 0,
	 NULL, "The secret that signs deliveries: X-Zendesk-Webhook-Signature is "
	 "base64(HMAC-SHA256(secret as text, timestamp + body))"},
	{M_POST, ONE "/signing_secret", secret_post, RUN_WRITE, CAP_WEBHOOK_WRITE, BODY_NONE, NULL,
	 0, NULL, "Replace the signing secret"},
	{M_GET, ONE "/invocations", invocations_list, RUN_READ, CAP_WEBHOOK_READ, BODY_NONE, NULL,
	 0,
	 "filter[status],filter[from_ts],filter[to_ts]," PAGING,
	 "What was and will be sent, newest first, for 30 days"},
	{M_GET, ONE "/invocations/:invocation_id/attempts", attempts_list, RUN_READ,
	 CAP_WEBHOOK_READ, BODY_NONE, NULL, 0, PAGING,
	 "Each try of a delivery: request and answer"},
	{0}
};
/* clang-format on */
