/* Making the objects of the matrix through the API, one line each in the list of makers. */
#include "matrix.h"

#include "base/buf.h"
#include "lib/tap.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 4096 };

/*
 * How to make what a path parameter names, for paths that hold `under` (the first that fits). In
 * path and body {name} is another object, made for the same call; {n} a number used once;
 * {customer} and {agent} ids of people; {assignee} the restricted agent for A and null for B;
 * {file} a fresh upload. `answer`: where the id stands, as keys and indexes.
 */
struct maker {
	const char *name, *under, *as, *method, *path, *body, *answer;
};

#define FIELD(kind, envelope) \
	{ \
		"field_id", "/" envelope "s", "admin", "POST", "/api/v2/" envelope "s", \
			"{\"" envelope "\":{\"type\":\"" kind \
			"\",\"title\":\"m {n}\",\"key\":\"m_{n}\"," \
			"\"custom_field_options\":[{\"name\":\"a\",\"value\":\"m{n}\"}]}}", \
			envelope ".id" \
	}
#define OPTION(envelope) \
	{ \
		"option_id", "/" envelope "s", "admin", "GET", \
			"/api/v2/" envelope "s/{field_id}/options", NULL, \
			"custom_field_options.0.id" \
	}

static const struct maker makers[] = {
	{"ticket_id", "", "agent", "POST", "/api/v2/tickets",
		"{\"ticket\":{\"requester_id\":{customer},\"assignee_id\":{assignee},"
		"\"comment\":{\"body\":\"x\",\"uploads\":\"{file}\"}}}",
		"ticket.id"},
	{"held_reply_id", "", "agent", "POST", "/api/v2/tickets/{ticket_id}/held_replies",
		"{\"held_reply\":{\"body\":\"x\",\"send_at\":\"2027-06-01T00:00:00Z\"}}",
		"held_reply.id"},
	{"mode", "/drafts/", "agent", "PUT", "/api/v2/tickets/{ticket_id}/drafts/note",
		"{\"draft\":{\"body\":\"x\"}}", "draft.mode"},
	{"job_status_id", "", "agent", "POST", "/api/v2/tickets/create_many",
		"{\"tickets\":[{\"comment\":{\"body\":\"x\"}}]}", "job_status.id"},
	{"request_id", "", "customer", "POST", "/api/v2/requests",
		"{\"request\":{\"subject\":\"x\",\"comment\":{\"body\":\"x\"}}}", "request.id"},
	{"comment_id", "/requests/", "customer", "GET", "/api/v2/requests/{request_id}/comments",
		NULL, "comments.0.id"},
	{"comment_id", "", "agent", "GET", "/api/v2/tickets/{ticket_id}/comments", NULL,
		"comments.0.id"},
	{"audit_id", "", "agent", "GET", "/api/v2/tickets/{ticket_id}/audits", NULL, "audits.0.id"},
	{"attachment_id", "", "agent", "GET", "/api/v2/tickets/{ticket_id}/comments", NULL,
		"comments.0.attachments.0.id"},
	{"link", "", "agent", "GET", "/api/v2/tickets/{ticket_id}/comments", NULL,
		"comments.0.attachments.0.content_url"},
	{"token", "/uploads/", "customer", "POST", "/api/v2/uploads?filename=x.txt", "x",
		"upload.token"},
	{"user_id", "/group_memberships", "admin", "POST", "/api/v2/users",
		"{\"user\":{\"name\":\"m {n}\",\"role\":\"agent\",\"email\":"
		"\"m{n}@example.com\"}}",
		"user.id"},
	{"user_id", "", "admin", "POST", "/api/v2/users",
		"{\"user\":{\"name\":\"m {n}\",\"email\":\"m{n}@example.com\"}}", "user.id"},
	{"oauth_client_id", "", "admin", "POST", "/api/v2/oauth/clients",
		"{\"client\":{\"name\":\"m {n}\",\"identifier\":\"m{n}\"}}", "client.id"},
	{"oauth_token_id", "", "customer", "POST", "/api/v2/oauth/tokens",
		"{\"token\":{\"scopes\":[\"read\"]}}", "token.id"},
	{"identity_id", "", "admin", "POST", "/api/v2/users/{user_id}/identities",
		"{\"identity\":{\"type\":\"email\",\"value\":\"i{n}@example.com\"}}",
		"identity.id"},
	{"organization_id", "/users/", "admin", "GET",
		"/api/v2/organization_memberships/{membership_id}", NULL,
		"organization_membership.organization_id"},
	{"organization_id", "", "admin", "POST", "/api/v2/organizations",
		"{\"organization\":{\"name\":\"matrix {n}\"}}", "organization.id"},
	{"new_organization", "", "admin", "POST", "/api/v2/organizations",
		"{\"organization\":{\"name\":\"matrix {n}\"}}", "organization.id"},
	{"group_id", "", "admin", "POST", "/api/v2/groups", "{\"group\":{\"name\":\"matrix {n}\"}}",
		"group.id"},
	{"new_agent", "", "admin", "POST", "/api/v2/users",
		"{\"user\":{\"name\":\"m {n}\",\"role\":\"agent\",\"email\":"
		"\"m{n}@example.com\"}}",
		"user.id"},
	{"membership_id", "/users/:user_id/group_memberships", "admin", "POST",
		"/api/v2/group_memberships",
		"{\"group_membership\":{\"user_id\":{user_id},\"group_id\":{group_id}}}",
		"group_membership.id"},
	{"membership_id", "/group_memberships", "admin", "POST", "/api/v2/group_memberships",
		"{\"group_membership\":{\"user_id\":{new_agent},\"group_id\":"
		"{group_id}}}",
		"group_membership.id"},
	{"membership_id", "", "admin", "POST", "/api/v2/organization_memberships",
		"{\"organization_membership\":{\"user_id\":{user_id},"
		"\"organization_id\":{new_organization}}}",
		"organization_membership.id"},
	FIELD("tagger", "ticket_field"),
	FIELD("dropdown", "user_field"),
	FIELD("dropdown", "organization_field"),
	OPTION("ticket_field"),
	OPTION("user_field"),
	OPTION("organization_field"),
	{"sla_policy_id", "", "admin", "POST", "/api/v2/slas/policies",
		"{\"sla_policy\":{\"title\":\"matrix {n}\",\"filter\":{\"all\":[],"
		"\"any\":[]},\"policy_metrics\":[{\"priority\":\"low\",\"metric\":"
		"\"first_reply_time\",\"target\":60,\"business_hours\":false}]}}",
		"sla_policy.id"},
	{"view_id", "", "admin", "POST", "/api/v2/views",
		"{\"view\":{\"title\":\"matrix {n}\",\"all\":[{\"field\":\"status\","
		"\"operator\":\"is\",\"value\":\"open\"}]}}",
		"view.id"},
	{"schedule_id", "", "admin", "POST", "/api/v2/business_hours/schedules",
		"{\"schedule\":{\"name\":\"matrix {n}\",\"time_zone\":\"UTC\"}}", "schedule.id"},
	{"holiday_id", "", "admin", "POST",
		"/api/v2/business_hours/schedules/{schedule_id}/holidays",
		"{\"holiday\":{\"name\":\"h\",\"start_date\":\"2027-01-01\","
		"\"end_date\":\"2027-01-01\"}}",
		"holiday.id"},
	/* there are at most 100: what hangs on one takes the newest */
	{"webhook_id", "/invocations", "admin", "GET", "/api/v2/webhooks?sort=-id", NULL,
		"webhooks.0.id"},
	{"webhook_id", "/signing_secret", "admin", "GET", "/api/v2/webhooks?sort=-id", NULL,
		"webhooks.0.id"},
	{"webhook_id", "", "admin", "POST", "/api/v2/webhooks",
		"{\"webhook\":{\"name\":\"matrix {n}\","
		"\"endpoint\":\"https://hooks.example.com/\"}}",
		"webhook.id"},
	/* of another webhook, so that it is never there */
	{"invocation_id", "", "admin", "GET", "/api/v2/webhooks/{webhook_id}", NULL, "webhook.id"},
	{"ticket_metric_id", "", "agent", "GET", "/api/v2/tickets/{ticket_id}/metrics", NULL,
		"ticket_metric.id"},
	{"solved_ticket_id", "", "agent", "PUT", "/api/v2/tickets/{ticket_id}",
		"{\"ticket\":{\"status\":\"solved\"}}", "ticket.id"},
	{"satisfaction_rating_id", "", "customer", "POST",
		"/api/v2/tickets/{solved_ticket_id}/satisfaction_rating",
		"{\"satisfaction_rating\":{\"score\":\"good\"}}", "satisfaction_rating.id"},
	{"satisfaction_reason_id", "", "agent", "GET", "/api/v2/satisfaction_reasons", NULL,
		"reasons.0.id"},
	{"brand_id", "", "admin", "POST", "/api/v2/brands",
		"{\"brand\":{\"name\":\"m\",\"subdomain\":\"m{n}\"}}", "brand.id"},
	{"custom_role_id", "", "admin", "POST", "/api/v2/custom_roles",
		"{\"custom_role\":{\"name\":\"m {n}\"}}", "custom_role.id"},
	{"recipient_address_id", "", "admin", "POST", "/api/v2/recipient_addresses",
		"{\"recipient_address\":{\"email\":\"m{n}@example.com\"}}", "recipient_address.id"},
	{"ticket_form_id", "", "admin", "POST", "/api/v2/ticket_forms",
		"{\"ticket_form\":{\"name\":\"m {n}\"}}", "ticket_form.id"},
	{"ticket_form_status_id", "", "admin", "POST",
		"/api/v2/ticket_forms/{ticket_form_id}/ticket_form_statuses",
		"{\"ticket_form_status\":[{\"custom_status_id\":2}]}", "ticket_form_statuses.0.id"},
	{"custom_status_id", "", "admin", "POST", "/api/v2/custom_statuses",
		"{\"custom_status\":{\"status_category\":\"hold\",\"agent_label\":\"m {n}\"}}",
		"custom_status.id"},
	{"organization_merge_id", "", "admin", "POST",
		"/api/v2/organizations/{organization_id}/merge",
		"{\"organization_merge\":{\"winner_id\":{new_organization}}}",
		"organization_merge.id"},
	{"spare_user", "", "admin", "POST", "/api/v2/users", "{\"user\":{\"name\":\"m {n}\"}}",
		"user.id"},
	{"deleted_user_id", "", "admin", "DELETE", "/api/v2/users/{spare_user}", NULL, "user.id"},
};
_Static_assert(COUNT_OF(makers) <= OBJECTS_MAX, "room for every kind of object");

