/*
 * Reports: folding entries into numbers by row, and finding the entries behind a number again. Both
 * go by the same walk, so that a number and its list cannot differ but by what happened between.
 */
#include "report_i.h"

#include "base/buf.h"
#include "base/clock.h"
#include "domain/page.h"

#include <stdlib.h>
#include <string.h>

#define NAMES(type, table, LIST) \
	static const char *const table[] = {LIST(NAME_ROW)}; \
	static bool table##_find(const char *name, int *ret) \
	{ \
		for (size_t i = 0; name && i < COUNT_OF(table); i++) \
			if (strcmp(table[i], name) == 0) { \
				*ret = (int)i; \
				return true; \
			} \
		return false; \
	}
#define NAME_ROW(constant, wire) wire,
NAMES(enum report_name, report_names, REPORT_LIST)
NAMES(enum report_by, by_names, REPORT_BY_LIST)
NAMES(enum report_state, state_names, REPORT_STATE_LIST)

const char *report_name(enum report_name name)
{
	return report_names[name];
}

const char *report_by_name(enum report_by by)
{
	return by_names[by];
}

const char *report_state_name(enum report_state state)
{
	return state_names[state];
}

bool report_name_parse(const char *name, enum report_name *ret)
{
	int at;

	if (!report_names_find(name, &at))
		return false;
	*ret = (enum report_name)at;
	return true;
}

bool report_by_parse(const char *name, enum report_by *ret)
{
	int at;

	if (!by_names_find(name, &at))
		return false;
	*ret = (enum report_by)at;
	return true;
}

bool report_state_parse(const char *name, enum report_state *ret)
{
	int at;

	if (!state_names_find(name, &at))
		return false;
	*ret = (enum report_state)at;
	return true;
}

#define STILL \
	" What still waits counts with the time it has waited so far: a median or percentile " \
	"that it can still move is marked \"at least\"."
#define NOW_HAS " Group, agent, channel and tags are those that the ticket has now."

const char *report_definition(enum report_name name)
{
	static const char *const texts[] = {
		[REPORT_FIRST_REPLY] =
			"Tickets that customers began in the range: from the first message to the "
			"first public answer by a person. Answers by rules do not count. Tickets "
			"solved without an answer are left out." STILL NOW_HAS,
		[REPORT_NEXT_REPLY] =
			"After the first answer: from a customer's message in the range, the first "
			"that was unanswered then, to the next public answer by a person. Messages "
			"of tickets solved without an answer are left out." STILL NOW_HAS,
		[REPORT_RESOLUTION] =
			"Tickets made in the range: from then until they were solved for the last "
			"time. Tickets that are not solved now still wait." STILL NOW_HAS,
		[REPORT_PROMISES] =
			"Promises (deadlines of policies and by hand) that began in the range: met "
			"when they were kept in time, missed from the moment they were late, open "
			"while neither has happened. The share is met of met and missed. Promises "
			"that were cancelled do not count." NOW_HAS,
		[REPORT_BACKLOG] =
			"Tickets that were neither solved nor closed at the end of the last day of "
			"the range, or are not now when that day is today: by the time since they "
			"were made. Deleted tickets do not count." NOW_HAS,
		[REPORT_ARRIVALS] = "Tickets made in the range, by the hour of the week in which "
				    "they were made, in the time zone that was asked for." NOW_HAS,
	};

	return texts[name];
}

/* --- what is asked --- */

enum err report_zone(struct cx *cx, const struct zone **ret)
{
	const char *name;

	TRY(meta_get(cx, "time_zone", &name));
	*ret = name ? zone_open(name) : NULL;
	if (!*ret)
		*ret = zone_open("UTC");
	return OK;
}

static i64 day_start(const struct zone *zone, i64 day)
{
	return zone_instant(zone, day * DAY_MS);
}

static enum err check_ask(struct cx *cx, const struct report_ask *ask)
{
	bool by_time = ask->by == REPORT_BY_DAY || ask->by == REPORT_BY_WEEK;

