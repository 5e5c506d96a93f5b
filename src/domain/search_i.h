/* A search on its way into SQL: search.c decides, search_store.c composes and runs. */
#ifndef TEND_DOMAIN_SEARCH_I_H
#define TEND_DOMAIN_SEARCH_I_H

#include "domain/search.h"
#include "domain/ticket_list.h"

/* The words of a search as a full text condition; NULL when there are none. negated: those that
 * must not occur, of which any one counts. Every word is quoted: nothing typed is syntax. */
const char *search_match_text(struct arena *a, const struct search *s, bool negated);
/* The moments that a date, a time or "4hours" stands for: [from, to). False: none of these. */
bool search_time_range(i64 now, const char *text, i64 *ret_from, i64 *ret_to);

/* Ids of tickets in order, at most SEARCH_GATHER. after: only above this id, by id (exports). */
enum err search_tickets(struct cx *cx, const struct search *s, struct id_list *ret) NODISCARD;
enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret) NODISCARD;
/* Groups whose names begin like the words. */
enum err search_groups(struct cx *cx, const char *text, struct id_list *ret) NODISCARD;

#endif
