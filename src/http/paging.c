/*
 * One page of a list on the wire, in both dialects of the API: offset (page, per_page) and cursor
 * (page[size], page[after], page[before]). A cursor is the sort key and the id of a row with a
 * short signature over them and the list they belong to, so that it cannot be made up or carried
 * to another list. Links repeat the client's own query.
 */
#include "http/http_i.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 10000, MAC = 10, CURSOR_MAX = 16 + PAGE_KEY + MAC };

static uint8_t key[SECRET_KEY];

void paging_start(const uint8_t *link_key)
{
	static const char purpose[] = "page cursor";

	secret_mac(key, link_key, purpose, sizeof purpose - 1);
}

/* Signature of a key within this request's list and sort. */
static void cursor_mac(
	struct rq *rq, const struct page *page, const void *p, size_t n, uint8_t out[SECRET_HASH])
{
	size_t path = strlen(rq->route->path), sort = strlen(page->sort);
	char *all = arena_alloc(rq->cx.arena, path + sort + n + 2);

	memcpy(all, rq->route->path, path);
	all[path] = page->descending ? '-' : '+';
	memcpy(all + path + 1, page->sort, sort);
	memcpy(all + path + sort + 2, p, n);
	secret_mac(out, key, all, path + sort + n + 2);
}

static const char *cursor_encode(struct rq *rq, const struct page *page, const struct page_key *at)
{
	uint8_t bytes[CURSOR_MAX], mac[SECRET_HASH];
	size_t n = strlen(at->text);

	memcpy(bytes, &at->number, 8);
	memcpy(bytes + 8, &at->id, 8);
	memcpy(bytes + 16, at->text, n);
	cursor_mac(rq, page, bytes, 16 + n, mac);
	memcpy(bytes + 16 + n, mac, MAC);
	return secret_base64(rq->cx.arena, bytes, 16 + n + MAC);
}

static enum err cursor_decode(struct rq *rq, struct page *page, const char *text)
{
	uint8_t bytes[CURSOR_MAX], mac[SECRET_HASH];
	int got = secret_unbase64(bytes, sizeof bytes, text, strlen(text));
	size_t n = got < 16 + MAC ? 0 : (size_t)got - 16 - MAC;

	if (got >= 16 + MAC)
		cursor_mac(rq, page, bytes, 16 + n, mac);
	if (got < 16 + MAC || n >= PAGE_KEY || !secret_equal(mac, bytes + 16 + n, MAC))
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter page cursor is not valid");
	page->has_at = true;
	page->at = (struct page_key){0};
	memcpy(&page->at.number, bytes, 8);
	memcpy(&page->at.id, bytes + 8, 8);
	memcpy(page->at.text, bytes + 16, n);
	return OK;
}

static bool is_given(const char *value)
{
	return value && *value && strcmp(value, "None") != 0;
}

/* The sort by that name in the route's list; NULL: unknown. */
static const char *find_sort(const char *const *sorts, const char *name)
{
	for (; *sorts; sorts++)
		if (strcmp(*sorts + strspn(*sorts, "-#"), name) == 0)
			return *sorts;
	return NULL;
}

/* ?sort=, which has to be known. */
static enum err read_signed(struct rq *rq, const char *const *sorts, const char *name,
	const char **ret_found, struct page *page)
{
	page->descending = *name == '-';
	*ret_found = find_sort(sorts, name + page->descending);
	if (!*ret_found)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			strchr(name, ',') ? "Parameter sort must be one field, not several"
					  : "Parameter sort must be one of the fields "
					    "that this list sorts by");
	return OK;
}

static enum err read_sort(struct rq *rq, const char *const *sorts, struct page *page)
{
	const char *name = rq_query(rq, "sort"), *by = rq_query(rq, "sort_by");
	const char *order = rq_query(rq, "sort_order"), *found = NULL;

	if (is_given(name)) {
		TRY(read_signed(rq, sorts, name, &found, page));
	} else {
		found = is_given(by) ? find_sort(sorts, by) : NULL;
		found = found ? found : sorts[0];
		page->descending = *found == '-';
	}
	if (*found == '#' && page->cursor)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Sorting by %s needs page and per_page, not page[size]", found + 1);
	page->sort = found + strspn(found, "-#");
	if (order && strcmp(order, "desc") == 0)
		page->descending = true;
	else if (order && strcmp(order, "asc") == 0)
		page->descending = false;
	else if (order && *order && strcmp(order, "None") != 0)
		return fail(
			&rq->cx, E_PARAM, NULL, NULL, "Parameter sort_order must be asc or desc");
	return OK;
}

