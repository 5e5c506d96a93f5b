/*
 * What a webhook's endpoint, headers, authentication and subscriptions must keep to. Whatever goes
 * out with a request is bounded and cannot end a line or a header early; addresses that are spelt
 * in the endpoint are judged here, names when they are resolved (channels/outgoing).
 */
#include "webhook_i.h"

#include "base/network.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOST_MAX = 253, PORT_MAX = 65535 };

/* Headers that are ours or the connection's: a webhook must not set them. A "-" at the end stands
 * for all that begin so. */
static const char *const reserved[] = {"accept-encoding", "authorization", "connection",
	"content-length", "content-type", "cookie", "expect", "host", "keep-alive", "proxy-", "te",
	"trailer", "transfer-encoding", "upgrade", "user-agent", "x-zendesk-"};

static enum err fail_endpoint(struct cx *cx, const char *why)
{
	return fail(cx, E_INVALID, "endpoint", "InvalidValue:endpoint", "Endpoint: %s", why);
}

/* ASCII without space and without what a URL writes in percent (RFC 3986 2). */
static bool is_url_text(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || (unsigned char)*s >= 0x7f || strchr("\"<>\\^`{|}#", *s))
			return false;
	return true;
}

static bool is_host(const char *s, size_t n)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

	if (n > 2 && s[0] == '[' && s[n - 1] == ']')
		return strspn(s + 1, "0123456789abcdefABCDEF:.") == n - 2;
	return n > 0 && n <= HOST_MAX && strspn(s, letters) >= n;
}

static bool is_port(const char *s, size_t n)
{
	return n && n <= 5 && strspn(s, "0123456789") >= n && strtol(s, NULL, 10) >= 1 &&
	       strtol(s, NULL, 10) <= PORT_MAX;
}

/* Split "host:port/path" behind the scheme; the host into out. */
static bool parse_authority(const char *s, char out[HOST_MAX + 1])
{
	size_t n = strcspn(s, "/?"), host = n;
	const char *bracket = *s == '[' ? memchr(s, ']', n) : NULL;
	const char *colon =
		memchr(bracket ? bracket : s, ':', bracket ? n - (size_t)(bracket - s) : n);

	if (colon) {
		host = (size_t)(colon - s);
		if (!is_port(colon + 1, n - host - 1))
			return false;
	}
	if (host > HOST_MAX || !is_host(s, host))
		return false;
	memcpy(out, s, host);
	out[host] = 0;
	return true;
}

enum err webhook_check_endpoint(struct cx *cx, const char *endpoint)
{
	bool plain = strncasecmp(endpoint, "http://", 7) == 0;
	char host[HOST_MAX + 1];
	uint8_t address[16];

	if (strlen(endpoint) > WEBHOOK_ENDPOINT_MAX)
		return fail(cx, E_INVALID, "endpoint", "TooLong",
			"Endpoint: is too long (maximum is %d bytes)", WEBHOOK_ENDPOINT_MAX);
	if (!plain && strncasecmp(endpoint, "https://", 8) != 0)
		return fail_endpoint(cx, "has to begin with https://");
	if (!is_url_text(endpoint) || !parse_authority(endpoint + (plain ? 7 : 8), host))
		return fail_endpoint(cx, "is not a URL such as https://example.com/path "
					 "(no user name, no fragment, ASCII only)");
	if (plain && !network_outbound_opened(OUTBOUND_WEBHOOK))
		return fail_endpoint(cx, "has to begin with https://");
	if (network_bytes_of_host(host, address) &&
		!network_outbound_may(OUTBOUND_WEBHOOK, address, plain))
		return fail_endpoint(cx, "names an address that outgoing calls may not reach");
	return OK;
}

/* Printable ASCII of at most max bytes. */
static bool is_line(const char *s, size_t max)
{
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return strlen(s) <= max;
}

/* A token of RFC 9110 5.6.2. */
static bool is_header_name(const char *s)
{
	static const char token[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789!#$%&'*+-.^_`|~";
	size_t n = strlen(s);

	return n > 0 && n <= WEBHOOK_HEADER_NAME_MAX && strspn(s, token) == n;
}

static bool is_reserved(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(reserved); i++) {
		size_t n = strlen(reserved[i]);

		if (strncasecmp(name, reserved[i], n) == 0 &&
			(!name[n] || reserved[i][n - 1] == '-'))
			return true;
	}
	return false;
}

static enum err check_header(struct cx *cx, const char *field, const char *name, const char *value)
{
	if (!name || !is_header_name(name))
		return fail(cx, E_INVALID, field, "InvalidValue:header_name",
			"%s: a header's name has to be a word of at most %d letters, digits and "
			"hyphens",
			field, WEBHOOK_HEADER_NAME_MAX);
	if (is_reserved(name))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, field, "InvalidValue:header_ours",
				"%s: %.60s cannot be set", field, name),
			"%.60s", name);
	if (!value || !is_line(value, WEBHOOK_HEADER_VALUE_MAX))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, field, "InvalidValue:header_value",
				"%s: the value of %.60s has to be one line of at most %d ASCII "
				"characters",
				field, name, WEBHOOK_HEADER_VALUE_MAX),
			"%.60s", name);
	return OK;
}

enum err webhook_take_headers(struct cx *cx, const json_t *j, struct webhook *w)
{
	struct webhook_header *headers;
	const char *name;
	json_t *value;
	int n = 0;

