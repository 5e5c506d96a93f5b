/*
 * One pass over a text: what stands between braces is looked up in the table below, its value is
 * escaped for the target and written; the pass goes on behind it. Values come from the ticket's
 * row, and from the rows beside it only when a placeholder asks for them.
 */
#include "domain/placeholder.h"

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/zone.h"
#include "domain/comment.h"
#include "domain/group.h"
#include "domain/organization.h"
#include "domain/ticket_fields.h"
#include "domain/wait.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 80 };

/* One text being filled. */
struct filling {
	struct cx *cx;
	struct placeholder_source *source;
	const struct ticket *t;
	enum placeholder_target target;
	struct buf *out;
	struct jw parts; /* PLACEHOLDER_PARTS: `out` is the running text, this the list */
};

typedef enum err value_fn(struct filling *f, int what, const char **ret);

/* --- the ticket's own --- */

enum own {
	OWN_ID,
	OWN_TITLE,
	OWN_STATUS,
	OWN_PRIORITY,
	OWN_TYPE,
	OWN_CHANNEL,
	OWN_TAGS,
	OWN_EXTERNAL_ID,
};

static enum err own_value(struct filling *f, int what, const char **ret)
{
	const struct ticket *t = f->t;
	char number[I64_TEXT];

	switch ((enum own)what) {
	case OWN_ID:
		if (t->id.v)
			*ret = arena_strdup(f->cx->arena, i64_text(number, t->id.v));
		break;
	case OWN_TITLE:
		*ret = t->subject;
		break;
	case OWN_STATUS:
		*ret = status_name(t->status);
		break;
	case OWN_PRIORITY:
		*ret = priority_name(t->priority);
		break;
	case OWN_TYPE:
		*ret = ticket_type_name(t->type);
		break;
	case OWN_CHANNEL:
		*ret = channel_name(t->channel);
		break;
	case OWN_TAGS:
		*ret = t->tags;
		break;
	case OWN_EXTERNAL_ID:
		*ret = t->external_id;
		break;
	}
	return OK;
}

static enum err url_value(struct filling *f, int what, const char **ret)
{
	const char *base = f->source->base_url;

	(void)what;
	if (!base)
		TRY(meta_get(f->cx, "site_url", &base));
	if (f->t->id.v)
		*ret = arena_printf(f->cx->arena, "%s/agent/tickets/%lld", base ? base : "",
			(long long)f->t->id.v);
	return OK;
}

enum err placeholder_set_site(struct cx *cx, const char *url)
{
	const char *known;

	TRY(meta_get(cx, "site_url", &known));
	return known && strcmp(known, url) == 0 ? OK : meta_set(cx, "site_url", url);
}

/* --- people and what they belong to --- */

static enum err load_user(struct filling *f, user_id id, struct user **ret)
{
	struct placeholder_source *s = f->source;

	*ret = NULL;
	if (!id.v)
		return OK;
	for (int i = 0; i < s->user_count; i++) {
		if (s->users[i]->id.v == id.v) {
			*ret = s->users[i];
			return OK;
		}
	}
	TRY(user_load(f->cx, id, ret));
	if (*ret && s->user_count < PLACEHOLDER_USERS)
		s->users[s->user_count++] = *ret;
	return OK;
}

enum person { REQUESTER, ASSIGNEE, SUBMITTER, CURRENT_USER };
enum trait { ID, NAME, FIRST_NAME, LAST_NAME, EMAIL, PHONE, PERSON_EXTERNAL_ID, LOCALE, TRAITS };
#define PERSON(person, trait) ((int)(person)*TRAITS + (int)(trait))

/* "Ana Marija" of "Ana Marija Kos" is the first name, "Kos" the last. */
static const char *part_of_name(struct arena *a, const char *name, bool last)
{
	const char *space = strrchr(name, ' ');

	if (!space)
		return last ? "" : name;
	return last ? space + 1 : arena_strndup(a, name, (size_t)(space - name));
}

