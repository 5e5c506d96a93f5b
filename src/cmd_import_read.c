/* Reading an export's files: JSON lines, pages in lines, or one page a file. */
#include "cmd_import.h"

#include "base/buf.h"
#include "base/log.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 16, WHY_MAX = 200 };

struct import_reader {
	char name[64];
	char **paths;
	int count, at; /* at: of the file that is open, from 1 */
	FILE *file;
	bool whole; /* the file is one document */
	i64 line;
	struct buf text;
	json_t *document;
	const json_t *items; /* of the document; NULL: it is the object itself */
	size_t item;
	bool wrapped; /* document stood in a wrapping */
	char why[WHY_MAX];
};

/* "tickets.jsonl", "tickets-2.json": the list's name, perhaps a part, and how it ends. */
static bool is_file_of(const char *file, const char *name)
{
	static const char *const ends[] = {".jsonl", ".ndjson", ".json"};
	size_t n = strlen(name), length = strlen(file);

	if (strncmp(file, name, n) != 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		size_t end = strlen(ends[i]);
		const char *part = file + n;

		if (length < n + end || strcmp(file + length - end, ends[i]) != 0)
			continue;
		if (length == n + end)
			return true;
		return strchr("-_.", *part) && isdigit((unsigned char)part[1]);
	}
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static void add_path(struct import_reader *r, const char *dir, const char *file)
{
	if (!(r->count & (r->count - 1))) {
		size_t cap = r->count ? (size_t)r->count * 2 : 1;

		r->paths = realloc(r->paths, cap * sizeof *r->paths);
	}
	if (!r->paths || asprintf(&r->paths[r->count++], "%s/%s", dir, file) < 0)
		die("no memory for the names of files");
}

struct import_reader *import_reader_new(const char *dir, const char *name)
{
	struct import_reader *r = calloc(1, sizeof *r);
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (!r)
		die("no memory for a reader");
	snprintf(r->name, sizeof r->name, "%s", name);
	r->text = (struct buf)BUF_INIT(IMPORT_PAGE_MAX);
	while (d && r->count < IMPORT_FILES_MAX && (entry = readdir(d)))
		if (is_file_of(entry->d_name, name))
			add_path(r, dir, entry->d_name);
	if (d)
		closedir(d);
	if (r->count)
		qsort(r->paths, (size_t)r->count, sizeof *r->paths, by_text);
	return r;
}

void import_reader_free(struct import_reader **reader)
{
	struct import_reader *r = *reader;

	if (!r)
		return;
	for (int i = 0; i < r->count; i++)
		free(r->paths[i]);
	free(r->paths);
	if (r->file)
		fclose(r->file);
	json_decref(r->document);
	buf_free(&r->text);
	free(r);
	*reader = NULL;
}

int import_reader_files(const struct import_reader *r)
{
	return r->count;
}

static bool open_next(struct import_reader *r)
{
	const char *path;

	if (r->file)
		fclose(r->file);
	r->file = NULL;
	r->line = 0;
	if (r->at == r->count)
		return false;
	path = r->paths[r->at++];
	r->file = fopen(path, "re");
	r->whole = strcmp(path + strlen(path) - 5, ".json") == 0;
	return true;
}

/* The next line, or the whole file, into text; false at the end. */
static bool read_text(struct import_reader *r)
{
	char chunk[CHUNK];
	bool any = false;

	buf_reset(&r->text);
	r->text.max = r->whole ? IMPORT_PAGE_MAX : IMPORT_LINE_MAX;
	r->text.failed = false;
	r->line++;
	while (r->file && fgets(chunk, sizeof chunk, r->file)) {
		size_t n = strlen(chunk);

		any = true;
		buf_add(&r->text, chunk, n);
		if (!r->whole && n && chunk[n - 1] == '\n')
			break;
	}
	return any;
}

static bool is_blank(const struct buf *text)
{
	return !text->n || strspn(text->p, " \t\r\n") == text->n;
}

/* A page is an object with the list in it, or a bare array; {"ticket": {…}} is one in a wrapping.
 */
static void find_items(struct import_reader *r)
{
	const json_t *list = json_object_get(r->document, r->name);
	char singular[sizeof r->name];

	r->item = 0;
	r->wrapped = false;
	r->items = json_is_array(r->document) ? r->document : json_is_array(list) ? list : NULL;
	snprintf(singular, sizeof singular, "%.*s", (int)strlen(r->name) - 1, r->name);
	list = json_object_get(r->document, singular);
	if (!r->items && json_is_object(list) && json_object_size(r->document) == 1) {
		json_t *inner = json_incref((json_t *)list);

		json_decref(r->document);
		r->document = inner;
		r->wrapped = true;
	}
}

static void parse(struct import_reader *r, struct import_record *ret)
{
	if (r->text.failed) {
		ret->bad = "it is too long";
		return;
	}
	r->document = json_parse(r->text.p, r->text.n, r->why, sizeof r->why);
	if (!r->document)
		ret->bad = r->why;
	else if (json_is_object(r->document) || json_is_array(r->document))
		find_items(r);
	else
		ret->bad = "it is no object";
}

/* The next object of the document at hand. */
static bool take_item(struct import_reader *r, struct import_record *ret)
{
	if (!r->document)
		return false;
	if (!r->items && r->item++ == 0) {
		ret->json = r->document;
		ret->text = r->wrapped ? NULL : r->text.p;
		ret->bytes = r->text.n;
		return true;
	}
	if (r->items && r->item < json_array_size(r->items)) {
		ret->json = json_array_get(r->items, r->item++);
		ret->page = r->document;
		if (!json_is_object(ret->json)) {
			ret->json = NULL;
			ret->bad = "it is no object";
		}
		return true;
	}
	json_decref(r->document);
	r->document = NULL;
	return false;
}

bool import_reader_next(struct import_reader *r, struct import_record *ret)
{
	for (;;) {
		*ret = (struct import_record){
			.file = r->at ? r->paths[r->at - 1] : "", .line = r->line};
		if (take_item(r, ret))
			return true;
		if (!r->file || !read_text(r)) {
			if (!open_next(r))
				return false;
			if (!r->file) {
				*ret = (struct import_record){
					.file = r->paths[r->at - 1], .bad = "it cannot be read"};
				return true;
			}
			continue;
		}
		ret->line = r->line;
		if (is_blank(&r->text))
			continue;
		parse(r, ret);
		if (ret->bad) {
			json_decref(r->document);
			r->document = NULL;
			return true;
		}
	}
}
