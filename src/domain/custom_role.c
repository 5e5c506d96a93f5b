/*
 * Roles of agents. A custom one gives its agents the access that its configuration names; what else
 * the configuration holds is kept for clients.
 */
#include "domain/user.h"
#include "setting_i.h"

#include <string.h>

/* Words of the configuration, and what they mean here. */
static const struct {
	const char *word;
	enum restriction restriction;
} accesses[] = {
	{"all", RESTRICTION_NONE},
	{"within-groups", RESTRICTION_GROUPS},
	{"within-groups-and-public-groups", RESTRICTION_GROUPS},
	{"within-organization", RESTRICTION_ORGANIZATION},
	{"assigned-only", RESTRICTION_ASSIGNED},
};

static const char ticket_access[] = "ticket_access", comment_access[] = "ticket_comment_access";

static bool access_of(const char *word, enum restriction *ret)
{
	for (size_t i = 0; i < COUNT_OF(accesses); i++)
		if (strcmp(accesses[i].word, word) == 0) {
			*ret = accesses[i].restriction;
			return true;
		}
	return false;
}

void custom_role_access(
	const struct custom_role *role, enum restriction *restriction, bool *only_private)
{
	CLEANUP(json_cleanup)
	json_t *configuration =
		json_parse(role->configuration, strlen(role->configuration), NULL, 0);
	const char *tickets = json_get_str(configuration, ticket_access);
	const char *comments = json_get_str(configuration, comment_access);

	*restriction = RESTRICTION_NONE;
	if (tickets)
		(void)access_of(tickets, restriction);
	*only_private = comments && strcmp(comments, "none") == 0;
}

static enum err fail_built_in(struct cx *cx)
{
	return fail(cx, E_FORBIDDEN, NULL, NULL, "A built-in role stays as it is");
}

static enum err check_words(struct cx *cx, const char *text)
{
	CLEANUP(json_cleanup) json_t *configuration = json_parse(text, strlen(text), NULL, 0);
	const json_t *tickets = json_object_get(configuration, ticket_access);
	const char *comments = json_get_str(configuration, comment_access);
	enum restriction unused;

	if (!json_is_object(configuration))
		return fail_invalid(cx, "configuration", "Configuration");
	if (tickets &&
		(!json_is_string(tickets) || !access_of(json_string_value(tickets), &unused)))
		return fail(cx, E_INVALID, "configuration", "InvalidValue",
			"Configuration: ticket_access is not a way to see tickets");
	if (json_object_get(configuration, comment_access) &&
		(!comments || (strcmp(comments, "public") != 0 && strcmp(comments, "none") != 0)))
		return fail(cx, E_INVALID, "configuration", "InvalidValue",
			"Configuration: ticket_comment_access is public or none");
	return OK;
}

enum err custom_role_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before)
{
	const struct custom_role *was = before;
	struct custom_role *r = row;

	if (was->role)
		return fail_built_in(cx);
	if (!r->name)
		return fail_blank(cx, "name", "Name");
	r->description = r->description ? r->description : "";
	r->configuration = r->configuration ? r->configuration : "{}";
	TRY(check_words(cx, r->configuration));
	return record_check_unique(cx, &custom_role_table, all, &r->record, "name");
}

/* Agents of a role get its access anew. */
static enum err tell_members(struct cx *cx, const struct custom_role *role)
{
	struct user_input in = {
		.custom_role_id = {true, role->record.id}, .custom_role_again = true};
	struct id_list ids;
	struct user *user;

	TRY(custom_role_store_members(cx, role->record.id, &ids));
	for (int i = 0; i < ids.n; i++)
		TRY(user_update(cx, (user_id){ids.v[i]}, &in, &user));
	return OK;
}

enum err custom_role_change(
	struct cx *cx, i64 id, const struct custom_role_input *in, struct custom_role **ret)
{
	struct record *row;

	TRY(record_update(cx, &custom_role_table, id, in, &row));
	*ret = (void *)row;
	return in->configuration ? tell_members(cx, *ret) : OK;
}

enum err custom_role_delete(struct cx *cx, i64 id)
{
	struct id_list members;
	struct record *row;

	TRY(record_get(cx, &custom_role_table, id, &row));
	if (((struct custom_role *)(void *)row)->role)
		return fail_built_in(cx);
	TRY(custom_role_store_members(cx, id, &members));
	if (members.n)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "InvalidValue:role_used",
				"Role: %d agents have it", members.n),
			"%d", members.n);
	return record_delete(cx, &custom_role_table, id);
}

enum err custom_role_members(struct cx *cx, const struct custom_role *role, i64 *ret)
{
	struct id_list members;
	i64 others;

	if (!role->role) {
		TRY(custom_role_store_members(cx, role->record.id, &members));
		*ret = members.n;
		return OK;
	}
	TRY(counter_get(cx, "users", role->role, ret));
	if (role->role != ROLE_AGENT)
		return OK;
	TRY(custom_role_store_count(cx, &others));
	*ret -= others;
	return OK;
}
