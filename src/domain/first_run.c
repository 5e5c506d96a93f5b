/* The first steps, kept as one JSON object in meta. */
#include "domain/first_run.h"

#include "domain/event.h"
#include "domain/user.h"

#include <stdlib.h>
#include <string.h>

static const char meta_name[] = "first_run", sample[] = "sample_ticket_id";
static const char *const steps[] = {"colleague", "promise", "form"};
static const char *const states[] = {"todo", "done", "skipped"};

const char *first_step_name(enum first_step step)
{
	return steps[step];
}

const char *first_state_name(enum first_state state)
{
	return states[state];
}

/* The caller owns it; a house that knows of no first steps has none open. */
static enum err load(struct cx *cx, json_t **ret)
{
	const char *text;

	TRY(meta_get(cx, meta_name, &text));
	*ret = text ? json_parse(text, strlen(text), NULL, 0) : json_pack("{s:b}", "open", 0);
	if (!*ret)
		*ret = json_object();
	return OK;
}

static enum err store(struct cx *cx, const json_t *all)
{
	char *text = json_dumps(all, JSON_COMPACT);
	enum err e = meta_set(cx, meta_name, text ? text : "{}");

	free(text);
	return e;
}

static bool state_parse(const char *word, enum first_state *ret)
{
	for (size_t i = 0; word && i < COUNT_OF(states); i++)
		if (strcmp(states[i], word) == 0) {
			*ret = (enum first_state)i;
			return true;
		}
	return false;
}

enum err first_run_begin(struct cx *cx)
{
	return meta_set(cx, meta_name, "{\"open\":true}");
}

enum err first_run_close(struct cx *cx)
{
	return meta_set(cx, meta_name, "{\"open\":false}");
}

/* Somebody else works here too. */
static enum err has_colleague(struct cx *cx, bool *ret)
{
	i64 agents, admins;

	TRY(counter_get(cx, "users", ROLE_AGENT, &agents));
	TRY(counter_get(cx, "users", ROLE_ADMIN, &admins));
	*ret = agents + admins > 1;
	return OK;
}

static enum err find_sample(struct cx *cx, const json_t *all, ticket_id *ret)
{
	struct ticket *t;

	*ret = (ticket_id){json_get_i64(all, sample, 0)};
	if (!ret->v)
		return OK;
	TRY(ticket_load(cx, *ret, &t));
	if (!t || t->deleted_at)
		*ret = (ticket_id){0};
	return OK;
}

static enum err read(struct cx *cx, const json_t *all, struct first_run *ret)
{
	bool todo = false, colleague;

	*ret = (struct first_run){0};
	TRY(has_colleague(cx, &colleague));
	TRY(find_sample(cx, all, &ret->sample));
	for (int i = 0; i < FIRST_STEPS; i++) {
		(void)state_parse(json_get_str(all, steps[i]), &ret->steps[i]);
		if (i == FIRST_COLLEAGUE && colleague)
			ret->steps[i] = FIRST_DONE;
		todo |= ret->steps[i] == FIRST_TODO;
	}
	ret->open = todo && json_get_bool(all, "open", false);
	return OK;
}

enum err first_run_get(struct cx *cx, struct first_run *ret)
{
	CLEANUP(json_cleanup) json_t *all = NULL;

	TRY(load(cx, &all));
	return read(cx, all, ret);
}

enum err first_run_update(struct cx *cx, const json_t *changes, struct first_run *ret)
{
	CLEANUP(json_cleanup) json_t *all = NULL;
	json_t *open = json_object_get(changes, "open");
	enum first_state state;

	TRY(load(cx, &all));
	for (int i = 0; i < FIRST_STEPS; i++) {
		json_t *v = json_object_get(changes, steps[i]);

		if (!v)
			continue;
		if (!state_parse(json_string_value(v), &state))
			return fail_invalid(cx, steps[i], "Step");
		json_object_set(all, steps[i], v);
	}
	if (open && !json_is_boolean(open))
		return fail_invalid(cx, "open", "Open");
	if (open)
		json_object_set(all, "open", open);
	TRY(store(cx, all));
	TRY(event_add(
		cx, EVENT_SETTING_CHANGED, (ticket_id){0}, 0, "{\"first_run\":\"updated\"}", NULL));
	return read(cx, all, ret);
}

/* As if the customer had written. */
static enum err make_sample(struct cx *cx, const struct sample_text *text, ticket_id *ret)
{
	struct person_ref who = {.email = text->email, .name = text->name};
	struct ticket_input in = {.channel = CHANNEL_SAMPLE,
		.subject = {true, text->subject},
		.comment = {.body = text->body, .public_set = true, .public = true}};
	struct ticket_result result;
	user_id customer;

	TRY(user_ensure(cx, &who, "requester", &customer));
	in.requester_id.set = in.submitter_id.set = true;
	in.requester_id.v = in.submitter_id.v = in.comment.author_id = customer.v;
	TRY(ticket_create(cx, &in, &result));
	*ret = result.ticket->id;
	return OK;
}

enum err first_run_sample(struct cx *cx, const struct sample_text *text, ticket_id *ret)
{
	CLEANUP(json_cleanup) json_t *all = NULL;

	TRY(load(cx, &all));
	TRY(find_sample(cx, all, ret));
	if (ret->v)
		return OK;
	TRY(make_sample(cx, text, ret));
	json_object_set_new(all, sample, json_integer(ret->v));
	return store(cx, all);
}
