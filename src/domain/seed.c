/* What a fresh database holds, so that the first customer can write and somebody is to answer. */
#include "domain/seed.h"

#include "base/secret.h"
#include "domain/calendar.h"
#include "domain/field.h"
#include "domain/first_run.h"
#include "domain/group.h"
#include "domain/policy.h"
#include "domain/rule.h"

enum err seed(struct cx *cx)
{
	struct group_input support = {.name = {true, "Support"}, .is_default = {true, true}};
	char hex[SECRET_KEY * 2 + 1];
	uint8_t key[SECRET_KEY];
	struct group *group;

	cx->random(key, sizeof key);
	TRY(meta_set(cx, "link_key", secret_hex(hex, key, sizeof key)));
	secret_wipe(key, sizeof key);
	TRY(field_seed(cx));
	TRY(group_create(cx, &support, &group));
	TRY(calendar_seed(cx));
	TRY(policy_seed(cx));
	TRY(first_run_begin(cx));
	return rule_seed(cx);
}
