/* Tickets of an export, each with its comments, handed to domain/ticket_import. */
#include "cmd_import.h"

#include "base/clock.h"
#include "base/html_text.h"
#include "base/utf8.h"
#include "domain/user.h"

#include <stdlib.h>
#include <string.h>

enum { EXTERNAL_MAX = 255, FIELDS_MAX = 1000 };

/* --- words --- */

static enum err take_words(struct import *im, const json_t *o, struct ticket_input *in)
{
	const char *status = json_get_str(o, "status"), *priority = json_get_str(o, "priority");
	const char *type = json_get_str(o, "type");
	enum ticket_type known_type;
	enum priority known_priority;
	enum status known_status;

	if (!status || !status_parse(status, &known_status))
		return fail(im->cx, E_INVALID, "status", NULL, "there is no status \"%.40s\"",
			status ? status : "");
	in->status = (struct opt_i64){true, known_status};
	if (priority && priority_parse(priority, &known_priority))
		in->priority = (struct opt_i64){true, known_priority};
	if (type && ticket_type_parse(type, &known_type))
		in->type = (struct opt_i64){true, known_type};
	return OK;
}

/* Ways that Tend has no word for came over the web or the API; 0: nothing is said. */
static enum channel channel_of(const json_t *o)
{
	static const char *const web[] = {"help_center", "web_widget", "mobile", "mobile_sdk"};
	const char *name = json_get_str(json_object_get(o, "via"), "channel");
	enum channel channel;

	if (name && channel_parse(name, &channel))
		return channel;
	for (size_t i = 0; name && i < COUNT_OF(web); i++)
		if (strcmp(name, web[i]) == 0)
			return CHANNEL_WEB;
	return name ? CHANNEL_API : (enum channel)0;
}

/* --- people --- */

/* Whoever is gone cannot be copied. */
static enum err take_copies(
	struct import *im, const json_t *o, const char *key, struct person_ref **ret, int *ret_n)
{
	const json_t *list = json_object_get(o, key);
	size_t n = json_array_size(list);
	json_t *v;
	size_t i;

	*ret = ARENA_ARRAY(im->cx->arena, struct person_ref, n + 1);
	json_array_foreach ((json_t *)list, i, v) {
		struct user *user = NULL;
		i64 id;

		TRY(import_known(im, IMPORT_USER, json_integer_value(v), &id));
		if (id)
			TRY(user_load(im->cx, (user_id){id}, &user));
		if (user && user->active && *ret_n < TICKET_PEOPLE_MAX)
			(*ret)[(*ret_n)++] = (struct person_ref){.id = id};
		else
			im->values_dropped++;
	}
	return OK;
}

/* An open ticket waits for an agent; one who is none any more is forgotten. */
static enum err take_assignee(struct import *im, const json_t *o, struct ticket_input *in)
{
	struct user *user = NULL;
	i64 id;

	TRY(import_known(im, IMPORT_USER, import_id(o, "assignee_id"), &id));
	if (id)
		TRY(user_load(im->cx, (user_id){id}, &user));
	if (user &&
		(in->status.v >= STATUS_SOLVED || (user->active && user->role != ROLE_END_USER)))
		in->assignee_id = (struct opt_i64){true, id};
	else if (import_id(o, "assignee_id"))
		im->values_dropped++;
	return OK;
}

static enum err take_people(struct import *im, const json_t *o, struct ticket_input *in)
{
	user_id requester, submitter;
	const char *cc =
		json_object_get(o, "collaborator_ids") ? "collaborator_ids" : "email_cc_ids";

	TRY(import_person_of(im, import_id(o, "requester_id"), &requester));
	submitter = requester;
	if (import_id(o, "submitter_id"))
		TRY(import_person_of(im, import_id(o, "submitter_id"), &submitter));
	in->requester_id = (struct opt_i64){true, requester.v};
	in->submitter_id = (struct opt_i64){true, submitter.v};
	in->cc_set = in->followers_set = true;
	TRY(take_copies(im, o, cc, &in->cc, &in->cc_count));
	TRY(take_copies(im, o, "follower_ids", &in->followers, &in->follower_count));
	in->group_id.set = in->organization_id.set = true;
	TRY(import_known(im, IMPORT_GROUP, import_id(o, "group_id"), &in->group_id.v));
	TRY(import_known(
		im, IMPORT_ORGANIZATION, import_id(o, "organization_id"), &in->organization_id.v));
	return take_assignee(im, o, in);
}

/* --- custom fields --- */

