/* Running one page of a keyset list. */
#include "domain/page.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Walking down the key order: descending lists forward, ascending ones backward. */
static bool walks_down(const struct page *page)
{
	return page->descending != page->backward;
}

struct stmt *list_open(struct cx *cx, const struct list_def *list, const struct page *page)
{
	bool down = walks_down(page);
	struct stmt *s = db_stmt(cx->db, down ? list->down : list->up), *same;

	if (!list->same_up || !page->has_at)
		return s;
	same = db_stmt(cx->db, down ? list->same_down : list->same_up);
	db_follow(same, s);
	return same;
}

/* Behind every key of text: characters that no text begins with so many of. */
#define LAST_4 "\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf"
static const char last_text[] =
	LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4 LAST_4;

/* The rest of one key's rows, then the keys behind it. */
static void bind_few(struct stmt *s, const struct page *page)
{
	struct stmt *after = db_apart(s);
	bool down = walks_down(page);

	if (after) {
		bind_i64(s, page->at.number);
		bind_i64(s, page->at.id);
		bind_i64(s, page->limit + 1);
	} else {
		after = s;
	}
	bind_i64(after, page->has_at ? page->at.number : down ? INT64_MAX : INT64_MIN);
	bind_i64(after, page->limit + 1);
	bind_i64(after, page->cursor ? 0 : page->offset);
}

void list_bind(struct stmt *s, const struct list_def *list, const struct page *page)
{
	bool down = walks_down(page);

	if (list->same_up) {
		bind_few(s, page);
		return;
	}

	if (list->text_key)
		bind_text(s, page->has_at ? page->at.text : down ? last_text : "");
	else
		bind_i64(s, page->has_at ? page->at.number : down ? INT64_MAX : INT64_MIN);
	bind_i64(s, page->has_at ? page->at.id : down ? INT64_MAX : INT64_MIN);
	bind_i64(s, page->limit + 1);
	bind_i64(s, page->cursor ? 0 : page->offset);
}

bool list_row(struct stmt *s, const struct page *page, int n)
{
	return n <= page->limit && db_row(s);
}

static void swap_bytes(char *a, char *b, size_t n)
{
	while (n--) {
		char t = a[n];

		a[n] = b[n];
		b[n] = t;
	}
}

void list_finish(struct page *page, void *rows, size_t row_size, int *n, struct page_key *keys)
{
	char *base = rows;

	page->has_more = *n > page->limit;
	if (page->has_more)
		*n = page->limit;
	for (int i = 0, j = *n - 1; page->backward && i < j; i++, j--) {
		swap_bytes(base + (size_t)i * row_size, base + (size_t)j * row_size, row_size);
		swap_bytes((char *)&keys[i], (char *)&keys[j], sizeof *keys);
	}
	page->rows = *n;
	if (*n) {
		page->first = keys[0];
		page->last = keys[*n - 1];
	}
}

enum err list_read(struct cx *cx, struct stmt *s, const struct list_def *list, struct page *page,
	row_read *read, size_t size, void **ret, int *ret_n)
{
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	char *rows = ARENA_ARRAY(cx->arena, char, size *((size_t)page->limit + 1));
	int n;

	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		i64 id = read(s, cx->arena, rows + size * (size_t)n);

		keys[n] = page_key(id, NULL, id);
	}
	TRY(db_done(s));
	list_finish(page, rows, size, &n, keys);
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err row_get(struct cx *cx, struct stmt *s, row_read *read, void *ret)
{
	bool found = db_row(s);

	if (found)
		read(s, cx->arena, ret);
	TRY(db_done(s));
	return found ? OK : fail_not_found(cx);
}

struct page_key page_key(i64 number, const char *text, i64 id)
{
	struct page_key k = {.number = number, .id = id};

	if (text) {
		size_t n = strlen(text);

		if (n >= PAGE_KEY) {
			n = PAGE_KEY - 1;
			while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
				n--;
		}
		memcpy(k.text, text, n);
	}
	return k;
}