static const char *trait_of(struct arena *a, const struct user *u, enum trait trait)
{
	char number[I64_TEXT];

	switch (trait) {
	case ID:
		return arena_strdup(a, i64_text(number, u->id.v));
	case NAME:
		return u->name;
	case FIRST_NAME:
	case LAST_NAME:
		return part_of_name(a, u->name, trait == LAST_NAME);
	case EMAIL:
		return u->email;
	case PHONE:
		return u->phone;
	case PERSON_EXTERNAL_ID:
		return u->external_id;
	case LOCALE:
		return u->locale;
	case TRAITS:
		break;
	}
	return NULL;
}

static enum err person_value(struct filling *f, int what, const char **ret)
{
	const user_id people[] = {
		f->t->requester, f->t->assignee, f->t->submitter, f->source->current_user};
	struct user *u;

	TRY(load_user(f, people[what / TRAITS], &u));
	if (u)
		*ret = trait_of(f->cx->arena, u, (enum trait)(what % TRAITS));
	return OK;
}

enum belongs { GROUP_NAME, GROUP_ID, ORGANIZATION_NAME, ORGANIZATION_ID };

static enum err belongs_value(struct filling *f, int what, const char **ret)
{
	bool group = what == GROUP_NAME || what == GROUP_ID;
	i64 id = group ? f->t->group.v : f->t->organization.v;
	struct organization *o = NULL;
	struct group *g = NULL;
	char number[I64_TEXT];

	if (!id)
		return OK;
	if (what == GROUP_ID || what == ORGANIZATION_ID) {
		*ret = arena_strdup(f->cx->arena, i64_text(number, id));
		return OK;
	}
	if (group)
		TRY(group_load(f->cx, f->t->group, &g));
	else
		TRY(organization_load(f->cx, f->t->organization, &o));
	*ret = g ? g->name : o ? o->name : NULL;
	return OK;
}

/* --- times --- */

/* The reader's zone and language, else the house's zone and English. */
static enum err clock_of(struct filling *f, const struct zone **ret_zone, const char **ret_locale)
{
	const char *name = NULL;
	struct user *reader;

	TRY(load_user(f, f->source->reader, &reader));
	if (reader)
		name = reader->time_zone;
	if (!name)
		TRY(meta_get(f->cx, "time_zone", &name));
	*ret_zone = name ? zone_open(name) : NULL;
	if (!*ret_zone)
		*ret_zone = zone_open("UTC");
	*ret_locale = reader && reader->locale ? reader->locale : "en";
	return OK;
}

static enum err moment_text(struct filling *f, i64 at, const char **ret)
{
	const struct zone *zone;
	const char *locale;

	if (!at)
		return OK;
	TRY(clock_of(f, &zone, &locale));
	*ret = zone_format(f->cx->arena, locale, zone, at);
	return OK;
}

enum moment { CREATED, UPDATED, DUE, SOLVED };

static i64 moment_of(const struct ticket *t, int what)
{
	const i64 times[] = {t->created_at, t->updated_at, t->due_at, t->solved_at};

	return times[what];
}

static enum err time_value(struct filling *f, int what, const char **ret)
{
	return moment_text(f, moment_of(f->t, what), ret);
}

static enum err stamp_value(struct filling *f, int what, const char **ret)
{
	i64 at = moment_of(f->t, what);
	char text[CLOCK_TEXT];

	if (at)
		*ret = arena_strdup(f->cx->arena, clock_text(text, at));
	return OK;
}

/* By when an answer is owed; 0: none is, or that time has passed. */
static enum err reply_due(struct filling *f, i64 *ret)
{
	const struct ticket *t = f->t;
	struct wait *waits;
	int n;

	*ret = 0;
	if (t->next_kind < 0 || !t->id.v)
		return OK;
	if (t->next_kind == WAIT_FIRST_REPLY || t->next_kind == WAIT_NEXT_REPLY) {
		*ret = t->next_due_at > f->cx->now ? t->next_due_at : 0;
		return OK;
	}
	TRY(wait_list(f->cx, t->id, &waits, &n));
	for (int i = 0; i < n; i++)
		if ((waits[i].kind == WAIT_FIRST_REPLY || waits[i].kind == WAIT_NEXT_REPLY) &&
			waits[i].outcome == WAIT_OPEN && waits[i].due_at > f->cx->now)
			*ret = waits[i].due_at;
	return OK;
}

enum promise { ANSWER_BY, PROMISE };

