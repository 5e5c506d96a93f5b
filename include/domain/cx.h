/*
 * The context of one unit of domain work: database, memory, time and actor come in from above;
 * failures and news go out. Domain code has no clock, no randomness and no globals of its own.
 * One thread at a time.
 */
#ifndef TEND_DOMAIN_CX_H
#define TEND_DOMAIN_CX_H

#include "base/bus.h"
#include "db/db.h"
#include "domain/scope.h"
#include "domain/types.h"

/* Who acts. id.v 0: nobody is signed in (anonymous), or the system when `system` is set. */
enum { LOCALE_TAG = 36 }; /* bytes of a BCP 47 tag, NUL included */

struct actor {
	user_id id;
	enum role role;
	uint64_t scope; /* what the credentials may be used for (scope.h) */
	enum restriction restriction;
	organization_id organization;
	bool only_private_comments;
	bool system;
	i64 session_id, token_id; /* how it came in; 0: otherwise */
	i64 client_id;		  /* the OAuth client that the token was given to */
	const char *address;	  /* remote address, or "" */
	char locale[LOCALE_TAG];  /* the language of the person's profile, "" for the system */
};

struct cx {
	struct db *db;
	struct arena *arena;
	i64 now; /* ms */
	struct actor actor;
	struct failure fail;
	struct news *news; /* of the events written so far; in the arena */
	int news_count, news_cap;
	/* Random bytes for the domain, given by the top (secret_random). */
	void (*random)(void *out, size_t n);
	const uint8_t *link_key;	      /* SECRET_KEY bytes that sign customers' links */
	const struct trigger_chain *triggers; /* tickets whose triggers run now (trigger.c) */
	bool assigning;			      /* the update is the assignment's (assignment.c) */
	const struct supposition *supposed; /* other promises hold; nothing is stored (suppose.h) */
};

/* Record a failure and return its code (see failure_add). */
#define fail(cx, ...) failure_add(&(cx)->fail, __VA_ARGS__)

/* Common answers. */
enum err fail_not_found(struct cx *cx);
enum err fail_blank(struct cx *cx, const char *field, const char *title);
enum err fail_invalid(struct cx *cx, const char *field, const char *title);

static inline bool actor_is_agent(const struct actor *a)
{
	return a->system || a->role != ROLE_END_USER;
}

/* The system as actor (ticker, rules, command line). */
struct actor actor_system(void);

/* Read a setting of table meta: NULL when there is none. Copy in the arena. */
enum err meta_get(struct cx *cx, const char *name, const char **ret_value) NODISCARD;
/* Set or replace one. */
enum err meta_set(struct cx *cx, const char *name, const char *value) NODISCARD;

/* Add delta to a kept count (row made when missing). */
enum err counter_add(struct cx *cx, const char *name, i64 ref, i64 delta) NODISCARD;
/* A kept count; 0 when there is no row. */
enum err counter_get(struct cx *cx, const char *name, i64 ref, i64 *ret) NODISCARD;

#endif
