/*
 * Does a ticket fit? Answered from the row and the update that is looked at; what neither tells is
 * read once per question. The same conditions as SQL are in view_store.c and must say the same.
 */
#include "base/utf8.h"
#include "can_i.h"
#include "condition_i.h"

#include <stdlib.h>
#include <string.h>

/* One question: the subject and what was read for it so far. */
struct asking {
	struct cx *cx;
	const struct condition_subject *subject;
	bool since_read;
	struct ticket_since since;
};

static enum err since_of(struct asking *q, const struct ticket_since **ret)
{
	if (!q->since_read)
		TRY(ticket_since_get(q->cx, q->subject->now, &q->since));
	q->since_read = true;
	*ret = &q->since;
	return OK;
}

/* --- numbers --- */

/* An id or an enum of the row; 0: none. */
static i64 attribute(const struct ticket *t, enum condition_field field)
{
	switch ((int)field) {
	case CONDITION_STATUS:
		return t->status;
	case CONDITION_TYPE:
		return t->type;
	case CONDITION_PRIORITY:
		return t->priority;
	case CONDITION_GROUP:
		return t->group.v;
	case CONDITION_ASSIGNEE:
		return t->assignee.v;
	case CONDITION_REQUESTER:
		return t->requester.v;
	case CONDITION_ORGANIZATION:
		return t->organization.v;
	case CONDITION_VIA:
		return t->channel;
	case CONDITION_TICKET_PUBLIC:
		return t->is_public;
	case CONDITION_REOPENS:
		return t->reopens;
	case CONDITION_BRAND:
		return t->brand;
	case CONDITION_CUSTOM_STATUS:
		return t->custom_status;
	case CONDITION_FORM:
		return t->form;
	}
	return 0;
}

/* Is v the one that the condition names? */
static enum err is_named(struct asking *q, const struct condition *c, i64 v, bool *ret)
{
	const struct condition_subject *s = q->subject;
	enum role role = ROLE_END_USER;

	switch (c->special) {
	case SPECIAL_CURRENT_USER:
		*ret = v && v == s->actor.v;
		return OK;
	case SPECIAL_REQUESTER:
		*ret = v && v == s->now->requester.v;
		return OK;
	case SPECIAL_ASSIGNEE:
		*ret = v && v == s->now->assignee.v;
		return OK;
	case SPECIAL_ALL_AGENTS:
		if (v)
			TRY(condition_role_of(q->cx, (user_id){v}, &role));
		*ret = role != ROLE_END_USER;
		return OK;
	case SPECIAL_CURRENT_GROUPS:
		*ret = false;
		return v && s->actor.v ? can_store_in_group(q->cx, (group_id){v}, s->actor, ret)
				       : OK;
	case SPECIAL_NONE:
		break;
	}
	*ret = v == c->number;
	return OK;
}

/* Operators that compare with how it was before the update. */
static enum err fits_change(struct asking *q, const struct condition *c, bool *ret)
{
	static const struct ticket nothing;
	const struct condition_subject *s = q->subject;
	i64 now = attribute(s->now, c->field);
	i64 before = attribute(s->before ? s->before : &nothing, c->field);
	bool changed = s->is_update && now != before, named = changed;

	if (changed && (c->op == OPERATOR_VALUE || c->op == OPERATOR_NOT_VALUE))
		TRY(is_named(q, c, now, &named));
	else if (changed && !condition_is_bare(c->op))
		TRY(is_named(q, c, before, &named));
	*ret = named != condition_negates(c->op);
	return OK;
}

static enum err fits_attribute(struct asking *q, const struct condition *c, bool *ret)
{
	i64 v = attribute(q->subject->now, c->field);

	if (OP(c->op) & OPS_CHANGE)
		return fits_change(q, c, ret);
	if (c->special == SPECIAL_NONE) {
		*ret = condition_compare(c->op, v, c->number);
		return OK;
	}
	TRY(is_named(q, c, v, ret));
	*ret = *ret != condition_negates(c->op);
	return OK;
}

static enum err fits_counted(struct asking *q, const struct condition *c, bool *ret)
{
	const struct ticket_since *since;
	i64 v;

	TRY(since_of(q, &since));
	v = c->field == CONDITION_REPLIES	   ? since->replies
	    : c->field == CONDITION_AGENT_STATIONS ? since->agent_stations
						   : since->group_stations;
	*ret = condition_compare(c->op, v, c->number);
	return OK;
}

static enum err fits_role(struct asking *q, const struct condition *c, bool *ret)
{
	enum role role = q->subject->actor_role;

