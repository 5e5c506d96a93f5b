/*
 * Webhooks: addresses of others that are told what happens here, over HTTP. Two things feed one:
 * the action notification_webhook of a rule (webhook_enqueue), and the events of the log that it
 * subscribes to. Nothing is sent from here: a delivery is a row of the outbox, written in the
 * transaction of the change; channels/pump sends it (domain/webhook_delivery.h).
 *
 * Ids on the wire are texts of 26 characters (ULID: time and row number), never the row's number.
 */
#ifndef TEND_DOMAIN_WEBHOOK_H
#define TEND_DOMAIN_WEBHOOK_H

#include "base/json.h"
#include "domain/page.h"
#include "domain/ticket.h"

ID_TYPE(webhook_id);

enum {
	WEBHOOK_COUNT_MAX = 100,	 /* that are not deleted */
	WEBHOOK_NAME_MAX = 255,		 /* code points */
	WEBHOOK_DESCRIPTION_MAX = 1000,	 /* code points */
	WEBHOOK_ENDPOINT_MAX = 2048,	 /* bytes */
	WEBHOOK_HEADERS_MAX = 20,	 /* custom headers */
	WEBHOOK_HEADER_NAME_MAX = 128,	 /* bytes */
	WEBHOOK_HEADER_VALUE_MAX = 1000, /* bytes */
	WEBHOOK_SUBSCRIPTIONS_MAX = 50,
	WEBHOOK_CREDENTIAL_MAX = 4096, /* bytes of a token, password or user name */
	WEBHOOK_BODY_MAX = 256 * 1024, /* bytes of one delivery */
	WEBHOOK_QUERY_MAX = 8192,      /* bytes of a delivery that is a query */
	WEBHOOK_KEY = 27,	       /* text of an id on the wire, NUL included */
};

/* What a subscription to rules is called; the others are types of events (webhook_event_types). */
#define WEBHOOK_BY_RULES "conditional_ticket_events"

#define WEBHOOK_FORMAT_LIST(X) \
	X(WEBHOOK_JSON, 1, "json", "application/json") \
	X(WEBHOOK_XML, 2, "xml", "application/xml") \
	X(WEBHOOK_FORM, 3, "form_encoded", "application/x-www-form-urlencoded")
#define WEBHOOK_METHOD_LIST(X) \
	X(WEBHOOK_GET, 1, "GET") \
	X(WEBHOOK_POST, 2, "POST") \
	X(WEBHOOK_PUT, 3, "PUT") \
	X(WEBHOOK_PATCH, 4, "PATCH") \
	X(WEBHOOK_DELETE, 5, "DELETE")
#define WEBHOOK_AUTH_LIST(X) \
	X(WEBHOOK_AUTH_BASIC, 1, "basic_auth") \
	X(WEBHOOK_AUTH_BEARER, 2, "bearer_token") \
	X(WEBHOOK_AUTH_KEY, 3, "api_key")

#define X(constant, number, ...) constant = number,
enum webhook_format { WEBHOOK_FORMAT_LIST(X) };
enum webhook_method { WEBHOOK_METHOD_LIST(X) };
enum webhook_auth { WEBHOOK_AUTH_NONE, WEBHOOK_AUTH_LIST(X) };
#undef X

struct webhook_header {
	const char *name, *value;
};

struct webhook {
	webhook_id id;
	char key[WEBHOOK_KEY]; /* the id on the wire */
	const char *name, *description, *endpoint;
	bool active;
	enum webhook_method method;
	enum webhook_format format;
	enum webhook_auth auth;
	const char *auth_name;	/* basic_auth: the user name; api_key: the header's name */
	const char *auth_value; /* password, token or value: never shown */
	struct webhook_header *headers;
	int header_count;
	struct text_list subscriptions;
	const char *secret; /* signs deliveries; its text is the key as it stands */
	int failures;	    /* attempts that failed since the last that did not */
	i64 failing_since;  /* 0: the last attempt did not fail */
	i64 paused_until;   /* nothing is sent before */
	i64 disabled_at;    /* 0, or when lasting failure made it inactive */
	i64 delivered_at;   /* the end of the latest try of a delivery that is kept; 0: none */
	i64 created_at, updated_at;
	user_id created_by, updated_by;
};

/* What a create or an update may carry. Zero-initialised means: nothing given. JSON values are
 * checked here; those for authentication and custom_headers may be null: none. */
struct webhook_input {
	struct opt_text name, description, status, endpoint, http_method, request_format;
	bool subscriptions_set;
	struct text_list subscriptions;
	const json_t *authentication, *custom_headers; /* NULL: not given */
};

/* --- what rules call --- */

/*
 * Put a delivery of `body` into the outbox, in the transaction of the change: the placeholders in
 * it are filled. webhook: the id on the wire, as the action holds it. A webhook that is gone or
 * inactive takes nothing and that is no error. E_INVALID: the body is longer than
 * WEBHOOK_BODY_MAX. WRITE connection only.
 *
 * A webhook that asks (webhook_asks) sends a body "?a=b&c=d" as the query of its address, beside
 * the one that stands there.
 */
enum err webhook_enqueue(struct cx *cx, const char *webhook, const char *body, event_id event,
	ticket_id ticket) NODISCARD;
/* The webhook of that id on the wire; *ret NULL when there is none. (Its format says how
 * placeholders in a body are to be escaped.) */
enum err webhook_find(struct cx *cx, const char *webhook, struct webhook **ret) NODISCARD;

/* --- what administrators do --- */

/* E_INVALID with details when the input does not do. It gets a signing secret by cx->random. */
enum err webhook_create(
	struct cx *cx, const struct webhook_input *in, struct webhook **ret) NODISCARD;
/* Make another of the same settings, with a secret of its own. */
enum err webhook_clone(struct cx *cx, const char *webhook, struct webhook **ret) NODISCARD;
/* What is not given stays. Made active again, it forgets that it failed. */
enum err webhook_update(
	struct cx *cx, const char *webhook, const struct webhook_input *in) NODISCARD;
/* Remove it with everything that waits for it and all that was recorded. */
enum err webhook_delete(struct cx *cx, const char *webhook) NODISCARD;
/* E_NOT_FOUND when there is none. */
enum err webhook_get(struct cx *cx, const char *webhook, struct webhook **ret) NODISCARD;
/* Give it a new signing secret. */
enum err webhook_reset_secret(struct cx *cx, const char *webhook, struct webhook **ret) NODISCARD;
/* What a test call would use: the input over the webhook of that id (NULL: over none). Nothing is
 * stored; credentials go to no other endpoint than the stored one. */
enum err webhook_draft(struct cx *cx, const char *webhook, const struct webhook_input *in,
	struct webhook **ret) NODISCARD;

struct webhook_filter {
	const char *name_contains; /* NULL: any */
	const char *status;	   /* "active", "inactive", or NULL: any */
};
/* One page; sorts "id", "name", "status". */
enum err webhook_list(struct cx *cx, const struct webhook_filter *filter, struct page *page,
	struct webhook **ret, int *ret_n) NODISCARD;

/* Is it called by GET or DELETE? Then what it says may be a query. */
bool webhook_asks(const struct webhook *w);

/* Wire names; static storage. */
const char *webhook_format_name(enum webhook_format v);
const char *webhook_format_type(enum webhook_format v); /* its media type */
const char *webhook_method_name(enum webhook_method v);
const char *webhook_auth_name(enum webhook_auth v); /* NULL for none */

#endif
