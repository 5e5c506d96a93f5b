/*
 * A problem that an agent or a rule solves solves its incidents. For an agent who may not see them
 * all the house does it, or solving would make them his.
 */
#include "base/json.h"
#include "domain/event.h"
#include "domain/setting.h"
#include "domain/ticket_i.h"

#include <stdlib.h>
#include <string.h>

/* With the same public answer. */
static enum err solve_all(struct ticket_work *w)
{
	struct ticket_input solve = {.status = {true, STATUS_SOLVED}, .channel = CHANNEL_RULE};
	struct ticket_result unused;
	struct id_list ids;

	TRY(ticket_open_incidents(w->cx, w->now.id, &ids));
	if (w->has_comment && w->comment.public && w->comment.author_role != ROLE_END_USER) {
		solve.channel = w->comment.channel;
		solve.comment = (struct comment_input){.body = w->comment.body,
			.html = w->comment.html,
			.public_set = true,
			.public = true,
			.author_id = w->comment.author.v};
	}
	for (int i = 0; i < ids.n; i++)
		TRY(ticket_update(w->cx, (ticket_id){ids.v[i]}, &solve, &unused));
	return OK;
}

static i64 id_in(const json_t *change, const char *key)
{
	const char *text = json_get_str(change, key);

	return text ? strtoll(text, NULL, 10) : 0;
}

/* What it was before, unless somebody gave it away since. */
static struct opt_i64 back(const json_t *change, i64 now)
{
	return (struct opt_i64){id_in(change, "value") == now, id_in(change, "previous_value")};
}

/* The solve that `detail` tells of, the other way round. */
static enum err undo_of(
	struct cx *cx, const struct ticket *t, const char *detail, struct ticket_input *ret)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(detail, strlen(detail), NULL, 0);
	const json_t *change;
	enum status status;
	i64 usable;
	size_t i;

	*ret = (struct ticket_input){.undo = true, .channel = CHANNEL_RULE};
	json_array_foreach (json_object_get(j, "events"), i, change) {
		const char *field = json_get_str(change, "field_name"), *was;

		if (!field)
			continue;
		was = json_get_str(change, "previous_value");
		if (strcmp(field, "status") == 0 && was && status_parse(was, &status))
			ret->status = (struct opt_i64){true, status};
		else if (strcmp(field, "assignee_id") == 0)
			ret->assignee_id = back(change, t->assignee.v);
		else if (strcmp(field, "group_id") == 0)
			ret->group_id = back(change, t->group.v);
		else if (strcmp(field, "custom_status_id") == 0)
			ret->custom_status_id.v = id_in(change, "previous_value");
	}
	TRY(setting_usable(cx, &custom_status_table, ret->custom_status_id.v, &usable));
	ret->custom_status_id.set = usable != 0;
	return OK;
}

static enum err find_solve(
	struct cx *cx, ticket_id id, i64 at, user_id by, event_id *ret_id, const char **ret_detail)
{
	return event_find(cx, id, EVENT_TICKET_UPDATED, at, by,
		"\"field_name\":\"status\",\"value\":\"solved\"", ret_id, ret_detail);
}

/* Those whose solve came with the problem's and stands. One that was solved by itself in the same
 * moment (in bulk) has its event before the problem's. */
static enum err take_all_back(struct ticket_work *w, user_id by)
{
	i64 at = w->before.solved_at;
	struct ticket_result unused;
	struct id_list ids;
	event_id own, solve;
	const char *detail;

	TRY(ticket_incidents_solved_at(w->cx, w->now.id, at, &ids));
	TRY(find_solve(w->cx, w->now.id, at, by, &own, &detail));
	for (int i = 0; i < ids.n; i++) {
		ticket_id id = {ids.v[i]};
		struct ticket_input in;
		struct ticket *t;

		TRY(find_solve(w->cx, id, at, w->cx->actor.id, &solve, &detail));
		if (solve.v <= own.v)
			continue;
		TRY(ticket_load(w->cx, id, &t));
		TRY(undo_of(w->cx, t, detail, &in));
		TRY(ticket_update(w->cx, id, &in, &unused));
	}
	return OK;
}

enum err ticket_incidents_follow(struct ticket_work *w)
{
	bool solved = w->now.status == STATUS_SOLVED && w->before.status < STATUS_SOLVED;
	bool undone = w->undo && w->now.status < STATUS_SOLVED && w->before.status == STATUS_SOLVED;
	const struct actor own = w->cx->actor;
	enum err e;

	if (w->now.type != TYPE_PROBLEM || !w->now.incident_count || (!solved && !undone))
		return OK;
	if (!w->by_agent) /* a customer speaks of his own ticket */
		return OK;
	if (own.restriction != RESTRICTION_NONE)
		w->cx->actor = actor_system();
	e = solved ? solve_all(w) : take_all_back(w, own.id);
	w->cx->actor = own;
	return e;
}
