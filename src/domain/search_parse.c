/*
 * The grammar of searches: a text into terms. Pure, total (every text is a query), linear in the
 * length of the text.
 */
#include "base/utf8.h"
#include "domain/search_i.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 4 * SEARCH_TERMS_MAX }; /* those that steer are no terms */

static const struct key_row {
	const char *name, *other;
	unsigned types;
} keys[] = {[KEY_WORD] = {NULL, NULL, 0},
#define X(constant, name, other, types) [constant] = {name, other, types},
	SEARCH_KEY_LIST(X)
#undef X
};

static const struct {
	const char *name;
	unsigned types;
} type_names[] = {
	{"ticket", SEARCH_TICKETS},
	{"user", SEARCH_USERS},
	{"organization", SEARCH_ORGANIZATIONS},
	{"group", SEARCH_GROUPS},
};

static const struct {
	const char *name, *other;
	enum search_sort sort;
} sort_names[] = {
	{"created_at", "created", SORT_CREATED},
	{"updated_at", "updated", SORT_UPDATED},
	{"priority", NULL, SORT_PRIORITY},
	{"status", NULL, SORT_STATUS},
	{"ticket_type", "type", SORT_TYPE},
	{"relevance", NULL, SORT_NEWEST},
};

static bool named(const char *name, const char *other, const char *text)
{
	return (name && strcmp(name, text) == 0) || (other && strcmp(other, text) == 0);
}

