/*
 * What each kind of wait is: what starts and ends it, in which statuses it stands still, and what
 * the API calls it. One row per kind (wait_kind.c); the engine, policies and answers read the row.
 */
#ifndef TEND_DOMAIN_WAIT_KIND_H
#define TEND_DOMAIN_WAIT_KIND_H

#include "domain/types.h"

enum wait_family {
	FAMILY_REPLY,	/* from a customer's message to an agent's answer */
	FAMILY_UPDATE,	/* from one public comment by an agent to the next */
	FAMILY_SOLVE,	/* from creation to solved; goes on when the ticket is reopened */
	FAMILY_PROMISE, /* a moment that a person gave */
};

struct wait_rule {
	enum wait_family family;
	bool policy_pauses;  /* pauses in the statuses that the policy names */
	unsigned pause;	     /* bit per enum status in which it pauses, whatever the policy says */
	const char *counted; /* for the explanation: "while new or open"; NULL: always */
	const char *metric;  /* in policies and side-loads; NULL: no policy promises it */
	const char *event_metric; /* in metric events */
};

/* The row of a kind; never NULL for one of enum wait_kind. */
const struct wait_rule *wait_rule(enum wait_kind kind);
/* The next kind of a family behind `after` (0: the first); 0: there is no more. */
enum wait_kind wait_kind_next(enum wait_family family, enum wait_kind after);
/* The kind that a policy's metric measures; false for an unknown or missing name. */
bool wait_metric_parse(const char *metric, enum wait_kind *ret);

#endif
