/*
 * From actions to the input of an update. Later actions of a list win over earlier ones, as a
 * person's last word does; tags and people add up.
 */
#include "base/clock.h"
#include "base/html_clean.h"
#include "base/json.h"
#include "domain/action.h"

#include <stdlib.h>
#include <string.h>

struct applying {
	struct cx *cx;
	struct placeholder_source *source;
	const struct ticket *t; /* NULL: a new one */
	struct ticket_input *in;
	bool changes;
	bool html; /* the comment was given as HTML, which says more than its text */
};

static void set_i64(struct opt_i64 *to, i64 v)
{
	*to = (struct opt_i64){true, v};
}

/* The person whom an id or a word stands for; v 0: nobody. */
static user_id person_of(const struct applying *k, const struct action *action)
{
	switch (action->special) {
	case SPECIAL_CURRENT_USER:
		return k->source->current_user;
	case SPECIAL_REQUESTER:
		return k->t ? k->t->requester : (user_id){0};
	case SPECIAL_ASSIGNEE:
		return k->t ? k->t->assignee : (user_id){0};
	case SPECIAL_NONE:
	case SPECIAL_CURRENT_GROUPS:
	case SPECIAL_ALL_AGENTS:
		break;
	}
	return (user_id){action->number};
}

/* The assignee; a word that stands for nobody who could be it changes nothing. */
static enum err apply_assignee(struct applying *k, const struct action *action)
{
	user_id id = person_of(k, action);
	bool agent = true;

	if (action->special && id.v)
		TRY(user_is_agent(k->cx, id, &agent));
	if (action->special && (!id.v || !agent))
		return OK;
	set_i64(&k->in->assignee_id, id.v);
	return OK;
}

static enum err apply_group(struct applying *k, const struct action *action)
{
	struct user *user = NULL;
	i64 id = action->number;

	if (action->special == SPECIAL_CURRENT_GROUPS) {
		TRY(user_load(k->cx, k->source->current_user, &user));
		if (!user || !user->default_group.v)
			return OK;
		id = user->default_group.v;
	}
	set_i64(&k->in->group_id, id);
	return OK;
}

static void add_texts(struct arena *a, struct text_list *to, const struct text_list *more)
{
	const char **v = ARENA_ARRAY(a, const char *, to->n + more->n + 1);

	for (int i = 0; i < to->n; i++)
		v[i] = to->v[i];
	for (int i = 0; i < more->n; i++)
		v[to->n + i] = more->v[i];
	to->v = v;
	to->n += more->n;
}

/* One person more on the ticket. */
static void add_person(struct applying *k, const struct action *action)
{
	bool cc = action->field == ACTION_CC;
	struct person_ref **list = cc ? &k->in->cc : &k->in->followers;
	int *n = cc ? &k->in->cc_count : &k->in->follower_count;
	user_id id = person_of(k, action);

	if (!id.v)
		return;
	if (!*list)
		*list = ARENA_ARRAY(k->cx->arena, struct person_ref, ACTION_MAX);
	(*list)[(*n)++] = (struct person_ref){.id = id.v};
	*(cc ? &k->in->cc_set : &k->in->followers_set) = true;
	*(cc ? &k->in->cc_add : &k->in->followers_add) = true;
}

static void add_field(struct applying *k, const struct action *action)
{
	struct ticket_input *in = k->in;

	if (!in->fields)
		in->fields = ARENA_ARRAY(k->cx->arena, struct field_value, ACTION_MAX);
	in->fields[in->field_count++] = (struct field_value){action->custom.v, action->value_json};
}

static void apply_tags(struct applying *k, const struct action *action)
{
	struct text_list *to = action->field == ACTION_SET_TAGS	  ? &k->in->tags
			       : action->field == ACTION_ADD_TAGS ? &k->in->add_tags
								  : &k->in->remove_tags;

	if (action->field == ACTION_SET_TAGS) {
		k->in->tags_set = true;
		*to = (struct text_list){0};
	}
	add_texts(k->cx->arena, to, &action->texts);
}