static enum err take_field(struct import *im, const json_t *given, struct ticket_input *in)
{
	const json_t *v = json_object_get(given, "value");
	struct field_value value = {0};

	/* unset, unchecked, nothing chosen */
	if (!v || json_is_null(v) || json_is_false(v) || (json_is_array(v) && !json_array_size(v)))
		return OK;
	TRY(import_known(im, IMPORT_TICKET_FIELD, import_id(given, "id"), &value.field_id));
	if (!value.field_id) {
		im->values_dropped++;
		return OK;
	}
	value.json = json_text(im->cx->arena, v);
	in->fields[in->field_count++] = value;
	return OK;
}

/* Keep the values that our fields take. */
static void drop_unfit(struct import *im, struct ticket_input *in)
{
	struct field_checked *checked;
	int kept = 0, n;

	for (int i = 0; i < in->field_count; i++)
		if (field_check_values(im->cx, &in->fields[i], 1, &checked, &n) == OK && n)
			in->fields[kept++] = in->fields[i];
	im->values_dropped += in->field_count - kept;
	in->field_count = kept;
	im->cx->fail = (struct failure){0};
}

static enum err take_fields(struct import *im, const json_t *o, struct ticket_input *in)
{
	const json_t *list = json_object_get(o, "custom_fields");
	size_t n;

	if (!json_is_array(list))
		list = json_object_get(o, "fields");
	n = json_array_size(list);
	n = n < FIELDS_MAX ? n : FIELDS_MAX;
	in->fields = ARENA_ARRAY(im->cx->arena, struct field_value, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(take_field(im, json_array_get(list, i), in));
	return OK;
}

/* --- what it refers to --- */

static i64 followed_up(const json_t *o)
{
	const json_t *source = json_object_get(json_object_get(o, "via"), "source");
	const char *rel = json_get_str(source, "rel");

	if (import_id(o, "followup_source_id"))
		return import_id(o, "followup_source_id");
	return rel && strcmp(rel, "follow_up") == 0
		       ? import_id(json_object_get(source, "from"), "ticket_id")
		       : 0;
}

/* Our ticket for theirs; *ret_later when it may come yet. */
static enum err find_parent(struct import *im, i64 id, struct ticket **ret, bool *ret_later)
{
	i64 own;

	*ret = NULL;
	TRY(import_known(im, IMPORT_TICKET, id, &own));
	if (own)
		TRY(ticket_load(im->cx, (ticket_id){own}, ret));
	*ret_later |= id && !own && !im->last_pass;
	im->links_dropped += id && !*ret && im->last_pass;
	return OK;
}

static enum err take_parents(
	struct import *im, const json_t *o, struct ticket_input *in, bool *ret_later)
{
	i64 problem_id = in->type.v == TYPE_INCIDENT ? import_id(o, "problem_id") : 0;
	struct ticket *problem, *parent;

	TRY(find_parent(im, problem_id, &problem, ret_later));
	TRY(find_parent(im, followed_up(o), &parent, ret_later));
	if (problem && !problem->deleted_at && problem->type == TYPE_PROBLEM)
		in->problem_id = (struct opt_i64){true, problem->id.v};
	if (parent && !parent->deleted_at)
		in->followup_of_id = (struct opt_i64){true, parent->id.v};
	return OK;
}

/* --- comments --- */

static enum err take_comment(struct import *im, const json_t *o, struct import_comment *ret)
{
	const char *html = json_get_str(o, "html_body");
	struct opt_i64 public = import_opt_bool(o, "public");
	user_id author;

	ret->input.body = import_text(im, o, "body", TICKET_BODY_MAX);
	if (!ret->input.body && html) {
		ret->input.body = html_text(im->cx->arena, html);
		((char *)ret->input.body)[utf8_prefix(ret->input.body, TICKET_BODY_MAX)] = 0;
	}
	if (!ret->input.body || !*utf8_clean(im->cx->arena, ret->input.body))
		ret->input.body = "(no text)";
	TRY(import_person_of(im, import_id(o, "author_id"), &author));
	ret->input.author_id = author.v;
	ret->input.public_set = true;
	ret->input.public = !public.set || public.v;
	ret->input.created_at = import_time(im, o, "created_at");
	ret->channel = channel_of(o);
	return import_files_of(im, o, &ret->input.uploads);
}

/* Exports by time repeat their last second. */
static bool is_repeated(const json_t *list, size_t at)
{
	i64 id = import_id(json_array_get(list, at), "id");

	for (size_t i = 0; id && i < at; i++)
		if (import_id(json_array_get(list, i), "id") == id)
			return true;
	return false;
}

static enum err take_comments(struct import *im, const json_t *o, struct ticket_import *ret)
{
	CLEANUP(json_cleanup) json_t *list = import_comments_of(im, import_id(o, "id"));
	size_t n;