	if (ask->first_day > ask->last_day)
		return fail(cx, E_PARAM, NULL, NULL, "Parameter from must not be later than to");
	if (ask->last_day - ask->first_day >= REPORT_DAYS)
		return fail(
			cx, E_PARAM, NULL, NULL, "A report covers at most %d days", REPORT_DAYS);
	if (ask->name == REPORT_BACKLOG && by_time)
		return fail(cx, E_PARAM, NULL, NULL,
			"The age of a backlog is that of one day: it has no group_by %s",
			report_by_name(ask->by));
	if (ask->business && (ask->name == REPORT_ARRIVALS || ask->name == REPORT_PROMISES))
		return fail(cx, E_PARAM, NULL, NULL,
			"This report counts and measures no time: leave out time=business");
	return OK;
}

enum err report_settle(struct cx *cx, struct report_ask *ask)
{
	TRY(check_ask(cx, ask));
	ask->from = day_start(ask->zone, ask->first_day);
	ask->to = day_start(ask->zone, ask->last_day + 1);
	if (ask->to > cx->now)
		ask->to = cx->now + 1; /* what happened just now is in it */
	return OK;
}

/* --- rows --- */

enum { HASH_START = 64 };

struct fold {
	struct cx *cx;
	const struct report_ask *ask;
	struct report *report;
	struct buf samples; /* struct report_sample */
	size_t n;
	struct report_row *rows;
	int row_count, row_cap;
	int *hash; /* open addressing: number of a row + 1; 0: free */
	int hash_cap;
};

static uint32_t hash_text(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)s[i]) * 16777619u;
	return h;
}

static int *find_place(const struct fold *f, const char *key, size_t n)
{
	uint32_t mask = (uint32_t)f->hash_cap - 1, at = hash_text(key, n) & mask;

	for (; f->hash[at]; at = (at + 1) & mask) {
		const char *have = f->rows[f->hash[at] - 1].key;

		if (strncmp(have, key, n) == 0 && !have[n])
			break;
	}
	return &f->hash[at];
}

static void grow_hash(struct fold *f)
{
	f->hash_cap = f->hash_cap ? f->hash_cap * 2 : HASH_START;
	f->hash = ARENA_ARRAY(f->cx->arena, int, f->hash_cap);
	for (int i = 0; i < f->row_count; i++)
		*find_place(f, f->rows[i].key, strlen(f->rows[i].key)) = i + 1;
}

static int find_row(struct fold *f, const char *key, size_t n)
{
	int *place;

	if (f->row_count * 2 >= f->hash_cap)
		grow_hash(f);
	place = find_place(f, key, n);
	if (*place)
		return *place - 1;
	if (f->row_count == f->row_cap) {
		struct report_row *rows;

		f->row_cap = f->row_cap ? f->row_cap * 2 : HASH_START;
		rows = ARENA_ARRAY(f->cx->arena, struct report_row, f->row_cap);
		if (f->row_count)
			memcpy(rows, f->rows, sizeof *rows * (size_t)f->row_count);
		f->rows = rows;
	}
	f->rows[f->row_count] = (struct report_row){.key = arena_strndup(f->cx->arena, key, n)};
	*place = ++f->row_count;
	return f->row_count - 1;
}

/* --- folding --- */

static enum err add_sample(
	struct fold *f, const struct report_entry *e, const char *key, size_t n, bool first)
{
	struct report_sample s = {.ms = e->ms, .state = (uint8_t)e->state, .first = first};

	if (f->n == REPORT_ENTRIES)
		return fail(f->cx, E_PARAM, NULL, NULL,
			"More than %d entries: ask for fewer days, or for one group",
			REPORT_ENTRIES);
	s.row = f->ask->by == REPORT_BY_NONE ? 0 : find_row(f, key, n);
	buf_add(&f->samples, &s, sizeof s);
	f->n++;
	return OK;
}

static enum err add_tags(struct fold *f, const struct report_entry *e)
{
	const char *tags = e->tags, *tag;
	bool first = true;
	size_t n;

	while (report_tag_next(&tags, &tag, &n)) {
		TRY(add_sample(f, e, tag, n, first));
		first = false;
	}
	return first ? add_sample(f, e, "", 0, true) : OK;
}

static enum err take_entry(void *self, const struct report_entry *e, enum report_go *go)
{
	struct fold *f = self;
	char text[REPORT_KEY];
	const char *key;

	(void)go;
	if (f->ask->name == REPORT_ARRIVALS)
		f->report->hours[report_hour(f->ask->zone, e->from)]++;
	if (f->ask->name == REPORT_BACKLOG)
		f->report->buckets[report_bucket(e->ms)]++;
	if (f->ask->by == REPORT_BY_TAG)
		return add_tags(f, e);
	key = report_key(f->ask, e, text);
	return add_sample(f, e, key, strlen(key), true);
}

