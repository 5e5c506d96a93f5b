/*
 * What hangs on tickets beside their rows, read for a whole page in a few queries: people, custom
 * field values, follow-ups, ratings.
 */
#ifndef TEND_DOMAIN_TICKET_BESIDE_H
#define TEND_DOMAIN_TICKET_BESIDE_H

#include "domain/satisfaction.h"
#include "domain/ticket_fields.h"
#include "domain/ticket_list.h"

struct ticket_beside {
	struct id_list people[TICKET_PERSON_KINDS]; /* by enum ticket_person, ascending */
	struct id_list followups;		    /* of closed tickets */
	struct ticket_values values;		    /* by field id */
	const struct rating *rating;		    /* NULL: none */
};

/* For n tickets, in their order, in the arena. */
enum err ticket_beside_load(
	struct cx *cx, const struct ticket *rows, int n, struct ticket_beside **ret) NODISCARD;

/* Finding a row of a page by its id. */
struct id_index {
	const struct id_place {
		i64 id;
		int at;
	} * v; /* ascending */
	int n;
};
struct id_index id_index_make(struct arena *a, const i64 *ids, int n);
/* -1: not there. */
int id_index_find(const struct id_index *index, i64 id);

#endif
