/*
 * The language that a page is written in: ?lang= (which a cookie then remembers), the profile of
 * who is signed in, that cookie, what the browser likes best (RFC 9110 §12.5.4), English.
 */
#include "http/language.h"

#include "domain/locale.h"
#include "http/http_i.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char cookie[] = "tend_lang";

/* The catalogue for a tag of n bytes ("hr", "en-GB", "tl"); NULL: Tend does not speak it. */
static const char *spoken(struct rq *rq, const char *tag, size_t n)
{
	char *whole = arena_strndup(rq->cx.arena, tag, n);

	if (page_speaks(whole))
		return whole;
	whole[strcspn(whole, "-_")] = 0;
	if (strcasecmp(whole, "tl") == 0)
		return page_speaks("fil") ? "fil" : NULL;
	for (char *c = whole; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
	return page_speaks(whole) ? whole : NULL;
}

static const char *spoken_text(struct rq *rq, const char *tag)
{
	return tag ? spoken(rq, tag, strlen(tag)) : NULL;
}

static const void *find_spoken(void *self, const char *tag, size_t n)
{
	return spoken(self, tag, n);
}

const void *language_best(const char *accepted, language_find *find, void *self)
{
	const void *best = NULL;
	double best_weight = 0;

	while (accepted && *accepted) {
		size_t n = strcspn(accepted, ","), tag = strcspn(accepted, ",; ");
		const char *q = memmem(accepted, n, "q=", 2);
		double weight = q ? strtod(q + 2, NULL) : 1;
		const void *found = weight > best_weight ? find(self, accepted, tag) : NULL;

		if (found) {
			best = found;
			best_weight = weight;
		}
		accepted += n + (accepted[n] == ',');
		accepted += strspn(accepted, " ");
	}
	return best;
}

void language_remember(struct rq *rq)
{
	const char *asked = spoken_text(rq, rq_query(rq, "lang"));

	if (!asked)
		return;
	reply_header(rq, "Set-Cookie",
		arena_printf(rq->cx.arena,
			"%s=%s; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=31536000", cookie, asked,
			auth_is_https(rq) ? "; Secure" : ""));
}

void language_choose(struct rq *rq)
{
	const char *found = spoken_text(rq, rq_query(rq, "lang"));

	if (!found && rq->cx.actor.id.v)
		found = spoken_text(rq, rq->cx.actor.locale);
	if (!found)
		found = spoken_text(rq, rq_cookie(rq, cookie));
	if (!found)
		found = language_best(rq_header(rq, "Accept-Language"), find_spoken, rq);
	rq->locale = found ? found : "en";
}

/* Those to choose from; a language made up for testing has no row in the table and is not shown. */
void language_links(struct rq *rq, struct view *v)
{
	int n, shown = 0;
	const struct locale *all = locale_all(&n);

	for (int i = 0; i < n; i++)
		shown += page_speaks(all[i].tag);
	for (int i = 0; i < n && shown > 1; i++) {
		struct view *item;

		if (!page_speaks(all[i].tag))
			continue;
		item = view_item(v, "languages");
		view_text(item, "tag", all[i].tag);
		view_text(item, "name", all[i].native);
		view_bool(item, "chosen", strcmp(all[i].tag, rq->locale) == 0);
	}
}
