/*
 * Pages of lists on a real database: both dialects, both directions, number and text keys, back
 * pages, and rows that go or come while somebody walks.
 */
#include "domain/page.h"

#include "base/utf8.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ITEMS "SELECT i.id, i.number, i.name FROM item i WHERE i.shown = ?"

LIST(items_by_number, ITEMS, "i.number", "i.id");
LIST_FEW(items_by_few, ITEMS, "i.number", "i.id");
LIST(items_by_id, ITEMS, "i.id", "i.id");
LIST_TEXT(items_by_name, ITEMS, "i.name", "i.id");
QUERY(item_insert, "INSERT INTO item (id, number, name, shown) VALUES (?, ?, ?, 1)");
QUERY(item_delete, "DELETE FROM item WHERE id = ?");
QUERY(item_delete_all, "DELETE FROM item");

enum { ROWS_MAX = 600 };

struct row {
	i64 id, number;
	char name[PAGE_KEY * 2];
	char odd; /* rows of a size that is no multiple of a word are turned round as well */
};

static struct cx cx;
static struct row got[ROWS_MAX + 1];

static void add(i64 id, i64 number, const char *name)
{
	struct stmt *s = db_stmt(cx.db, &item_insert);

	bind_i64(s, id);
	bind_i64(s, number);
	bind_text(s, name);
	assert_int_equal(db_run(s), OK);
}

static void drop(i64 id)
{
	struct stmt *s = db_stmt(cx.db, &item_delete);

	bind_i64(s, id);
	assert_int_equal(db_run(s), OK);
}

/* One page as a store reads it; rows land in got, their number is returned. */
static int read_page(const struct list_def *list, struct page *page)
{
	static struct page_key keys[ROWS_MAX + 1];
	struct stmt *s = list_open(&cx, list, page);
	int n;

	assert_in_range(page->limit, 1, ROWS_MAX);
	bind_bool(s, true);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		struct row *r = &got[n];

		assert_in_range(n, 0, page->limit);
		r->id = col_i64(s);
		r->number = col_i64(s);
		snprintf(r->name, sizeof r->name, "%s", col_text(s));
		r->odd = (char)r->id;
		keys[n] = list->text_key	 ? page_key(0, r->name, r->id)
			  : list == &items_by_id ? page_key(r->id, NULL, r->id)
						 : page_key(r->number, NULL, r->id);
	}
	assert_int_equal(db_done(s), OK);
	list_finish(page, got, sizeof *got, &n, keys);
	assert_int_equal(page->rows, n);
	for (int i = 0; i < n; i++)
		assert_int_equal(got[i].odd, (char)got[i].id);
	if (n) {
		assert_int_equal(page->first.id, got[0].id);
		assert_int_equal(page->last.id, got[n - 1].id);
	}
	return n;
}

/* The ids of a page as "1,2,3". */
static const char *ids(int n)
{
	static char text[8 * ROWS_MAX];
	size_t at = 0;

	text[0] = 0;
	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(
			text + at, sizeof text - at, "%s%lld", i ? "," : "", (long long)got[i].id);
	return text;
}

static struct page page_of(int limit, bool descending)
{
	return (struct page){.limit = limit, .descending = descending, .cursor = true, .sort = "x"};
}

static void after(struct page *page)
{
	page->at = page->last;
	page->has_at = true;
	page->backward = false;
}

static void before(struct page *page)
{
	page->at = page->first;
	page->has_at = true;
	page->backward = true;
}

/* Ids 1..n; number id/3, so that every number stands three times. */
static void fill(int n)
{
	char name[32];

	assert_int_equal(db_run(db_stmt(cx.db, &item_delete_all)), OK);
	for (int i = 1; i <= n; i++) {
		snprintf(name, sizeof name, "name %03d", i / 3);
		add(i, i / 3, name);
	}
}

static const struct list_def *lists[] = {
	&items_by_number, &items_by_few, &items_by_id, &items_by_name};

static void cursor_walks_everything_once(void **state)
{
	(void)state;
	fill(50);
	for (size_t l = 0; l < COUNT_OF(lists); l++) {
		for (int limit = 1; limit <= 52; limit++) {
			for (int down = 0; down <= 1; down++) {
				struct page page = page_of(limit, down);
				i64 next = down ? 50 : 1;
				int pages = 0, n;

				do {
					n = read_page(lists[l], &page);
					for (int i = 0; i < n; i++, next += down ? -1 : 1)
						assert_int_equal(got[i].id, next);
					assert_int_equal(page.has_more, next >= 1 && next <= 50);
					after(&page);
					pages++;
				} while (page.has_more);
				assert_int_equal(next, down ? 0 : 51);
				assert_int_equal(pages, (50 + limit - 1) / limit);
			}
		}
	}
}

