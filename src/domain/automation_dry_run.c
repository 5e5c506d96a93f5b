/* Which tickets would an automation take, were it its hour now? */
#include "automation_i.h"

#include "domain/view.h"

static enum err ask(struct cx *cx, const struct conditions *c, const struct ticket *t,
	struct automation_dry_run *ret)
{
	struct condition_subject subject = {
		.now = t, .actor_role = ROLE_ADMIN, .channel = CHANNEL_RULE};
	bool *fits = ARENA_ARRAY(cx->arena, bool, c->all.n + c->any.n + 1);

	*ret = (struct automation_dry_run){
		.ticket = t->id, .at = t->updated_at, .subject = t->subject, .fits = fits};
	TRY(conditions_explain(cx, c, &subject, fits));
	TRY(conditions_fit(cx, c, &subject, &ret->fires));
	ret->fires = ret->fires && t->status != STATUS_CLOSED;
	return OK;
}

static enum err candidates(struct cx *cx, const struct conditions *conditions, int max,
	struct ticket **ret, int *ret_n)
{
	struct conditions view = automation_candidates(cx->arena, conditions);
	struct view_output output = {0};
	struct page page = {.cursor = true, .descending = true, .limit = max, .sort = "id"};

	return view_tickets(cx, &view, &output, &page, ret, ret_n);
}

enum err automation_dry_run(struct cx *cx, const struct conditions *conditions, ticket_id ticket,
	int max, struct automation_dry_run **ret, int *ret_n)
{
	struct ticket *rows;
	int n = 1;

	if (ticket.v)
		TRY(ticket_get(cx, ticket, &rows));
	else
		TRY(candidates(cx, conditions,
			max < AUTOMATION_DRY_RUN_MAX ? max : AUTOMATION_DRY_RUN_MAX, &rows, &n));
	*ret = ARENA_ARRAY(cx->arena, struct automation_dry_run, n + 1);
	for (int i = 0; i < n; i++)
		TRY(ask(cx, conditions, &rows[i], &(*ret)[i]));
	*ret_n = n;
	return OK;
}
