/* Tag lists: splitting, folding, sorting and set arithmetic. Storage is in tag_store.c. */
#include "domain/tag.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const char separators[] = " ,\t\r\n";

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sort and drop doubles. */
static void settle(struct text_list *list)
{
	int n = 0;

	if (list->n > 1)
		qsort(list->v, (size_t)list->n, sizeof *list->v, by_text);
	for (int i = 0; i < list->n; i++)
		if (!n || strcmp(list->v[n - 1], list->v[i]) != 0)
			list->v[n++] = list->v[i];
	list->n = n;
}

static int count_words(const char *text)
{
	int n = 0;

	for (text += strspn(text, separators); *text; n++) {
		text += strcspn(text, separators);
		text += strspn(text, separators);
	}
	return n;
}

/* Append the words of text to a list that has room. */
static void add_words(struct arena *a, struct text_list *list, const char *text)
{
	for (text += strspn(text, separators); *text;) {
		size_t n = strcspn(text, separators);

		list->v[list->n++] = arena_strndup(a, text, n);
		text += n;
		text += strspn(text, separators);
	}
}

void tag_split(struct arena *a, const char *text, struct text_list *ret)
{
	int words = count_words(text ? text : "");

	*ret = (struct text_list){.v = ARENA_ARRAY(a, const char *, words + 1)};
	if (words)
		add_words(a, ret, text);
}

enum err tag_normalize(struct cx *cx, const struct text_list *in, struct text_list *ret)
{
	struct text_list list = {0};
	char **folded = ARENA_ARRAY(cx->arena, char *, in->n + 1);
	int words = 0;

	for (int i = 0; i < in->n; i++) {
		folded[i] = utf8_fold(cx->arena, utf8_clean(cx->arena, in->v[i]));
		words += count_words(folded[i]);
	}
	list.v = ARENA_ARRAY(cx->arena, const char *, words + 1);
	for (int i = 0; i < in->n; i++)
		add_words(cx->arena, &list, folded[i]);
	settle(&list);
	if (list.n > TICKET_TAGS_MAX)
		return fail(cx, E_INVALID, "tags", "TooManyValues", "Tags: cannot be more than %d",
			TICKET_TAGS_MAX);
	for (int i = 0; i < list.n; i++)
		if (utf8_length(list.v[i]) > TICKET_TAG_MAX)
			return failure_about(&cx->fail,
				fail(cx, E_INVALID, "tags", "InvalidValue:tag_long",
					"Tags: one is too long (maximum is %d characters)",
					TICKET_TAG_MAX),
				"%d", TICKET_TAG_MAX);
	*ret = list;
	return OK;
}

const char *tag_join(struct arena *a, const struct text_list *tags)
{
	size_t n = 0, at = 0;
	char *text;

	for (int i = 0; i < tags->n; i++)
		n += strlen(tags->v[i]) + 1;
	text = arena_alloc(a, n + 1);
	for (int i = 0; i < tags->n; i++) {
		size_t len = strlen(tags->v[i]);

		if (i)
			text[at++] = ' ';
		memcpy(text + at, tags->v[i], len);
		at += len;
	}
	return text;
}

bool tag_has(const struct text_list *tags, const char *tag)
{
	for (int i = 0; i < tags->n; i++)
		if (strcmp(tags->v[i], tag) == 0)
			return true;
	return false;
}

void tag_combine(struct arena *a, const struct text_list *before, const struct text_list *add,
	const struct text_list *gone, struct text_list *ret)
{
	struct text_list list = {.v = ARENA_ARRAY(a, const char *, before->n + add->n + 1)};

	for (int i = 0; i < before->n; i++)
		if (!tag_has(gone, before->v[i]))
			list.v[list.n++] = before->v[i];
	for (int i = 0; i < add->n; i++)
		list.v[list.n++] = add->v[i];
	settle(&list);
	*ret = list;
}
