/* What others did with my tickets, and tickets that agents passed over. */
#include "domain/activity.h"

#include "base/clock.h"
#include "domain/skip.h"
#include "http/path.h"
#include "http/view_ticket.h"

/* --- activities --- */

static const char *const newest[] = {"-created_at", "id", NULL};

static enum err read_since(struct rq *rq, i64 *ret)
{
	const char *text = rq_query(rq, "since");

	*ret = 0;
	if (text && *text && !clock_parse(text, ret))
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter since must be a time like 2026-01-31T08:00:00Z");
	return OK;
}

static const char *title_of(struct rq *rq, const struct activity *a, const struct user *actor)
{
	const char *who = actor ? actor->name : "Tend";
	struct arena *arena = rq->cx.arena;
	long long id = a->ticket.v;

	switch (a->verb) {
	case ACTIVITY_ASSIGNED:
		return arena_printf(arena, "%s assigned ticket #%lld to you.", who, id);
	case ACTIVITY_COMMENTED:
		return arena_printf(arena, "%s commented on ticket #%lld.", who, id);
	case ACTIVITY_PRIORITY:
		return arena_printf(arena, "%s raised the priority of ticket #%lld.", who, id);
	}
	return NULL;
}

static void ticket_ref_write(struct jw *jw, const char *key, const struct activity *a)
{
	jw_object(jw, key);
	jw_object(jw, "ticket");
	jw_i64(jw, "id", a->ticket.v);
	jw_str(jw, "subject", a->subject);
	jw_end(jw);
	jw_end(jw);
}

static enum err object_write(struct rq *rq, const struct activity *a)
{
	struct jw *jw = &rq->jw;
	struct comment *c = NULL;

	if (a->verb == ACTIVITY_COMMENTED)
		TRY(comment_of_event(&rq->cx, a->id, &c));
	if (!c) {
		ticket_ref_write(jw, "object", a);
		return OK;
	}
	jw_object(jw, "object");
	jw_object(jw, "comment");
	jw_str(jw, "value", c->body);
	jw_bool(jw, "public", c->public);
	jw_end(jw);
	jw_end(jw);
	return OK;
}

static void person_write(struct rq *rq, const char *key, const struct user *u)
{
	if (u)
		user_write(rq, key, u);
	else
		jw_null(&rq->jw, key);
}

static enum err activity_write(struct rq *rq, const char *key, const struct activity *a)
{
	struct user *user, *actor = NULL;
	struct jw *jw = &rq->jw;

	TRY(user_load(&rq->cx, a->user, &user));
	if (a->actor.v)
		TRY(user_load(&rq->cx, a->actor, &actor));
	jw_object(jw, key);
	jw_printf(
		jw, "url", "%.900s/api/v2/activities/%lld.json", rq->base_url, (long long)a->id.v);
	jw_i64(jw, "id", a->id.v);
	jw_str(jw, "title", title_of(rq, a, actor));
	jw_str(jw, "verb", activity_verb_name(a->verb));
	jw_i64(jw, "user_id", a->user.v);
	jw_id(jw, "actor_id", a->actor.v);
	TRY(object_write(rq, a));
	ticket_ref_write(jw, "target", a);
	person_write(rq, "user", user);
	person_write(rq, "actor", actor);
	jw_time(jw, "created_at", a->at);
	jw_time(jw, "updated_at", a->at);
	jw_end(jw);
	return OK;
}

static enum err users_write(struct rq *rq, const char *key, const struct id_set *ids)
{
	struct user *users;
	int n;

	TRY(user_load_many(&rq->cx, ids->v, ids->n, &users, &n));
	jw_array(&rq->jw, key);
	for (int i = 0; i < n; i++)
		user_write(rq, NULL, &users[i]);
	jw_end(&rq->jw);
	return OK;
}