static bool is_timed(enum report_name name)
{
	return name != REPORT_PROMISES && name != REPORT_ARRIVALS;
}

/* Of n samples in order of time. */
static void fill_row(
	const struct fold *f, struct report_row *row, const struct report_sample *samples, size_t n)
{
	row->count = (i64)n;
	for (size_t i = 0; i < n; i++)
		row->of[samples[i].state]++;
	if (!is_timed(f->ask->name))
		return;
	row->median = report_rank(samples, n, 50);
	row->p90 = report_rank(samples, n, 90);
}

static int compare_rows(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->key, y->key);
}

static int compare_keys(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;

	return strcmp(x->key, y->key);
}

/* Days and weeks without entries have rows too. */
static void add_empty_rows(struct fold *f)
{
	bool weeks = f->ask->by == REPORT_BY_WEEK;
	i64 day = weeks ? report_week(f->ask->first_day) : f->ask->first_day;
	char text[REPORT_KEY];

	for (; day <= f->ask->last_day; day += weeks ? 7 : 1) {
		struct report_entry e = {.from = day_start(f->ask->zone, day)};
		const char *key = report_key(f->ask, &e, text);

		find_row(f, key, strlen(key));
	}
}

static enum err name_rows(struct fold *f)
{
	if (f->ask->by != REPORT_BY_GROUP && f->ask->by != REPORT_BY_AGENT)
		return OK;
	for (int i = 0; i < f->row_count; i++)
		if (*f->rows[i].key)
			TRY(report_store_name(f->cx, f->ask->by, strtoll(f->rows[i].key, NULL, 10),
				&f->rows[i].name));
	return OK;
}

static void sort_rows(struct fold *f)
{
	bool by_time = f->ask->by == REPORT_BY_DAY || f->ask->by == REPORT_BY_WEEK;

	if (f->row_count)
		qsort(f->rows, (size_t)f->row_count, sizeof *f->rows,
			by_time ? compare_keys : compare_rows);
	for (; f->row_count > REPORT_GROUPS; f->row_count--)
		f->report->left_out += f->rows[f->row_count - 1].count;
}

static void fold_total(struct fold *f)
{
	struct report_sample *samples = (struct report_sample *)(void *)f->samples.p;
	size_t n = 0;

	report_sort_times(samples, f->n);
	if (f->ask->by == REPORT_BY_TAG) {
		struct report_sample *once = ARENA_ARRAY(f->cx->arena, struct report_sample, f->n);

		for (size_t i = 0; i < f->n; i++)
			if (samples[i].first)
				once[n++] = samples[i];
		samples = once;
	} else {
		n = f->n;
	}
	fill_row(f, &f->report->total, samples, n);
}

static void fold_rows(struct fold *f)
{
	struct report_sample *samples = (struct report_sample *)(void *)f->samples.p;
	size_t end;

	report_sort_rows(samples, f->n);
	for (size_t at = 0; at < f->n; at = end) {
		for (end = at + 1; end < f->n && samples[end].row == samples[at].row;)
			end++;
		fill_row(f, &f->rows[samples[at].row], samples + at, end - at);
	}
}

enum err report_make(struct cx *cx, const struct report_ask *ask, struct report *ret)
{
	struct fold f = {.cx = cx,
		.ask = ask,
		.report = ret,
		.samples = BUF_INIT(sizeof(struct report_sample) * (REPORT_ENTRIES + (size_t)1))};
	enum err e;

	*ret = (struct report){0};
	if (ask->by == REPORT_BY_DAY || ask->by == REPORT_BY_WEEK)
		add_empty_rows(&f);
	e = report_walk(cx, ask, INT64_MAX, take_entry, &f);
	if (e == OK && f.n)
		fold_total(&f);
	if (e == OK && f.n && ask->by != REPORT_BY_NONE)
		fold_rows(&f);
	buf_free(&f.samples);
	TRY(e);
	sort_rows(&f);
	TRY(name_rows(&f));
	for (int i = 0; i < f.row_count; i++)
		if (!*f.rows[i].key)
			f.rows[i].key = NULL;
	ret->rows = f.rows;
	ret->n = ask->by == REPORT_BY_NONE ? 0 : f.row_count;
	return OK;
}

