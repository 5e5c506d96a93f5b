/*
 * tend demo: a helpdesk that looks lived in. The past is played through in the order of time with
 * the domain's own functions, so waits, breaches, counts and the event log are what a real past
 * would have left. The same seed gives the same past (ids and times aside from now).
 */
#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "cmd.h"
#include "demo_text.h"
#include "domain/first_run.h"
#include "domain/group.h"
#include "domain/membership.h"
#include "domain/organization.h"
#include "domain/session.h"
#include "domain/user.h"
#include "domain/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	AGENTS = 6,
	GROUPS = 3,
	STEPS_MAX = 6,	       /* of one ticket */
	BATCH = 400,	       /* steps in one transaction */
	CHECKPOINT_EVERY = 50, /* batches */
	COMPANIES_MAX = 32,
	TICKETS_A_DAY = 40,
	PAST_DAYS_MAX = 1000,
	RECENT_HOURS = 14, /* tickets of these hours are often unanswered yet */
	PASSWORD_LENGTH = 16,
	CUSTOMERS_COME_MS = 2 * DAY_MS, /* one after the other, before the first ticket */
	TICK_AT_ONCE = 1000,
};

enum step_kind { STEP_ASK, STEP_NOTE, STEP_REPLY, STEP_ANSWER_BACK, STEP_SOLVE };

/* One thing that happened. */
struct step {
	i64 at;
	int ticket;
	enum step_kind kind;
};

struct demo_ticket {
	ticket_id id;
	const struct demo_topic *topic;
	user_id customer, agent;
	enum channel channel;
};

struct demo {
	struct cmd_env *env;
	struct arena *arena; /* lives as long as the command; cx.arena is reset per batch */
	uint64_t random;
	i64 now;
	int ticket_count, customer_count, step_count;
	struct demo_ticket *tickets;
	struct step *steps;
	user_id *customers, agents[AGENTS];
	group_id groups[GROUPS];
	organization_id companies[COMPANIES_MAX];
	char password[PASSWORD_LENGTH + 1], hash[SECRET_PASSWORD];
	bool made_admin;
};

static const char *const group_names[GROUPS] = {"Support", "Billing", "Technical"};
static const char admin_email[] = "admin@example.com";

/* xorshift64*: repeatable, and good enough for a demonstration. */
static uint64_t next_random(struct demo *d)
{
	d->random ^= d->random >> 12;
	d->random ^= d->random << 25;
	d->random ^= d->random >> 27;
	return d->random * 0x2545F4914F6CDD1DULL;
}

static int below(struct demo *d, int n)
{
	return (int)((next_random(d) >> 33) % (uint64_t)n);
}

static bool chance(struct demo *d, int percent)
{
	return below(d, 100) < percent;
}

#define PICK(d, list, count) ((list)[below((d), (count))])

/* --- people --- */

static enum err find_or_make_group(struct cx *cx, const char *name, group_id *ret)
{
	static const char *const sorts[] = {"name", NULL};
	struct page page = {.limit = PAGE_MAX, .sort = sorts[0]};
	struct group *groups, *made;
	int n;

	TRY(group_list(cx, &page, &groups, &n));
	for (int i = 0; i < n; i++) {
		if (strcmp(groups[i].name, name) == 0) {
			*ret = groups[i].id;
			return OK;
		}
	}
	TRY(group_create(cx, &(struct group_input){.name = {true, name}}, &made));
	*ret = made->id;
	return OK;
}

/* A user by address, made when unknown. *ret_made tells. */
static enum err find_or_make_user(struct cx *cx, const char *name, const char *email,
	const char *role, struct user **ret, bool *ret_made)
{
	struct user_input in = {.name = {true, name}, .email = {true, email}, .role = {true, role}};

	TRY(user_by_email(cx, email, ret));
	*ret_made = !*ret;
	in.verified = (struct opt_i64){true, 1};
	return *ret ? OK : user_create(cx, &in, ret);
}

static enum err make_staff(struct cx *cx, void *arg)
{
	struct demo *d = arg;
	i64 admins;
	bool made;

