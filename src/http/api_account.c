/* The account's own settings, and the languages that Tend speaks. */
#include "domain/account.h"

#include "domain/locale.h"
#include "domain/user.h"
#include "http/language.h"
#include "http/page.h"
#include "http/server.h"
#include "http/view_people.h"

#include <string.h>

/* --- settings --- */

static done settings_show(struct rq *rq, void *in)
{
	(void)in;
	reply_begin(rq, 200);
	if (account_write(&rq->cx, &rq->jw, "settings", server_max_upload()))
		return reply_error(rq);
	return reply_end(rq);
}

struct settings_body {
	json_t *settings;
};
static const struct field settings_list[] = {
	{"settings", F_JSON, offsetof(struct settings_body, settings), 0, "Settings",
		"{section: {key: value}}"},
	{0}};
static const struct field_table settings_fields = {
	NULL, sizeof(struct settings_body), settings_list};

static done settings_put(struct rq *rq, void *in)
{
	const struct settings_body *body = in;

	if (!json_is_object(body->settings))
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter settings is required");
	if (account_update(&rq->cx, body->settings))
		return reply_error(rq);
	return settings_show(rq, NULL);
}

/* --- locales --- */

/* Only languages that have a catalogue are there; the first is the one that always has. */
static const struct locale *default_locale(void)
{
	int n;

	return locale_all(&n);
}

static void locale_write(struct rq *rq, const char *key, const struct locale *l)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/locales/%s.json", rq->base_url, l->tag);
	jw_i64(jw, "id", l->id);
	jw_str(jw, "locale", l->tag);
	jw_str(jw, "name", l->name);
	jw_str(jw, "native_name", l->native);
	jw_str(jw, "presentation_name", l->name);
	jw_bool(jw, "rtl", l->rtl);
	jw_bool(jw, "default", l == default_locale());
	jw_null(jw, "created_at");
	jw_null(jw, "updated_at");
	jw_end(jw);
}

static done reply_locale(struct rq *rq, const struct locale *l)
{
	reply_begin(rq, 200);
	locale_write(rq, "locale", l);
	return reply_end(rq);
}

static done locales_list(struct rq *rq, void *in)
{
	int all, n = 0;
	const struct locale *l = locale_all(&all), **spoken;
	struct page page;

	(void)in;
	spoken = ARENA_ARRAY(rq->cx.arena, const struct locale *, all);
	for (int i = 0; i < all; i++)
		if (page_speaks(l[i].tag))
			spoken[n++] = &l[i];
	if (rq_page_whole(rq, NULL, 0, 0, n, &page))
		return reply_error(rq);
	reply_list(rq, "locales");
	for (int i = 0; i < page.rows; i++)
		locale_write(rq, NULL, spoken[page.offset + i]);
	return reply_page(rq, &page);
}

/* The one for a tag of n characters, or for its language ("en-GB"); NULL: Tend does not speak it.
 */
static const struct locale *locale_for(const char *tag, size_t n)
{
	size_t language = strcspn(tag, "-_");
	int all;
	const struct locale *l = locale_all(&all);

	if (language > n)
		language = n;
	for (int i = 0; i < all; i++)
		if (strlen(l[i].tag) == language && strncasecmp(l[i].tag, tag, language) == 0 &&
			page_speaks(l[i].tag))
			return &l[i];
	return NULL;
}

static done locale_show(struct rq *rq, void *in)
{
	const struct locale *l = locale_find(rq_param(rq, "locale_id"));

	(void)in;
	if (l && page_speaks(l->tag))
		return reply_locale(rq, l);
	return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
}

static done locale_current(struct rq *rq, void *in)
{
	const struct locale *l = NULL;
	struct user *user;

	(void)in;
	if (user_load(&rq->cx, rq->cx.actor.id, &user))
		return reply_error(rq);
	if (user)
		l = locale_for(user->locale, strlen(user->locale));
	return reply_locale(rq, l ? l : default_locale());
}

static bool is_available(const struct text_list *available, const struct locale *l)
{
	for (int i = 0; i < available->n; i++)
		if (locale_for(available->v[i], strlen(available->v[i])) == l)
			return true;
	return !available->n;
}

static const void *find_available(void *self, const char *tag, size_t n)
{
	const struct locale *l = locale_for(tag, n);

	return l && is_available(self, l) ? l : NULL;
}

struct best_body {
	struct opt_texts available;
};
static const struct field best_list[] = {
	{"available_locales", F_TEXTS, offsetof(struct best_body, available), PAGE_MAX, "Locales",
		"Languages to choose from"},
	{0}};
static const struct field_table best_fields = {NULL, sizeof(struct best_body), best_list};

/* What the browser likes best of what is there: "de;q=0.5, en-GB" asks for English. */
static done locale_best(struct rq *rq, void *in)
{
	const struct best_body *body = in;
	struct text_list available = body && body->available.set
					     ? body->available.v
					     : rq_query_texts(rq, "available_locales");
	const struct locale *best =
		language_best(rq_header(rq, "Accept-Language"), find_available, &available);

	return reply_locale(rq, best ? best : default_locale());
}

/* clang-format off */
const struct route account_routes[] = {
	{M_GET, "/api/v2/account/settings", settings_show, RUN_READ, CAP_TICKET_READ, BODY_NONE,
	 NULL, 0, NULL, "Settings of the whole account"},
	{M_PUT, "/api/v2/account/settings", settings_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &settings_fields, 0, NULL, "Change settings; those that Tend fixes refuse another value"},
	{M_GET, "/api/v2/locales", locales_list, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
	 "Languages that Tend speaks"},
	{M_GET, "/api/v2/locales/agent", locales_list, RUN_READ, CAP_ME, BODY_NONE, NULL, 0, NULL,
	 "Languages for agents"},
	{M_GET, "/api/v2/locales/public", locales_list, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0,
	 NULL, "Languages for customers"},
	{M_GET, "/api/v2/locales/current", locale_current, RUN_READ, CAP_ME, BODY_NONE, NULL, 0,
	 NULL, "The language of who asks"},
	{M_GET, "/api/v2/locales/detect_best_locale", locale_best, RUN_READ, CAP_PUBLIC, BODY_NONE,
	 NULL, 0, "available_locales", "The language that the browser likes best"},
	{M_PUT, "/api/v2/locales/detect_best_locale", locale_best, RUN_READ, CAP_PUBLIC, BODY_JSON,
	 &best_fields, 0, NULL, "The same, choosing from those of the body"},
	{M_GET, "/api/v2/locales/:locale_id", locale_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0,
	 NULL, "One language, by id or tag"},
	{0}
};
/* clang-format on */
