/*
 * Cross-site requests, refused without tokens: an unsafe method that a cookie authenticates, and
 * any form, must come from our own pages. Sec-Fetch-Site says so in every current browser; older
 * ones send Origin. A form post with neither and without a cookie is a tool such as curl: harmless.
 * A browser that was asked for a password once sends it with foreign pages' requests too, as it
 * does cookies: Basic credentials from another site are refused, other clients send no Origin. JSON
 * routes also demand a JSON body when a cookie authenticates, which no foreign form can send.
 */
#include "http/http_i.h"

#include <string.h>
#include <strings.h>

static bool is_json(const char *type)
{
	return type && strncasecmp(type, "application/json", 16) == 0 &&
	       (!type[16] || type[16] == ';' || type[16] == ' ');
}

static bool is_same_origin(struct rq *rq, bool otherwise)
{
	const char *site = rq_header(rq, "Sec-Fetch-Site"), *origin = rq_header(rq, "Origin");

	if (site)
		return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
	if (origin)
		return strcasecmp(origin, rq->base_url) == 0;
	return otherwise;
}

static bool is_basic(struct rq *rq)
{
	const char *header = rq_header(rq, "Authorization");

	return header && strncasecmp(header, "Basic ", 6) == 0;
}

enum err csrf_check(struct rq_private *p)
{
	struct rq *rq = &p->rq;
	bool form = rq->route->body == BODY_FORM;

	if (rq->method == M_GET || (!p->by_cookie && !form && !is_basic(rq)))
		return OK;
	if (!is_same_origin(rq, !p->by_cookie))
		return fail(
			&rq->cx, E_FORBIDDEN, NULL, NULL, "The request comes from another site");
	if (p->by_cookie && rq->route->body == BODY_JSON && p->body.seen &&
		!is_json(rq_header(rq, "Content-Type")))
		return fail(&rq->cx, E_MEDIA, NULL, NULL, "Send Content-Type: application/json");
	return OK;
}
