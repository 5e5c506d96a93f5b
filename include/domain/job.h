/*
 * Jobs: what a batch did, for clients that ask later. The work is done in the transaction that
 * writes the job, so none is ever lost or half done, but for those of domain/bulk_job, which are
 * done in steps; kept for JOB_LIFETIME_MS. Agents see their own
 * jobs, administrators all.
 */
#ifndef TEND_DOMAIN_JOB_H
#define TEND_DOMAIN_JOB_H

#include "base/clock.h"
#include "domain/page.h"

#define JOB_LIFETIME_MS (7 * DAY_MS)

enum { JOB_NAME = 36 }; /* bytes of a name with its NUL: "V3-" and 32 hex digits */

struct job {
	i64 id;
	const char *name;    /* what clients know it by: unguessable */
	const char *type;    /* "Bulk Create Ticket" */
	i64 total;	     /* items; -1: a single action */
	const char *results; /* JSON: an array of objects, or one object */
	user_id actor;
	i64 created_at; /* ms; begun and, when it is complete, completed */
	i64 done;	/* items done so far; -1: it is complete */
};

/* Keep a job of the actor: type, total and results are taken, id and name are set. */
enum err job_add(struct cx *cx, struct job *job) NODISCARD;
/* E_NOT_FOUND when there is none by this name that the actor may see. */
enum err job_get(struct cx *cx, const char *name, struct job **ret) NODISCARD;
/* One page by id; page->count is exact up to 10,000. */
enum err job_list(struct cx *cx, struct page *page, struct job **ret, int *ret_n) NODISCARD;
/* Forget at most max jobs that are over. */
enum err job_expire(struct cx *cx, int max, int *ret_n) NODISCARD;

#endif