void rq_page_place(struct page *page)
{
	if (!page->cursor || !page->has_at)
		return;
	page->offset = page->at.number;
	if (page->backward) {
		page->limit = page->offset < page->limit ? (int)page->offset : page->limit;
		page->offset -= page->limit;
	}
}

void rq_page_placed(struct page *page)
{
	page->first = page_key(page->offset, NULL, 0);
	page->last = page_key(page->offset + page->rows, NULL, 0);
	if (page->backward)
		page->has_more = page->offset > 0;
}

static enum err read_limit(struct rq *rq, const char *name, int *ret)
{
	i64 v;

	TRY(rq_query_i64(rq, name, PAGE_MAX, &v));
	if (v < 1)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter %s must be at least 1", name);
	*ret = v > PAGE_MAX ? PAGE_MAX : (int)v;
	return OK;
}

/* `size` is the parameter that tells how many. */
static enum err read_cursor(struct rq *rq, const char *size, struct page *page)
{
	const char *after = rq_query(rq, "page[after]"), *before = rq_query(rq, "page[before]");

	TRY(read_limit(rq, size, &page->limit));
	if (after && before)
		return fail(
			&rq->cx, E_PARAM, NULL, NULL, "Give page[after] or page[before], not both");
	page->backward = before != NULL;
	if (after && *after)
		return cursor_decode(rq, page, after);
	if (before && *before)
		return cursor_decode(rq, page, before);
	return OK;
}

static enum err read_offset(struct rq *rq, struct page *page)
{
	i64 number;

	TRY(read_limit(rq, "per_page", &page->limit));
	TRY(rq_query_i64(rq, "page", 1, &number));
	if (number < 1)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter page must be at least 1");
	if (number > DEPTH_MAX / page->limit)
		return fail(&rq->cx, E_PAGING_DEPTH, NULL, NULL,
			"Offset pagination ends at %d records; use page[size]", DEPTH_MAX);
	page->offset = (number - 1) * page->limit;
	return OK;
}

static bool asks(struct rq *rq, const char *const *names)
{
	for (; *names; names++)
		if (rq_query(rq, *names))
			return true;
	return false;
}

static bool asks_cursor(struct rq *rq)
{
	static const char *const names[] = {"page[size]", "page[after]", "page[before]", NULL};

	return asks(rq, names);
}

static bool asks_offset(struct rq *rq)
{
	static const char *const names[] = {"page", "per_page", NULL};

	return asks(rq, names);
}

static enum err read_dialect(struct rq *rq, struct page *page)
{
	return page->cursor ? read_cursor(rq, "page[size]", page) : read_offset(rq, page);
}

enum err rq_page(struct rq *rq, const char *const *sorts, struct page *ret)
{
	*ret = (struct page){.limit = PAGE_MAX, .cursor = asks_cursor(rq)};
	TRY(read_sort(rq, sorts, ret));
	return read_dialect(rq, ret);
}

/* --- lists that are whole in memory --- */

struct whole {
	const char *ids; /* that of the first row; NULL: rows have none */
	size_t size;	 /* from one to the next */
	int n;
};

static i64 whole_id(const struct whole *w, i64 i)
{
	i64 id = 0;

	if (w->ids && i >= 0 && i < w->n)
		memcpy(&id, w->ids + (size_t)i * w->size, sizeof id);
	return id;
}

/* Where the row with this id is, looked for at `place` first (an id may be there twice). -1: it is
 * gone. */
static i64 whole_find(const struct whole *w, i64 id, i64 place)
{
	if (!id)
		return -1;
	if (whole_id(w, place) == id)
		return place;
	for (int i = 0; i < w->n; i++)
		if (whole_id(w, i) == id)
			return i;
	return -1;
}

/* The cursor's place: its row's, else what was its place. */
static void whole_at(const struct whole *w, struct page *page)
{
	i64 step = page->backward ? 0 : 1;
	i64 found = whole_find(w, page->at.id, page->at.number - step);

	if (found >= 0)
		page->at.number = found + step;
	if (page->at.number > w->n)
		page->at.number = w->n;
}

static void whole_cut(const struct whole *w, struct page *page)
{
	i64 left = page->offset < w->n ? w->n - page->offset : 0;

	page->rows = (int)(left < page->limit ? left : page->limit);
	page->has_more = left > page->limit;
	page->count = w->n;
	rq_page_placed(page);
	page->first.id = whole_id(w, page->offset);
	page->last.id = whole_id(w, page->offset + page->rows - 1);
}

enum err rq_page_whole(
	struct rq *rq, const void *rows, size_t size, size_t id, int n, struct page *ret)
{
	struct whole w = {rows ? (const char *)rows + id : NULL, size, n};