static void cursor_walks_back_the_same_way(void **state)
{
	(void)state;
	fill(20);
	for (size_t l = 0; l < COUNT_OF(lists); l++) {
		for (int down = 0; down <= 1; down++) {
			struct page page = page_of(6, down);
			char first[100], second[100];

			snprintf(first, sizeof first, "%s", ids(read_page(lists[l], &page)));
			after(&page);
			snprintf(second, sizeof second, "%s", ids(read_page(lists[l], &page)));
			after(&page);
			read_page(lists[l], &page);
			before(&page);
			assert_string_equal(ids(read_page(lists[l], &page)), second);
			assert_true(page.has_more);
			before(&page);
			assert_string_equal(ids(read_page(lists[l], &page)), first);
			assert_false(page.has_more);
			before(&page);
			assert_int_equal(read_page(lists[l], &page), 0);
			assert_false(page.has_more);
		}
	}
}

/* Backward without a place to start from: the end of the list, in the list's order. */
static void backward_from_nowhere_is_the_end(void **state)
{
	struct page page = page_of(3, false);

	(void)state;
	fill(10);
	page.backward = true;
	assert_string_equal(ids(read_page(&items_by_number, &page)), "8,9,10");
	assert_true(page.has_more);
	page = page_of(3, true);
	page.backward = true;
	assert_string_equal(ids(read_page(&items_by_name, &page)), "3,2,1");
}

static void offset_pages_count_from_the_start(void **state)
{
	struct page page = {.limit = 4, .sort = "x"};

	(void)state;
	fill(10);
	assert_string_equal(ids(read_page(&items_by_number, &page)), "1,2,3,4");
	assert_true(page.has_more);
	page.offset = 4;
	assert_string_equal(ids(read_page(&items_by_number, &page)), "5,6,7,8");
	page.offset = 8;
	assert_string_equal(ids(read_page(&items_by_number, &page)), "9,10");
	assert_false(page.has_more);
	page.offset = 12;
	assert_int_equal(read_page(&items_by_number, &page), 0);
	page.offset = INT64_MAX;
	assert_int_equal(read_page(&items_by_number, &page), 0);
	page = (struct page){.limit = 4, .offset = 4, .descending = true, .sort = "x"};
	assert_string_equal(ids(read_page(&items_by_name, &page)), "6,5,4,3");
	assert_string_equal(ids(read_page(&items_by_few, &page)), "6,5,4,3");
	page = page_of(4, false);
	page.offset = 4; /* a cursor page has no offset */
	assert_string_equal(ids(read_page(&items_by_number, &page)), "1,2,3,4");
}

/* Rows that go take nobody with them; even the row that the cursor stands on may go. */
static void deletion_shifts_nothing(void **state)
{
	struct page page = page_of(4, false);

	(void)state;
	fill(12);
	read_page(&items_by_number, &page);
	drop(1);
	drop(4); /* the last of the page */
	drop(6);
	after(&page);
	assert_string_equal(ids(read_page(&items_by_number, &page)), "5,7,8,9");
	before(&page);
	drop(5); /* the first of the page */
	assert_string_equal(ids(read_page(&items_by_number, &page)), "2,3");
	assert_false(page.has_more);
	page = page_of(4, true);
	read_page(&items_by_name, &page);
	drop(9);
	after(&page);
	assert_string_equal(ids(read_page(&items_by_name, &page)), "8,7,3,2");
}

/* Rows that come before the cursor are not seen, those behind it are. */
static void insertion_doubles_nothing(void **state)
{
	struct page page = page_of(4, false);

	(void)state;
	fill(8);
	read_page(&items_by_number, &page);
	add(100, 0, "name 000");
	add(101, 2, "name 002");
	after(&page);
	assert_string_equal(ids(read_page(&items_by_number, &page)), "5,6,7,8");
	assert_true(page.has_more);
	after(&page);
	assert_string_equal(ids(read_page(&items_by_number, &page)), "101");
}

static void an_empty_list_has_no_pages(void **state)
{
	(void)state;
	fill(0);
	for (size_t l = 0; l < COUNT_OF(lists); l++) {
		for (int variant = 0; variant < 4; variant++) {
			struct page page = page_of(5, variant & 1);

			page.backward = variant & 2;
			assert_int_equal(read_page(lists[l], &page), 0);
			assert_false(page.has_more);
		}
	}
}

static void extreme_numbers_are_in_the_list(void **state)
{
	static const i64 numbers[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};

	(void)state;
	fill(0);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		add((i64)i + 1, numbers[i], "x");
	for (int limit = 1; limit < 9; limit++) {
		struct page page = page_of(limit, false), back = page_of(limit, true);
		int seen = 0;

		do {
			seen += read_page(&items_by_number, &page);
			assert_int_equal(page.last.id, seen);
			after(&page);
		} while (page.has_more);
		assert_int_equal(seen, 7);
		do {
			seen -= read_page(&items_by_number, &back);
			assert_int_equal(back.last.id, seen + 1);
			after(&back);
		} while (back.has_more);
		assert_int_equal(seen, 0);
	}
}

