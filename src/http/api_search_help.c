/* Help for those who write a search: how a text was taken, and what may stand behind a key. */
#include "domain/field.h"
#include "domain/group.h"
#include "domain/organization.h"
#include "domain/search.h"
#include "domain/tag.h"
#include "domain/user.h"
#include "http/view_people.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { SUGGESTIONS = 12 };

/* --- parsing --- */

static const char *const operators[] = {[OP_IS] = ":",
	[OP_LESS] = "<",
	[OP_LESS_EQUAL] = "<=",
	[OP_MORE] = ">",
	[OP_MORE_EQUAL] = ">="};

static const char *kind_of(const struct search_part *part, const struct search_term *term)
{
	if (!term)
		return part->name && !part->unknown && !part->empty ? "steer" : "word";
	if (term->key != KEY_WORD)
		return "field";
	return term->phrase ? "phrase" : "word";
}

static void part_write(struct rq *rq, const struct search_part *part, const struct search *s)
{
	const struct search_term *term = part->term >= 0 ? &s->terms[part->term] : NULL;
	bool field = term && term->key != KEY_WORD;
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_i64(jw, "start", part->start);
	jw_i64(jw, "end", part->end);
	jw_i64(jw, "value_start", part->value_start);
	jw_str(jw, "kind", kind_of(part, term));
	jw_str(jw, "key", part->unknown ? NULL : part->name);
	jw_str(jw, "operator", field ? operators[term->op] : NULL);
	jw_str(jw, "value", term ? term->value : NULL);
	jw_bool(jw, "negated", term && term->negated);
	jw_bool(jw, "prefix", term && term->prefix);
	jw_end(jw);
}

/* What is wrong with the part, and in which sentence; NULL: nothing. */
static const char *fault_of(
	i64 now, const struct search_part *part, const struct search *s, const char **ret_text)
{
	const struct search_term *term = part->term >= 0 ? &s->terms[part->term] : NULL;
	const char *fault = term ? search_term_fault(now, term) : NULL;
	static const struct {
		const char *code, *text;
	} texts[] = {
		{"value", "has no such value"},
		{"time", "is a date (2026-11-30), a time, or a span like 4hours"},
		{"number", "is a number"},
		{"key", "is not a field of tickets"},
	};

	if (part->unclosed) {
		*ret_text = "the quotation mark has no end";
		return "quote";
	}
	if (part->empty) {
		*ret_text = "needs a value";
		return "empty";
	}
	if (part->unknown) {
		*ret_text = "is not a field: it is looked for as a word";
		return "unknown";
	}
	for (size_t i = 0; fault && i < COUNT_OF(texts); i++)
		if (strcmp(texts[i].code, fault) == 0)
			*ret_text = texts[i].text;
	return fault;
}

static void faults_write(
	struct rq *rq, const struct search *s, const struct search_part *parts, int n)
{
	struct jw *jw = &rq->jw;

	jw_array(jw, "problems");
	for (int i = 0; i < n; i++) {
		const char *text = "", *code = fault_of(rq->cx.now, &parts[i], s, &text);

		if (!code)
			continue;
		jw_object(jw, NULL);
		jw_str(jw, "code", code);
		jw_i64(jw, "start", parts[i].start);
		jw_i64(jw, "end", parts[i].end);
		jw_str(jw, "key", parts[i].name);
		jw_str(jw, "text", text);
		jw_end(jw);
	}
	jw_end(jw);
}

static done search_parse_get(struct rq *rq, void *in)
{
	const char *query = rq_query(rq, "query");
	struct search_part *parts;
	struct search search;
	int n;

	(void)in;
	if (!query)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter query is missing");
	if (search_parse_parts(&rq->cx, query, &search, &parts, &n))
		return reply_error(rq);
	jw_array(reply_begin(rq, 200), "parts");
	for (int i = 0; i < n; i++)
		part_write(rq, &parts[i], &search);
	jw_end(&rq->jw);
	faults_write(rq, &search, parts, n);
	return reply_end(rq);
}

/* --- suggestions --- */