void search_set_sort(struct search *s, const char *by, const char *order)
{
	for (size_t i = 0; by && i < COUNT_OF(sort_names); i++)
		if (named(sort_names[i].name, sort_names[i].other, by))
			s->sort = sort_names[i].sort;
	if (order)
		s->ascending = strcmp(order, "asc") == 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The operator at p and its length; 0 when there is none. */
static size_t operator_at(const char *p, enum search_op *ret)
{
	bool equal = *p && p[1] == '=';

	switch (*p) {
	case ':':
		*ret = OP_IS;
		return 1;
	case '<':
		*ret = equal ? OP_LESS_EQUAL : OP_LESS;
		return equal ? 2 : 1;
	case '>':
		*ret = equal ? OP_MORE_EQUAL : OP_MORE;
		return equal ? 2 : 1;
	}
	return 0;
}

/* "custom_field_123": its number, else 0. */
static i64 field_number(const char *name)
{
	static const char prefix[] = "custom_field_";
	char *end;
	long long v;

	if (strncmp(name, prefix, sizeof prefix - 1) != 0)
		return 0;
	name += sizeof prefix - 1;
	v = strtoll(name, &end, 10);
	return *name && !*end && v > 0 ? (i64)v : 0;
}

static enum search_key key_of(const char *name, i64 *ret_field)
{
	*ret_field = field_number(name);
	if (*ret_field)
		return KEY_CUSTOM_FIELD;
	for (size_t i = 1; i < COUNT_OF(keys); i++)
		if (named(keys[i].name, keys[i].other, name))
			return (enum search_key)i;
	return KEY_WORD;
}

unsigned search_key_types(enum search_key key)
{
	return key == KEY_CUSTOM_FIELD ? (unsigned)SEARCH_TICKETS : keys[key].types;
}

/* Read a value: a quoted phrase, or up to the next space. Returns what follows. */
static const char *read_value(struct arena *a, const char *p, struct search_term *term)
{
	const char *end;
	size_t n;

	if (*p == '"') {
		end = strchr(++p, '"');
		n = end ? (size_t)(end - p) : strlen(p);
		term->phrase = true;
		term->value = arena_strndup(a, p, n);
		return p + n + (end ? 1 : 0);
	}
	for (end = p; *end && !is_space(*end); end++)
		;
	n = (size_t)(end - p);
	if (n && p[n - 1] == '*') {
		term->prefix = true;
		while (n && p[n - 1] == '*')
			n--;
	}
	term->value = arena_strndup(a, p, n);
	return end;
}

/* `type:`, `order_by:` and `sort:` steer; true when the term was one of them. */
static bool steer(struct search *s, const char *name, const char *value, bool *typed)
{
	if (strcmp(name, "type") == 0) {
		for (size_t i = 0; i < COUNT_OF(type_names); i++) {
			if (strcmp(type_names[i].name, value) != 0)
				continue;
			s->types = *typed ? s->types | type_names[i].types : type_names[i].types;
			*typed = true;
			return true;
		}
		return false;
	}
	if (strcmp(name, "order_by") == 0) {
		search_set_sort(s, value, NULL);
		return true;
	}
	if (strcmp(name, "sort") == 0) {
		search_set_sort(s, NULL, value);
		return true;
	}
	return false;
}

struct parser {
	struct arena *arena;
	const char *text;
	struct search *search;
	bool typed;
	unsigned allowed; /* types that have all keys seen so far */
	struct search_part *parts;
	int part_count;
};

/* Where p is in the text, as browsers count. */
static int units_to(const struct parser *in, const char *p)
{
	int n = 0;

	for (const char *c = in->text; c < p; c++)
		if (((unsigned char)*c & 0xc0) != 0x80)
			n += (unsigned char)*c >= 0xf0 ? 2 : 1;
	return n;
}

static bool is_steering(const char *name)
{
	return strcmp(name, "type") == 0 || strcmp(name, "order_by") == 0 ||
	       strcmp(name, "sort") == 0;
}

/* Note the part [p, end) whose value begins at `value`; `name` stood before it, or NULL. */
static void note_part(struct parser *in, const char *p, const char *value, const char *end,
	const char *name, bool is_term)
{
	struct search_part *part = &in->parts[in->part_count++];
	i64 unused;

	*part = (struct search_part){.start = units_to(in, p),
		.end = units_to(in, end),
		.value_start = units_to(in, value),
		.term = is_term ? in->search->term_count - 1 : -1,
		.name = name};
	part->unknown = name && !is_steering(name) && key_of(name, &unused) == KEY_WORD;
	part->empty = name && !part->unknown && value == end;
	part->unclosed = *value == '"' && (end - value < 2 || end[-1] != '"');
}

/* Read one term at p (not a space); returns what follows. */
static const char *read_term(struct parser *in, const char *p)
{
	struct search *s = in->search;
	struct search_term term = {0};
	const char *name = p, *begin = p, *key = NULL;
	size_t n, op;

	if (*p == '-' && p[1] && !is_space(p[1])) {
		term.negated = true;
		name = ++p;
	}
	n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	op = n ? operator_at(name + n, &term.op) : 0;
	if (op)
		key = arena_strndup(in->arena, name, n);
	if (op && name[n + op] && !is_space(name[n + op])) {
		const char *value = name + n + op;
		const char *rest = read_value(in->arena, value, &term);

		if (!term.negated && steer(s, key, term.value, &in->typed)) {
			note_part(in, begin, value, rest, key, false);
			return rest;
		}
		/* "type:incident" says what kind of ticket */
		term.key = strcmp(key, "type") == 0 ? KEY_TICKET_TYPE : key_of(key, &term.field);
		if (term.key != KEY_WORD) {
			in->allowed &= search_key_types(term.key);
			s->terms[s->term_count++] = term;
			note_part(in, begin, value, rest, key, true);
			return rest;
		}
		term = (struct search_term){.negated = term.negated};
	}
	p = read_value(in->arena, p, &term);
	if (*term.value)
		s->terms[s->term_count++] = term;
	note_part(in, begin, key ? name + n + op : name, p, key, *term.value != 0);
	return p;
}

enum err search_parse(struct cx *cx, const char *text, struct search *ret)
{
	struct search_part *parts;
	int n;

	return search_parse_parts(cx, text, ret, &parts, &n);
}

enum err search_parse_parts(struct cx *cx, const char *text, struct search *ret,
	struct search_part **ret_parts, int *ret_n)
{
	const unsigned all = SEARCH_TICKETS | SEARCH_USERS | SEARCH_ORGANIZATIONS | SEARCH_GROUPS;
	struct search s = {.types = all};
	struct parser in = {.arena = cx->arena, .text = text, .search = &s, .allowed = all};
	const char *p = text;

	if (utf8_length(text) > SEARCH_TEXT_MAX)
		return fail(cx, E_PARAM, "query", NULL,
			"Parameter query must be at most %d characters", SEARCH_TEXT_MAX);
	s.terms = ARENA_ARRAY(cx->arena, struct search_term, SEARCH_TERMS_MAX);
	in.parts = ARENA_ARRAY(cx->arena, struct search_part, PARTS_MAX);
	for (;;) {
		while (is_space(*p))
			p++;
		if (!*p)
			break;
		if (s.term_count == SEARCH_TERMS_MAX || in.part_count == PARTS_MAX)
			return fail(cx, E_PARAM, "query", NULL,
				"Parameter query must have at most %d terms", SEARCH_TERMS_MAX);
		p = read_term(&in, p);
	}
	if (!in.typed)
		s.types = in.allowed ? in.allowed : (unsigned)SEARCH_TICKETS;
	*ret = s;
	*ret_parts = in.parts;
	*ret_n = in.part_count;
	return OK;
}
