/* Webhooks on the wire: bodies in, objects out, and the way out of a test call. */
#ifndef TEND_HTTP_WEBHOOK_BODY_H
#define TEND_HTTP_WEBHOOK_BODY_H

#include "domain/webhook_delivery.h"
#include "http/rq.h"

struct webhook_body {
	struct opt_text name, description, status, endpoint, http_method, request_format;
	struct opt_texts subscriptions;
	json_t *authentication, *custom_headers;
	json_t *payload; /* of a test call */
};
extern const struct field_table webhook_fields, webhook_test_fields;

/* The body as the domain takes it. */
struct webhook_input webhook_body_input(const struct webhook_body *body);

/* with_secret: for who has just made it. */
void webhook_write(struct rq *rq, const char *key, const struct webhook *w, bool with_secret);
void webhook_write_secret(struct rq *rq, const struct webhook *w);
void webhook_write_invocation(struct rq *rq, const struct outbox_item *item);
void webhook_write_attempt(struct rq *rq, const char *invocation, const char *payload,
	const struct webhook_attempt *a);
void webhook_write_answer(struct rq *rq, const struct webhook_answer *answer);

/* Send a request and wait for its answer, at most 12 s. E_RATE: another test call runs. */
enum err webhook_call_out(
	struct rq *rq, const struct webhook_call *call, struct webhook_answer *ret) NODISCARD;

#endif
