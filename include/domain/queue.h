/*
 * The agents' list of tickets, from the copy of the next wait in the ticket row. Reads only;
 * domain/wait keeps the order of the standard filters, views and searches have their own.
 *
 * A list is kept: the ids of everything that fits, in order, as of one moment. Its windows are cut
 * from that, so that they fit together and any place in it costs the same, and what a person chose
 * by "all of these" is what he saw.
 */
#ifndef TEND_DOMAIN_QUEUE_H
#define TEND_DOMAIN_QUEUE_H

#include "domain/page.h"
#include "domain/search.h"
#include "domain/snooze.h"
#include "domain/ticket.h"
#include "domain/view.h"

/* QUEUE_SNOOZED: put aside by the actor or assigned to him, the next to come back first; what is
 * put aside is in none of the others. */
enum queue_filter { QUEUE_ALL, QUEUE_MINE, QUEUE_UNASSIGNED, QUEUE_BREACHING, QUEUE_SNOOZED };
enum {
	QUEUE_BREACHING_MAX = 1000,	    /* breaching tickets are counted up to here */
	QUEUE_SOON_MS = 2 * 60 * 60 * 1000, /* due within this: breaching soon */
	QUEUE_LIST_MAX = 100000,	    /* tickets of a kept list */
	QUEUE_GROUPS_MAX = 1000,	    /* headings; lists with more have none */
	QUEUE_WINDOW_MAX = 200,		    /* rows of one window */
	QUEUE_NEW_MAX = 1000,		    /* tickets told as new in a list */
	QUEUE_TOKEN = 40,		    /* bytes of a list's name with its NUL */
	QUEUE_UNREAD_DAYS = 14,		    /* what was never opened and is older counts as read */
};

struct queue_row {
	ticket_id ticket;
	const char *subject, *tags, *snippet;
	enum status status;
	enum priority priority;
	enum ticket_type type;
	enum channel channel;
	user_id requester, assignee;
	const char *requester_name, *assignee_name, *organization_name;
	group_id group;
	organization_id organization;
	i64 created_at, updated_at, queue_key;
	i64 next_kind, next_due_at, next_goal_at, next_left_s; /* -1: no value */
	i64 written_at;	      /* of its newest message; 0: it has none */
	bool unread;	      /* somebody else wrote what the actor has not seen */
	bool has_attachment;  /* in any of its messages */
	bool has_draft;	      /* of the actor */
	struct snooze snooze; /* ticket 0: it is not put aside */
};

struct queue_counts {
	i64 mine, unassigned, all, breaching, snoozed;
};

/* A page by (queue_key, id), not of QUEUE_SNOOZED; page->count is set in offset style. */
enum err queue_list(struct cx *cx, enum queue_filter filter, struct page *page,
	struct queue_row **ret, int *ret_n) NODISCARD;
/* The rows of these tickets, in the order given; solved ones too, deleted and unseen ones not. */
enum err queue_of_ids(
	struct cx *cx, const struct id_list *ids, struct queue_row **ret, int *ret_n) NODISCARD;
enum err queue_count(struct cx *cx, struct queue_counts *ret) NODISCARD;

/* What a list shows: a search, else a view, else a filter. */
struct queue_ask {
	enum queue_filter filter;
	const struct rule *view;     /* or NULL */
	const struct search *search; /* tickets; or NULL */
	const char *query;	     /* the text of the search, which is its name */
	const char *sort, *group;    /* columns of views (view_columns) instead of the list's own
				      * order, or NULL; not for searches, QUEUE_BREACHING,
				      * QUEUE_SNOOZED */
	bool descending;
};

/* A heading: where it begins in the list, how many follow, and a ticket that stands for it. */
struct queue_group {
	int start, count;
	const char *value; /* wire name ("open"), name of a person, id of a group; NULL: none */
};

struct queue_kept {
	char token[QUEUE_TOKEN];
	const i64 *ids;
	int n;
	bool more;	      /* there are more than QUEUE_LIST_MAX */
	const char *group_by; /* column of the headings, or NULL */
	const struct queue_group *groups;
	int group_count;
};

/*
 * The kept list of this name (NULL: whichever is as new as the log), or a new one when it is gone
 * or another one was asked for: then ret's token differs. Give it back with queue_release; ret
 * points into it until then. E_PARAM: no such column to sort or group by.
 */
struct queue_handle;
enum err queue_open(struct cx *cx, const struct queue_ask *ask, const char *token,
	struct queue_kept *ret, struct queue_handle **ret_handle) NODISCARD;
/* Which tickets of `now` were not in the list of this name, at most QUEUE_NEW_MAX, in order. False:
 * it is not kept any more, or is no list of `ask`. */
bool queue_new(const struct cx *cx, const struct queue_ask *ask, const char *token,
	const struct queue_kept *now, struct id_list *ret);
void queue_release(struct queue_handle *handle);
/* CLEANUP(queue_cleanup) struct queue_handle *handle = NULL; */
void queue_cleanup(struct queue_handle **handle);
/* Does the ticket belong to the list now? Not for searches: those answer true. */
enum err queue_fits(struct cx *cx, const struct queue_ask *ask, const struct queue_row *row,
	bool *ret) NODISCARD;

/* --- what was seen (queue_read_store.c) --- */

/* The actor has seen the ticket up to its newest message; seen false: he wants to see it again. */
enum err queue_mark_read(struct cx *cx, ticket_id ticket, bool seen) NODISCARD;

#endif
