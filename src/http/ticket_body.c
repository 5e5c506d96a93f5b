/*
 * From a ticket's JSON to struct ticket_input. Decides spelling only: `value` for `body`, one
 * upload token or many, custom fields as list or map, people by id, address or object. Whether a
 * value is allowed is domain/ticket's to say.
 */
#include "http/ticket_body.h"

#include "base/html_clean.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { METADATA_MAX = 32 << 10 }; /* bytes of what a client keeps with an audit */

struct ticket_body {
	struct opt_text subject, raw_subject, description, external_id, recipient, status, priority,
		type, assignee_email, updated_stamp;
	struct opt_i64 requester_id, submitter_id, assignee_id, group_id, organization_id,
		problem_id, due_at, followup_of_id, brand_id, form_id, custom_status_id, macro_id,
		undo, solved;
	struct opt_texts tags, additional_tags, remove_tags;
	struct opt_ids collaborator_ids, follower_ids, email_cc_ids, macro_ids;
	json_t *comment, *requester, *collaborators, *additional_collaborators, *email_ccs,
		*followers, *custom_fields, *fields, *metadata, *safe_update;
};

#define AT(member) offsetof(struct ticket_body, member)
static const struct field fields[] = {
	{"subject", F_TEXT, AT(subject), TICKET_SUBJECT_MAX, "Subject", NULL},
	{"raw_subject", F_TEXT, AT(raw_subject), TICKET_SUBJECT_MAX, "Subject", NULL},
	{"description", F_TEXT, AT(description), TICKET_BODY_MAX, "Description",
		"On create: the first comment, when `comment` is not given"},
	{"comment", F_JSON, AT(comment), 0, "Comment",
		"{body | value | html_body, public, author_id, uploads: [token]}"},
	{"status", F_TEXT, AT(status), 0, "Status", "new, open, pending, hold, solved or closed"},
	{"priority", F_TEXT, AT(priority), 0, "Priority", "low, normal, high or urgent"},
	{"type", F_TEXT, AT(type), 0, "Type", "problem, incident, question or task"},
	{"requester_id", F_ID, AT(requester_id), 0, "Requester", NULL},
	{"requester", F_JSON, AT(requester), 0, "Requester",
		"{name, email}: found by address or made"},
	{"submitter_id", F_ID, AT(submitter_id), 0, "Submitter", NULL},
	{"assignee_id", F_ID, AT(assignee_id), 0, "Assignee", NULL},
	{"assignee_email", F_TEXT, AT(assignee_email), 254, "Assignee", NULL},
	{"group_id", F_ID, AT(group_id), 0, "Group", NULL},
	{"organization_id", F_ID, AT(organization_id), 0, "Organization", NULL},
	{"problem_id", F_ID, AT(problem_id), 0, "Problem", NULL},
	{"external_id", F_TEXT, AT(external_id), 255, "External id", NULL},
	{"recipient", F_TEXT, AT(recipient), 255, "Recipient", NULL},
	{"due_at", F_TIME, AT(due_at), 0, "Due", NULL},
	{"brand_id", F_ID, AT(brand_id), 0, "Brand", NULL},
	{"ticket_form_id", F_ID, AT(form_id), 0, "Form", NULL},
	{"custom_status_id", F_ID, AT(custom_status_id), 0, "Custom status",
		"Sets the status to its category"},
	{"tags", F_TEXTS, AT(tags), 0, "Tags", "Replaces all tags"},
	{"additional_tags", F_TEXTS, AT(additional_tags), 0, "Tags", NULL},
	{"remove_tags", F_TEXTS, AT(remove_tags), 0, "Tags", NULL},
	{"collaborator_ids", F_IDS, AT(collaborator_ids), 0, "Collaborators", NULL},
	{"collaborators", F_JSON, AT(collaborators), 0, "Collaborators",
		"[id | address | {name, email}]"},
	{"additional_collaborators", F_JSON, AT(additional_collaborators), 0, "Collaborators",
		NULL},
	{"email_cc_ids", F_IDS, AT(email_cc_ids), 0, "Cc", NULL},
	{"email_ccs", F_JSON, AT(email_ccs), 0, "Cc",
		"[{user_id | user_email, user_name, action: put | delete}]"},
	{"follower_ids", F_IDS, AT(follower_ids), 0, "Followers", NULL},
	{"followers", F_JSON, AT(followers), 0, "Followers", "As email_ccs"},
	{"custom_fields", F_JSON, AT(custom_fields), 0, "Custom fields",
		"[{id, value}] or {id: value}"},
	{"fields", F_JSON, AT(fields), 0, "Custom fields", NULL},
	{"macro_id", F_ID, AT(macro_id), 0, "Macro", "The macro that was used, for the audit"},
	{"macro_ids", F_IDS, AT(macro_ids), TICKET_MACROS_MAX, "Macros", "The same for several"},
	{"metadata", F_JSON, AT(metadata), 0, "Metadata", "Kept in the audit"},
	{"via_followup_source_id", F_ID, AT(followup_of_id), 0, "Follow-up source", NULL},
	{"safe_update", F_JSON, AT(safe_update), 0, "Safe update",
		"With updated_stamp: 409 when the ticket has changed since"},
	{"updated_stamp", F_TEXT, AT(updated_stamp), 40, "Updated stamp", NULL},
	{"undo", F_BOOL, AT(undo), 0, "Undo",
		"Tickets only. This takes one's own last change back: a status may be new again, "
		"and what one's solve ended goes on as if it had not been solved"},
	{"solved", F_BOOL, AT(solved), 0, "Solved", "Requests only"},
	{0},
};

