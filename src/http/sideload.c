/* Collecting what a page refers to, and writing each of it once. */
#include "http/view_people.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

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

void sideload_user(struct rq *rq, struct sideload *s, user_id id)
{
	if (id.v && rq_include(rq, "users"))
		id_set_add(rq, &s->users, id.v);
}

void sideload_group(struct rq *rq, struct sideload *s, group_id id)
{
	if (id.v && rq_include(rq, "groups"))
		id_set_add(rq, &s->groups, id.v);
}

void sideload_organization(struct rq *rq, struct sideload *s, organization_id id)
{
	if (id.v && rq_include(rq, "organizations"))
		id_set_add(rq, &s->organizations, id.v);
}

static enum err write_users(struct rq *rq, const struct id_set *ids)
{
	struct user *rows;
	int n;

	TRY(user_load_many(&rq->cx, ids->v, ids->n, &rows, &n));
	jw_array(&rq->jw, "users");
	for (int i = 0; i < n; i++)
		user_write(rq, NULL, &rows[i]);
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

static enum err write_organizations(struct rq *rq, const struct id_set *ids)
{
	struct organization *rows;
	int n;

	TRY(organization_load_many(&rq->cx, ids->v, ids->n, &rows, &n));
	jw_array(&rq->jw, "organizations");
	for (int i = 0; i < n; i++)
		organization_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

enum err sideload_write_beside(struct rq *rq, const struct sideload *s, const char *own)
{
	if (strcmp(own, "users") != 0 && rq_include(rq, "users"))
		TRY(write_users(rq, &s->users));
	if (strcmp(own, "groups") != 0 && rq_include(rq, "groups"))
		TRY(write_groups(rq, &s->groups));
	if (strcmp(own, "organizations") != 0 && rq_include(rq, "organizations"))
		TRY(write_organizations(rq, &s->organizations));
	return OK;
}

enum err sideload_write(struct rq *rq, const struct sideload *s)
{
	return sideload_write_beside(rq, s, "");
}
