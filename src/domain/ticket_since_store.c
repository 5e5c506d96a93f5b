/* Rows of ticket_since: made by the first update that tells something, then kept. */
#include "domain/ticket_since.h"

#define COLUMNS \
	"status_at, coalesce(assigned_at, 0), requester_at, coalesce(assignee_at, 0), replies, " \
	"agent_stations, group_stations"

QUERY(ticket_since_select, "SELECT " COLUMNS " FROM ticket_since WHERE ticket_id = ?");
QUERY(ticket_since_upsert,
	"INSERT INTO ticket_since (ticket_id, status_at, assigned_at, requester_at, assignee_at, "
	"replies, agent_stations, group_stations) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
	"ON CONFLICT (ticket_id) DO UPDATE SET status_at = excluded.status_at, "
	"assigned_at = excluded.assigned_at, requester_at = excluded.requester_at, "
	"assignee_at = excluded.assignee_at, replies = excluded.replies, "
	"agent_stations = excluded.agent_stations, group_stations = excluded.group_stations");

/* What creation says of a ticket. */
static struct ticket_since from_creation(const struct ticket *t)
{
	return (struct ticket_since){.status_at = t->created_at,
		.assigned_at = t->assignee.v ? t->created_at : 0,
		.requester_at = t->created_at,
		.agent_stations = t->assignee.v != 0,
		.group_stations = t->group.v != 0};
}

enum err ticket_since_get(struct cx *cx, const struct ticket *t, struct ticket_since *ret)
{
	struct stmt *s = db_stmt(cx->db, &ticket_since_select);
	struct ticket_since since = from_creation(t);

	bind_i64(s, t->id.v);
	if (db_row(s)) {
		since.status_at = col_i64(s);
		since.assigned_at = col_i64(s);
		since.requester_at = col_i64(s);
		since.assignee_at = col_i64(s);
		since.replies = col_i64(s);
		since.agent_stations = col_i64(s);
		since.group_stations = col_i64(s);
	}
	TRY(db_done(s));
	*ret = since;
	return OK;
}

static enum err save(struct cx *cx, ticket_id id, const struct ticket_since *since)
{
	struct stmt *s = db_stmt(cx->db, &ticket_since_upsert);

	bind_i64(s, id.v);
	bind_i64(s, since->status_at);
	bind_ref(s, since->assigned_at);
	bind_i64(s, since->requester_at);
	bind_ref(s, since->assignee_at);
	bind_i64(s, since->replies);
	bind_i64(s, since->agent_stations);
	bind_i64(s, since->group_stations);
	return db_run(s);
}

/* Did this user do it, or is it said in his name? */
static bool is_by(const struct cx *cx, const struct comment *comment, user_id user)
{
	return user.v && (cx->actor.id.v == user.v || (comment && comment->author.v == user.v));
}

enum err ticket_since_follow(struct cx *cx, const struct ticket *before, const struct ticket *now,
	const struct comment *comment)
{
	bool created = !before->id.v;
	bool moved = !created && before->status != now->status;
	bool assigned = !created && before->assignee.v != now->assignee.v;
	bool grouped = !created && before->group.v != now->group.v && now->group.v;
	bool asked = !created && is_by(cx, comment, now->requester);
	bool worked = is_by(cx, comment, now->assignee);
	/* as domain/wait counts answers: rules do not answer */
	bool replied = !created && comment && comment->public &&
		       comment->author_role != ROLE_END_USER && comment->channel != CHANNEL_RULE;
	struct ticket_since since;

	if (!moved && !assigned && !grouped && !asked && !worked && !replied)
		return OK;
	since = from_creation(now);
	if (!created)
		TRY(ticket_since_get(cx, before, &since));
	if (moved)
		since.status_at = cx->now;
	if (assigned)
		since.assigned_at = now->assignee.v ? cx->now : 0;
	if (assigned)
		since.assignee_at = 0;
	if (asked)
		since.requester_at = cx->now;
	if (worked)
		since.assignee_at = created ? now->created_at : cx->now;
	since.replies += replied;
	since.agent_stations += assigned && now->assignee.v;
	since.group_stations += grouped;
	return save(cx, now->id, &since);
}
