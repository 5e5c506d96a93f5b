/*
 * Who a ticket belongs to: requester with organisation, assignee with group, the agent who solves
 * what nobody had, and the people who are copied.
 */
#include "domain/group.h"
#include "domain/organization.h"
#include "domain/ticket_i.h"
#include "domain/user.h"

/* The requester that the input names: v 0 when it names none. */
static enum err named_requester(struct ticket_work *w, user_id *ret)
{
	const struct ticket_input *in = w->in;
	struct person_ref who = in->requester;

	*ret = (user_id){0};
	if (!in->has_requester && !(in->requester_id.set && in->requester_id.v))
		return OK;
	if (!in->has_requester)
		who = (struct person_ref){.id = in->requester_id.v};
	return user_ensure(w->cx, &who, "requester", ret);
}

static enum err check_organization(struct ticket_work *w)
{
	struct organization *o;

	w->now.organization.v = w->in->organization_id.v;
	if (!w->now.organization.v)
		return OK;
	TRY(organization_load(w->cx, w->now.organization, &o));
	return o && !o->deleted_at ? OK : fail_invalid(w->cx, "organization_id", "Organization");
}

/* The one who filed a new ticket. */
static enum err choose_submitter(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;
	struct cx *cx = w->cx;

	w->now.submitter = cx->actor.id.v ? cx->actor.id : w->now.requester;
	if (!w->by_agent || !in->submitter_id.set || !in->submitter_id.v)
		return OK;
	return user_ensure(cx, &(struct person_ref){.id = in->submitter_id.v}, "submitter_id",
		&w->now.submitter);
}

enum err ticket_people_requester(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	struct user *requester;
	user_id named;

	if (w->by_agent || !cx->actor.id.v)
		TRY(named_requester(w, &named));
	else
		named = w->creating ? cx->actor.id : w->before.requester;
	if (!named.v)
		named = w->now.requester.v ? w->now.requester : cx->actor.id;
	if (!named.v)
		return fail_blank(cx, "requester", "Requester");
	/* whoever writes without signing in acts as the person that he says he is, and as no more
	 */
	if (!cx->actor.id.v && !cx->actor.system) {
		cx->actor.id = named;
		cx->actor.role = ROLE_END_USER;
	}
	if (w->creating || named.v != w->before.requester.v) {
		TRY(user_load(cx, named, &requester));
		if (!requester || !requester->active)
			return fail_invalid(cx, "requester", "Requester");
		if (requester->suspended && !w->by_agent)
			return fail(cx, E_FORBIDDEN, NULL, NULL, "This account is suspended");
		w->now.organization = requester->organization;
	}
	w->now.requester = named;
	if (w->creating)
		TRY(choose_submitter(w));
	if (w->by_agent && w->in->organization_id.set)
		return check_organization(w);
	return OK;
}

/* The assignee that the input names; v 0 clears. */
static enum err named_assignee(struct ticket_work *w, user_id *ret)
{
	const struct ticket_input *in = w->in;
	user_id id = {in->assignee_id.v};
	struct user *user;
	bool agent;

	if (in->assignee_email && *in->assignee_email) {
		TRY(user_by_email(w->cx, in->assignee_email, &user));
		id.v = user ? user->id.v : -1;
	}
	if (id.v) {
		TRY(user_is_agent(w->cx, id, &agent));
		if (!agent)
			return fail(w->cx, E_INVALID, "assignee", "InvalidValue:no_agent",
				"Assignee: is not an agent");
	}
	*ret = id;
	return OK;
}

/* An assignee without a word about the group: the present group if he is in it, else his own. */
static enum err group_of_assignee(struct ticket_work *w)
{
	struct user *assignee;
	bool member = false;

	if (w->now.group.v)
		TRY(group_has_member(w->cx, w->now.group, w->now.assignee, &member));
	if (member)
		return OK;
	TRY(user_load(w->cx, w->now.assignee, &assignee));
	w->now.group = assignee ? assignee->default_group : (group_id){0};
	return OK;
}

static enum err check_group(struct ticket_work *w, bool assignee_named)
{
	struct group *group;
	bool member = false;