/* The time alone, or as a sentence that can stand in a letter whether there is one or not. */
static enum err promise_value(struct filling *f, int what, const char **ret)
{
	i64 due;

	TRY(reply_due(f, &due));
	TRY(moment_text(f, due, ret));
	if (what == PROMISE)
		*ret = due ? arena_printf(f->cx->arena, "We will answer by %s.", *ret)
			   : "We will answer as soon as we can.";
	return OK;
}

/* --- comments --- */

/* A text in the form of the target. */
static void add_escaped(struct filling *f, const char *text)
{
	CLEANUP(buf_free) struct buf quoted = BUF_INIT(PLACEHOLDER_MAX);
	struct jw w;

	switch (f->target) {
	case PLACEHOLDER_TEXT:
	case PLACEHOLDER_PARTS:
		buf_str(f->out, text);
		return;
	case PLACEHOLDER_LINE:
		for (; *text; text++)
			buf_char(f->out, *text == '\n' || *text == '\r' ? ' ' : *text);
		return;
	case PLACEHOLDER_XML:
		buf_html(f->out, text);
		return;
	case PLACEHOLDER_FORM:
		buf_url(f->out, text);
		return;
	case PLACEHOLDER_JSON:
		jw_init(&w, &quoted);
		jw_str(&w, NULL, text);
		f->out->failed |= quoted.failed;
		if (!quoted.failed)
			buf_add(f->out, quoted.p + 1, quoted.n - 2);
		return;
	case PLACEHOLDER_HTML:
		for (size_t n; *text; text += n) {
			char *line;

			n = strcspn(text, "\n");
			line = arena_strndup(f->cx->arena, text, n);
			buf_html(f->out, line);
			if (text[n])
				buf_str(f->out, "<br>");
			n += text[n] != 0;
		}
		return;
	}
}

/* The text so far becomes a part of the list. */
static void end_part(struct filling *f)
{
	if (f->out->n)
		jw_strn(&f->parts, NULL, f->out->p, f->out->n);
	buf_reset(f->out);
}

static void add_comment(struct filling *f, const struct comment *c)
{
	if (f->target != PLACEHOLDER_PARTS) {
		add_escaped(f, c->body);
		return;
	}
	end_part(f);
	jw_object(&f->parts, NULL);
	jw_i64(&f->parts, "comment", c->id.v);
	jw_end(&f->parts);
}

static enum err comments_of(
	struct filling *f, bool public_only, bool newest, int n, struct comment **ret, int *ret_n)
{
	struct page page = {.limit = n, .cursor = true, .descending = newest, .sort = "id"};

	*ret_n = 0;
	if (!f->t->id.v)
		return OK;
	return comment_list(f->cx, f->t, public_only || f->source->public_only, &page, ret, ret_n);
}

enum words { DESCRIPTION, LATEST, LATEST_PUBLIC };

/* The first or the latest comment. */
static enum err words_value(struct filling *f, int what, const char **ret)
{
	struct comment *c;
	int n;

	(void)ret;
	TRY(comments_of(f, what == LATEST_PUBLIC, what != DESCRIPTION, 1, &c, &n));
	if (n)
		add_comment(f, c);
	return OK;
}

/* The thread, newest first, each with who and when. */
static enum err thread_value(struct filling *f, int public_only, const char **ret)
{
	struct comment *c;
	int n;

	(void)ret;
	TRY(comments_of(f, public_only, true, PLACEHOLDER_COMMENTS, &c, &n));
	for (int i = 0; i < n; i++) {
		const char *when = NULL;
		struct user *author;

		TRY(load_user(f, c[i].author, &author));
		TRY(moment_text(f, c[i].created_at, &when));
		add_escaped(f, arena_printf(f->cx->arena, "%s%s, %s%s\n\n", i ? "\n\n" : "",
				       author ? author->name : "", when,
				       c[i].public ? "" : " (internal)"));
		add_comment(f, &c[i]);
	}
	return OK;
}

/* --- custom fields --- */

