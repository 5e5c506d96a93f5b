/* Rows of audits, for the stores that read them. */
#ifndef TEND_DOMAIN_AUDIT_I_H
#define TEND_DOMAIN_AUDIT_I_H

#include "domain/audit.h"

/* Is event e an audit? What was done to a ticket is, and so is a rule that told somebody something
 * or failed (its trace begins with what it told); what a rule changed is an audit of its own. The
 * index event_audit says the same words. */
#define AUDIT_IS \
	"(e.kind IN (1, 2, 5, 21) OR (e.kind = 20 AND substr(e.detail, 1, 12) = '{\"events\":[{'))"
/* Columns of event e, read by audit_read in this order. */
#define AUDIT_COLUMNS "e.id, e.ticket_id, e.actor_id, e.at, e.detail"
void audit_read(struct stmt *s, struct arena *a, struct audit *audit);

#endif
