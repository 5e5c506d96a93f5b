/* Collecting what a page refers to, and writing each of it once. */
#include "http/view_people.h"

#include <string.h>

enum { FIRST_SLOTS = 64, AT_ONCE = 500 };

static int slot_of(const struct id_set *set, i64 id)
{
	uint64_t h = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	int mask = set->slot_count - 1, at = (int)(h >> 40) & mask;

	while (set->slots[at] && set->v[set->slots[at] - 1] != id)
		at = (at + 1) & mask;
	return at;
}

/* Room for one more: twice as many places, at most half of the slots used. */
static void grow(struct rq *rq, struct id_set *set)
{
	int slots = set->slot_count ? set->slot_count * 2 : FIRST_SLOTS;
	i64 *more = ARENA_ARRAY(rq->cx.arena, i64, slots / 2);

	if (set->n)
		memcpy(more, set->v, sizeof *more * (size_t)set->n);
	set->v = more;
	set->cap = slots / 2;
	set->slots = ARENA_ARRAY(rq->cx.arena, int, slots);
	set->slot_count = slots;
	for (int i = 0; i < set->n; i++)
		set->slots[slot_of(set, set->v[i])] = i + 1;
}

void id_set_add(struct rq *rq, struct id_set *set, i64 id)
{
	int at;

	if (!id)
		return;
	if (set->n == set->cap)
		grow(rq, set);
	at = slot_of(set, id);
	if (set->slots[at])
		return;
	set->v[set->n++] = id;
	set->slots[at] = set->n;
}

enum { ASKED_KNOWN = 1, ASKED_USERS = 2, ASKED_GROUPS = 4, ASKED_ORGANIZATIONS = 8 };

static bool is_asked(struct rq *rq, struct sideload *s, unsigned what)
{
	if (!s->asked)
		s->asked = ASKED_KNOWN | (rq_include(rq, "users") ? ASKED_USERS : 0u) |
			   (rq_include(rq, "groups") ? ASKED_GROUPS : 0u) |
			   (rq_include(rq, "organizations") ? ASKED_ORGANIZATIONS : 0u);
	return s->asked & what;
}

void sideload_user(struct rq *rq, struct sideload *s, user_id id)
{
	if (id.v && is_asked(rq, s, ASKED_USERS))
		id_set_add(rq, &s->users, id.v);
}

void sideload_group(struct rq *rq, struct sideload *s, group_id id)
{
	if (id.v && is_asked(rq, s, ASKED_GROUPS))
		id_set_add(rq, &s->groups, id.v);
}

void sideload_organization(struct rq *rq, struct sideload *s, organization_id id)
{
	if (id.v && is_asked(rq, s, ASKED_ORGANIZATIONS))
		id_set_add(rq, &s->organizations, id.v);
}

static int next_few(const struct id_set *ids, int from)
{
	return ids->n - from < AT_ONCE ? ids->n - from : AT_ONCE;
}

static enum err flush(const struct sideload *s)
{
	return s->flush ? s->flush(s->self) : OK;
}

static enum err write_users(struct rq *rq, const struct sideload *s)
{
	const struct id_set *ids = &s->users;
	struct user *rows;
	int n;

	jw_array(&rq->jw, "users");
	for (int from = 0; from < ids->n; from += AT_ONCE) {
		TRY(user_load_many(&rq->cx, ids->v + from, next_few(ids, from), &rows, &n));
		for (int i = 0; i < n; i++)
			user_write(rq, NULL, &rows[i]);
		TRY(flush(s));
	}
	jw_end(&rq->jw);
	return OK;
}

static enum err write_groups(struct rq *rq, const struct id_set *ids)
{
	struct group *rows;
	int n;

	TRY(group_load_many(&rq->cx, ids->v, ids->n, &rows, &n));
	jw_array(&rq->jw, "groups");
	for (int i = 0; i < n; i++)
		group_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

static enum err write_organizations(struct rq *rq, const struct sideload *s)
{
	const struct id_set *ids = &s->organizations;
	struct organization *rows;
	int n;

	jw_array(&rq->jw, "organizations");
	for (int from = 0; from < ids->n; from += AT_ONCE) {
		TRY(organization_load_many(&rq->cx, ids->v + from, next_few(ids, from), &rows, &n));
		for (int i = 0; i < n; i++)
			organization_write(rq, NULL, &rows[i]);
		TRY(flush(s));
	}
	jw_end(&rq->jw);
	return OK;
}

enum err sideload_write_beside(struct rq *rq, const struct sideload *s, const char *own)
{
	if (strcmp(own, "users") != 0 && rq_include(rq, "users"))
		TRY(write_users(rq, s));
	if (strcmp(own, "groups") != 0 && rq_include(rq, "groups"))
		TRY(write_groups(rq, &s->groups));
	if (strcmp(own, "organizations") != 0 && rq_include(rq, "organizations"))
		TRY(write_organizations(rq, s));
	return OK;
}

enum err sideload_write(struct rq *rq, const struct sideload *s)
{
	return sideload_write_beside(rq, s, "");
}
