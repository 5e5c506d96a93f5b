/* Views that are not saved. */
#include "domain/view.h"

#include "rule_i.h"

enum err view_compile(struct cx *cx, const struct rule_input *in, struct rule *ret)
{
	struct rule r = {.kind = RULE_VIEW, .owner = cx->actor.id};

	TRY(rule_definition_take(cx, in, &r));
	*ret = r;
	return OK;
}
