/* What people chose for their own work. */
#include "domain/preference.h"
#include "http/rq.h"

struct preferences_body {
	json_t *preferences;
};
static const struct field fields[] = {
	{"preferences", F_JSON, offsetof(struct preferences_body, preferences), 0, "Preferences",
		"{name: value}; null forgets a name"},
	{0}};
static const struct field_table preference_fields = {NULL, sizeof(struct preferences_body), fields};

static done reply_preferences(struct rq *rq, const char *json)
{
	jw_raw(reply_begin(rq, 200), "preferences", json);
	return reply_end(rq);
}

static done preferences_show(struct rq *rq, void *in)
{
	const char *json;

	(void)in;
	if (preference_all(&rq->cx, &json))
		return reply_error(rq);
	return reply_preferences(rq, json);
}

static done preferences_patch(struct rq *rq, void *in)
{
	const struct preferences_body *body = in;
	const char *json;

	if (!json_is_object(body->preferences))
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter preferences is required");
	if (preference_merge(&rq->cx, body->preferences, &json))
		return reply_error(rq);
	return reply_preferences(rq, json);
}

#define PREFERENCES "/api/v2/users/me/preferences"
/* clang-format off */
const struct route preference_routes[] = {
	{M_GET, PREFERENCES, preferences_show, RUN_READ, CAP_DESK_READ, BODY_NONE, NULL, 0, NULL,
	 "What the agent who asks chose for the own work"},
	{M_PATCH, PREFERENCES, preferences_patch, RUN_WRITE, CAP_DESK_WRITE, BODY_JSON,
	 &preference_fields, 128 * 1024, NULL, "Change some of it: the names that are given"},
	{0}
};
/* clang-format on */