static int maker_of(const struct matrix *m, const char *name, size_t length)
{
	for (int i = 0; i < (int)COUNT_OF(makers); i++)
		if (strlen(makers[i].name) == length &&
			strncmp(makers[i].name, name, length) == 0 &&
			strstr(m->path, makers[i].under))
			return i;
	return -1;
}

static const struct person *customer(const struct matrix *m, enum side side)
{
	return world_person(m->world, side == SIDE_B ? "customer_b" : "customer");
}

static const char *ensure(struct matrix *m, int i, enum side side);

/* A fresh upload by the agent, so that each ticket has an attachment. */
static void add_file(struct matrix *m, struct buf *out)
{
	const char *headers[] = {"Content-Type: text/plain", NULL};
	struct call c = {.method = "POST",
		.path = "/api/v2/uploads?filename=x.txt",
		.body = "x",
		.body_size = 1,
		.headers = headers,
		.auth = world_person(m->world, "agent")->auth};
	const struct answer *a = http_call(m->world->http, &c);
	const char *token =
		json_string_value(json_object_get(json_object_get(a->json, "upload"), "token"));

	buf_str(out, token ? token : "");
}

static bool is(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && strncmp(word, name, n) == 0;
}

static void add_word(struct matrix *m, struct buf *out, const char *word, size_t n, enum side side)
{
	int i = maker_of(m, word, n);

	if (i >= 0)
		buf_str(out, ensure(m, i, side));
	else if (is(word, n, "n"))
		buf_printf(out, "%d", ++m->made);
	else if (is(word, n, "customer"))
		buf_i64(out, customer(m, side)->id);
	else if (is(word, n, "file"))
		add_file(m, out);
	else if (is(word, n, "agent"))
		buf_i64(out, world_person(m->world, "agent")->id);
	else if (is(word, n, "assignee") && side == SIDE_A)
		buf_i64(out, world_person(m->world, "restricted")->id);
	else if (is(word, n, "assignee"))
		buf_str(out, "null");
	else
		buf_printf(out, "{%.*s}", (int)n, word);
}

