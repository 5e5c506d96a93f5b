/* Stored custom field values of one ticket. */
#ifndef TEND_DOMAIN_TICKET_FIELDS_H
#define TEND_DOMAIN_TICKET_FIELDS_H

#include "domain/field.h"

struct ticket_value {
	field_id field;
	const char *json;
};
struct ticket_values {
	struct ticket_value *v;
	int n;
};

/* What is set, by field id; nothing is read when field_count is 0. */
enum err ticket_values(struct cx *cx, const struct ticket *t, struct ticket_values *ret) NODISCARD;
/* Set one, or take it away when its JSON is null. */
enum err ticket_value_set(struct cx *cx, ticket_id id, const struct field_checked *value) NODISCARD;

#endif