static const char *json_words(struct arena *a, const char *json)
{
	CLEANUP(json_cleanup) json_t *j = json_loads(json, JSON_DECODE_ANY, NULL);
	CLEANUP(buf_free) struct buf out = BUF_INIT(PLACEHOLDER_MAX);
	const json_t *item;
	size_t i;

	if (json_is_string(j))
		return arena_strdup(a, json_string_value(j));
	if (!json_is_array(j))
		return json_is_null(j) ? NULL : arena_strdup(a, json);
	json_array_foreach (j, i, item) {
		buf_str(&out, i ? ", " : "");
		buf_str(&out, json_is_string(item) ? json_string_value(item) : "");
	}
	return out.n ? arena_strdup(a, out.p) : NULL;
}

static enum err field_value_of(struct filling *f, i64 field, const char **ret)
{
	struct ticket_values values;

	if (!f->t->id.v)
		return OK;
	TRY(ticket_values(f->cx, f->t, &values));
	for (int i = 0; i < values.n; i++)
		if (values.v[i].field.v == field)
			*ret = json_words(f->cx->arena, values.v[i].json);
	return OK;
}

/* --- the table --- */

#define PERSON_ROWS(root, person) \
	{root ".id", person_value, PERSON(person, ID)}, \
		{root ".name", person_value, PERSON(person, NAME)}, \
		{root ".first_name", person_value, PERSON(person, FIRST_NAME)}, \
		{root ".last_name", person_value, PERSON(person, LAST_NAME)}, \
		{root ".email", person_value, PERSON(person, EMAIL)}, \
		{root ".phone", person_value, PERSON(person, PHONE)}, \
		{root ".external_id", person_value, PERSON(person, PERSON_EXTERNAL_ID)}, \
	{ \
		root ".locale", person_value, PERSON(person, LOCALE) \
	}

static const struct placeholder {
	const char *name;
	value_fn *value;
	int what;
} table[] = {
	{"ticket.id", own_value, OWN_ID},
	{"ticket.title", own_value, OWN_TITLE},
	{"ticket.subject", own_value, OWN_TITLE},
	{"ticket.status", own_value, OWN_STATUS},
	{"ticket.priority", own_value, OWN_PRIORITY},
	{"ticket.ticket_type", own_value, OWN_TYPE},
	{"ticket.type", own_value, OWN_TYPE},
	{"ticket.via", own_value, OWN_CHANNEL},
	{"ticket.tags", own_value, OWN_TAGS},
	{"ticket.external_id", own_value, OWN_EXTERNAL_ID},
	{"ticket.url", url_value, 0},
	{"ticket.link", url_value, 0},
	{"ticket.description", words_value, DESCRIPTION},
	{"ticket.latest_comment", words_value, LATEST},
	{"ticket.latest_public_comment", words_value, LATEST_PUBLIC},
	{"ticket.comments", thread_value, false},
	{"ticket.public_comments", thread_value, true},
	PERSON_ROWS("ticket.requester", REQUESTER),
	PERSON_ROWS("ticket.assignee", ASSIGNEE),
	PERSON_ROWS("ticket.submitter", SUBMITTER),
	PERSON_ROWS("current_user", CURRENT_USER),
	{"ticket.group.name", belongs_value, GROUP_NAME},
	{"ticket.group.id", belongs_value, GROUP_ID},
	{"ticket.organization.name", belongs_value, ORGANIZATION_NAME},
	{"ticket.organization.id", belongs_value, ORGANIZATION_ID},
	{"ticket.created_at", time_value, CREATED},
	{"ticket.created_at_with_time", time_value, CREATED},
	{"ticket.created_at_with_timestamp", stamp_value, CREATED},
	{"ticket.updated_at", time_value, UPDATED},
	{"ticket.updated_at_with_time", time_value, UPDATED},
	{"ticket.updated_at_with_timestamp", stamp_value, UPDATED},
	{"ticket.due_date", time_value, DUE},
	{"ticket.due_date_with_timestamp", stamp_value, DUE},
	{"ticket.solved_at", time_value, SOLVED},
	{"ticket.solved_at_with_timestamp", stamp_value, SOLVED},
	{"ticket.answer_by", promise_value, ANSWER_BY},
	{"ticket.promise", promise_value, PROMISE},
};

#define FIELD_PREFIX "ticket.ticket_field_"

const char *placeholder_name(int i)
{
	if (i < (int)COUNT_OF(table))
		return table[i].name;
	return i == (int)COUNT_OF(table) ? FIELD_PREFIX "ID" : NULL;
}