/* Fill in {words}; only plain names count, so JSON braces stay. */
static char *fill(struct matrix *m, const char *text, enum side side)
{
	struct buf out = BUF_INIT(TEXT_MAX);

	while (text && *text) {
		size_t n = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

		if (n && text[n + 1] == '}') {
			add_word(m, &out, text + 1, n, side);
			text += n + 2;
		} else {
			buf_char(&out, *text++);
		}
	}
	return out.p;
}

/* "comments.0.id" */
static const json_t *walk(const json_t *at, const char *path)
{
	char copy[128], *rest = copy, *key;

	snprintf(copy, sizeof copy, "%s", path);
	while (at && (key = strsep(&rest, ".")) != NULL)
		at = *key >= '0' && *key <= '9' ? json_array_get(at, (size_t)strtol(key, NULL, 10))
						: json_object_get(at, key);
	return at;
}

/* The id as it stands in a path; of a URL the word after /token/. */
static void keep(char *out, size_t cap, const json_t *id)
{
	const char *text = json_string_value(id), *token = text ? strstr(text, "/token/") : NULL;

	if (token)
		text = token + strlen("/token/");
	if (text)
		snprintf(out, cap, "%.*s", (int)strcspn(text, "/?"), text);
	else
		snprintf(out, cap, "%lld", (long long)json_integer_value(id));
}

