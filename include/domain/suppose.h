/*
 * What if: promises as somebody thinks of having them. While cx->supposed is set, domain/policy and
 * domain/calendar answer with the supposed policies and calendar instead of the stored ones, and
 * domain/wait computes what would become of a ticket's waits without storing anything. So a preview
 * is made by the very code that would make the change.
 *
 * Belongs to one thread; ends before its cx does.
 */
#ifndef TEND_DOMAIN_SUPPOSE_H
#define TEND_DOMAIN_SUPPOSE_H

#include "domain/calendar.h"
#include "domain/policy.h"

enum { SUPPOSED_NEW = 0 }; /* policy id of one that does not exist yet */

struct supposition {
	struct policy *policies; /* all that would be in force, in order */
	int policy_count;
	calendar_id calendar; /* v 0: calendars stay as they are */
	i64 calendar_version; /* the one that it would get */
	struct compiled *compiled;
};

/*
 * Begin: the policies in force, with `policy` (NULL: none) in the place of the one with its id, or
 * as a new one at its position (0: behind the others), and `rules` (NULL: none) as those of the
 * calendar. Checks them as storing would: E_INVALID. End it with suppose_end, also after an error.
 */
enum err suppose_begin(struct cx *cx, struct supposition *s, struct policy *policy,
	calendar_id calendar, struct calendar_rules *rules) NODISCARD;
/* CLEANUP(suppose_end) struct supposition s = {0}; */
void suppose_end(struct supposition *s);

/* --- for policy_store and calendar_store --- */

/* The supposed object of this version, for the caller to give back; NULL: the stored one. */
struct policy_rules *supposed_policy(struct cx *cx, policy_id id, i64 version);
struct compiled *supposed_calendar(struct cx *cx, calendar_id id, i64 version);
/* Its version, if this calendar is supposed. */
bool supposed_version(struct cx *cx, calendar_id id, i64 *ret);
/* policy_match among the supposed ones. */
enum err supposed_match(struct cx *cx, const struct ticket *t, policy_id *ret_id, i64 *ret_version,
	struct policy_rules **ret_rules) NODISCARD;

#endif