	w->now.group.v = w->in->group_id.v;
	if (!w->now.group.v)
		return OK;
	TRY(group_load(w->cx, w->now.group, &group));
	if (!group || group->deleted_at)
		return fail_invalid(w->cx, "group", "Group");
	if (!w->now.assignee.v)
		return OK;
	TRY(group_has_member(w->cx, w->now.group, w->now.assignee, &member));
	if (!member && assignee_named)
		return fail(w->cx, E_INVALID, "assignee", "InvalidValue:not_in_group",
			"Assignee: is not in the group");
	if (!member)
		w->now.assignee.v = 0;
	return OK;
}

enum err ticket_people_assign(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;
	bool named = in->assignee_id.set || in->assignee_email;
	user_id assignee;

	if (!w->by_agent)
		return OK;
	if (named) {
		TRY(named_assignee(w, &assignee));
		w->now.assignee = assignee;
	}
	if (in->group_id.set)
		return check_group(w, named);
	if (named && w->now.assignee.v)
		return group_of_assignee(w);
	return OK;
}

enum err ticket_people_solver(struct ticket_work *w)
{
	bool solves = w->now.status >= STATUS_SOLVED && w->before.status < STATUS_SOLVED;

	if (!solves || w->now.assignee.v || !w->by_agent || w->cx->actor.system)
		return OK;
	w->now.assignee = w->cx->actor.id;
	return group_of_assignee(w);
}

/* Who is to be left out; v 0 when nobody has that address: nobody is made for it. */
static enum err person_to_remove(struct cx *cx, const struct person_ref *who, user_id *ret)
{
	struct user *user = NULL;

	*ret = (user_id){who->id};
	if (who->id || !who->email)
		return OK;
	TRY(user_by_email(cx, who->email, &user));
	*ret = user ? user->id : (user_id){0};
	return OK;
}

/* One person more or less in a list. */
static enum err copy_one(struct ticket_work *w, enum ticket_person kind,
	const struct person_ref *who, struct id_list *list)
{
	bool agent = true;
	user_id id;

	if (who->remove) {
		int n = 0;

		TRY(person_to_remove(w->cx, who, &id));
		for (int i = 0; i < list->n; i++)
			if (list->v[i] != id.v)
				list->v[n++] = list->v[i];
		list->n = n;
		return OK;
	}
	TRY(user_ensure(w->cx, who, kind == TICKET_CC ? "email_ccs" : "followers", &id));
	if (kind == TICKET_FOLLOWER)
		TRY(user_is_agent(w->cx, id, &agent));
	if (!agent || id.v == w->now.requester.v || id_list_has(list, id.v))
		return OK;
	if (list->n >= TICKET_PEOPLE_MAX)
		return fail(w->cx, E_INVALID, "collaborators", "TooManyValues",
			"Collaborators: cannot be more than %d", TICKET_PEOPLE_MAX);
	id_list_add(w->cx->arena, list, id.v);
	return OK;
}

/* The copy of a list with room to grow (id_list_add counts on its own doubling). */
static struct id_list copy_of(struct arena *a, const struct id_list *list)
{
	struct id_list copy = {0};

	for (int i = 0; i < list->n; i++)
		id_list_add(a, &copy, list->v[i]);
	return copy;
}

static enum err copies_of_kind(struct ticket_work *w, enum ticket_person kind, bool add,
	const struct person_ref *people, int n)
{
	struct id_list list = {0};

	if (add)
		list = copy_of(w->cx->arena, &w->people_before[kind]);
	for (int i = 0; i < n; i++)
		TRY(copy_one(w, kind, &people[i], &list));
	w->people[kind] = list;
	return OK;
}

enum err ticket_people_copies(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;

	if (!w->creating) {
		TRY(ticket_people(w->cx, &w->before, TICKET_CC, &w->people_before[TICKET_CC]));
		TRY(ticket_people(
			w->cx, &w->before, TICKET_FOLLOWER, &w->people_before[TICKET_FOLLOWER]));
	}
	w->people[TICKET_CC] = w->people_before[TICKET_CC];
	w->people[TICKET_FOLLOWER] = w->people_before[TICKET_FOLLOWER];
	if (in->cc_set)
		TRY(copies_of_kind(w, TICKET_CC, in->cc_add, in->cc, in->cc_count));
	if (in->followers_set && w->by_agent)
		TRY(copies_of_kind(
			w, TICKET_FOLLOWER, in->followers_add, in->followers, in->follower_count));
	w->now.person_count = w->people[TICKET_CC].n + w->people[TICKET_FOLLOWER].n;
	return OK;
}
