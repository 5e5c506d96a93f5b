/* Making the objects of the matrix through the API, one line each in the list of makers. */
#include "matrix.h"

#include "base/buf.h"
#include "lib/tap.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 4096 };

/*
 * How to make what a path parameter names. method NULL: it is an object of the world. In path and
 * body {name} is the id of an object made before (same side), {n} a number used once, {user} the
 * customer's id, {assignee} the restricted agent for A and null for B. `answer`: where the id
 * stands, as keys and indexes.
 */
struct maker {
	const char *name, *as, *method, *path, *body, *answer;
};

static const struct maker makers[] = {
		{"ticket_id", "agent", "POST", "/api/v2/tickets",
				"{\"ticket\":{\"requester_id\":{user},\"assignee_id\":{assignee},"
				"\"comment\":{\"body\":\"x\",\"uploads\":\"{file}\"}}}",
				"ticket.id"},
		{"comment_id", "agent", "GET", "/api/v2/tickets/{ticket_id}/comments", NULL,
				"comments.0.id"},
		{"audit_id", "agent", "GET", "/api/v2/tickets/{ticket_id}/audits", NULL,
				"audits.0.id"},
		{"attachment_id", "agent", "GET", "/api/v2/tickets/{ticket_id}/comments", NULL,
				"comments.0.attachments.0.id"},
		{"token", "{customer}", "POST", "/api/v2/uploads?filename=x.txt", "x", "upload.token"},
		{"user_id", NULL, NULL, NULL, NULL, NULL},
		{"identity_id", "admin", "GET", "/api/v2/users/{user_id}/identities", NULL,
				"identities.0.id"},
		{"organization_id", "admin", "POST", "/api/v2/organizations",
				"{\"organization\":{\"name\":\"matrix {n}\"}}", "organization.id"},
		{"organization_membership_id", "admin", "POST", "/api/v2/organization_memberships",
				"{\"organization_membership\":{\"user_id\":{user},\"organization_id\":"
				"{organization_id}}}",
				"organization_membership.id"},
		{"group_id", "admin", "POST", "/api/v2/groups",
				"{\"group\":{\"name\":\"matrix {n}\"}}", "group.id"},
		{"group_membership_id", "admin", "POST", "/api/v2/group_memberships",
				"{\"group_membership\":{\"user_id\":{agent},\"group_id\":{group_id}}}",
				"group_membership.id"},
		{"ticket_field_id", "admin", "POST", "/api/v2/ticket_fields",
				"{\"ticket_field\":{\"type\":\"tagger\",\"title\":\"matrix {n}\","
				"\"custom_field_options\":[{\"name\":\"a\",\"value\":\"m{n}\"}]}}",
				"ticket_field.id"},
		{"option_id", "admin", "GET", "/api/v2/ticket_fields/{ticket_field_id}/options", NULL,
				"custom_field_options.0.id"},
		{"policy_id", "admin", "POST", "/api/v2/slas/policies",
				"{\"sla_policy\":{\"title\":\"matrix {n}\",\"filter\":{\"all\":[],"
				"\"any\":[]},\"policy_metrics\":[]}}",
				"sla_policy.id"},
		{"schedule_id", "admin", "POST", "/api/v2/business_hours/schedules",
				"{\"schedule\":{\"name\":\"matrix {n}\",\"time_zone\":\"UTC\"}}",
				"schedule.id"},
		{"holiday_id", "admin", "POST",
				"/api/v2/business_hours/schedules/{schedule_id}/holidays",
				"{\"holiday\":{\"name\":\"h\",\"start_date\":\"2027-01-01\","
				"\"end_date\":\"2027-01-01\"}}",
				"holiday.id"},
};

static int maker_of(const char *name, size_t length)
{
	for (int i = 0; i < (int)COUNT_OF(makers); i++)
		if (strlen(makers[i].name) == length && memcmp(makers[i].name, name, length) == 0)
			return i;
	return -1;
}

static const struct person *customer(const struct matrix *m, enum side side)
{
	return world_person(m->world, side == SIDE_B ? "customer_b" : "customer");
}

