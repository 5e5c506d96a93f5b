/*
 * A search on its way into SQL: search.c decides, search_store.c (tickets, groups) and
 * search_people_store.c (users, organisations) compose, search_term_store.c has what they share;
 * search_ways_store.c finds the tickets (search_walk_i.h).
 */
#ifndef TEND_DOMAIN_SEARCH_I_H
#define TEND_DOMAIN_SEARCH_I_H

#include "compose.h"
#include "domain/search.h"
#include "domain/ticket_list.h"

/* The words of a search as a full text condition; NULL when there are none. negated: those that
 * must not occur, of which any one counts. Every word is quoted: nothing typed is syntax. */
const char *search_match_text(struct arena *a, const struct search *s, bool negated);
/* The moments that a date, a time or "4hours" stands for: [from, to). False: none of these. */
bool search_time_range(i64 now, const char *text, i64 *ret_from, i64 *ret_to);
/* Bits of the types that have a key (not of KEY_WORD). */
unsigned search_key_types(enum search_key key);
/* Is it the text of an id? */
bool search_is_number(const char *s);

/* Where the ways of finding tickets part. But for `depth` they change nothing in what is found,
 * only when; tests make them small. */
enum { SEARCH_CHUNK = 2500 };
extern struct search_effort {
	int few;    /* tickets of a condition that is worth walking */
	int named;  /* the same of a name, which leads from person to person */
	int single; /* and of one so rare that each is asked for its words */
	int sort;   /* tickets that are worth sorting when asked */
	int sample; /* newest ids among which the share of a frequent one is estimated */
	int span;   /* ids walked before a count beyond SEARCH_DEPTH ends */
	int newest; /* ids among which the first of a frequent name are looked for */
	int first;  /* candidates that are checked first along a sort */
	int chunk;  /* candidates checked at a time, up to SEARCH_CHUNK */
	int depth;  /* see SEARCH_DEPTH */
	int look;   /* see SEARCH_LOOK */
} search_effort;

/* Ids of tickets in order, the first `want` (at most SEARCH_DEPTH) for certain; *ret_count: how
 * many there are, right up to SEARCH_DEPTH and more as far as SEARCH_LOOK and SEARCH_GATHER let
 * them be counted. */
enum err search_tickets(struct cx *cx, const struct search *s, int want, struct id_list *ret,
	i64 *ret_count) NODISCARD;
/* Those above an id, by id (exports). */
enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret) NODISCARD;
/* Groups whose names begin like the words. */
enum err search_groups(struct cx *cx, const struct search *s, struct id_list *ret) NODISCARD;
/* Users or organisations, newest first, at most SEARCH_GATHER. after > 0: only above this id, by
 * id, at most `limit`. */
enum err search_people(struct cx *cx, const struct search *s, enum search_type type, i64 after,
	int limit, struct id_list *ret) NODISCARD;

/* --- search_store.c --- */

/* Is the term a condition on tickets (not a word)? */
bool search_is_condition(const struct search_term *t);
/* The condition on the ticket t; c->listing: on the row of its source. */
enum err search_add_condition(struct compose *c, const struct search_term *t) NODISCARD;
/* Does an index lead from the term to its tickets? Then the beginning of its source, up to WHERE,
 * to be followed by the term and its alternatives. */
bool search_can_list(const struct search_term *t);
void search_add_source(struct compose *c, const struct search_term *t);
/* Is what the term asks outside the index of searches? Asking every ticket for it is dear. */
bool search_is_beside(const struct search_term *t);
/* Does that index tell the tickets by id? And the column that has it. */
bool search_lists_by_id(const struct search_term *t);
const char *search_source_id(const struct search_term *t);
/* Is it a name, which people may share? Then its tickets, from person to person; the text goes on
 * with " AND". */
bool search_lists_by_name(const struct search_term *t);
void search_add_named_source(struct compose *c, const struct search_term *t);
/* Are only unsolved tickets asked for? Does the index that has them alone have the term's column?
 */
bool search_is_unsolved(const struct search *s);
bool search_is_of_view(const struct search_term *t);
/* The ticket t is there and the actor may see it. */
void search_add_visible(struct compose *c);

/* --- search_term_store.c --- */

/* The column of t that is sorted by. */
const char *search_sort_column(enum search_sort sort);
/* " EXISTS (…": the words stand in a row x of t's text; the caller closes it. */
void search_add_words(struct compose *c, const char *match);
/* Is it one of several values of the same key, any of which will do? */
bool search_joins(const struct search_term *a, const struct search_term *b);

/* A condition of one term; which terms are conditions at all. */
typedef enum err search_add_term(struct compose *c, const struct search_term *t);
typedef bool search_has_term(const struct search_term *t);
/* " AND (…)" for all conditions: values of one key are alternatives, all else must hold. */
enum err search_add_terms(struct compose *c, const struct search *s, search_has_term *has,
	search_add_term *add, int *ret_n) NODISCARD;
/* " < ?" */
const char *search_op_sql(enum search_op op);
void search_add_never(struct compose *c);
void search_add_time(struct compose *c, const char *column, const struct search_term *t);
/* column between what begins like the folded value. */
void search_add_range(struct compose *c, const char *column, const char *value);
/* `column` is a group or an organisation (`table`): id, "none" or name. */
void search_add_named(
	struct compose *c, const char *column, const char *table, const struct search_term *t);
/* Run what was composed: ids, at most SEARCH_GATHER. */
enum err search_run_ids(struct compose *c, struct id_list *ret) NODISCARD;

#endif
