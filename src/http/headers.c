/* Request headers and cookies, as handlers ask for them. */
#include "http/http_i.h"

#include <string.h>
#include <strings.h>

const char *rq_header(struct rq *rq, const char *name)
{
	const struct pairs *headers = &rq->private->headers;

	for (int i = 0; i < headers->n; i++)
		if (strcasecmp(headers->v[i].name, name) == 0)
			return headers->v[i].value;
	return NULL;
}

const char *rq_cookie(struct rq *rq, const char *name)
{
	const char *s = rq_header(rq, "Cookie");
	size_t n = strlen(name);

	while (s && *s) {
		size_t length;

		s += strspn(s, "; ");
		length = strcspn(s, ";");
		if (strncmp(s, name, n) == 0 && s[n] == '=')
			return arena_strndup(rq->cx.arena, s + n + 1, length - n - 1);
		s += length;
	}
	return NULL;
}
