/*
 * What the reference (/docs) and openapi.json say alike: to which page an operation belongs, who
 * may call it, what each error means, how a call looks.
 */
#ifndef TEND_HTTP_DOCS_H
#define TEND_HTTP_DOCS_H

#include "http/schema.h"

/* One page of operations. */
struct docs_page {
	const char *slug;    /* "/docs/SLUG", and the tag in openapi.json */
	const char *section; /* heading in the index */
	const char *title, *help;
	const char *paths; /* beginnings of paths below /api/v2/, ":" for a parameter; the longest
			      that fits a route wins */
};

/* Ended by a NULL slug; the last one takes what fits nowhere else. */
extern const struct docs_page docs_pages[];
const struct docs_page *docs_page_of(const struct route *r);
/* Is this row part of the API (and of openapi.json)? */
bool docs_is_operation(const struct route *r);

/* "Agents and administrators" */
const char *docs_who(enum capability cap);
/* When an error comes, a sentence; never NULL. */
const char *docs_error_help(enum err e);
/* "/api/v2/tickets/{ticket_id}" for "/api/v2/tickets/:ticket_id" */
const char *docs_path(struct arena *a, const char *path);
/* "delete-tickets-ticket_id": anchor on its page, and with "_" the operationId. */
char *docs_anchor(struct arena *a, const struct route *r, char between);
/* Names of its query parameters between commas, those of paging added where it answers in pages. */
const char *docs_query(struct arena *a, const struct route *r);
/* The next name of such a list and its length; NULL at the end. */
const char *docs_query_next(const char **list, size_t *ret_n);
/* A body to send: the envelope with a few fields, or NULL when it needs none. */
const char *docs_sample_body(struct arena *a, const struct route *r);
/* "/api/v2/tickets/35": the path with sample values, and the one parameter that it needs. */
const char *docs_sample_path(struct arena *a, const struct route *r);
/* Largest body in bytes; 0: it takes none. */
size_t docs_body_limit(const struct route *r);

#endif
