/* Wire names of the enums, from the lists in types.h. */
#include "domain/types.h"

#include <string.h>

struct name {
	int number;
	const char *wire;
};

static const char *name_of(const struct name *table, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].number == number)
			return table[i].wire;
	return NULL;
}

static bool number_of(const struct name *table, size_t n, const char *wire, int *ret)
{
	for (size_t i = 0; wire && i < n; i++) {
		if (strcmp(table[i].wire, wire) == 0) {
			*ret = table[i].number;
			return true;
		}
	}
	return false;
}

#define X(constant, number, wire) {number, wire},
#define NAMES(prefix, type, LIST) \
	static const struct name prefix##_names[] = {LIST(X)}; \
	const char *prefix##_name(type v) \
	{ \
		return name_of(prefix##_names, COUNT_OF(prefix##_names), (int)v); \
	}
#define PARSE(prefix, type) \
	bool prefix##_parse(const char *name, type *ret) \
	{ \
		int number; \
		bool known = number_of(prefix##_names, COUNT_OF(prefix##_names), name, &number); \
		if (known) \
			*ret = (type)number; \
		return known; \
	}

NAMES(status, enum status, STATUS_LIST)
PARSE(status, enum status)
NAMES(priority, enum priority, PRIORITY_LIST)
PARSE(priority, enum priority)
NAMES(ticket_type, enum ticket_type, TYPE_LIST)
PARSE(ticket_type, enum ticket_type)
NAMES(role, enum role, ROLE_LIST)
PARSE(role, enum role)
NAMES(channel, enum channel, CHANNEL_LIST)
PARSE(channel, enum channel)
NAMES(restriction, enum restriction, RESTRICTION_LIST)
PARSE(restriction, enum restriction)
NAMES(wait_kind, enum wait_kind, WAIT_KIND_LIST)
PARSE(wait_kind, enum wait_kind)
NAMES(wait_outcome, enum wait_outcome, WAIT_OUTCOME_LIST)
NAMES(event_kind, enum event_kind, EVENT_LIST)
