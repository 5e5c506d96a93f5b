/*
 * Walking everything, for copies elsewhere: tickets, users and organisations in the order of their
 * last change (see domain/stamp.h), deleted ones included; audits in the order of the log. Only
 * for those who may see all (CAP_EXPORT).
 */
#ifndef TEND_DOMAIN_EXPORT_H
#define TEND_DOMAIN_EXPORT_H

#include "domain/audit.h"
#include "domain/organization.h"
#include "domain/user.h"

/* A place in the order of change: behind the row with this stamp (ms) and id. */
struct export_at {
	i64 stamp, id;
};

/* At most `limit` behind `after`, in the arena; tickets also without deleted ones. */
enum err export_tickets(struct cx *cx, struct export_at after, bool deleted, int limit,
	struct ticket **ret, int *ret_n) NODISCARD;
enum err export_users(
	struct cx *cx, struct export_at after, int limit, struct user **ret, int *ret_n) NODISCARD;
enum err export_organizations(struct cx *cx, struct export_at after, int limit,
	struct organization **ret, int *ret_n) NODISCARD;
/* The same of audits, by id alone. */
enum err export_audits(
	struct cx *cx, event_id after, int limit, struct audit **ret, int *ret_n) NODISCARD;

/*
 * The place in the log before everything that was written at `at` (ms) or later. Events may be
 * about an earlier time than that of their writing (a breach that was noticed late, an import):
 * those behind this place are new since then whatever their own time.
 */
enum err export_event_start(struct cx *cx, i64 at, event_id *ret_after) NODISCARD;

#endif