	if (!q->subject->is_update)
		TRY(condition_role_of(q->cx, q->subject->now->requester, &role));
	*ret = condition_compare(c->op, role, c->number);
	return OK;
}

static enum err fits_score(struct asking *q, const struct condition *c, bool *ret)
{
	i64 score;

	TRY(condition_score_of(q->cx, q->subject->now->id, &score));
	*ret = condition_compare(c->op, score, c->number);
	return OK;
}

/* --- hours --- */

/* The moment from which a field counts; 0: it has not come. */
static i64 moment(const struct condition *c, const struct ticket *t, const struct ticket_since *s)
{
	enum status status = condition_since_status(c->field);

	if (status)
		return t->status == status ? s->status_at : 0;
	switch ((int)c->field) {
	case CONDITION_SINCE_NEW:
		return t->created_at;
	case CONDITION_SINCE_ASSIGNED:
		return s->assigned_at;
	case CONDITION_SINCE_UPDATED:
		return t->updated_at;
	case CONDITION_SINCE_REQUESTER:
		return s->requester_at;
	case CONDITION_SINCE_ASSIGNEE:
		return s->assignee_at;
	case CONDITION_SINCE_DUE:
	case CONDITION_UNTIL_DUE:
		return t->due_at;
	case CONDITION_UNTIL_BREACH:
		return t->next_left_s < 0 && t->next_due_at > 0 ? t->next_due_at : 0;
	}
	return 0;
}

static enum err fits_hours(struct asking *q, const struct condition *c, bool *ret)
{
	const struct ticket_since *since;
	i64 from, to, at;

	TRY(since_of(q, &since));
	TRY(condition_range(q->cx, c, &from, &to));
	at = moment(c, q->subject->now, since);
	*ret = at && at >= from && at <= to;
	return OK;
}

/* --- text --- */

static bool list_has(const struct text_list *list, const char *word, size_t n)
{
	for (int i = 0; i < list->n; i++)
		if (strlen(list->v[i]) == n && memcmp(list->v[i], word, n) == 0)
			return true;
	return false;
}

/* What parts words. A table: every trigger asks it of every letter. */
static const bool gaps[256] = {[' '] = true,
	['\t'] = true,
	['\n'] = true,
	[','] = true,
	['.'] = true,
	[';'] = true,
	[':'] = true,
	['!'] = true,
	['?'] = true,
	['('] = true,
	[')'] = true,
	['['] = true,
	[']'] = true,
	['{'] = true,
	['}'] = true,
	['<'] = true,
	['>'] = true,
	['"'] = true,
	['\''] = true,
	['/'] = true,
	['\\'] = true,
	['|'] = true};

/* One of the words stands in the text, as a word of its own. */
static bool has_word(const char *folded, const struct text_list *words)
{
	const char *p = folded;

	while (*p) {
		const char *word = p;

		while (*p && !gaps[(unsigned char)*p])
			p++;
		if (p > word && list_has(words, word, (size_t)(p - word)))
			return true;
		while (gaps[(unsigned char)*p])
			p++;
	}
	return false;
}

/* The text consists of exactly the words, in order. */
static bool is_words(struct arena *a, const char *text, const struct text_list *words)
{
	struct text_list found = condition_words(a, text);

	if (found.n != words->n)
		return false;
	for (int i = 0; i < found.n; i++)
		if (strcmp(found.v[i], words->v[i]) != 0)
			return false;
	return true;
}

static bool fits_words(struct arena *a, const struct condition *c, const char *text)
{
	const char *folded;

	if (!text || !*text)
		return condition_negates(c->op);
	if (OP(c->op) & OPS_EQUAL)
		return is_words(a, text, &c->words) != condition_negates(c->op);
	folded = utf8_fold(a, text);
	/* an address is one word, whatever stands in it */
	return (has_word(folded, &c->words) || list_has(&c->words, folded, strlen(folded))) !=
	       condition_negates(c->op);
}

/* Tags are folded when they are stored. */
static bool has_tag(const char *tags, const struct text_list *words)
{
	for (const char *p = tags ? tags : ""; *p;) {
		size_t n = strcspn(p, " ");

		if (n && list_has(words, p, n))
			return true;
		p += n + strspn(p + n, " ");
	}
	return false;
}

static bool fits_tags(const struct condition_subject *s, const struct condition *c)
{
	const char *now = s->now->tags ? s->now->tags : "";
	const char *before = s->before && s->before->tags ? s->before->tags : "";

	if (OP(c->op) & OPS_TURNED)
		return (s->is_update && strcmp(now, before) != 0) != condition_negates(c->op);
	return has_tag(now, &c->words) != condition_negates(c->op);
}

