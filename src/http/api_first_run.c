/* The first steps in a new house, and the sample ticket. */
#include "domain/first_run.h"
#include "http/page.h"

struct first_body {
	json_t *first_run;
};
static const struct field fields[] = {{"first_run", F_JSON, offsetof(struct first_body, first_run),
					      0, "First run", "{open, colleague, promise, form}"},
	{0}};
static const struct field_table first_fields = {NULL, sizeof(struct first_body), fields};

static done reply_first_run(struct rq *rq, const struct first_run *first)
{
	struct jw *jw = reply_begin(rq, 200);

	jw_object(jw, "first_run");
	jw_bool(jw, "open", first->open);
	for (int i = 0; i < FIRST_STEPS; i++)
		jw_str(jw, first_step_name(i), first_state_name(first->steps[i]));
	jw_id(jw, "sample_ticket_id", first->sample.v);
	jw_end(jw);
	return reply_end(rq);
}

static done first_run_show(struct rq *rq, void *in)
{
	struct first_run first;

	(void)in;
	if (first_run_get(&rq->cx, &first))
		return reply_error(rq);
	return reply_first_run(rq, &first);
}

static done first_run_put(struct rq *rq, void *in)
{
	const struct first_body *body = in;
	struct first_run first;

	if (!json_is_object(body->first_run))
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter first_run is required");
	if (first_run_update(&rq->cx, body->first_run, &first))
		return reply_error(rq);
	return reply_first_run(rq, &first);
}

static done sample_post(struct rq *rq, void *in)
{
	struct sample_text text = {.name = page_text(rq, "public.sample.name"),
		.email = "sample.customer@example.com",
		.subject = page_text(rq, "public.sample.subject"),
		.body = page_text(rq, "public.sample.body")};
	ticket_id ticket;
	struct first_run first;

	(void)in;
	if (first_run_sample(&rq->cx, &text, &ticket) || first_run_get(&rq->cx, &first))
		return reply_error(rq);
	return reply_first_run(rq, &first);
}

#define FIRST_RUN "/api/v2/first_run"
/* clang-format off */
const struct route first_run_routes[] = {
	{M_GET, FIRST_RUN, first_run_show, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0, NULL,
	 "What is still to be done in a new house"},
	{M_PUT, FIRST_RUN, first_run_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &first_fields, 0,
	 NULL, "Steps that are done or skipped; open false: put it away for good"},
	{M_POST, FIRST_RUN "/sample_ticket", sample_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE,
	 NULL, 0, NULL, "A ticket to play with: the one that is there, or a new one"},
	{0}
};
/* clang-format on */
