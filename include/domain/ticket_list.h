/*
 * Reading many tickets, and what hangs on a ticket beside its row: people and follow-ups.
 * Lists show only what the actor may see.
 */
#ifndef TEND_DOMAIN_TICKET_LIST_H
#define TEND_DOMAIN_TICKET_LIST_H

#include "domain/ticket.h"

enum ticket_list_of {
	TICKETS_ALL,
	TICKETS_BY_EXTERNAL_ID, /* text */
	TICKETS_REQUESTED_BY,	/* ref: user */
	TICKETS_ASSIGNED_TO,	/* ref: user */
	TICKETS_COPIED_TO,	/* ref: user, as cc or follower */
	TICKETS_OF_ORGANIZATION,
	TICKETS_OF_PROBLEM, /* ref: problem ticket; its incidents */
	TICKETS_PROBLEMS,
	TICKETS_OF_CUSTOMER,	    /* ref: user; public tickets requested by or copied to him */
	TICKETS_OF_CUSTOMER_COPIED, /* ref: user; public tickets he is copied on */
	TICKETS_OF_CUSTOMER_OPEN,
	TICKETS_OF_CUSTOMER_SOLVED,
	TICKETS_LISTS,
};

struct ticket_filter {
	enum ticket_list_of of;
	i64 ref;
	const char *text;
};

/* Sorts that ticket_list knows, for rq_page: id, created_at, updated_at, status, priority. */
extern const char *const ticket_sorts[];
/* The same and those that no index has, in offset style only: by subject, the requester's locale,
 * and names (assignee, requester, group; nobody comes before all names). Lists of
 * TICKET_SORT_MAX tickets and more have only the names, and only the list of all tickets, for those
 * who see all; others are E_INVALID. */
extern const char *const ticket_sorts_more[];

enum {
	TICKET_COUNT_MAX = 10000, /* lists without a kept count are counted up to here */
	TICKET_SORT_MAX = TICKET_COUNT_MAX,
};

/* One page. In offset style page->count is set (kept count, or counted up to TICKET_COUNT_MAX). */
enum err ticket_list(struct cx *cx, const struct ticket_filter *filter, struct page *page,
	struct ticket **ret, int *ret_n) NODISCARD;
/* How many there are, as ticket_list counts. */
enum err ticket_list_count(struct cx *cx, const struct ticket_filter *filter, i64 *ret) NODISCARD;
/* Those of the ids that are there and may be seen, in the order given. */
enum err ticket_load_many(
	struct cx *cx, const struct id_list *ids, struct ticket **ret, int *ret_n) NODISCARD;

enum ticket_person { TICKET_CC = 1, TICKET_FOLLOWER = 2, TICKET_PERSON_KINDS };

/* Users on a ticket, ascending; none are read when person_count is 0. */
enum err ticket_people(struct cx *cx, const struct ticket *t, enum ticket_person kind,
	struct id_list *ret) NODISCARD;

/* Does no restriction keep tickets from this agent? */
bool ticket_sees_all(const struct actor *actor);

#endif