/* Texts in code point order, from nothing to the last character there is. */
static void extreme_texts_are_in_the_list(void **state)
{
	static const char *const names[] = {"", "\x01", " ", "A", "a", "a\xcc\x8a", "z", "\xc4\x8d",
		"\xef\xbf\xbf", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf",
		"\xf4\x8f\xbf\xbfz", "\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf"};
	const int all = COUNT_OF(names);

	(void)state;
	fill(0);
	for (int i = 0; i < all; i++)
		add(i + 1, 0, names[i]);
	for (int limit = 1; limit < 16; limit++) {
		struct page page = page_of(limit, false), back = page_of(limit, true);
		int seen = 0;

		do {
			seen += read_page(&items_by_name, &page);
			assert_int_equal(page.last.id, seen);
			after(&page);
		} while (page.has_more);
		assert_int_equal(seen, all);
		do {
			seen -= read_page(&items_by_name, &back);
			assert_int_equal(back.last.id, seen + 1);
			after(&back);
		} while (back.has_more);
		assert_int_equal(seen, 0);
	}
}

/* The longest keys that a list has: a tag of 80 characters of four bytes behind "tag:". */
static void longest_keys_do_not_stop_the_walk(void **state)
{
	char name[5 + 80 * 4];

	(void)state;
	fill(0);
	for (int i = 0; i < 9; i++) {
		memcpy(name, "tag:", 5);
		for (int c = 0; c < 80; c++)
			memcpy(name + 4 + 4 * c, "\xf0\x9f\x98\x80", 5);
		name[sizeof name - 2] = (char)(0x80 + i);
		add(i + 1, 0, name);
	}
	for (int down = 0; down <= 1; down++) {
		struct page page = page_of(1, down);

		for (int i = 0; i < 9; i++) {
			assert_int_equal(read_page(&items_by_name, &page), 1);
			assert_int_equal(got[0].id, down ? 9 - i : i + 1);
			assert_int_equal(page.has_more, i < 8);
			after(&page);
		}
	}
}

static void keys_are_cut_at_a_character(void **state)
{
	char text[PAGE_KEY + 10];

	(void)state;
	for (size_t pad = 0; pad < 4; pad++) {
		struct page_key k;

		memset(text, 'a', sizeof text);
		for (size_t i = pad; i + 4 < sizeof text; i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 5);
		k = page_key(5, text, 6);
		assert_int_equal(k.number, 5);
		assert_int_equal(k.id, 6);
		assert_in_range(strlen(k.text), PAGE_KEY - 4, PAGE_KEY - 1);
		assert_true(utf8_valid(k.text, strlen(k.text)));
		assert_memory_equal(k.text, text, strlen(k.text));
	}
	memset(text, 'a', sizeof text);
	text[PAGE_KEY - 1] = 0;
	assert_string_equal(page_key(0, text, 0).text, text);
	assert_string_equal(page_key(0, NULL, 0).text, "");
}

static int setup(void **state)
{
	char why[200];

	(void)state;
	if (unit_dir_make())
		return -1;
	cx.db = db_open(unit_path, DB_WRITE, why, sizeof why);
	assert_non_null(cx.db);
	return db_script(cx.db,
		       "PRAGMA synchronous=OFF;"
		       "CREATE TABLE item (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, "
		       "name TEXT NOT NULL, shown INTEGER NOT NULL) STRICT;"
		       "CREATE INDEX item_number ON item (shown, number, id);"
		       "CREATE INDEX item_name ON item (shown, name, id);",
		       why, sizeof why) == OK
		       ? 0
		       : -1;
}

static int teardown(void **state)
{
	(void)state;
	db_close(cx.db);
	return unit_dir_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cursor_walks_everything_once),
		cmocka_unit_test(cursor_walks_back_the_same_way),
		cmocka_unit_test(backward_from_nowhere_is_the_end),
		cmocka_unit_test(offset_pages_count_from_the_start),
		cmocka_unit_test(deletion_shifts_nothing),
		cmocka_unit_test(insertion_doubles_nothing),
		cmocka_unit_test(an_empty_list_has_no_pages),
		cmocka_unit_test(extreme_numbers_are_in_the_list),
		cmocka_unit_test(extreme_texts_are_in_the_list),
		cmocka_unit_test(longest_keys_do_not_stop_the_walk),
		cmocka_unit_test(keys_are_cut_at_a_character),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
