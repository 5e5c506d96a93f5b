/* The body of organisation creates and updates: its field table. */
#include "http/organization_body.h"

#define AT(member) offsetof(struct organization_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(organization.name), 0, "Name", "Required; unique, any case"},
	{"external_id", F_TEXT, AT(organization.external_id), 0, "External",
	 "Id elsewhere, unique, any case"},
	{"details", F_TEXT, AT(organization.details), 0, "Details", NULL},
	{"notes", F_TEXT, AT(organization.notes), 0, "Notes", NULL},
	{"group_id", F_ID, AT(organization.group_id), 0, "Group",
	 "The group that its tickets go to"},
	{"shared_tickets", F_BOOL, AT(organization.shared_tickets), 0, "Shared tickets",
	 "Members see each other's tickets"},
	{"shared_comments", F_BOOL, AT(organization.shared_comments), 0, "Shared comments",
	 "Members may write on each other's tickets"},
	{"tags", F_TEXTS, AT(tags), 0, "Tags", NULL},
	{"domain_names", F_TEXTS, AT(domains), 0, "Domain names",
	 "New users with such addresses join by themselves"},
	{"organization_fields", F_JSON, AT(fields), 0, "Organization fields", "{\"key\": value}"},
	{0}
};
/* clang-format on */
const struct field_table organization_body_fields = {
	"organization", sizeof(struct organization_body), fields};

struct organization_input *organization_body_input(struct organization_body *body)
{
	struct organization_input *o = &body->organization;

	o->tags_set = body->tags.set;
	o->tags = body->tags.v;
	o->domains_set = body->domains.set;
	o->domains = body->domains.v;
	o->fields = json_is_object(body->fields) ? body->fields : NULL;
	return o;
}
