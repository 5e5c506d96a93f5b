/* The private face of views: conditions as SQL (view_sql_store.c), lists and counts on top. */
#ifndef TEND_DOMAIN_VIEW_I_H
#define TEND_DOMAIN_VIEW_I_H

#include "compose.h"
#include "condition_i.h"
#include "domain/view.h"

/* What the database walks to find the tickets. */
enum view_driver {
	DRIVE_ORDER,	 /* all tickets, in the order of the list */
	DRIVE_OPEN,	 /* the index of unsolved tickets */
	DRIVE_STATUS,	 /* the index of a status */
	DRIVE_CONDITION, /* an index that one condition asks for */
};

/* Conditions on their way to SQL. `words` are what SQL cannot say: asked of each row in C. */
struct view_plan {
	struct cx *cx;
	const struct conditions *conditions;
	unsigned statuses; /* bit per status that `all` leaves possible */
	enum view_driver driver;
	const struct condition *driving;
	i64 rows;	   /* to walk, about */
	bool status_alone; /* nothing but statuses is asked: there are status_rows */
	i64 status_rows;
	struct conditions words;
};

/* Choose what to walk; keeps pointers into the conditions. */
enum err view_plan(struct cx *cx, const struct conditions *c, struct view_plan *ret) NODISCARD;
/* Is what is walked in the order of updated_at, or can it be? */
bool view_walks_updated(const struct view_plan *plan);
/* Append "FROM ticket t WHERE …" with everything that SQL can say. */
enum err view_sql_where(const struct view_plan *plan, struct compose *sql) NODISCARD;
/* How many rows, at most `most`; with words, of the newest VIEW_LOOK_MAX. */
enum err view_count_rows(struct cx *cx, const struct view_plan *plan, i64 most, i64 *ret) NODISCARD;

/* Does a row do by what SQL could not say? */
enum err view_words_fit(
	const struct view_plan *plan, ticket_id id, struct arena *scratch, bool *ret) NODISCARD;

#endif