	TRY(first_run_close(cx)); /* this house is not new */
	TRY(user_count_admins(cx, &admins));
	if (!admins) {
		struct user *admin;

		TRY(find_or_make_user(
			cx, "Demo Admin", admin_email, "admin", &admin, &d->made_admin));
		TRY(password_set(cx, admin->id, d->hash));
	}
	for (int i = 0; i < GROUPS; i++)
		TRY(find_or_make_group(cx, group_names[i], &d->groups[i]));
	for (int i = 0; i < AGENTS; i++) {
		const char *first = demo_first_names[i * 5 % demo_first_name_count];
		char *email =
			utf8_fold(cx->arena, arena_printf(cx->arena, "%s@agents.example", first));
		struct user *agent;
		struct group_membership membership;

		TRY(find_or_make_user(cx,
			arena_printf(cx->arena, "%s %s", first,
				demo_last_names[i * 3 % demo_last_name_count]),
			email, "agent", &agent, &made));
		d->agents[i] = agent->id;
		if (!made)
			continue;
		TRY(password_set(cx, agent->id, d->hash));
		for (int g = 0; g < GROUPS; g++)
			if (g > 0 || i % 2 == 0)
				(void)!group_membership_add(
					cx, agent->id, d->groups[g], false, &membership);
		cx->fail = (struct failure){0}; /* already a member of the default group */
	}
	return OK;
}

static enum err make_companies(struct cx *cx, void *arg)
{
	struct demo *d = arg;
	bool made;

	for (int i = 0; i < demo_company_count; i++) {
		struct organization *o;

		TRY(organization_create_or_update(cx,
			&(struct organization_input){.name = {true, demo_companies[i]}}, &o,
			&made));
		d->companies[i] = o->id;
	}
	return OK;
}

/* A busier desk rather than an ancient one. */
static int past_days(const struct demo *d)
{
	int days = d->ticket_count / TICKETS_A_DAY;

	return days < PAST_DAYS_MAX ? days : PAST_DAYS_MAX;
}

/* Two days before the first ticket. */
static i64 first_day(const struct demo *d)
{
	return d->now - (past_days(d) + 5) * DAY_MS;
}

static enum err make_customer(struct cx *cx, struct demo *d, int i)
{
	const char *first = PICK(d, demo_first_names, demo_first_name_count);
	const char *last = PICK(d, demo_last_names, demo_last_name_count);
	struct user_input in = {.name = {true, arena_printf(cx->arena, "%s %s", first, last)},
		.email = {true, arena_printf(cx->arena, "customer%d@mail.example", i + 1)}};
	struct user *user;
	bool made;

	if (chance(d, 40))
		in.organization_id =
			(struct opt_i64){true, PICK(d, d->companies, demo_company_count).v};
	cx->now = first_day(d) + (i64)i * CUSTOMERS_COME_MS / d->customer_count;
	TRY(user_create_or_update(cx, &in, &user, &made));
	d->customers[i] = user->id;
	return OK;
}

/* --- the plan: what happens when --- */

static void plan_step(struct demo *d, int ticket, enum step_kind kind, i64 *at, i64 minutes)
{
	*at += minutes * MINUTE_MS;
	if (*at < d->now)
		d->steps[d->step_count++] = (struct step){*at, ticket, kind};
}

/* Minutes until an agent acts: mostly soon, sometimes after the promise. */
static i64 reply_minutes(struct demo *d)
{
	if (chance(d, 7))
		return 610 + below(d, 900);
	if (chance(d, 20))
		return 300 + below(d, 290);
	return 8 + below(d, 240);
}

static void plan_ticket(struct demo *d, int i, i64 created_at)
{
	static const enum channel channels[] = {CHANNEL_WEB, CHANNEL_WEB, CHANNEL_EMAIL,
		CHANNEL_EMAIL, CHANNEL_EMAIL, CHANNEL_CHAT, CHANNEL_VOICE};
	bool recent = d->now - created_at < RECENT_HOURS * HOUR_MS;
	i64 at = created_at;

	d->tickets[i] = (struct demo_ticket){.topic = &demo_topics[below(d, demo_topic_count)],
		.customer = d->customers[below(d, d->customer_count)],
		.agent = d->agents[below(d, AGENTS)],
		.channel = PICK(d, channels, (int)COUNT_OF(channels))};
	plan_step(d, i, STEP_ASK, &at, 0);
	if ((recent && chance(d, 60)) || (!recent && chance(d, 1)))
		return;
	if (chance(d, 20))
		plan_step(d, i, STEP_NOTE, &at, 3 + below(d, 20));
	plan_step(d, i, STEP_REPLY, &at, reply_minutes(d));
	if (chance(d, 45))
		plan_step(d, i, STEP_ANSWER_BACK, &at, 30 + below(d, 1200));
	if (!recent || chance(d, 30))
		plan_step(d, i, STEP_SOLVE, &at, reply_minutes(d));
}

