/* The bodies {"group_membership": {…}} and {"organization_membership": {…}}. */
#ifndef TEND_HTTP_MEMBERSHIP_BODY_H
#define TEND_HTTP_MEMBERSHIP_BODY_H

#include "http/rq.h"

/* One body for both kinds. */
struct membership_body {
	struct opt_i64 user_id, group_id, organization_id, is_default, view_tickets;
};

extern const struct field_table group_membership_fields, organization_membership_fields;

#endif