	if (!j)
		return OK;
	if (!json_is_object(j) && !json_is_null(j))
		return fail_invalid(cx, "custom_headers", "Custom headers");
	if (json_object_size(j) > WEBHOOK_HEADERS_MAX)
		return fail(cx, E_INVALID, "custom_headers", "TooManyValues",
			"Custom headers: cannot have more than %d values", WEBHOOK_HEADERS_MAX);
	headers = ARENA_ARRAY(cx->arena, struct webhook_header, json_object_size(j) + 1);
	json_object_foreach ((json_t *)(uintptr_t)j, name, value) {
		TRY(check_header(cx, "custom_headers", name, json_string_value(value)));
		for (int i = 0; i < n; i++)
			if (strcasecmp(headers[i].name, name) == 0)
				return failure_about(&cx->fail,
					fail(cx, E_INVALID, "custom_headers",
						"DuplicateValue:header_twice",
						"Custom headers: %.60s is there twice", name),
					"%.60s", name);
		headers[n++] = (struct webhook_header){arena_strdup(cx->arena, name),
			arena_strdup(cx->arena, json_string_value(value))};
	}
	w->headers = headers;
	w->header_count = n;
	return OK;
}

/* Where the parts of each kind of authentication stand in `data`; the name may be missing. */
static const struct auth_rule {
	enum webhook_auth auth;
	const char *wire, *name, *value;
} auth_rules[] = {
	{WEBHOOK_AUTH_BASIC, "basic_auth", "username", "password"},
	{WEBHOOK_AUTH_BEARER, "bearer_token", NULL, "token"},
	{WEBHOOK_AUTH_KEY, "api_key", "name", "value"},
};

static enum err fail_auth(struct cx *cx, const char *why)
{
	return fail(
		cx, E_INVALID, "authentication", "InvalidValue:auth", "Authentication: %s", why);
}

static const struct auth_rule *find_auth(const json_t *j)
{
	const char *type = json_get_str(j, "type");

	for (size_t i = 0; type && i < COUNT_OF(auth_rules); i++)
		if (strcmp(auth_rules[i].wire, type) == 0)
			return &auth_rules[i];
	return NULL;
}

/* A secret that is not given stays as it was, so that clients may send back what they read. */
enum err webhook_take_auth(struct cx *cx, const json_t *j, struct webhook *w)
{
	const struct auth_rule *rule = find_auth(j);
	const char *position = json_get_str(j, "add_position"), *name, *value;
	const json_t *data = json_object_get(j, "data");

	if (!j)
		return OK;
	if (json_is_null(j)) {
		w->auth = WEBHOOK_AUTH_NONE;
		w->auth_name = w->auth_value = NULL;
		return OK;
	}
	if (!rule)
		return fail_auth(cx, "type has to be basic_auth, bearer_token or api_key");
	if (position && strcmp(position, "header") != 0)
		return fail_auth(cx, "add_position has to be header");
	name = rule->name ? json_get_str(data, rule->name) : NULL;
	value = json_get_str(data, rule->value);
	if (w->auth == rule->auth && (!name || (w->auth_name && !strcmp(name, w->auth_name)))) {
		name = name ? name : w->auth_name;
		value = value ? value : w->auth_value;
	}
	if ((rule->name && !name) || !value)
		return fail_auth(cx, "data has to hold username and password, token, or name and "
				     "value");
	if ((name && !is_line(name, WEBHOOK_CREDENTIAL_MAX)) ||
		!is_line(value, WEBHOOK_CREDENTIAL_MAX))
		return fail_auth(cx, "credentials have to be one line of ASCII characters");
	if (rule->auth == WEBHOOK_AUTH_BASIC && strchr(name, ':'))
		return fail_auth(cx, "a user name has no colon");
	if (rule->auth == WEBHOOK_AUTH_KEY)
		TRY(check_header(cx, "authentication", name, ""));
	w->auth = rule->auth;
	w->auth_name = name ? arena_strdup(cx->arena, name) : NULL;
	w->auth_value = arena_strdup(cx->arena, value);
	return OK;
}

static bool has_word(const struct text_list *list, const char *word)
{
	for (int i = 0; i < list->n; i++)
		if (strcmp(list->v[i], word) == 0)
			return true;
	return false;
}

enum err webhook_take_subscriptions(struct cx *cx, const struct text_list *given, struct webhook *w)
{
	struct text_list list = {ARENA_ARRAY(cx->arena, const char *, given->n + 1), 0};

	if (given->n > WEBHOOK_SUBSCRIPTIONS_MAX)
		return fail(cx, E_INVALID, "subscriptions", "TooManyValues",
			"Subscriptions: cannot have more than %d values",
			WEBHOOK_SUBSCRIPTIONS_MAX);
	for (int i = 0; i < given->n; i++) {
		const char *word = given->v[i];

		if (strcmp(word, WEBHOOK_BY_RULES) != 0 && !webhook_event_type_known(word))
			return fail(cx, E_INVALID, "subscriptions", "InvalidValue",
				"Subscriptions: %.80s is not " WEBHOOK_BY_RULES
				" and no type of event that is told",
				word);
		if (!has_word(&list, word))
			list.v[list.n++] = arena_strdup(cx->arena, word);
	}
	w->subscriptions = list;
	return OK;
}
