/*
 * Comments come in files of their own, in the order of time; a ticket needs all of its own at once.
 * They are gathered in a file without a name, and an index by ticket says where: 24 bytes of memory
 * a comment, whatever they say.
 */
#include "cmd_import.h"

#include "base/log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREAD_MAX = 48 << 20 }; /* bytes of one ticket's comments */

struct place {
	i64 ticket, offset;
	uint32_t bytes;
};

struct import_comments {
	FILE *file;
	i64 size;
	struct place *places;
	size_t count, cap;
};

static FILE *scratch_file(struct import *im)
{
	const char *dir = arena_printf(im->cx->arena, "%s/files/tmp", im->env->line->data_dir);
	char *path = arena_printf(im->cx->arena, "%s/import-XXXXXX", dir);
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd < 0)
		return NULL;
	unlink(path);
	return fdopen(fd, "w+");
}

static void add_place(struct import_comments *c, const struct place *place)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 4096;
		c->places = realloc(c->places, c->cap * sizeof *c->places);
		if (!c->places)
			die("no memory for the places of comments");
	}
	c->places[c->count++] = *place;
}

static bool store_text(struct import_comments *c, i64 ticket, const char *text, size_t n)
{
	add_place(c, &(struct place){ticket, c->size, (uint32_t)n});
	c->size += (i64)n;
	return n && fwrite(text, 1, n, c->file) == n;
}

/* What a ticket will want to know, as one line. */
static bool store(struct import_comments *c, i64 ticket, const json_t *comment)
{
	static const char *const keys[] = {"id", "author_id", "body", "html_body", "public",
		"created_at", "via", "attachments"};
	CLEANUP(json_cleanup) json_t *kept = json_object();
	char *text;
	bool good;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		json_t *v = json_object_get(comment, keys[i]);

		if (v && !(strcmp(keys[i], "html_body") == 0 && json_get_str(comment, "body")))
			json_object_set(kept, keys[i], v);
	}
	text = json_dumps(kept, JSON_COMPACT);
	good = text && store_text(c, ticket, text, strlen(text));
	free(text);
	return good;
}

/* An event of a ticket: those of its children that are comments. */
static bool store_event(struct import_comments *c, const json_t *event)
{
	const json_t *children = json_object_get(event, "child_events");
	json_t *child;
	size_t i;

	json_array_foreach ((json_t *)children, i, child) {
		const char *type = json_get_str(child, "event_type");
		CLEANUP(json_cleanup) json_t *comment = NULL;

		if (!type || strcmp(type, "Comment") != 0 || !json_get_str(child, "body"))
			continue;
		comment = json_copy(child);
		if (!json_object_get(comment, "author_id"))
			json_object_set(comment, "author_id", json_object_get(event, "updater_id"));
		if (!json_object_get(comment, "created_at"))
			json_object_set(
				comment, "created_at", json_object_get(event, "created_at"));
		if (!store(c, import_id(event, "ticket_id"), comment))
			return false;
	}
	return true;
}

static bool store_record(struct import *im, const struct import_record *r)
{
	i64 ticket = import_id(r->json, "ticket_id");

	if (json_object_get(r->json, "child_events"))
		return store_event(im->comments, r->json);
	if (!ticket)
		ticket = import_id(r->page, "ticket_id");
	if (ticket && r->text) /* as it stands in its file: writing JSON costs more than reading */
		return store_text(im->comments, ticket, r->text, r->bytes);
	if (ticket)
		return store(im->comments, ticket, r->json);
	import_problem(im, r, "it has no ticket_id");
	im->comments_failed++;
	im->stopped = im->strict;
	return true;
}

static enum err collect(struct import *im, const char *name)
{
	struct import_reader *r = import_reader_new(im->dir, name);
	struct import_record record;
	bool good = true;

	while (good && !im->stopped && import_reader_next(r, &record)) {
		if (record.bad) {
			import_problem(im, &record, record.bad);
			im->comments_failed++;
			im->stopped = im->strict;
			continue;
		}
		good = store_record(im, &record);
		import_progress_line(im, name, (i64)im->comments->count);
	}
	import_reader_free(&r);
	return good ? OK
		    : fail(im->cx, E_STORAGE, NULL, NULL,
			      "the comments could not be gathered: is the disk full?");
}

static int by_ticket(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->ticket != y->ticket)
		return x->ticket < y->ticket ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

enum err import_comments_collect(struct import *im)
{
	static const char *const names[] = {"comments", "ticket_comments", "ticket_events"};
	struct import_comments *c = calloc(1, sizeof *c);

	if (!c)
		die("no memory for comments");
	im->comments = c;
	c->file = scratch_file(im);
	if (!c->file)
		return fail(
			im->cx, E_STORAGE, NULL, NULL, "a file for the comments could not be made");
	for (size_t i = 0; i < COUNT_OF(names) && !im->stopped; i++)
		TRY(collect(im, names[i]));
	if (c->count)
		qsort(c->places, c->count, sizeof *c->places, by_ticket);
	return fflush(c->file) == 0
		       ? OK
		       : fail(im->cx, E_STORAGE, NULL, NULL, "the comments could not be gathered");
}

/* The first place of a ticket, or of those behind it. */
static size_t first_of(const struct import_comments *c, i64 ticket)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->places[middle].ticket < ticket)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

json_t *import_comments_of(struct import *im, i64 ticket)
{
	const struct import_comments *c = im->comments;
	json_t *list = json_array();
	size_t bytes = 0;

	for (size_t i = first_of(c, ticket); i < c->count && c->places[i].ticket == ticket; i++) {
		const struct place *p = &c->places[i];
		char *text;
		json_t *comment = NULL;

		bytes += p->bytes;
		if (bytes > THREAD_MAX) {
			im->texts_cut++;
			break;
		}
		text = arena_alloc(im->cx->arena, p->bytes + 1);
		if (pread(fileno(c->file), text, p->bytes, p->offset) == (ssize_t)p->bytes)
			comment = json_parse(text, p->bytes, NULL, 0);
		if (comment)
			json_array_append_new(list, comment);
	}
	return list;
}

void import_comments_free(struct import_comments *c)
{
	if (!c)
		return;
	if (c->file)
		fclose(c->file);
	free(c->places);
	free(c);
}
