/*
 * Small things that the modules about people share: lists of ids in one query, tags as stored
 * text, search words, text that fits its column.
 */
#ifndef TEND_DOMAIN_PEOPLE_I_H
#define TEND_DOMAIN_PEOPLE_I_H

#include "domain/ticket.h"

/* "WHERE x IN " IDS_IN, then bind_ids: a fixed number of places, so that one prepared query
 * serves any number of ids in turns of IDS_CHUNK. */
enum { IDS_CHUNK = 20 };
#define IDS_IN "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

/* Bind n ids (1..IDS_CHUNK); the places left over repeat the first. */
void bind_ids(struct stmt *s, const i64 *ids, int n);

/* How objects of one kind are read by their ids: a query with IDS_IN, the size of an object, and
 * what reads a row into one and returns its id. */
struct by_ids {
	const struct query *query;
	size_t size;
	i64 (*read)(struct stmt *s, struct arena *a, void *ret);
};
/* Read them into `rows` (room for n), in the order of the ids; those that are not there are left
 * out. */
enum err load_by_ids(struct cx *cx, const struct by_ids *how, const i64 *ids, int n, void *rows,
	int *ret_n) NODISCARD;

enum { FOLD_MAX = 190 }; /* bytes of a folded name that lists are sorted by */

/* Folded and cut so that it fits a list's key (PAGE_KEY). */
char *fold_key(struct arena *a, const char *s);
/* Tags folded, sorted, each once, as "a b c". E_INVALID when they are too many or too long. */
enum err tags_text(struct cx *cx, const struct text_list *tags, const char **ret) NODISCARD;
/* Words for the full text index: folded, ASCII punctuation as spaces, so that both engines see
 * the same words. NULL parts are skipped. */
char *search_words(struct arena *a, const char *const *parts, int n);
/* A full text condition: `"ann"* "ber"*`, every word a prefix; NULL when there is no word. */
char *search_match(struct arena *a, const char *text);
/* The same text for PostgreSQL, made of the bound one: 'ann:* & ber:*'. */
#define MATCH_PQ \
	"to_tsquery('simple', replace(replace(replace(?, '\"*', ':*'), ' \"', ' & '), '\"', ''))"

/*
 * Take an optional text: cleaned, "" means NULL, at most max code points (E_INVALID).
 * *value keeps what it was when nothing was given.
 */
enum err take_text(struct cx *cx, const struct opt_text *in, const char *field, size_t max,
	const char **value) NODISCARD;
/* The same for switches. */
void take_bool(const struct opt_i64 *in, bool *value);

#endif
