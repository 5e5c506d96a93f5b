/* The body of user creates and updates: its field table, and lists that need a look. */
#include "http/user_body.h"

#include <string.h>

#define AT(member) offsetof(struct user_body, member)

/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(user.name), 0, "Name", "Full name; required"},
	{"email", F_TEXT, AT(user.email), 0, "Email",
	 "Primary address; on an update one more address"},
	{"role", F_TEXT, AT(user.role), 0, "Role", "end-user, agent or admin"},
	{"external_id", F_TEXT, AT(user.external_id), 0, "External",
	 "Id elsewhere, unique, any case"},
	{"phone", F_TEXT, AT(user.phone), 0, "Phone", NULL},
	{"alias", F_TEXT, AT(user.alias), 0, "Alias", "Name that customers see"},
	{"details", F_TEXT, AT(user.details), 0, "Details", "For agents' eyes"},
	{"notes", F_TEXT, AT(user.notes), 0, "Notes", "For agents' eyes"},
	{"signature", F_TEXT, AT(user.signature), 0, "Signature", NULL},
	{"time_zone", F_TEXT, AT(user.time_zone), 0, "Time zone", "IANA name"},
	{"locale", F_TEXT, AT(user.locale), 0, "Locale", "BCP 47 tag"},
	{"ticket_restriction", F_TEXT, AT(user.restriction), 0, "Ticket restriction",
	 "groups, organization, assigned, requested or null: which tickets an agent sees"},
	{"suspended", F_BOOL, AT(user.suspended), 0, "Suspended", "May not sign in"},
	{"verified", F_BOOL, AT(user.verified), 0, "Verified", "The address is the user's own"},
	{"moderator", F_BOOL, AT(user.moderator), 0, "Moderator", NULL},
	{"custom_role_id", F_ID, AT(user.custom_role_id), 0, "Role",
	 "An agent's role; it sets ticket_restriction and only_private_comments"},
	{"only_private_comments", F_BOOL, AT(user.only_private_comments), 0,
	 "Only private comments", "An agent who writes notes only"},
	{"organization_id", F_ID, AT(user.organization_id), 0, "Organization", "The default one"},
	{"organization_ids", F_IDS, AT(organization_ids), 0, "Organizations",
	 "All; the first is the default"},
	{"organization", F_JSON, AT(organization), 0, "Organization", "{\"name\"}: found or made"},
	{"default_group_id", F_ID, AT(user.default_group_id), 0, "Group",
	 "An agent's default group"},
	{"tags", F_TEXTS, AT(tags), 0, "Tags", NULL},
	{"user_fields", F_JSON, AT(fields), 0, "User fields", "{\"key\": value}"},
	{"identities", F_JSON, AT(identities), 0, "Identities",
	 "[{\"type\", \"value\", \"verified\"}]"},
	{0}
};
/* clang-format on */

const struct field_table user_body_fields = {"user", sizeof(struct user_body), fields};

static enum err take_identity(struct rq *rq, const json_t *item, struct identity *ret)
{
	const char *type = json_get_str(item, "type"), *value = json_get_str(item, "value");

	if (!type || !value || !identity_type_parse(type, &ret->type))
		return fail(&rq->cx, E_INVALID, "identities", "InvalidValue",
			"Identities: each needs a value and the type email or phone_number");
	ret->value = value;
	ret->verified = json_get_bool(item, "verified", false);
	return OK;
}

enum err user_body_input(struct rq *rq, struct user_body *body, struct user_input **ret)
{
	struct user_input *in = &body->user;
	size_t n = json_array_size(body->identities);

	in->tags_set = body->tags.set;
	in->tags = body->tags.v;
	in->organizations_set = body->organization_ids.set;
	in->organization_ids = body->organization_ids.v;
	in->organization_name = json_get_str(body->organization, "name");
	in->fields = json_is_object(body->fields) ? body->fields : NULL;
	if (n > USER_IDENTITIES_MAX)
		return fail(&rq->cx, E_INVALID, "identities", "TooManyValues",
			"Identities: at most %d are allowed", USER_IDENTITIES_MAX);
	in->identities = ARENA_ARRAY(rq->cx.arena, struct identity, n + 1);
	in->identity_count = (int)n;
	for (size_t i = 0; i < n; i++)
		TRY(take_identity(rq, json_array_get(body->identities, i), &in->identities[i]));
	*ret = in;
	return OK;
}
