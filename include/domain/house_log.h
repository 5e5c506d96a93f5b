/*
 * The audit log of the house: who changed which person, setting, rule or access, and when. It is
 * read from the event log, of which it is everything that is not about tickets.
 */
#ifndef TEND_DOMAIN_HOUSE_LOG_H
#define TEND_DOMAIN_HOUSE_LOG_H

#include "domain/page.h"

struct house_entry {
	i64 id, at;
	user_id actor;		 /* v 0: the system, or the command line */
	const char *actor_name;	 /* NULL: as above */
	enum event_kind kind;	 /* "rule.changed" */
	const char *source_type; /* "rule": the beginning of the kind's name */
	i64 source_id;		 /* 0: none */
	const char *source_name; /* NULL: it has none, or is gone */
	const char *other_name;	 /* of what the detail names by id beside it; NULL: nothing */
	const char *detail;	 /* JSON object */
};

/* Zero-initialised: everything. */
struct house_filter {
	user_id actor;
	const char *source_type;
	i64 from, to; /* ms, from <= at < to; 0: open */
};

enum { HOUSE_COUNT_MAX = 10000 };

/* A page by time. E_PARAM: no such source type. page->count is exact up to HOUSE_COUNT_MAX. */
enum err house_log_list(struct cx *cx, const struct house_filter *filter, struct page *page,
	struct house_entry **ret, int *ret_n) NODISCARD;

#endif