static const char *ensure(struct matrix *m, int i, enum side side)
{
	const struct maker *k = &makers[i];
	const struct person *p =
		strcmp(k->as, "customer") == 0 ? customer(m, side) : world_person(m->world, k->as);
	const struct answer *a;
	const json_t *id;
	char *path, *body;

	if (m->fresh[i])
		return m->ids[i];
	m->fresh[i] = true;
	if (m->reading && strcmp(k->name, "user_id") == 0 && !*k->under) {
		snprintf(m->ids[i], sizeof m->ids[i], "%lld", (long long)customer(m, side)->id);
		return m->ids[i];
	}
	path = fill(m, k->path, side);
	body = fill(m, k->body, side);
	a = http_json(m->world->http, p->auth, k->method, path, body);
	id = walk(a->json, k->answer);
	if (!id)
		tap_note("%s: no %s: %s %s answers %d %.300s", m->path, k->name, k->method, path,
			a->status, a->body.n ? a->body.p : a->failure);
	keep(m->ids[i], sizeof m->ids[i], id);
	free(path);
	free(body);
	return m->ids[i];
}

void matrix_path(
	struct matrix *m, const char *path, bool reading, enum side side, char *out, size_t cap)
{
	struct buf b = BUF_INIT(TEXT_MAX);

	m->path = path;
	m->reading = reading;
	memset(m->fresh, 0, sizeof m->fresh);
	while (*path) {
		size_t n = *path == ':' ? strcspn(path + 1, "/") : 0;
		int i = n ? maker_of(m, path + 1, n) : -1;

		if (n && side == SIDE_MISSING)
			buf_str(&b, "9223372036854775807");
		else if (n)
			buf_str(&b, i >= 0 ? ensure(m, i, side) : "nothing-like-it");
		else
			buf_char(&b, *path);
		path += n + 1;
	}
	snprintf(out, cap, "%s", b.p);
	buf_free(&b);
}
