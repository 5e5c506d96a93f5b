/*
 * What a token may be used for: a set of scopes. `read` and `write` are everything, `tickets:read`
 * is one family of resources; write includes read everywhere. `impersonate` lets an
 * administrator's token speak for others. Sessions and passwords carry everything.
 */
#ifndef TEND_DOMAIN_SCOPE_H
#define TEND_DOMAIN_SCOPE_H

#include "base/arena.h"
#include "base/err.h"

/* X(constant, wire name) */
#define SCOPE_FAMILY_LIST(X) \
	X(TICKETS, "tickets") \
	X(USERS, "users") /* with identities, groups and group memberships */ \
	X(ORGANIZATIONS, "organizations") \
	X(REQUESTS, "requests") \
	X(VIEWS, "views") \
	X(MACROS, "macros") \
	X(TRIGGERS, "triggers") \
	X(AUTOMATIONS, "automations") \
	X(WEBHOOKS, "webhooks") \
	X(SATISFACTION_RATINGS, "satisfaction_ratings") \
	X(HC, "hc")

enum scope_family_index {
#define X(constant, wire) FAMILY_INDEX_##constant,
	SCOPE_FAMILY_LIST(X)
#undef X
		FAMILY_COUNT
};

/* Families as bits. A capability names those that open it: any one of them, or with FAMILY_EVERY
 * all of them. FAMILY_ANY: every token will do. FAMILY_ACCOUNT: only the whole read or write. */
enum scope_family {
	FAMILY_ANY = 0,
#define X(constant, wire) FAMILY_##constant = 1 << FAMILY_INDEX_##constant,
	SCOPE_FAMILY_LIST(X)
#undef X
		FAMILY_ACCOUNT = 1 << 29,
	FAMILY_EVERY = 1 << 30,
	/* what a search, an export or the event stream may show */
	FAMILY_CORE = FAMILY_EVERY | FAMILY_TICKETS | FAMILY_USERS | FAMILY_ORGANIZATIONS,
	FAMILY_RULES =
		FAMILY_EVERY | FAMILY_VIEWS | FAMILY_MACROS | FAMILY_TRIGGERS | FAMILY_AUTOMATIONS
};

/* A set: read bits of families below, write bits 31 above, then the special ones. */
#define SCOPE_NONE	  UINT64_C(0)
#define SCOPE_IMPERSONATE (UINT64_C(1) << 63)
#define SCOPE_READ	  UINT64_C(0x3fffffff)
#define SCOPE_WRITE	  (SCOPE_READ | SCOPE_READ << 31)
#define SCOPE_ALL	  (SCOPE_WRITE | SCOPE_IMPERSONATE)

/* Does the set open something that these families (of a capability) guard? */
bool scope_covers(uint64_t set, int families, bool writes);
const char *scope_family_name(enum scope_family_index i);
/* One word, "tickets:read"; false when it is none. */
bool scope_parse_word(const char *word, size_t n, uint64_t *ret);
/* What was asked for, in its own words: clients compare them with what they are given. */
struct scopes {
	uint64_t set;
	const char *words; /* single spaces between them, each once */
};
/* Words between spaces or commas; false (and *ret_bad the word) when one is unknown. */
bool scope_parse(struct arena *a, const char *text, struct scopes *ret, const char **ret_bad);

#endif