	*ret = (struct page){.limit = PAGE_MAX, .sort = "place", .cursor = asks_cursor(rq)};
	if (!ret->cursor && !asks_offset(rq)) {
		ret->rows = n;
		ret->count = n;
		return OK;
	}
	TRY(read_dialect(rq, ret));
	if (ret->has_at)
		whole_at(&w, ret);
	rq_page_place(ret);
	if (ret->limit)
		whole_cut(&w, ret);
	return OK;
}

enum err rq_page_history(struct rq *rq, const char *const *sorts, struct page *ret)
{
	if (!rq_query(rq, "limit"))
		return rq_page(rq, sorts, ret);
	*ret = (struct page){.limit = PAGE_MAX, .cursor = true};
	TRY(read_sort(rq, sorts, ret));
	return read_cursor(rq, "limit", ret);
}

static void add_pair(struct buf *b, const char *name, const char *value)
{
	buf_char(b, strchr(b->p, '?') ? '&' : '?');
	buf_url(b, name);
	buf_char(b, '=');
	buf_url(b, value);
}

static bool is_among(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

void reply_link(struct rq *rq, const char *member, const char *name, const char *value,
	const char *const *without)
{
	struct rq_private *p = rq->private;
	struct buf b = BUF_INIT(4 * HTTP_TARGET_MAX);

	if (!value) {
		jw_null(&rq->jw, member);
		return;
	}
	buf_str(&b, rq->base_url);
	buf_str(&b, p->raw_path);
	for (int i = 0; i < p->query.n; i++) {
		const char *q = p->query.v[i].name;

		if (!is_among(q, without))
			add_pair(&b, q, p->query.v[i].value);
	}
	add_pair(&b, name, value);
	jw_str(&rq->jw, member, b.p);
	buf_free(&b);
}

/* The client's own address with `name` set to `value` and other page parameters left out. */
static void write_link(struct rq *rq, const char *member, const char *name, const char *value)
{
	static const char *const without[] = {"page", "page[after]", "page[before]", NULL};

	reply_link(rq, member, name, value, without);
}

/* The cursors of a page's ends, NULL on an empty one, and whether the links beyond them are there.
 */
struct ends {
	const char *after, *before;
	bool next, previous;
};

static struct ends ends_of(struct rq *rq, const struct page *page)
{
	struct ends ends = {.next = page->backward ? page->rows > 0 : page->has_more,
		.previous = page->backward ? page->has_more : page->has_at && page->rows > 0};

	if (page->rows) {
		ends.after = cursor_encode(rq, page, &page->last);
		ends.before = cursor_encode(rq, page, &page->first);
	}
	return ends;
}

void reply_history_urls(struct rq *rq, const struct page *page)
{
	struct ends ends = ends_of(rq, page);

	if (!rq_query(rq, "limit"))
		return;
	write_link(rq, "before_url", "page[after]", ends.next ? ends.after : NULL);
	write_link(rq, "after_url", "page[before]", ends.previous ? ends.before : NULL);
	jw_str(&rq->jw, "before_cursor", ends.after);
	jw_str(&rq->jw, "after_cursor", ends.before);
}

static void write_cursor_page(struct rq *rq, const struct page *page)
{
	struct jw *w = &rq->jw;
	struct ends ends = ends_of(rq, page);

	jw_object(w, "meta");
	jw_bool(w, "has_more", page->has_more);
	jw_str(w, "after_cursor", ends.after);
	jw_str(w, "before_cursor", ends.before);
	jw_end(w);
	jw_object(w, "links");
	write_link(rq, "prev", "page[before]", ends.previous ? ends.before : NULL);
	write_link(rq, "next", "page[after]", ends.next ? ends.after : NULL);
	jw_end(w);
}

static void write_offset_page(struct rq *rq, const struct page *page)
{
	struct arena *a = rq->cx.arena;
	i64 number = page->offset / page->limit + 1;
	const char *next = arena_printf(a, "%lld", (long long)number + 1);
	const char *previous = arena_printf(a, "%lld", (long long)number - 1);

	jw_i64(&rq->jw, "count", page->count);
	write_link(rq, "next_page", "page",
		page->has_more || page->offset + page->rows < page->count ? next : NULL);
	write_link(rq, "previous_page", "page", number > 1 ? previous : NULL);
}

done reply_page(struct rq *rq, const struct page *page)
{
	reply_list_end(rq);
	if (page->cursor)
		write_cursor_page(rq, page);
	else
		write_offset_page(rq, page);
	return reply_end(rq);
}
