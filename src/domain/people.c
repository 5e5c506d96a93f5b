/* Shared small things of the modules about people. */
#include "people_i.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/tag.h"

#include <ctype.h>
#include <string.h>

enum { MATCH_WORDS = 12, MATCH_MAX = 2048, WORDS_MAX = 65536 };

void bind_ids(struct stmt *s, const i64 *ids, int n)
{
	for (int i = 0; i < IDS_CHUNK; i++)
		bind_i64(s, ids[i < n ? i : 0]);
}

/* Up to IDS_CHUNK of them, added to the count rows that are read already. */
static enum err load_chunk(
	struct cx *cx, const struct by_ids *how, const i64 *ids, int n, char *rows, int *count)
{
	char *found = arena_alloc(cx->arena, IDS_CHUNK * how->size);
	struct stmt *s = db_stmt(cx->db, how->query);
	size_t size = how->size;
	i64 found_ids[IDS_CHUNK];
	int found_n = 0;

	bind_ids(s, ids, n);
	for (; found_n < IDS_CHUNK && db_row(s); found_n++)
		found_ids[found_n] = how->read(s, cx->arena, found + size * (size_t)found_n);
	TRY(db_done(s));
	for (int i = 0; i < n; i++)
		for (int j = 0; j < found_n; j++)
			if (found_ids[j] == ids[i])
				memcpy(rows + size * (size_t)(*count)++, found + size * (size_t)j,
					size);
	return OK;
}

enum err load_by_ids(
	struct cx *cx, const struct by_ids *how, const i64 *ids, int n, void *rows, int *ret_n)
{
	*ret_n = 0;
	for (int i = 0; i < n; i += IDS_CHUNK) {
		int chunk = n - i < IDS_CHUNK ? n - i : IDS_CHUNK;

		TRY(load_chunk(cx, how, ids + i, chunk, rows, ret_n));
	}
	return OK;
}

char *fold_key(struct arena *a, const char *s)
{
	char *fold = utf8_fold(a, s);
	size_t n = strlen(fold);

	if (n > FOLD_MAX) {
		n = FOLD_MAX;
		while (n && ((unsigned char)fold[n] & 0xc0) == 0x80)
			n--;
		fold[n] = 0;
	}
	return fold;
}

enum err tags_text(struct cx *cx, const struct text_list *tags, const char **ret)
{
	struct text_list clean;

	TRY(tag_normalize(cx, tags, &clean));
	*ret = tag_join(cx->arena, &clean);
	return OK;
}

char *search_words(struct arena *a, const char *const *parts, int n)
{
	struct buf out = BUF_INIT(WORDS_MAX);
	char *words;

	for (int i = 0; i < n; i++) {
		if (!parts[i])
			continue;
		buf_char(&out, ' ');
		buf_str(&out, parts[i]);
	}
	words = utf8_fold(a, out.p ? out.p : "");
	buf_free(&out);
	for (char *p = words; *p; p++)
		if (!((unsigned char)*p & 0x80) && !isalnum((unsigned char)*p))
			*p = ' ';
	return words;
}

char *search_match(struct arena *a, const char *text)
{
	char *rest = search_words(a, &text, 1), *word;
	struct buf out = BUF_INIT(MATCH_MAX);
	char *match = NULL;
	int n = 0;

	while ((word = strsep(&rest, " ")) != NULL && n < MATCH_WORDS) {
		if (!*word || strlen(word) > 64)
			continue;
		buf_printf(&out, "%s\"%s\"*", n++ ? " " : "", word);
	}
	if (n)
		match = arena_strndup(a, out.p, out.n);
	buf_free(&out);
	return match;
}

enum err take_text(
	struct cx *cx, const struct opt_text *in, const char *field, size_t max, const char **value)
{
	const char *v;

	if (!in->set)
		return OK;
	v = in->v ? utf8_clean(cx->arena, in->v) : NULL;
	if (v && utf8_length(v) > max)
		return fail(cx, E_INVALID, field, "InvalidValue:long",
			"%c%s: is too long (maximum is %zu characters)",
			toupper((unsigned char)field[0]), field + 1, max);
	*value = v && *v ? v : NULL;
	return OK;
}

void take_bool(const struct opt_i64 *in, bool *value)
{
	if (in->set)
		*value = in->v != 0;
}