/* --- the update --- */

static bool fits_privacy(const struct condition *c, const struct comment *comment)
{
	bool fits = comment && (c->number == CONDITION_ANY_COMMENT ||
				       comment->public == (c->number == CONDITION_PUBLIC));

	return fits != condition_negates(c->op);
}

static bool fits_bool(const struct condition *c, bool v)
{
	return condition_compare(c->op, v, c->number);
}

static enum err fits_business_hours(struct asking *q, const struct condition *c, bool *ret)
{
	bool open;

	TRY(condition_open_now(q->cx, &open));
	*ret = fits_bool(c, open);
	return OK;
}

/* --- custom fields --- */

bool condition_is_number(enum field_type type)
{
	return type == FIELD_INTEGER || type == FIELD_DECIMAL || type == FIELD_LOOKUP;
}

enum err condition_custom_field(
	struct cx *cx, const struct condition *c, const struct custom_field **ret)
{
	const struct custom_field *field;
	struct field_list fields;

	*ret = NULL;
	TRY(field_active(cx, FIELD_TICKET, &fields));
	field = fields.v;
	for (int i = 0; i < fields.n; i++, field++)
		if (field->id.v == c->custom.v)
			*ret = field;
	return OK;
}

/* One of the words between spaces. */
static bool has_spaced(struct arena *a, const char *folded, const struct text_list *words)
{
	const char *text = arena_printf(a, " %s ", folded);

	for (int i = 0; i < words->n; i++)
		if (strstr(text, arena_printf(a, " %s ", words->v[i])))
			return true;
	return false;
}

static bool is_less(enum field_type type, const char *a, const char *b)
{
	if (!*a || !*b)
		return false;
	return condition_is_number(type) ? strtod(a, NULL) < strtod(b, NULL) : strcmp(a, b) < 0;
}

/* An unset checkbox is not checked. */
static const char *known(enum field_type type, const char *folded)
{
	return type == FIELD_CHECKBOX && !*folded ? "false" : folded;
}

static bool fits_value(
	struct arena *a, enum field_type type, const struct condition *c, const char *folded)
{
	if (OP(c->op) & OPS_EXIST)
		return (*folded != 0) != condition_negates(c->op);
	if (OP(c->op) & OPS_WORDS)
		return has_spaced(a, folded, &c->words) != condition_negates(c->op);
	if (c->op == OPERATOR_LESS)
		return is_less(type, folded, c->text);
	if (c->op == OPERATOR_GREATER)
		return is_less(type, c->text, folded);
	return (strcmp(known(type, folded), known(type, c->text)) == 0) != condition_negates(c->op);
}

/* What the update says of the field; NULL: nothing. */
static const char *value_before(
	const struct condition_subject *s, field_id field, const char **ret_now)
{
	for (int i = 0; i < s->field_count; i++) {
		*ret_now = s->fields[i].json;
		if (s->fields[i].field->id.v == field.v)
			return s->fields_before[i];
	}
	return NULL;
}

/* Does JSON text of a stored value say what the condition names? */
static bool json_is_named(struct arena *a, const struct condition *c, const char *json)
{
	CLEANUP(json_cleanup) json_t *v = json_parse(json, strlen(json), NULL, 0);
	struct text_list words = {.v = ARENA_ARRAY(a, const char *, json_array_size(v) + 1)};
	char *text = NULL;
	bool named;

	if (json_is_string(v))
		return strcmp(utf8_fold(a, json_string_value(v)), c->text) == 0;
	for (size_t i = 0; i < json_array_size(v); i++)
		words.v[words.n++] = utf8_fold(a, json_string_value(json_array_get(v, i)));
	if (words.n || json_is_null(v)) {
		named = words.n == c->words.n;
		for (int i = 0; named && i < words.n; i++)
			named = list_has(&c->words, words.v[i], strlen(words.v[i]));
		return named;
	}
	text = json_dumps(v, JSON_ENCODE_ANY);
	named = text && strcmp(text, c->text) == 0;
	free(text);
	return named;
}

static bool fits_custom_change(struct asking *q, const struct condition *c)
{
	struct arena *a = q->cx->arena;
	const char *now = "null";
	const char *before = value_before(q->subject, c->custom, &now);
	bool named = q->subject->is_update && before && strcmp(before, now) != 0;

	if (named && (c->op == OPERATOR_VALUE || c->op == OPERATOR_NOT_VALUE))
		named = json_is_named(a, c, now);
	else if (named && !condition_is_bare(c->op))
		named = json_is_named(a, c, before);
	return named != condition_negates(c->op);
}

