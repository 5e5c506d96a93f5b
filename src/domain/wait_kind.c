/* The table of kinds of waits. */
#include "domain/wait_kind.h"

#include <string.h>

#define PENDING (1u << STATUS_PENDING)
#define HOLD	(1u << STATUS_HOLD)

static const struct wait_rule rules[] = {
	[WAIT_FIRST_REPLY] = {FAMILY_REPLY, false, 0, NULL, "first_reply_time", "reply_time"},
	[WAIT_NEXT_REPLY] = {FAMILY_REPLY, true, 0, NULL, "next_reply_time", "reply_time"},
	[WAIT_RESOLUTION] = {FAMILY_SOLVE, true, 0, NULL, "total_resolution_time",
		"resolution_time"},
	[WAIT_PERIODIC_UPDATE] = {FAMILY_UPDATE, true, 0, NULL, "periodic_update_time",
		"periodic_update_time"},
	[WAIT_PROMISE] = {FAMILY_PROMISE, true, 0, NULL, NULL, NULL},
	[WAIT_CALLBACK] = {FAMILY_PROMISE, true, 0, NULL, NULL, NULL},
	[WAIT_REQUESTER_WAIT] = {FAMILY_SOLVE, false, PENDING, "while new, open or on hold",
		"requester_wait_time", "requester_wait_time"},
	[WAIT_AGENT_WORK] = {FAMILY_SOLVE, false, PENDING | HOLD, "while new or open",
		"agent_work_time", "agent_work_time"},
	[WAIT_PAUSABLE_UPDATE] = {FAMILY_UPDATE, false, PENDING, "while new, open or on hold",
		"pausable_update_time", "pausable_update_time"},
};

const struct wait_rule *wait_rule(enum wait_kind kind)
{
	return &rules[kind];
}

enum wait_kind wait_kind_next(enum wait_family family, enum wait_kind after)
{
	for (size_t kind = after + 1u; kind < COUNT_OF(rules); kind++)
		if (rules[kind].family == family)
			return (enum wait_kind)kind;
	return (enum wait_kind)0;
}

bool wait_metric_parse(const char *metric, enum wait_kind *ret)
{
	for (size_t kind = WAIT_FIRST_REPLY; metric && kind < COUNT_OF(rules); kind++) {
		if (rules[kind].metric && strcmp(rules[kind].metric, metric) == 0) {
			*ret = (enum wait_kind)kind;
			return true;
		}
	}
	return false;
}