/* A fresh upload by the agent, so that each ticket has an attachment. */
static void add_file(struct matrix *m, struct buf *out)
{
	const char *headers[] = {"Content-Type: text/plain", NULL};
	struct call c = {.method = "POST", .path = "/api/v2/uploads?filename=x.txt", .body = "x",
			.body_size = 1, .headers = headers,
			.auth = world_person(m->world, "agent")->auth};
	const struct answer *a = http_call(m->world->http, &c);
	const char *token = json_string_value(
			json_object_get(json_object_get(a->json, "upload"), "token"));

	buf_str(out, token ? token : "");
}

static void add_word(struct matrix *m, struct buf *out, const char *word, size_t n, enum side side)
{
	int i = maker_of(word, n);

	if (i >= 0)
		buf_str(out, m->ids[i][side]);
	else if (n == 1 && *word == 'n')
		buf_printf(out, "%d", ++m->made);
	else if (n == 4 && memcmp(word, "user", 4) == 0)
		buf_i64(out, customer(m, side)->id);
	else if (n == 4 && memcmp(word, "file", 4) == 0)
		add_file(m, out);
	else if (n == 5 && memcmp(word, "agent", 5) == 0)
		buf_i64(out, world_person(m->world, "agent")->id);
	else if (n == 8 && memcmp(word, "assignee", 8) == 0 && side == SIDE_A)
		buf_i64(out, world_person(m->world, "restricted")->id);
	else if (n == 8 && memcmp(word, "assignee", 8) == 0)
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

static void make(struct matrix *m, int i, enum side side)
{
	const struct maker *k = &makers[i];
	const struct person *p = k->as && *k->as == '{' ? customer(m, side)
			       : k->as ? world_person(m->world, k->as) : NULL;
	char *path, *body;
	const struct answer *a;
	const json_t *id;

	if (!k->method) {
		snprintf(m->ids[i][side], sizeof m->ids[i][side], "%lld",
				(long long)customer(m, side)->id);
		return;
	}
	path = fill(m, k->path, side);
	body = fill(m, k->body, side);
	a = http_json(m->world->http, p->auth, k->method, path, body);
	id = walk(a->json, k->answer);
	if (!id)
		tap_note("no %s: %s %s answers %d %.300s", k->name, k->method, path, a->status,
				a->body.n ? a->body.p : a->failure);
	if (json_is_string(id))
		snprintf(m->ids[i][side], sizeof m->ids[i][side], "%s", json_string_value(id));
	else
		snprintf(m->ids[i][side], sizeof m->ids[i][side], "%lld",
				(long long)json_integer_value(id));
	free(path);
	free(body);
}

void matrix_make(struct matrix *m)
{
	for (int i = 0; i < (int)COUNT_OF(makers); i++) {
		make(m, i, SIDE_A);
		make(m, i, SIDE_B);
		snprintf(m->ids[i][SIDE_MISSING], sizeof m->ids[i][SIDE_MISSING],
				"9223372036854775807");
	}
}

/* Parameters of a path depend on the ones to their left: make them in the list's order. */
void matrix_refresh(struct matrix *m, const char *path, enum side side)
{
	if (side == SIDE_MISSING)
		return;
	for (int i = 0; i < (int)COUNT_OF(makers); i++)
		for (const char *p = strchr(path, ':'); p; p = strchr(p + 1, ':'))
			if (maker_of(p + 1, strcspn(p + 1, "/")) == i)
				make(m, i, side);
}

void matrix_path(const struct matrix *m, const char *path, enum side side, char *out, size_t cap)
{
	size_t n = 0;

	while (*path && n + 1 < cap) {
		size_t length = *path == ':' ? strcspn(path + 1, "/") : 0;
		int i = length ? maker_of(path + 1, length) : -1;

		if (i >= 0) {
			n += (size_t)snprintf(out + n, cap - n, "%s", m->ids[i][side]);
			path += length + 1;
		} else if (length) {
			n += (size_t)snprintf(out + n, cap - n, "nothing-like-it");
			path += length + 1;
		} else {
			out[n++] = *path++;
		}
	}
	out[n < cap ? n : cap - 1] = 0;
}
