/*
 * Tickets that have lived elsewhere: written as history, with their own times, whatever their
 * status. Nothing starts from them: no rules, no mail, no clocks. Their events carry imported_at
 * first in the detail; domain/wait begins no wait at anything older.
 */
#ifndef TEND_DOMAIN_TICKET_IMPORT_H
#define TEND_DOMAIN_TICKET_IMPORT_H

#include "domain/ticket.h"

enum {
	IMPORT_COMMENTS_MAX = 5000,    /* of one ticket */
	IMPORT_BATCH_COMMENTS = 10000, /* of one request */
};
/* Above it an explicit id is refused: the next new ticket would get one more. */
#define IMPORT_ID_MAX ((i64)1 << 40)

struct import_comment {
	struct comment_input input; /* created_at 0: the ticket's; author_id 0: the submitter */
	enum channel channel;	    /* 0: the ticket's */
};

/* Zero-initialised means: nothing given. Times in ms. */
struct ticket_import {
	ticket_id id; /* v 0: the next one; else it must be free */
	/* As for a create. Its comment counts when `comments` is empty. People named by id must be
	 * there, but not active; the assignee of an open ticket must be an agent. */
	struct ticket_input ticket;
	i64 created_at;			 /* 0: the first comment's, else now */
	i64 updated_at;			 /* 0: of the last thing that happened */
	i64 solved_at;			 /* 0: updated_at, when it is solved or closed */
	struct import_comment *comments; /* in any order */
	int comment_count;
};

/* Write one. Only administrators and the system should get here. E_INVALID: no comment, a time in
 * the future, an id that is taken, somebody who is not there… WRITE connection only. */
enum err ticket_import(struct cx *cx, const struct ticket_import *in, ticket_id *ret_id) NODISCARD;

#endif