const struct field_table ticket_body_fields = {"ticket", sizeof(struct ticket_body), fields};
const struct field_table request_body_fields = {"request", sizeof(struct ticket_body), fields};

/* --- words to numbers --- */

static enum err take_enums(struct rq *rq, const struct ticket_body *b, struct ticket_input *in)
{
	enum status status;
	enum priority priority;
	enum ticket_type type;

	if (b->status.set && b->status.v && *b->status.v) {
		if (!status_parse(b->status.v, &status))
			return fail_invalid(&rq->cx, "status", "Status");
		in->status = (struct opt_i64){true, status};
	}
	if (b->priority.set) {
		if (b->priority.v && *b->priority.v && !priority_parse(b->priority.v, &priority))
			return fail_invalid(&rq->cx, "priority", "Priority");
		in->priority = (struct opt_i64){
			true, b->priority.v && *b->priority.v ? (i64)priority : PRIORITY_NONE};
	}
	if (b->type.set) {
		if (b->type.v && *b->type.v && !ticket_type_parse(b->type.v, &type))
			return fail_invalid(&rq->cx, "type", "Type");
		in->type = (struct opt_i64){true, b->type.v && *b->type.v ? (i64)type : TYPE_NONE};
	}
	return OK;
}

static bool truth(const json_t *v, bool otherwise)
{
	const char *s = json_string_value(v);

	if (json_is_boolean(v))
		return json_is_true(v);
	return s ? strcmp(s, "false") != 0 && strcmp(s, "0") != 0 : otherwise;
}

static i64 id_value(const json_t *v)
{
	const char *s = json_string_value(v);

	if (json_is_integer(v))
		return json_integer_value(v);
	return s && *s && strspn(s, "0123456789") == strlen(s) ? strtoll(s, NULL, 10) : 0;
}

/* --- comment --- */

static enum err take_uploads(struct rq *rq, const json_t *v, struct text_list *ret)
{
	size_t n = json_is_array(v) ? json_array_size(v) : 1;

	if (!v || json_is_null(v) || (json_is_string(v) && !*json_string_value(v)))
		return OK;
	if (n > TICKET_UPLOADS_MAX)
		return fail(&rq->cx, E_INVALID, "uploads", "TooManyValues",
			"Uploads: cannot be more than %d", TICKET_UPLOADS_MAX);
	ret->v = ARENA_ARRAY(rq->cx.arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_is_array(v) ? json_array_get(v, i) : v;

		if (!json_is_string(item))
			return fail_invalid(&rq->cx, "uploads", "Uploads");
		ret->v[ret->n++] = json_string_value(item);
	}
	return OK;
}

enum err ticket_body_comment(struct rq *rq, const json_t *v, struct comment_input *ret)
{
	const json_t *flag = json_object_get(v, "public");
	const char *html;

