/* Macros: actions seen through the eyes of the agent who uses them. */
#include "domain/macro.h"

enum err macro_apply(struct cx *cx, const struct rule *macro, const struct ticket *t,
	const char *base_url, bool keep_empty, struct ticket_input *ret)
{
	struct placeholder_source source = {.ticket = t,
		.current_user = cx->actor.id,
		.reader = t ? t->requester : (user_id){0},
		.keep_empty = keep_empty,
		.base_url = base_url};
	bool changes;

	TRY(actions_input(cx, &macro->actions, &source, ret, &changes));
	ret->channel = 0; /* the agent sends it */
	return OK;
}