/* One of the list under the field; values with blanks are quoted, as the grammar wants them. */
static void suggest(struct rq *rq, const char *value, const char *label)
{
	struct jw *jw = &rq->jw;
	bool quoted = strpbrk(value, " \t") != NULL;

	jw_object(jw, NULL);
	jw_str(jw, "value", quoted ? arena_printf(rq->cx.arena, "\"%s\"", value) : value);
	jw_str(jw, "label", label);
	jw_end(jw);
}

static bool begins(const char *name, const char *typed)
{
	return strncasecmp(name, typed, strlen(typed)) == 0;
}

static void suggest_names(struct rq *rq, const char *const *names, const char *typed)
{
	for (; *names; names++)
		if (begins(*names, typed))
			suggest(rq, *names, NULL);
}

static enum err suggest_people(struct rq *rq, const char *typed)
{
	static const char *const words[] = {"me", "none", NULL};
	struct page page = {.limit = SUGGESTIONS, .cursor = true, .sort = "id"};
	struct user *rows;
	int n = 0;

	suggest_names(rq, words, typed);
	if (can(&rq->cx.actor, CAP_USER_READ) != OK)
		return OK;
	if (*typed)
		TRY(user_search(&rq->cx, typed, &page, &rows, &n));
	else
		TRY(user_list(&rq->cx,
			&(struct user_filter){.roles = 1u << ROLE_AGENT | 1u << ROLE_ADMIN}, &page,
			&rows, &n));
	for (int i = 0; i < n; i++)
		suggest(rq, rows[i].email ? rows[i].email : rows[i].name, rows[i].name);
	return OK;
}

static enum err suggest_groups(struct rq *rq, const char *typed)
{
	struct page page = {.limit = PAGE_MAX, .cursor = true, .sort = "name"};
	struct group *rows;
	int n, said = 0;

	if (can(&rq->cx.actor, CAP_GROUP_READ) != OK)
		return OK;
	TRY(group_list(&rq->cx, &page, &rows, &n));
	for (int i = 0; i < n && said < SUGGESTIONS; i++) {
		if (!begins(rows[i].name, typed))
			continue;
		suggest(rq, rows[i].name, NULL);
		said++;
	}
	return OK;
}

static enum err suggest_organizations(struct rq *rq, const char *typed)
{
	struct page page = {.limit = SUGGESTIONS, .cursor = true, .sort = "name"};
	struct organization *rows;
	int n;

	if (can(&rq->cx.actor, CAP_ORGANIZATION_READ) != OK)
		return OK;
	if (*typed)
		TRY(organization_search(&rq->cx, typed, &page, &rows, &n));
	else
		TRY(organization_list(&rq->cx, &page, &rows, &n));
	for (int i = 0; i < n; i++)
		suggest(rq, rows[i].name, NULL);
	return OK;
}

static enum err suggest_tags(struct rq *rq, const char *typed)
{
	struct page page = {.limit = SUGGESTIONS, .cursor = true, .sort = "name"};
	struct tag *rows;
	int n;

	TRY(tag_list(&rq->cx, typed, &page, &rows, &n));
	for (int i = 0; i < n; i++)
		suggest(rq, rows[i].name, NULL);
	return OK;
}

enum source { FROM_NAMES, FROM_PEOPLE, FROM_GROUPS, FROM_ORGANIZATIONS, FROM_TAGS };

static const char *const statuses[] = {"new", "open", "pending", "hold", "solved", "closed", NULL};
static const char *const priorities[] = {"urgent", "high", "normal", "low", "none", NULL};
static const char *const types[] = {"question", "incident", "problem", "task", NULL};
static const char *const channels[] = {"email", "web", "chat", "voice", "api", "rule", NULL};
static const char *const yes_no[] = {"true", "false", NULL};
static const char *const spans[] = {"1hours", "4hours", "1days", "7days", "30days", NULL};
static const char *const orders[] = {
	"created_at", "updated_at", "priority", "status", "ticket_type", NULL};
static const char *const ways[] = {"asc", "desc", NULL};
static const char *const scores[] = {"good", "bad", "offered", "unoffered", NULL};