	if (!v || json_is_null(v))
		return OK;
	if (json_is_string(v)) {
		ret->body = json_string_value(v);
		return OK;
	}
	if (!json_is_object(v))
		return fail_invalid(&rq->cx, "comment", "Comment");
	ret->body = json_get_str(v, "body");
	if (!ret->body)
		ret->body = json_get_str(v, "value");
	html = json_get_str(v, "html_body");
	/* what is searched and mailed as text says what is shown */
	if (html && *html) {
		ret->html = html_clean(rq->cx.arena, html, &ret->body);
		ret->source = html;
	}
	if (flag && !json_is_null(flag)) {
		ret->public_set = true;
		ret->public = truth(flag, true);
	}
	ret->author_id = id_value(json_object_get(v, "author_id"));
	return take_uploads(rq, json_object_get(v, "uploads"), &ret->uploads);
}

/* --- people --- */

/* One person in any of the spellings. */
static enum err take_person(
	struct rq *rq, const json_t *v, const char *field, struct person_ref *ret)
{
	const char *text = json_string_value(v), *action;

	*ret = (struct person_ref){0};
	if (json_is_integer(v) || (text && !strchr(text, '@'))) {
		ret->id = id_value(v);
	} else if (text) {
		ret->email = text;
	} else if (json_is_object(v)) {
		ret->id = id_value(json_object_get(v, "user_id"));
		if (!ret->id)
			ret->id = id_value(json_object_get(v, "id"));
		ret->email = json_get_str(v, "user_email");
		if (!ret->email)
			ret->email = json_get_str(v, "email");
		ret->name = json_get_str(v, "user_name");
		if (!ret->name)
			ret->name = json_get_str(v, "name");
		action = json_get_str(v, "action");
		ret->remove = action && strcmp(action, "delete") == 0;
	}
	if (!ret->id && (!ret->email || !*ret->email))
		return fail_invalid(&rq->cx, field, "User");
	return OK;
}

static enum err take_people(
	struct rq *rq, const json_t *v, const char *field, struct person_ref **ret, int *ret_n)
{
	size_t n = json_array_size(v);

	if (!json_is_array(v))
		return fail_invalid(&rq->cx, field, "Users");
	if (n > 2 * TICKET_PEOPLE_MAX)
		return fail(&rq->cx, E_INVALID, field, "TooManyValues",
			"Users: cannot be more than %d", TICKET_PEOPLE_MAX);
	*ret = ARENA_ARRAY(rq->cx.arena, struct person_ref, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(take_person(rq, json_array_get(v, i), field, &(*ret)[i]));
	*ret_n = (int)n;
	return OK;
}

static enum err people_of_ids(struct rq *rq, const struct opt_ids *ids, const char *field,
	struct person_ref **ret, int *ret_n)
{
	if (ids->v.n > 2 * TICKET_PEOPLE_MAX)
		return fail(&rq->cx, E_INVALID, field, "TooManyValues",
			"Users: cannot be more than %d", TICKET_PEOPLE_MAX);
	*ret = ARENA_ARRAY(rq->cx.arena, struct person_ref, ids->v.n + 1);
	for (int i = 0; i < ids->v.n; i++)
		(*ret)[i].id = ids->v.v[i];
	*ret_n = ids->v.n;
	return OK;
}

static bool given(const json_t *v)
{
	return v && !json_is_null(v);
}

static enum err take_copies(struct rq *rq, const struct ticket_body *b, struct ticket_input *in)
{
	in->cc_set = true;
	in->cc_add = given(b->email_ccs) || given(b->additional_collaborators);
	if (given(b->email_ccs))
		TRY(take_people(rq, b->email_ccs, "email_ccs", &in->cc, &in->cc_count));
	else if (given(b->additional_collaborators))
		TRY(take_people(
			rq, b->additional_collaborators, "collaborators", &in->cc, &in->cc_count));
	else if (given(b->collaborators))
		TRY(take_people(rq, b->collaborators, "collaborators", &in->cc, &in->cc_count));
	else if (b->collaborator_ids.set)
		TRY(people_of_ids(
			rq, &b->collaborator_ids, "collaborators", &in->cc, &in->cc_count));
	else if (b->email_cc_ids.set)
		TRY(people_of_ids(rq, &b->email_cc_ids, "email_ccs", &in->cc, &in->cc_count));
	else
		in->cc_set = false;
	in->followers_set = true;
	if (given(b->followers)) {
		in->followers_add = true;
		return take_people(
			rq, b->followers, "followers", &in->followers, &in->follower_count);
	}
	in->followers_set = b->follower_ids.set;
	return people_of_ids(
		rq, &b->follower_ids, "followers", &in->followers, &in->follower_count);
}

/* --- custom fields --- */

static void add_field(struct rq *rq, struct ticket_input *in, i64 id, const json_t *value)
{
	in->fields[in->field_count++] = (struct field_value){id, json_text(rq->cx.arena, value)};
}

static enum err take_fields(struct rq *rq, json_t *v, struct ticket_input *in)
{
	const char *key;
	json_t *item;
	size_t i, n = json_is_array(v) ? json_array_size(v) : json_object_size(v);

