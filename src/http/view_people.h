/*
 * How people look in the API: users, identities, groups, organisations, memberships; and the
 * side-loads (`?include=`) that other resources put beside their lists.
 *
 * Writers stream into rq->jw; base URL and actor come from rq. An end-user sees no agent's notes.
 *
 *	struct sideload more = {0};
 *	reply_list(rq, "tickets");
 *	for (…) { ticket_write(…); sideload_user(rq, &more, t->requester); sideload_group(…); }
 *	reply_list_end(rq);
 *	if (sideload_write(rq, &more))
 *		return reply_error(rq);
 *	return reply_page(rq, &page);
 */
#ifndef TEND_HTTP_VIEW_PEOPLE_H
#define TEND_HTTP_VIEW_PEOPLE_H

#include "domain/group.h"
#include "domain/identity.h"
#include "domain/membership.h"
#include "domain/organization.h"
#include "domain/user.h"
#include "http/rq.h"

/* One object each: key NULL inside an array, "user" at the top. */
void user_write(struct rq *rq, const char *key, const struct user *user);
/* What the actor may do with the user: one of the side-load `abilities`. */
void ability_write(struct rq *rq, const char *key, const struct user *user);
void identity_write(struct rq *rq, const char *key, const struct identity *identity);
void group_write(struct rq *rq, const char *key, const struct group *group);
void organization_write(struct rq *rq, const char *key, const struct organization *organization);
void group_membership_write(struct rq *rq, const char *key, const struct group_membership *m);
void organization_membership_write(
	struct rq *rq, const char *key, const struct organization_membership *m);

/* The same with room for more members: the object stays open until jw_end. */
void user_write_open(struct rq *rq, const char *key, const struct user *user);
void group_write_open(struct rq *rq, const char *key, const struct group *group);
void organization_write_open(
	struct rq *rq, const char *key, const struct organization *organization);

/* `tags` of any object: the stored text ("a b c") as an array. */
void tags_write(struct jw *jw, const char *key, const char *tags);

/* 201 (or 200 for what was there already) with Location: begin the reply for /api/v2/PATH/ID. */
void reply_made(struct rq *rq, bool created, const char *path, i64 id);
/* {"count":{"value":N,"refreshed_at":…}} */
done reply_count(struct rq *rq, i64 n);

/* Ids of one kind, each once, in the order they came. */
struct id_set {
	i64 *v;
	int n, cap;
	int *slots; /* hash table of positions + 1 */
	int slot_count;
};

/* Add an id; 0 is ignored. Memory in the request's arena. */
void id_set_add(struct rq *rq, struct id_set *set, i64 id);

/* What the objects of a page refer to. Collecting costs nothing unless ?include= asks for it. */
struct sideload {
	unsigned asked; /* what ?include= names; found by the first call */
	struct id_set users, groups, organizations;
	/* Called between objects of a long list, so that it need not be in memory as a whole; NULL:
	 * it may. */
	enum err (*flush)(void *self);
	void *self;
};

void sideload_user(struct rq *rq, struct sideload *s, user_id id);
void sideload_group(struct rq *rq, struct sideload *s, group_id id);
void sideload_organization(struct rq *rq, struct sideload *s, organization_id id);
/* Write `users`, `groups`, `organizations`, as far as ?include= names them. At the top object. */
enum err sideload_write(struct rq *rq, const struct sideload *s) NODISCARD;
/* The same but for the kind that the list itself is of. */
enum err sideload_write_beside(struct rq *rq, const struct sideload *s, const char *own) NODISCARD;

#endif
