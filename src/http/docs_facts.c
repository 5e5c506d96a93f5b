/* Facts of one operation in words: who may call it, how it refuses, how a call looks. */
#include "http/docs.h"

#include <ctype.h>
#include <string.h>

const char *docs_who(enum capability cap)
{
	if (capability_anonymous(cap))
		return "Everybody, also without signing in";
	switch (capability_role(cap)) {
	case ROLE_END_USER:
		return "Everybody who is signed in, for what is theirs";
	case ROLE_AGENT:
		return "Agents and administrators";
	case ROLE_ADMIN:
		return "Administrators";
	}
	return "";
}

const char *docs_error_help(enum err e)
{
	static const char *const help[] = {
		[OK] = "It worked.",
		[E_INVALID] = "The body is understood, but something in it is not allowed; "
			      "`details` tells by field what.",
		[E_PARAM] = "A parameter of the query or the path is malformed, or a cursor was "
			    "changed.",
		[E_PARAM_MISSING] = "A parameter that is needed is not there.",
		[E_TOO_MANY] = "More than 100 at once.",
		[E_JSON] = "The body is not JSON, or not an object.",
		[E_BAD_REQUEST] = "The request breaks the rules of HTTP.",
		[E_IDEMPOTENT] = "The Idempotency-Key came before with another body.",
		[E_PAGING_DEPTH] = "Pages by number end at 10,000 items; go on by cursor.",
		[E_UNAUTHENTICATED] = "Nobody is signed in, or the credentials are wrong.",
		[E_FORBIDDEN] = "The role or the token's scope does not allow it.",
		[E_NOT_FOUND] = "It is not there, was deleted, or you may not see it.",
		[E_NO_ROUTE] = "There is no such path.",
		[E_METHOD] = "The path is there, but not with this method; `Allow` lists those it "
			     "has.",
		[E_TIMEOUT] = "The request took too long to arrive.",
		[E_UPDATE_CONFLICT] = "Somebody changed it since the `updated_stamp`; read it "
				      "again.",
		[E_DB_CONFLICT] = "Two changes met; try again.",
		[E_TOO_LARGE] = "The body is larger than the operation takes.",
		[E_URI_TOO_LONG] = "The address is longer than 8,192 bytes.",
		[E_MEDIA] = "The body is of a type that the operation does not take.",
		[E_SEARCH] = "The query is not understood, or asks for more than 1,000 results.",
		[E_RATE] = "Too many requests in this minute; `Retry-After` says how many seconds "
			   "to wait.",
		[E_HEADERS] = "The headers are too large.",
		[E_INTERNAL] = "Something broke on our side; the log has the `X-Request-Id`.",
		[E_BUSY] = "Too much to do at the moment; try again after `Retry-After` seconds.",
		[E_STORAGE] = "The disk is full; nothing was written.",
	};

	return (size_t)e < COUNT_OF(help) && help[e] ? help[e] : err_wire(e);
}

const char *docs_path(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, strlen(path) * 2 + 1);
	size_t n = 0;

	for (; *path; path++) {
		if (*path != ':') {
			out[n++] = *path;
			continue;
		}
		out[n++] = '{';
		while (path[1] && path[1] != '/')
			out[n++] = *++path;
		out[n++] = '}';
	}
	return out;
}

char *docs_anchor(struct arena *a, const struct route *r, char between)
{
	bool in_api = strncmp(r->path, "/api/v2/", 8) == 0;
	char *text = arena_printf(a, "%s%c%s%s", method_name(r->method), between,
		in_api ? "" : "site", in_api ? r->path + 8 : r->path);
	char *out = text;

	for (const char *s = text; *s; s++) {
		if (isalnum((unsigned char)*s) || *s == '_')
			*out++ = (char)tolower((unsigned char)*s);
		else if (out > text && out[-1] != between)
			*out++ = between;
	}
	*out = 0;
	return text;
}

size_t docs_body_limit(const struct route *r)
{
	if (r->body == BODY_NONE)
		return 0;
	return r->max_body ? r->max_body : 1 << 20;
}

/* --- the query --- */

static bool has_name(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = list; (s = strstr(s, name)); s += n)
		if ((s == list || s[-1] == ',') && (!s[n] || s[n] == ','))
			return true;
	return false;
}

const char *docs_query(struct arena *a, const struct route *r)
{
	static const char *const paging[] = {
		"page", "per_page", "page[size]", "page[after]", "page[before]"};
	const char *list = r->query ? r->query : "";

	if (!schema_is_paged(r))
		return list;
	for (size_t i = 0; i < COUNT_OF(paging); i++)
		if (!has_name(list, paging[i]))
			list = arena_printf(a, "%s%s%s", list, *list ? "," : "", paging[i]);
	return list;
}