/* --- the entries behind a number --- */

struct find {
	struct cx *cx;
	const struct report_ask *ask;
	const struct report_part *part;
	struct page *page;
	struct report_entry *rows; /* a ring when the page lies before a row */
	int n, cap;
	i64 passed; /* rows that fit, of the whole list in offset style */
};

static bool has_key(const struct find *f, const struct report_entry *e)
{
	char text[REPORT_KEY];
	const char *tags = e->tags, *tag;
	size_t n, want = strlen(f->part->key);

	if (f->ask->by != REPORT_BY_TAG)
		return strcmp(report_key(f->ask, e, text), f->part->key) == 0;
	if (!want)
		return !report_tag_next(&tags, &tag, &n);
	while (report_tag_next(&tags, &tag, &n))
		if (n == want && memcmp(tag, f->part->key, n) == 0)
			return true;
	return false;
}

static bool is_part(const struct find *f, const struct report_entry *e)
{
	const struct report_part *p = f->part;

	return (p->state == REPORT_ANY || p->state == e->state) && e->ms >= p->at_least &&
	       (p->hour < 0 || p->hour == report_hour(f->ask->zone, e->from)) &&
	       (p->bucket < 0 || p->bucket == report_bucket(e->ms)) &&
	       (!p->of_row || has_key(f, e));
}

/* Where the entry stands to the row that the page lies behind or before: -1 in front of it. */
static int compare_place(const struct page *page, const struct report_entry *e)
{
	if (e->ticket.v != page->at.number)
		return e->ticket.v > page->at.number ? -1 : 1;
	return (e->place > page->at.id) - (e->place < page->at.id);
}

static void keep_entry(struct find *f, const struct report_entry *e)
{
	struct report_entry *row = &f->rows[f->n % f->cap];

	*row = *e;
	row->tags = arena_strdup(f->cx->arena, e->tags);
	f->n++;
}

static enum err take_part(void *self, const struct report_entry *e, enum report_go *go)
{
	struct find *f = self;
	const struct page *page = f->page;
	int place = page->has_at ? compare_place(page, e) : 0;

	if (!is_part(f, e))
		return OK;
	if (page->cursor && page->backward) {
		if (page->has_at && place >= 0)
			*go = REPORT_ENOUGH;
		else
			keep_entry(f, e);
		return OK;
	}
	if (page->has_at && place <= 0)
		return OK;
	f->passed++;
	if (f->passed <= page->offset)
		return OK;
	if (f->n < f->cap)
		keep_entry(f, e);
	if (page->cursor && f->n == f->cap)
		*go = REPORT_ENOUGH;
	return OK;
}

/* The rows in order, without the one too many that tells that there are more. */
static int settle_page(struct find *f, struct report_entry *out)
{
	int limit = f->page->limit, kept = f->n < f->cap ? f->n : f->cap;
	int n = kept < limit ? kept : limit;
	int start = f->page->backward ? f->n - n : 0;

	for (int i = 0; i < n; i++)
		out[i] = f->rows[(start + i) % f->cap];
	f->page->has_more = kept > limit;
	f->page->rows = n;
	f->page->count = f->passed;
	if (n) {
		f->page->first = page_key(out[0].ticket.v, NULL, out[0].place);
		f->page->last = page_key(out[n - 1].ticket.v, NULL, out[n - 1].place);
	}
	return n;
}

enum err report_entries(struct cx *cx, const struct report_ask *ask, const struct report_part *part,
	struct page *page, struct report_entry **ret, int *ret_n)
{
	struct find f = {.cx = cx, .ask = ask, .part = part, .page = page, .cap = page->limit + 1};
	i64 newest = page->has_at && !page->backward ? page->at.number : INT64_MAX;
	struct report_entry *out = ARENA_ARRAY(cx->arena, struct report_entry, page->limit + 1);

	f.rows = ARENA_ARRAY(cx->arena, struct report_entry, f.cap);
	TRY(report_walk(cx, ask, newest, take_part, &f));
	*ret_n = settle_page(&f, out);
	for (int i = 0; i < *ret_n; i++)
		TRY(report_store_subject(cx, &out[i]));
	*ret = out;
	return OK;
}
