/*
 * Searching: which kinds are asked, in which order their results stand, how deep one may page.
 * Tickets come first, then users, organisations and groups.
 */
#include "base/clock.h"
#include "base/utf8.h"
#include "domain/organization.h"
#include "domain/search_i.h"
#include "domain/user.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(enum search_key key)
{
	return key == KEY_WORD || key == KEY_SUBJECT || key == KEY_DESCRIPTION ||
	       key == KEY_COMMENT;
}

/* Has it something that the index calls a word? */
static bool has_word(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80 || (*s >= '0' && *s <= '9') ||
			((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z'))
			return true;
	return false;
}

const char *search_match_text(struct arena *a, const struct search *s, bool negated)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(16 * SEARCH_TEXT_MAX);

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];

		if (!is_text(t->key) || t->negated != negated || !has_word(t->value))
			continue;
		if (out.n)
			buf_str(&out, negated ? " OR " : " AND ");
		if (t->key != KEY_WORD)
			buf_str(&out, t->key == KEY_SUBJECT ? "subject : " : "body : ");
		buf_char(&out, '"');
		for (const char *p = t->value; *p; p++)
			buf_char(&out, *p == '"' ? ' ' : *p);
		buf_char(&out, '"');
		/* one letter begins too many words */
		if (t->prefix && utf8_length(t->value) >= 2)
			buf_str(&out, " *");
	}
	return out.n ? arena_strndup(a, out.p, out.n) : NULL;
}

/* "4hours" before now; ms. */
static bool relative_time(const char *text, i64 *ret_ms)
{
	static const struct {
		const char *unit;
		i64 ms;
	} units[] = {{"minute", MINUTE_MS}, {"hour", HOUR_MS}, {"day", DAY_MS},
		{"week", 7 * DAY_MS}, {"month", 30 * DAY_MS}, {"year", 365 * DAY_MS}};
	char *unit;
	long n = strtol(text, &unit, 10);

	if (unit == text || n < 0 || n > 100000)
		return false;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		size_t len = strlen(units[i].unit);

		if (strncmp(unit, units[i].unit, len) != 0)
			continue;
		if (strcmp(unit + len, "") == 0 || strcmp(unit + len, "s") == 0) {
			*ret_ms = n * units[i].ms;
			return true;
		}
	}
	return false;
}

bool search_time_range(i64 now, const char *text, i64 *ret_from, i64 *ret_to)
{
	i64 ago;

	if (clock_parse(text, ret_from)) {
		*ret_to = *ret_from + (strchr(text, 'T') ? SECOND_MS : DAY_MS);
		return true;
	}
	if (!relative_time(text, &ago))
		return false;
	*ret_from = *ret_to = now - ago;
	return true;
}

/* What a page still takes of a part that has `count` results. */
struct filling {
	struct search_hit *hits;
	int n, limit;
	i64 skip;  /* results to pass over yet */
	i64 count; /* of all parts */
};

static void fill_ids(struct filling *f, enum search_type type, const struct id_list *ids, i64 count)
{
	for (i64 i = f->skip; i < ids->n && f->n < f->limit; i++)
		f->hits[f->n++] = (struct search_hit){type, ids->v[i]};
	f->skip = f->skip > count ? f->skip - count : 0;
	f->count += count;
}

enum err search_run(struct cx *cx, const struct search *s, struct page *page,
	struct search_hit **ret, int *ret_n)
{
	struct filling f = {.limit = page->limit, .skip = page->offset};
	struct id_list ids;
	i64 count;