const char *docs_query_next(const char **list, size_t *ret_n)
{
	const char *name = *list + strspn(*list, ", ");

	*ret_n = strcspn(name, ", ");
	*list = name + *ret_n;
	return *ret_n ? name : NULL;
}

/* --- samples --- */

static const char *sample_by_name(const struct field *f)
{
	static const struct {
		const char *name, *json;
	} samples[] = {{"subject", "\"My cup came broken\""},
		{"comment", "{\"body\":\"It was in two pieces.\"}"}, {"name", "\"Ana Horvat\""},
		{"email", "\"ana@customer.example\""}, {"title", "\"Urgent and open\""},
		{"priority", "\"high\""}, {"status", "\"pending\""}, {"type", "\"text\""},
		{"value", "\"ana@home.example\""}, {"time_zone", "\"Europe/Zagreb\""},
		{"start_date", "\"2026-12-25\""}, {"end_date", "\"2026-12-26\""},
		{"endpoint", "\"https://hooks.example/tend\""}, {"http_method", "\"POST\""},
		{"request_format", "\"json\""}, {"score", "\"good\""},
		{"password", "\"correct horse battery\""}, {"grant_type", "\"client_credentials\""},
		{"client_id", "\"reports\""}, {"client_secret", "\"SECRET\""}, {"user_id", "42"},
		{"tickets", "[{\"id\":35,\"status\":\"solved\"}]"},
		{"users", "[{\"name\":\"Ana Horvat\",\"email\":\"ana@customer.example\"}]"},
		{"organizations", "[{\"name\":\"Potters\"}]"},
		{"group_memberships", "[{\"user_id\":42,\"group_id\":3}]"},
		{"organization_memberships", "[{\"user_id\":42,\"organization_id\":8}]"},
		{"all", "[{\"field\":\"status\",\"operator\":\"less_than\",\"value\":\"solved\"}]"},
		{"actions", "[{\"field\":\"priority\",\"value\":\"high\"}]"}, {"tags", "[\"vip\"]"},
		{"group_id", "3"}, {"organization_id", "8"}};

	for (size_t i = 0; i < COUNT_OF(samples); i++)
		if (strcmp(samples[i].name, f->name) == 0)
			return samples[i].json;
	return NULL;
}

static const char *sample_by_kind(const struct field *f)
{
	switch (f->kind) {
	case F_TEXT:
		return "\"text\"";
	case F_I64:
	case F_ID:
		return "1";
	case F_BOOL:
		return "true";
	case F_TIME:
		return "\"2026-11-30T09:00:00Z\"";
	case F_TEXTS:
		return "[\"vip\"]";
	case F_IDS:
		return "[1,2]";
	case F_JSON:
		break;
	}
	return NULL;
}

enum { SAMPLE_FIELDS = 3 };

/* Up to SAMPLE_FIELDS members, with values by name or by kind. */
static const char *sample_members(
	struct arena *a, const struct field *f, const char *(*value_of)(const struct field *f))
{
	const char *body = "";

	for (int n = 0; f->name && n < SAMPLE_FIELDS; f++) {
		const char *value = value_of(f);

		if (value)
			body = arena_printf(
				a, "%s%s\"%s\":%s", body, n++ ? "," : "", f->name, value);
	}
	return body;
}

const char *docs_sample_body(struct arena *a, const struct route *r)
{
	const char *body;

	if (r->body == BODY_NONE || !r->fields)
		return NULL;
	body = sample_members(a, r->fields->fields, sample_by_name);
	if (!*body)
		body = sample_members(a, r->fields->fields, sample_by_kind);
	if (!r->fields->envelope)
		return arena_printf(a, "{%s}", body);
	return arena_printf(a, "{\"%s\":{%s}}", r->fields->envelope, body);
}

/* The one parameter without which the call would be refused or empty. */
static const char *sample_query(const struct route *r)
{
	static const struct {
		const char *name, *value;
	} samples[] = {{"ids", "ids=35,36"}, {"query", "query=broken"},
		{"start_time", "start_time=1764000000"}, {"name", "name=an"},
		{"filename", "filename=picture.png"}};

	for (size_t i = 0; i < COUNT_OF(samples); i++)
		if (r->query && has_name(r->query, samples[i].name))
			return samples[i].value;
	return NULL;
}

const char *docs_sample_path(struct arena *a, const struct route *r)
{
	const char *out = "", *s = r->path;

	while (*s) {
		size_t n = strcspn(s, ":");

		out = arena_printf(a, "%s%.*s", out, (int)n, s);
		s += n;
		n = strcspn(s, "/");
		if (*s)
			out = arena_printf(a, "%s%s", out,
				n > 3 && memcmp(s + n - 3, "_id", 3) == 0 ? "35" : "XXXX");
		s += n;
	}
	return sample_query(r) ? arena_printf(a, "%s?%s", out, sample_query(r)) : out;
}