static int compare_steps(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->ticket != y->ticket ? x->ticket - y->ticket : (int)x->kind - (int)y->kind;
}

/* Older tickets are spread over days; one in five is from the last hours. */
static void plan(struct demo *d)
{
	int days = past_days(d) + 3;

	for (int i = 0; i < d->ticket_count; i++) {
		i64 ago = i % 5 == 0 && i < 400 ? below(d, RECENT_HOURS * 60)
						: RECENT_HOURS * 60 + below(d, days * 24 * 60);

		plan_ticket(d, i, d->now - ago * MINUTE_MS - below(d, 60) * SECOND_MS - SECOND_MS);
	}
	qsort(d->steps, (size_t)d->step_count, sizeof *d->steps, compare_steps);
}

/* --- playing it --- */

static enum err ask(struct cx *cx, struct demo *d, struct demo_ticket *t)
{
	const struct demo_topic *topic = t->topic;
	struct ticket_result result;
	struct ticket_input in = {.subject = {true, topic->subject},
		.requester_id = {true, t->customer.v},
		.channel = t->channel,
		.comment = {.body = topic->message, .author_id = t->customer.v}};
	char *save = NULL, *copy = arena_strdup(cx->arena, topic->tags);

	in.tags_set = true;
	in.tags.v = ARENA_ARRAY(cx->arena, const char *, TICKET_TAGS_MAX);
	for (char *tag = strtok_r(copy, " ", &save); tag; tag = strtok_r(NULL, " ", &save))
		in.tags.v[in.tags.n++] = tag;
	if (topic->priority != PRIORITY_NORMAL || chance(d, 50))
		in.priority = (struct opt_i64){true, topic->priority};
	for (int g = 0; g < GROUPS; g++)
		if (strcmp(group_names[g], topic->group) == 0)
			in.group_id = (struct opt_i64){true, d->groups[g].v};
	cx->actor = actor_system();
	TRY(ticket_create(cx, &in, &result));
	t->id = result.ticket->id;
	return OK;
}

static enum err agent_writes(
	struct cx *cx, struct demo *d, struct demo_ticket *t, enum step_kind kind)
{
	static const enum status replied[] = {
		STATUS_PENDING, STATUS_PENDING, STATUS_OPEN, STATUS_HOLD};
	struct ticket_input in = {0};
	struct ticket_result result;

	TRY(actor_of_user(cx, t->agent, &cx->actor));
	in.comment.public_set = true;
	in.comment.public = kind != STEP_NOTE;
	in.comment.body = kind == STEP_NOTE    ? PICK(d, demo_notes, demo_note_count)
			  : kind == STEP_REPLY ? t->topic->reply
					       : t->topic->solution;
	if (kind != STEP_NOTE) {
		in.assignee_id = (struct opt_i64){true, t->agent.v};
		in.status = (struct opt_i64){
			true, kind == STEP_SOLVE ? STATUS_SOLVED
						 : PICK(d, replied, (int)COUNT_OF(replied))};
	}
	return ticket_update(cx, t->id, &in, &result);
}

static enum err customer_writes(struct cx *cx, struct demo *d, struct demo_ticket *t)
{
	struct ticket_input in = {
		.comment = {.author_id = t->customer.v, .public_set = true, .public = true}};
	struct ticket_result result;

	in.comment.body = chance(d, 30) ? PICK(d, demo_thanks, demo_thank_count)
					: PICK(d, demo_nudges, demo_nudge_count);
	TRY(actor_of_user(cx, t->customer, &cx->actor));
	return ticket_update(cx, t->id, &in, &result);
}

static enum err play_step(struct cx *cx, struct demo *d, int i)
{
	const struct step *step = &d->steps[i];
	struct demo_ticket *t = &d->tickets[step->ticket];
	i64 next;