	if (page->offset + page->limit > SEARCH_DEPTH)
		return fail(cx, E_SEARCH, NULL, NULL,
			"Invalid search: Requested response size was greater than Search "
			"Response Limits");
	f.hits = ARENA_ARRAY(cx->arena, struct search_hit, page->limit + 1);
	if (s->types & SEARCH_TICKETS) {
		TRY(search_tickets(cx, s, (int)page->offset + page->limit, &ids, &count));
		fill_ids(&f, SEARCH_TICKETS, &ids, count);
	}
	for (enum search_type type = SEARCH_USERS; type <= SEARCH_ORGANIZATIONS; type <<= 1) {
		if (!(s->types & type))
			continue;
		TRY(search_people(cx, s, type, 0, 0, &ids));
		fill_ids(&f, type, &ids, ids.n);
	}
	if (s->types & SEARCH_GROUPS) {
		TRY(search_groups(cx, s, &ids));
		fill_ids(&f, SEARCH_GROUPS, &ids, ids.n);
	}
	page->count = f.count;
	page->rows = f.n;
	page->has_more = f.count > page->offset + f.n;
	*ret = f.hits;
	*ret_n = f.n;
	return OK;
}

enum err search_count(struct cx *cx, const struct search *s, i64 *ret)
{
	struct page page = {.limit = 1, .sort = "id"};
	struct search_hit *hits;
	int n;

	TRY(search_run(cx, s, &page, &hits, &n));
	*ret = page.count;
	return OK;
}

static enum search_type only_type(const struct search *s)
{
	return s->types & SEARCH_TICKETS	 ? SEARCH_TICKETS
	       : s->types & SEARCH_USERS	 ? SEARCH_USERS
	       : s->types & SEARCH_ORGANIZATIONS ? SEARCH_ORGANIZATIONS
						 : SEARCH_GROUPS;
}

enum err search_export(struct cx *cx, const struct search *s, struct page *page,
	struct search_hit **ret, int *ret_n)
{
	struct filling f = {.limit = page->limit};
	enum search_type type = only_type(s);
	i64 after = page->has_at ? page->at.id : 0;
	struct page_key *keys;
	struct id_list ids = {0};

	f.hits = ARENA_ARRAY(cx->arena, struct search_hit, page->limit + 1);
	*ret = f.hits;
	if (type == SEARCH_TICKETS)
		TRY(search_tickets_after(cx, s, after, page->limit + 1, &ids));
	else if (type != SEARCH_GROUPS)
		TRY(search_people(cx, s, type, after, page->limit + 1, &ids));
	else if (!page->has_at)
		TRY(search_groups(cx, s, &ids));
	f.limit++;
	keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	fill_ids(&f, type, &ids, ids.n);
	for (int i = 0; i < f.n; i++)
		keys[i] = page_key(f.hits[i].id, NULL, f.hits[i].id);
	list_finish(page, f.hits, sizeof *f.hits, &f.n, keys);
	*ret_n = f.n;
	return OK;
}

enum err search_users(
	struct cx *cx, const char *text, struct page *page, struct user **ret, int *ret_n)
{
	struct search_term email = {.key = KEY_EMAIL, .value = text};
	struct id_list all, some = {0};
	struct page_key *keys;
	struct search s;
	int n;

	TRY(search_parse(cx, text, &s));
	if (!(s.types & SEARCH_USERS)) /* type:ticket, or a key that no user has */
		s.types = 0;
	if (utf8_is_email(text)) {
		s.terms = &email;
		s.term_count = 1;
	}
	all = (struct id_list){0};
	if (s.types)
		TRY(search_people(cx, &s, SEARCH_USERS, 0, 0, &all));
	keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 2);
	for (i64 i = 0, skip = page->cursor ? 0 : page->offset; i < all.n; i++) {
		bool down = page->descending != page->backward;
		i64 id = all.v[down ? i : all.n - 1 - i];

		if (page->has_at && (down ? id >= page->at.id : id <= page->at.id))
			continue;
		if (skip-- > 0)
			continue;
		if (some.n > page->limit)
			break;
		keys[some.n] = page_key(id, NULL, id);
		id_list_add(cx->arena, &some, id);
	}
	n = some.n;
	list_finish(page, some.v, sizeof *some.v, &n, keys);
	page->count = all.n;
	return user_load_many(cx, some.v, n, ret, ret_n);
}