/* --- the pass --- */

/* Put in the value of one; false in *ret_known when it is none of ours, or shall stay as it is. */
static enum err put_value(struct filling *f, const char *name, bool *ret_known)
{
	size_t prefix = sizeof FIELD_PREFIX - 1;
	size_t before = f->out->n;
	const char *value = NULL;
	char *end;
	i64 field;

	*ret_known = true;
	if (strncmp(name, FIELD_PREFIX, prefix) == 0) {
		field = strtoll(name + prefix, &end, 10);
		*ret_known = !*end && name[prefix] >= '1' && name[prefix] <= '9';
		if (*ret_known)
			TRY(field_value_of(f, field, &value));
	} else {
		size_t i = 0;

		while (i < COUNT_OF(table) && strcmp(table[i].name, name) != 0)
			i++;
		*ret_known = i < COUNT_OF(table);
		if (*ret_known)
			TRY(table[i].value(f, table[i].what, &value));
	}
	if (value)
		add_escaped(f, value);
	if (f->source->keep_empty && f->target != PLACEHOLDER_LINE &&
		f->target != PLACEHOLDER_PARTS && f->out->n == before)
		*ret_known = false;
	return OK;
}

/* The name between the braces at text ("{{ a.b }}") into name; its length with braces, or 0. */
static size_t read_name(const char *text, char name[NAME_MAX_BYTES])
{
	const char *from = text + 2 + strspn(text + 2, " ");
	size_t n = strspn(from, "abcdefghijklmnopqrstuvwxyz_.0123456789");
	const char *end = from + n + strspn(from + n, " ");

	if (!n || n >= NAME_MAX_BYTES || end[0] != '}' || end[1] != '}')
		return 0;
	memcpy(name, from, n);
	name[n] = 0;
	return (size_t)(end + 2 - text);
}

static enum err fill(struct filling *f, const char *text)
{
	char name[NAME_MAX_BYTES];

	while (*text && !f->out->failed && !f->parts.out->failed) {
		const char *braces = strstr(text, "{{");
		bool known = false;
		size_t n;

		if (!braces) {
			buf_str(f->out, text);
			break;
		}
		buf_add(f->out, text, (size_t)(braces - text));
		n = read_name(braces, name);
		if (n)
			TRY(put_value(f, name, &known));
		n = known ? n : 1;
		if (!known)
			buf_char(f->out, '{');
		text = braces + n;
	}
	return OK;
}

enum err placeholder_fill(struct cx *cx, const char *text, enum placeholder_target target,
	struct placeholder_source *source, const char **ret)
{
	static const struct ticket none = {.next_kind = -1};
	CLEANUP(buf_free) struct buf out = BUF_INIT(PLACEHOLDER_MAX);
	CLEANUP(buf_free) struct buf list = BUF_INIT(2 * PLACEHOLDER_MAX);
	const struct buf *result = target == PLACEHOLDER_PARTS ? &list : &out;
	struct filling f = {.cx = cx,
		.source = source,
		.t = source->ticket ? source->ticket : &none,
		.target = target,
		.out = &out};

	jw_init(&f.parts, &list);
	jw_array(&f.parts, NULL);
	TRY(fill(&f, text));
	if (target == PLACEHOLDER_PARTS)
		end_part(&f);
	jw_end(&f.parts);
	if (out.failed || list.failed)
		return fail(cx, E_INVALID, "base", "TooLong",
			"A text is too long with its placeholders filled (maximum is %d bytes)",
			PLACEHOLDER_MAX);
	*ret = arena_strndup(cx->arena, result->n ? result->p : "", result->n);
	return OK;
}

enum err placeholder_join(struct cx *cx, const json_t *parts, const char **ret)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(8 * PLACEHOLDER_MAX);
	const json_t *part;
	size_t i;

	json_array_foreach (parts, i, part) {
		struct comment *c = NULL;

		if (json_is_object(part))
			TRY(comment_load(cx, (comment_id){json_get_i64(part, "comment", 0)}, &c));
		if (c)
			buf_str(&out, c->body);
		else if (json_is_string(part))
			buf_str(&out, json_string_value(part));
	}
	*ret = arena_strndup(cx->arena, out.n ? out.p : "", out.n);
	return OK;
}