	if (!given(v))
		return OK;
	if ((!json_is_array(v) && !json_is_object(v)) || n > 1000)
		return fail_invalid(&rq->cx, "custom_fields", "Custom fields");
	in->fields = ARENA_ARRAY(rq->cx.arena, struct field_value, n + 1);
	json_array_foreach (v, i, item) {
		json_t *value = json_object_get(item, "value");

		if (!json_is_object(item))
			return fail_invalid(&rq->cx, "custom_fields", "Custom fields");
		if (value)
			add_field(rq, in, id_value(json_object_get(item, "id")), value);
	}
	json_object_foreach (v, key, item) {
		if (*key && strspn(key, "0123456789") == strlen(key))
			add_field(rq, in, strtoll(key, NULL, 10), item);
	}
	return OK;
}

/* --- all of it --- */

static void take_columns(const struct ticket_body *b, struct ticket_input *in)
{
	in->subject = b->subject.set ? b->subject : b->raw_subject;
	in->external_id = b->external_id;
	in->recipient = b->recipient;
	in->requester_id = b->requester_id;
	in->submitter_id = b->submitter_id;
	in->assignee_id = b->assignee_id;
	in->assignee_email =
		b->assignee_email.v && *b->assignee_email.v ? b->assignee_email.v : NULL;
	in->group_id = b->group_id;
	in->organization_id = b->organization_id;
	in->problem_id = b->problem_id;
	in->due_at = b->due_at;
	in->brand_id = b->brand_id;
	in->form_id = b->form_id;
	in->custom_status_id = b->custom_status_id;
	in->followup_of_id = b->followup_of_id;
	in->tags_set = b->tags.set;
	in->tags = b->tags.v;
	in->add_tags = b->additional_tags.v;
	in->remove_tags = b->remove_tags.v;
	in->undo = b->undo.set && b->undo.v;
	in->safe_update = given(b->safe_update);
	in->updated_stamp = b->updated_stamp.v;
	if (b->solved.set && b->solved.v)
		in->status = (struct opt_i64){true, STATUS_SOLVED};
}

enum err ticket_body_input(struct rq *rq, const struct ticket_body *b, struct ticket_input *ret)
{
	struct ticket_input in = {0};

	TRY(take_enums(rq, b, &in));
	take_columns(b, &in);
	if (given(b->requester)) {
		in.has_requester = true;
		TRY(take_person(rq, b->requester, "requester", &in.requester));
	}
	TRY(take_copies(rq, b, &in));
	TRY(take_fields(rq, given(b->custom_fields) ? b->custom_fields : b->fields, &in));
	TRY(ticket_body_comment(rq, b->comment, &in.comment));
	if (!in.comment.body && rq->method == M_POST)
		in.comment.body = b->description.v;
	in.macros = b->macro_ids.v;
	if (b->macro_id.set && b->macro_id.v && !b->macro_ids.set)
		id_list_add(rq->cx.arena, &in.macros, b->macro_id.v);
	if (json_is_object(b->metadata)) {
		in.metadata = json_text(rq->cx.arena, b->metadata);
		/* it stays in the log for ever and comes with every page of audits */
		if (strlen(in.metadata) > METADATA_MAX)
			return fail_invalid(&rq->cx, "metadata", "Metadata");
	}
	*ret = in;
	return OK;
}
