/*
 * Moving in from another helpdesk: which of its things became which of ours, and how far the
 * download has come. A thing that stands in the map is never made again.
 */
#ifndef TEND_DOMAIN_IMPORT_MAP_H
#define TEND_DOMAIN_IMPORT_MAP_H

#include "domain/cx.h"

/* Given to what creates organisations, users, groups and fields: where the new one comes from.
 * Zero-initialised means: it is made here and now. */
struct origin {
	bool imported;	/* nobody is told; its event carries imported_at */
	bool gone;	/* users only: inactive from the beginning, an author of old comments */
	i64 id;		/* to keep, and free; 0: the next one */
	i64 created_at; /* ms; 0: now */
};

/* Larger ids are not kept: clients that count in doubles would confuse those that follow. */
#define ORIGIN_ID_MAX ((i64)1 << 52)

/* When it was made: as the origin says, else now. */
static inline i64 origin_created_at(const struct cx *cx, const struct origin *o)
{
	return o->created_at ? o->created_at : cx->now;
}
/* The detail of a created event: `members` ("\"role\":\"agent\"", or "") in braces, behind
 * imported_at when it was imported. */
const char *origin_detail(struct cx *cx, const struct origin *o, const char *members);

/* The numbers are stored: never renumber. */
enum import_kind {
	IMPORT_GROUP = 1,
	IMPORT_ORGANIZATION = 2,
	IMPORT_USER = 3,
	IMPORT_TICKET_FIELD = 4,
	IMPORT_USER_FIELD = 5,
	IMPORT_ORGANIZATION_FIELD = 6,
	IMPORT_TICKET = 7,
};

/* The id of a source by its name (made when new): a host, or what the administrator calls it. */
enum err import_source_open(struct cx *cx, const char *name, i64 *ret_id) NODISCARD;
/* What became of a thing; 0: nothing yet. */
enum err import_map_find(
	struct cx *cx, i64 source, enum import_kind kind, i64 origin_id, i64 *ret) NODISCARD;
/* Remember it. */
enum err import_map_add(
	struct cx *cx, i64 source, enum import_kind kind, i64 origin_id, i64 own_id) NODISCARD;
/* The origin's id when nothing of that kind has it here, else 0. */
enum err import_id_free(struct cx *cx, enum import_kind kind, i64 origin_id, i64 *ret) NODISCARD;

struct import_progress {
	const char *next; /* address of the next page; NULL: the first */
	i64 bytes;	  /* of the file that collects the list */
	bool done;	  /* the end was reached */
};

/* Zeroes when nothing was kept. */
enum err import_progress_get(
	struct cx *cx, i64 source, const char *resource, struct import_progress *ret) NODISCARD;
enum err import_progress_set(struct cx *cx, i64 source, const char *resource,
	const struct import_progress *progress) NODISCARD;

#endif