	cx->now = step->at;
	cx->actor = actor_system();
	TRY(wait_tick(cx, TICK_AT_ONCE, &next));
	switch (step->kind) {
	case STEP_ASK:
		return ask(cx, d, t);
	case STEP_NOTE:
	case STEP_REPLY:
	case STEP_SOLVE:
		return agent_writes(cx, d, t, step->kind);
	case STEP_ANSWER_BACK:
		return customer_writes(cx, d, t);
	}
	return OK;
}

/* Many of one kind, BATCH to a transaction. */
struct batch {
	struct demo *demo;
	enum err (*one)(struct cx *cx, struct demo *d, int i);
	int from, to;
};

static enum err run_batch(struct cx *cx, void *arg)
{
	struct batch *b = arg;

	for (int i = b->from; i < b->to; i++)
		TRY(b->one(cx, b->demo, i));
	return OK;
}

static enum err run_all(
	struct demo *d, const char *what, enum err (*one)(struct cx *, struct demo *, int), int n)
{
	struct cmd_env *env = d->env;
	bool shown = isatty(STDERR_FILENO);
	enum err e = OK;

	for (int from = 0, batches = 0; e == OK && from < n; from += BATCH) {
		int to = from + BATCH < n ? from + BATCH : n;

		e = cmd_transaction(env, run_batch, &(struct batch){d, one, from, to});
		env->cx.news = NULL;
		env->cx.news_count = env->cx.news_cap = 0;
		arena_reset(env->arena);
		if (e == OK && ++batches % CHECKPOINT_EVERY == 0)
			e = db_checkpoint(env->cx.db, false);
		if (e == OK && shown)
			fprintf(stderr, "\r%s: %d %%  ", what, (int)(100LL * to / n));
	}
	if (shown)
		fprintf(stderr, "\r%*s\r", 40, "");
	return e;
}

static enum err fill(struct demo *d)
{
	struct cmd_env *env = d->env;
	enum err e;

	secret_text(d->password, PASSWORD_LENGTH);
	if (!secret_password_hash(d->hash, d->password))
		return E_BUSY;
	d->customer_count = d->ticket_count / 3 + 1;
	d->customers = ARENA_ARRAY(d->arena, user_id, d->customer_count);
	d->tickets = ARENA_ARRAY(d->arena, struct demo_ticket, d->ticket_count);
	d->steps = ARENA_ARRAY(d->arena, struct step, d->ticket_count * STEPS_MAX);
	env->cx.now = first_day(d);
	e = cmd_transaction(env, make_staff, d);
	if (e == OK)
		e = cmd_transaction(env, make_companies, d);
	if (e == OK)
		e = run_all(d, "customers", make_customer, d->customer_count);
	if (e != OK)
		return e;
	plan(d);
	return run_all(d, "tickets", play_step, d->step_count);
}

int cmd_demo(int argc, char **argv)
{
	static const struct cmd_option options[] = {
		{"tickets", "N", "how many tickets (1 to 5,000,000)", true},
		{"seed", "S", "the same number gives the same tickets", false}, {0}};
	static const struct cmd_spec spec = {.name = "demo",
		.summary = "Fill in realistic tickets, people and deadlines.",
		.options = options};
	struct cmd_line line;
	struct cmd_env env;
	struct demo d = {.env = &env, .random = 0x7e4d};
	i64 tickets = 0, seed = 1;
	enum err e;
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0 || (code = cmd_number(&line, "tickets", 1, 5000000, &tickets)) >= 0 ||
		(code = cmd_number(&line, "seed", 0, INT64_MAX, &seed)) >= 0 ||
		(code = cmd_open(&env, &line, true)) >= 0)
		return code;
	d.arena = arena_new(SIZE_MAX / 2);
	d.random ^= (uint64_t)seed * 0x9E3779B97F4A7C15ULL;
	d.ticket_count = (int)tickets;
	d.now = env.cx.now;
	e = fill(&d);
	code = e == OK ? EXIT_DONE : cmd_fail_cx(&line, &env.cx, e);
	if (e == OK)
		printf("%d tickets by %d customers\n", d.ticket_count, d.customer_count);
	if (e == OK && d.made_admin)
		printf("Sign in as %s with the password %s\n", admin_email, d.password);
	arena_free(d.arena);
	cmd_close(&env);
	return code;
}
