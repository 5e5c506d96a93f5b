/* What ticket_import.c asks of ticket_import_store.c. */
#ifndef TEND_DOMAIN_TICKET_IMPORT_I_H
#define TEND_DOMAIN_TICKET_IMPORT_I_H

#include "domain/cx.h"

/* As much of a user as history needs. */
struct import_person {
	user_id id; /* v 0: there is none */
	enum role role;
	bool active;
	organization_id organization;
	group_id default_group;
};
enum err import_person(struct cx *cx, i64 id, struct import_person *ret) NODISCARD;

#endif