static enum err apply_text(struct applying *k, const struct action *action)
{
	bool html = action->field == ACTION_COMMENT_HTML;
	enum placeholder_target target = action->field == ACTION_SUBJECT ? PLACEHOLDER_LINE
					 : html				 ? PLACEHOLDER_HTML
									 : PLACEHOLDER_TEXT;
	const char *text;

	TRY(placeholder_fill(k->cx, action->texts.v[0], target, k->source, &text));
	if (action->field == ACTION_SUBJECT)
		k->in->subject = (struct opt_text){true, text};
	else if (html)
		k->in->comment.html = html_clean(k->cx->arena, text, &k->in->comment.body);
	else if (!k->html)
		k->in->comment.body = text;
	k->html |= html;
	return OK;
}

/* Where an action that only sets a number of the ticket puts it. */
static struct opt_i64 *number_of(struct ticket_input *in, enum action_field field)
{
	switch ((int)field) {
	case ACTION_STATUS:
		return &in->status;
	case ACTION_PRIORITY:
		return &in->priority;
	case ACTION_TYPE:
		return &in->type;
	case ACTION_BRAND:
		return &in->brand_id;
	case ACTION_FORM:
		return &in->form_id;
	}
	return &in->custom_status_id;
}

static enum err apply_one(struct applying *k, const struct action *action)
{
	struct ticket_input *in = k->in;

	switch (action->field) {
	case ACTION_STATUS:
	case ACTION_PRIORITY:
	case ACTION_TYPE:
	case ACTION_BRAND:
	case ACTION_FORM:
	case ACTION_CUSTOM_STATUS:
		set_i64(number_of(in, action->field), action->number);
		break;
	case ACTION_GROUP:
		TRY(apply_group(k, action));
		break;
	case ACTION_ASSIGNEE:
		TRY(apply_assignee(k, action));
		break;
	case ACTION_SET_TAGS:
	case ACTION_ADD_TAGS:
	case ACTION_REMOVE_TAGS:
		apply_tags(k, action);
		break;
	case ACTION_SUBJECT:
	case ACTION_COMMENT:
	case ACTION_COMMENT_HTML:
		TRY(apply_text(k, action));
		break;
	case ACTION_COMMENT_PUBLIC:
		in->comment.public_set = true;
		in->comment.public = action->number != 0;
		return OK; /* says how a comment is, makes none */
	case ACTION_DUE:
		set_i64(&in->due_at,
			action->texts.n ? k->cx->now + action->number * DAY_MS : action->number);
		break;
	case ACTION_CC:
	case ACTION_FOLLOWER:
		add_person(k, action);
		break;
	case ACTION_CUSTOM_FIELD:
		add_field(k, action);
		break;
	case ACTION_NOTIFY_USER:
	case ACTION_NOTIFY_GROUP:
	case ACTION_NOTIFY_WEBHOOK:
	case ACTION_NOTIFY_TARGET:
	case ACTION_LOCALE:
	case ACTION_SATISFACTION:
		return OK;
	}
	k->changes = true;
	return OK;
}

/* A comment is for everybody unless the list says that it is a note. */
static bool speaks_in_public(const struct action_list *list)
{
	bool public = true;

	for (int i = 0; i < list->n; i++)
		if (list->v[i].field == ACTION_COMMENT_PUBLIC)
	public = list->v[i].number != 0;
	return public;
}

enum err actions_input(struct cx *cx, const struct action_list *list,
	struct placeholder_source *source, struct ticket_input *ret, bool *ret_changes)
{
	struct applying k = {.cx = cx, .source = source, .t = source->ticket, .in = ret};

	source->public_only = speaks_in_public(list);
	*ret = (struct ticket_input){.channel = CHANNEL_RULE};
	for (int i = 0; i < list->n; i++)
		TRY(apply_one(&k, &list->v[i]));
	*ret_changes = k.changes;
	return OK;
}