static enum err fits_custom(struct asking *q, const struct condition *c, bool *ret)
{
	const struct ticket *t = q->subject->now;
	const struct custom_field *field;
	const char *folded = "";

	TRY(condition_custom_field(q->cx, c, &field));
	if (field && t->field_count)
		TRY(condition_custom_of(q->cx, t->id, c->custom, &folded));
	if (field && (OP(c->op) & OPS_CHANGE))
		*ret = fits_custom_change(q, c);
	else
		*ret = field && fits_value(q->cx->arena, field->type, c, folded);
	return OK;
}

/* --- all of them --- */

static enum err fits_text(struct asking *q, const struct condition *c, bool *ret)
{
	const struct condition_subject *s = q->subject;
	const char *text = c->field == CONDITION_SUBJECT       ? s->now->subject
			   : c->field == CONDITION_DESCRIPTION ? s->now->description
			   : c->field == CONDITION_RECIPIENT   ? s->now->recipient
			   : s->comment			       ? s->comment->body
							       : NULL;

	*ret = fits_words(q->cx->arena, c, text);
	return OK;
}

static enum err fits_update(struct asking *q, const struct condition *c, bool *ret)
{
	const struct condition_subject *s = q->subject;

	switch ((int)c->field) {
	case CONDITION_COMMENT_PUBLIC:
		*ret = fits_privacy(c, s->comment);
		return OK;
	case CONDITION_UPDATE_TYPE:
		*ret = s->is_update && condition_compare(c->op, s->before != NULL, c->number);
		return OK;
	case CONDITION_CURRENT_VIA:
		*ret = condition_compare(c->op, s->channel, c->number);
		return OK;
	case CONDITION_ATTACHMENT:
		*ret = fits_bool(c, s->comment && s->comment_has_attachment);
		return OK;
	}
	return fits_business_hours(q, c, ret);
}

static enum err fits_one(struct asking *q, const struct condition *c, bool *ret)
{
	switch (condition_row(c->field)->value) {
	case VALUE_STATUS:
	case VALUE_PRIORITY:
	case VALUE_TYPE:
	case VALUE_GROUP:
	case VALUE_USER:
	case VALUE_ORGANIZATION:
	case VALUE_ID:
	case VALUE_VISIBLE:
		return fits_attribute(q, c, ret);
	case VALUE_CHANNEL:
		return c->field == CONDITION_VIA ? fits_attribute(q, c, ret)
						 : fits_update(q, c, ret);
	case VALUE_NUMBER:
		return c->field == CONDITION_REOPENS ? fits_attribute(q, c, ret)
						     : fits_counted(q, c, ret);
	case VALUE_BOOL:
	case VALUE_UPDATE:
	case VALUE_PRIVACY:
		return fits_update(q, c, ret);
	case VALUE_ROLE:
		return fits_role(q, c, ret);
	case VALUE_TAGS:
		*ret = fits_tags(q->subject, c);
		return OK;
	case VALUE_WORDS:
		return fits_text(q, c, ret);
	case VALUE_HOURS:
		return fits_hours(q, c, ret);
	case VALUE_SCORE:
		return fits_score(q, c, ret);
	case VALUE_CUSTOM:
		return fits_custom(q, c, ret);
	}
	return E_INTERNAL;
}

enum err conditions_fit(struct cx *cx, const struct conditions *c,
	const struct condition_subject *subject, bool *ret)
{
	struct asking q = {.cx = cx, .subject = subject};
	bool one = false;

	*ret = false;
	for (int i = 0; i < c->all.n; i++) {
		TRY(fits_one(&q, &c->all.v[i], &one));
		if (!one)
			return OK;
	}
	one = !c->any.n;
	for (int i = 0; !one && i < c->any.n; i++)
		TRY(fits_one(&q, &c->any.v[i], &one));
	*ret = one;
	return OK;
}

enum err conditions_explain(struct cx *cx, const struct conditions *c,
	const struct condition_subject *subject, bool *ret_fits)
{
	struct asking q = {.cx = cx, .subject = subject};

	for (int i = 0; i < c->all.n; i++)
		TRY(fits_one(&q, &c->all.v[i], &ret_fits[i]));
	for (int i = 0; i < c->any.n; i++)
		TRY(fits_one(&q, &c->any.v[i], &ret_fits[c->all.n + i]));
	return OK;
}
