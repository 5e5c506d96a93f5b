/* Reading rows of organisations, for the two store files. */
#ifndef TEND_DOMAIN_ORGANIZATION_LIST_I_H
#define TEND_DOMAIN_ORGANIZATION_LIST_I_H

#include "domain/organization.h"

/* Columns of organization o, read by organization_read in this order. */
#define ORGANIZATION_COLUMNS \
	"o.id, o.name, o.external_id, o.details, o.notes, o.group_id, o.tags, o.fields, " \
	"o.shared_tickets, o.shared_comments, o.created_at, o.updated_at, o.deleted_at"
/* Without domains: organization_read_domains fills them in for all rows at once. */
void organization_read(struct stmt *s, struct arena *a, struct organization *ret);
enum err organization_read_domains(struct cx *cx, struct organization *rows, int n) NODISCARD;

#endif