	json_array_extend(list, json_object_get(o, "comments"));
	n = json_array_size(list);
	ret->comments = ARENA_ARRAY(im->cx->arena, struct import_comment, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct import_comment *next = &ret->comments[ret->comment_count];

		if (ret->comment_count == IMPORT_COMMENTS_MAX) {
			im->texts_cut++;
			break;
		}
		if (is_repeated(list, i))
			continue;
		TRY(take_comment(im, json_array_get(list, i), next));
		ret->comment_count++;
	}
	if (ret->comment_count)
		return OK;
	ret->ticket.comment.body = import_text(im, o, "description", TICKET_BODY_MAX);
	if (!ret->ticket.comment.body)
		ret->ticket.comment.body =
			ret->ticket.subject.v ? ret->ticket.subject.v : "(no text)";
	return OK;
}

/* --- all of it --- */

static enum err fill(struct import *im, const json_t *o, struct ticket_import *ret, bool *ret_later)
{
	struct ticket_input *in = &ret->ticket;

	TRY(take_words(im, o, in));
	TRY(take_parents(im, o, in, ret_later));
	if (*ret_later)
		return OK;
	TRY(take_people(im, o, in));
	TRY(take_fields(im, o, in));
	in->subject = import_opt_text(im, o, "subject", TICKET_SUBJECT_MAX);
	if (!in->subject.set)
		in->subject = import_opt_text(im, o, "raw_subject", TICKET_SUBJECT_MAX);
	in->external_id = import_opt_text(im, o, "external_id", EXTERNAL_MAX);
	in->recipient = import_opt_text(im, o, "recipient", EXTERNAL_MAX);
	in->tags_set = true;
	in->tags = import_texts(im, o, "tags", TICKET_TAGS_MAX);
	if (json_get_str(o, "due_at"))
		in->due_at.set = clock_parse(json_get_str(o, "due_at"), &in->due_at.v);
	in->channel = channel_of(o);
	ret->created_at = import_time(im, o, "created_at");
	ret->updated_at = import_time(im, o, "updated_at");
	ret->solved_at = import_time(im, o, "solved_at");
	if (in->status.v < STATUS_SOLVED)
		ret->solved_at = 0;
	return take_comments(im, o, ret);
}

/* What is to do with it, before anything is made. */
static enum err choose(struct import *im, const json_t *o, i64 id, enum import_outcome *ret)
{
	const char *status = json_get_str(o, "status");
	i64 own;

	if (id <= 0)
		return fail(im->cx, E_INVALID, "id", NULL, "it has no id");
	TRY(import_known(im, IMPORT_TICKET, id, &own));
	*ret = own ? IMPORT_KNOWN : IMPORT_LEFT_OUT;
	if (own || (status && strcmp(status, "deleted") == 0))
		return OK;
	return import_turn(im, IMPORT_TICKET, id, ret);
}

/* Values that do not fit are rare, and what is refused has written nothing yet. */
static enum err write_ticket(struct import *im, struct ticket_import *ticket, ticket_id *ret)
{
	enum err e = ticket_import(im->cx, ticket, ret);

	if (e != E_INVALID || !ticket->ticket.field_count)
		return e;
	im->cx->fail = (struct failure){0};
	drop_unfit(im, &ticket->ticket);
	return ticket_import(im->cx, ticket, ret);
}

enum err import_ticket(struct import *im, const json_t *o, enum import_outcome *ret)
{
	i64 id = import_id(o, "id");
	struct ticket_import ticket = {0};
	bool later = false;
	ticket_id made;

	TRY(choose(im, o, id, ret));
	if (*ret != IMPORT_MADE)
		return OK;
	TRY(fill(im, o, &ticket, &later));
	if (later) {
		*ret = IMPORT_LATER;
		return OK;
	}
	if (id <= IMPORT_ID_MAX)
		TRY(import_id_free(im->cx, IMPORT_TICKET, id, &ticket.id.v));
	TRY(write_ticket(im, &ticket, &made));
	im->comment_count += ticket.comment_count ? ticket.comment_count : 1;
	im->open_count += ticket.ticket.status.v < STATUS_SOLVED;
	return import_remember(im, IMPORT_TICKET, id, made.v);
}
