/* What bodies say of schedules and SLA policies, for all who read such bodies (api_deadlines.c). */
#ifndef TEND_HTTP_DEADLINE_INPUT_H
#define TEND_HTTP_DEADLINE_INPUT_H

#include "deadline_body.h"

/* Envelopes "schedule" and "sla_policy". */
extern const struct field_table schedule_fields, policy_fields;
/* Put what was given (the input of the table) into rules, into a policy with its rules. */
enum err schedule_apply(struct rq *rq, const void *in, struct calendar_rules *rules) NODISCARD;
enum err policy_apply(struct rq *rq, const void *in, struct policy *p) NODISCARD;

#endif
