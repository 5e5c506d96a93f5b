/* The private face of bulk jobs: rows (bulk_job_store.c), and what one ticket goes through
 * (bulk_change.c). */
#ifndef TEND_DOMAIN_BULK_JOB_I_H
#define TEND_DOMAIN_BULK_JOB_I_H

#include "domain/bulk_job.h"

struct bulk_item {
	i64 place;
	ticket_id ticket;
	enum bulk_outcome outcome;
	i64 stamp;	    /* ticket.generated_at after the change */
	const char *before; /* JSON, or NULL; not in lists */
	const char *detail; /* a sentence, or NULL */
};

/* --- bulk_job_store.c --- */

enum err bulk_insert(
	struct cx *cx, const struct bulk_job *job, const struct id_list *ids) NODISCARD;
/* The open tickets, at most max, become its items; their number. */
enum err bulk_insert_open(struct cx *cx, i64 job, int max, i64 *ret_n) NODISCARD;
/* The change of a job that is about promises; stored as BULK_UPDATE. */
#define BULK_PROMISES "{\"promises\":true}"

/* The changed items of a job, last first, become what an undo goes through. */
enum err bulk_insert_undo(struct cx *cx, const struct bulk_job *undo, i64 of) NODISCARD;
enum err bulk_select(struct cx *cx, const char *name, struct bulk_job *ret) NODISCARD;
/* The working job behind `after`, else the first; id 0: there is none. */
enum err bulk_select_working(struct cx *cx, i64 after, struct bulk_job *ret) NODISCARD;
/* Items that wait, without `before`. */
enum err bulk_select_waiting(
	struct cx *cx, i64 job, int max, struct bulk_item **ret, int *ret_n) NODISCARD;
/* NULL: there is none. */
enum err bulk_select_before(struct cx *cx, i64 job, i64 place, const char **ret) NODISCARD;
enum err bulk_store_item(struct cx *cx, i64 job, const struct bulk_item *item) NODISCARD;
/* State and numbers. */
enum err bulk_store(struct cx *cx, const struct bulk_job *job) NODISCARD;
/* The results of its job, as clients of the API know them. */
enum err bulk_store_results(struct cx *cx, const struct bulk_job *job) NODISCARD;

/* --- bulk_change.c --- */

/* Is this a change at all, with values that exist? E_INVALID. */
enum err bulk_change_check(struct cx *cx, const json_t *change) NODISCARD;
/* Do what the job says to one ticket; sets outcome, stamp, before and, for some, detail. An error
 * is the item's, recorded in cx->fail; the caller undoes what was written. */
enum err bulk_change_run(struct cx *cx, const struct bulk_job *job, const json_t *change,
	struct bulk_item *item) NODISCARD;

#endif