static done activities_list(struct rq *rq, void *in)
{
	struct id_set users = {0}, actors = {0};
	struct activity *rows;
	struct page page;
	i64 since;
	int n;

	(void)in;
	if (read_since(rq, &since) || rq_page(rq, newest, &page) ||
		activity_list(&rq->cx, since, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "activities");
	for (int i = 0; i < n; i++) {
		if (activity_write(rq, NULL, &rows[i]))
			return reply_error(rq);
		id_set_add(rq, &users, rows[i].user.v);
		id_set_add(rq, &actors, rows[i].actor.v);
	}
	reply_list_end(rq);
	if (users_write(rq, "users", &users) || users_write(rq, "actors", &actors))
		return reply_error(rq);
	return reply_page(rq, &page);
}

static done activities_count(struct rq *rq, void *in)
{
	i64 since, n;

	(void)in;
	if (read_since(rq, &since) || activity_count(&rq->cx, since, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done activity_show(struct rq *rq, void *in)
{
	struct activity a;
	i64 id;

	(void)in;
	if (rq_id(rq, "activity_id", &id) || activity_get(&rq->cx, id, &a))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (activity_write(rq, "activity", &a))
		return reply_error(rq);
	return reply_end(rq);
}

/* --- skips --- */

static const char *const by_id[] = {"id", "created_at", NULL};

struct skip_body {
	struct opt_i64 ticket_id;
	struct opt_text reason;
};
#define AT(member) offsetof(struct skip_body, member)
static const struct field skip_list_[] = {
	{"ticket_id", F_ID, AT(ticket_id), 0, "Ticket", "Required"},
	{"reason", F_TEXT, AT(reason), SKIP_REASON_MAX, "Reason", NULL}, {0}};
static const struct field_table skip_fields = {"skip", sizeof(struct skip_body), skip_list_};

static enum err skip_write(struct rq *rq, const char *key, const struct skip *s)
{
	struct jw *jw = &rq->jw;
	struct ticket *t;

	TRY(ticket_get(&rq->cx, s->ticket, &t));
	jw_object(jw, key);
	jw_i64(jw, "id", s->id);
	jw_i64(jw, "ticket_id", s->ticket.v);
	jw_i64(jw, "user_id", s->user.v);
	jw_str(jw, "reason", s->reason);
	TRY(ticket_write(rq, "ticket", t));
	jw_time(jw, "created_at", s->created_at);
	jw_time(jw, "updated_at", s->created_at);
	jw_end(jw);
	return OK;
}

static done skip_post(struct rq *rq, void *in)
{
	const struct skip_body *body = in;
	struct skip skip;

	if (skip_add(&rq->cx, (ticket_id){body->ticket_id.v}, body->reason.v, &skip))
		return reply_error(rq);
	reply_begin(rq, 201);
	if (skip_write(rq, "skip", &skip))
		return reply_error(rq);
	return reply_end(rq);
}

static done reply_skips(struct rq *rq, const struct skip_filter *filter)
{
	struct skip *rows;
	struct page page;
	int n;

	if (rq_page(rq, by_id, &page) || skip_list(&rq->cx, filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "skips");
	for (int i = 0; i < n; i++)
		if (skip_write(rq, NULL, &rows[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

static done skips_list(struct rq *rq, void *in)
{
	(void)in;
	return reply_skips(rq, &(struct skip_filter){0});
}

static done skips_of_user(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_user(rq, &user))
		return reply_error(rq);
	return reply_skips(rq, &(struct skip_filter){.user = user->id});
}

static done skips_of_ticket(struct rq *rq, void *in)
{
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	return reply_skips(rq, &(struct skip_filter){.ticket = t->id});
}

/* clang-format off */
const struct route activity_routes[] = {
	{M_GET, "/api/v2/activities", activities_list, RUN_READ, CAP_TICKET_PEOPLE, BODY_NONE, NULL,
	 0, "since", "What others did with my tickets in the last 30 days, newest first"},
	{M_GET, "/api/v2/activities/count", activities_count, RUN_READ, CAP_TICKET_READ, BODY_NONE,
	 NULL, 0, "since", "How many activities there are"},
	{M_GET, "/api/v2/activities/:activity_id", activity_show, RUN_READ, CAP_TICKET_PEOPLE,
	 BODY_NONE, NULL, 0, NULL, "One activity of mine"},
	{M_GET, "/api/v2/skips", skips_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "Tickets that agents passed over, by id"},
	{M_POST, "/api/v2/skips", skip_post, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON, &skip_fields,
	 0, NULL, "Say that I pass a ticket over, and why"},
	{M_GET, "/api/v2/users/:user_id/skips", skips_of_user, RUN_READ, CAP_TICKET_READ,
	 BODY_NONE, NULL, 0, NULL, "What an agent passed over"},
	{M_GET, "/api/v2/tickets/:ticket_id/skips", skips_of_ticket, RUN_READ, CAP_TICKET_READ,
	 BODY_NONE, NULL, 0, NULL, "Who passed a ticket over"},
	{0}
};
/* clang-format on */
