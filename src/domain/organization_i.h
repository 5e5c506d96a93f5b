/* Rows of organisations and their domains. */
#ifndef TEND_DOMAIN_ORGANIZATION_I_H
#define TEND_DOMAIN_ORGANIZATION_I_H

#include "domain/organization.h"

enum err organization_store_insert(struct cx *cx, struct organization *o) NODISCARD;
enum err organization_store_update(struct cx *cx, const struct organization *o) NODISCARD;
/* Who has this domain; v 0: nobody. */
enum err organization_store_of_domain(
	struct cx *cx, const char *domain, organization_id *ret) NODISCARD;
/* Replace the domains of one by these ("a.com b.org"). */
enum err organization_store_set_domains(
	struct cx *cx, organization_id id, const char *domains) NODISCARD;
/* Words in the full text index, written anew; a deleted one has none. */
enum err organization_store_index(struct cx *cx, const struct organization *o) NODISCARD;

#endif
