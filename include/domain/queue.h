/*
 * The agents' queue: unsolved tickets in the order of their next deadline, from the copy of the
 * next wait in the ticket row. Reads only; domain/wait keeps the order.
 */
#ifndef TEND_DOMAIN_QUEUE_H
#define TEND_DOMAIN_QUEUE_H

#include "domain/page.h"
#include "domain/ticket.h"

enum queue_filter { QUEUE_ALL, QUEUE_MINE, QUEUE_UNASSIGNED, QUEUE_BREACHING };
enum {
	QUEUE_BREACHING_MAX = 1000,	    /* breaching tickets are counted up to here */
	QUEUE_SOON_MS = 2 * 60 * 60 * 1000, /* due within this: breaching soon */
};

struct queue_row {
	ticket_id ticket;
	const char *subject, *tags, *snippet;
	enum status status;
	enum priority priority;
	enum channel channel;
	user_id requester, assignee;
	const char *requester_name, *assignee_name;
	group_id group;
	i64 updated_at, queue_key;
	i64 next_kind, next_due_at, next_goal_at, next_left_s; /* -1: no value */
};

struct queue_counts {
	i64 mine, unassigned, all, breaching;
};

/* A page by (queue_key, id); page->count is set in offset style. */
enum err queue_list(struct cx *cx, enum queue_filter filter, struct page *page,
	struct queue_row **ret, int *ret_n) NODISCARD;
/* The rows of these tickets, in the order given; solved ones too, deleted and unseen ones not. */
enum err queue_of_ids(
	struct cx *cx, const struct id_list *ids, struct queue_row **ret, int *ret_n) NODISCARD;
enum err queue_count(struct cx *cx, struct queue_counts *ret) NODISCARD;

#endif