static const struct {
	const char *key;
	enum source from;
	const char *const *names;
} keys[] = {
	{"status", FROM_NAMES, statuses},
	{"priority", FROM_NAMES, priorities},
	{"ticket_type", FROM_NAMES, types},
	{"type", FROM_NAMES, types},
	{"via", FROM_NAMES, channels},
	{"has_attachment", FROM_NAMES, yes_no},
	{"satisfaction", FROM_NAMES, scores},
	{"created", FROM_NAMES, spans},
	{"updated", FROM_NAMES, spans},
	{"solved", FROM_NAMES, spans},
	{"due_date", FROM_NAMES, spans},
	{"order_by", FROM_NAMES, orders},
	{"sort", FROM_NAMES, ways},
	{"assignee", FROM_PEOPLE, NULL},
	{"requester", FROM_PEOPLE, NULL},
	{"submitter", FROM_PEOPLE, NULL},
	{"commenter", FROM_PEOPLE, NULL},
	{"cc", FROM_PEOPLE, NULL},
	{"group", FROM_GROUPS, NULL},
	{"organization", FROM_ORGANIZATIONS, NULL},
	{"tags", FROM_TAGS, NULL},
	{"tag", FROM_TAGS, NULL},
};

/* Custom fields, by their title as by their key. */
static enum err suggest_fields(struct rq *rq, const char *typed)
{
	struct field_list list;

	TRY(field_active(&rq->cx, FIELD_TICKET, &list));
	for (int i = 0, said = 0; *typed && i < list.n && said < SUGGESTIONS; i++) {
		const char *key =
			arena_printf(rq->cx.arena, "custom_field_%" PRId64, list.v[i].id.v);

		if (!begins(list.v[i].title, typed) && !begins(key, typed))
			continue;
		suggest(rq, key, list.v[i].title);
		said++;
	}
	return OK;
}

/* Options of the custom field with this key. */
static enum err suggest_options(struct rq *rq, const char *key, const char *typed)
{
	struct field_list list;

	TRY(field_active(&rq->cx, FIELD_TICKET, &list));
	for (int i = 0, said = 0; i < list.n; i++) {
		const struct custom_field *f = &list.v[i];

		if (strcmp(key, arena_printf(rq->cx.arena, "custom_field_%" PRId64, f->id.v)) != 0)
			continue;
		for (int k = 0; k < f->option_count && said < SUGGESTIONS; k++) {
			if (!begins(f->options[k].value, typed) &&
				!begins(f->options[k].name, typed))
				continue;
			suggest(rq, f->options[k].value, f->options[k].name);
			said++;
		}
	}
	return OK;
}

static enum err suggest_values(struct rq *rq, const char *key, const char *typed)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (strcmp(keys[i].key, key) != 0)
			continue;
		switch (keys[i].from) {
		case FROM_NAMES:
			suggest_names(rq, keys[i].names, typed);
			return OK;
		case FROM_PEOPLE:
			return suggest_people(rq, typed);
		case FROM_GROUPS:
			return suggest_groups(rq, typed);
		case FROM_ORGANIZATIONS:
			return suggest_organizations(rq, typed);
		case FROM_TAGS:
			return suggest_tags(rq, typed);
		}
	}
	return suggest_options(rq, key, typed);
}

static done search_suggest(struct rq *rq, void *in)
{
	const char *key = rq_query(rq, "key"), *typed = rq_query(rq, "value"), *name;

	(void)in;
	typed = typed ? typed : "";
	jw_array(reply_begin(rq, 200), "suggestions");
	for (int i = 0; !key && (name = search_ticket_key(i)); i++)
		if (begins(name, typed))
			suggest(rq, name, NULL);
	if (key ? suggest_values(rq, key, typed) : suggest_fields(rq, typed))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

const struct route search_help_routes[] = {
	{M_GET, "/api/v2/search/parse", search_parse_get, RUN_READ, CAP_SEARCH, BODY_NONE, NULL, 0,
		"query",
		"How a search was understood: its parts with their places, and what is wrong"},
	{M_GET, "/api/v2/search/suggest", search_suggest, RUN_READ, CAP_SEARCH, BODY_NONE, NULL, 0,
		"key,value", "Keys of tickets, or values for one, that begin with what was typed"},
	{0},
};
