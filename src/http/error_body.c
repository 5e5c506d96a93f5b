/*
 * Errors as clients expect them: the API's shapes under /api and /oauth, a page elsewhere. The
 * status and the wire name come from the one list of base/err.h. Says what was wrong with the
 * request, never how the server is built.
 */
#include "http/http_i.h"

#include <string.h>

#define NO_ACCESS \
	"You do not have access to this page. " \
	"Please contact the account owner of this help desk for further help."

static const char *first_text(const struct failure *f, const char *otherwise)
{
	return f->count && f->details[0].text[0] ? f->details[0].text : otherwise;
}

/* Which custom field of tickets: its type as "FieldTagger". */
static void write_field(struct jw *w, const struct failure_detail *d)
{
	char type[sizeof d->field_type + 8];
	int n = snprintf(type, sizeof type, "Field%s", d->field_type);

	if (n > 5 && type[5] >= 'a' && type[5] <= 'z')
		type[5] = (char)(type[5] - 'a' + 'A');
	jw_i64(w, "ticket_field_id", d->ticket_field);
	jw_str(w, "ticket_field_type", type);
}

/* For clients that have words of their own: which sentence, and what it speaks of. */
static void write_reason(struct jw *w, const struct failure_detail *d)
{
	if (d->reason[0])
		jw_str(w, "reason", d->reason);
	if (d->about[0])
		jw_str(w, "about", d->about);
}

/* {"FIELD":[{"description","error"}, …], …}: details of one field together, in order. */
static void write_details(struct jw *w, const struct failure *f)
{
	bool written[FAILURE_DETAILS] = {false};

	jw_object(w, "details");
	for (int i = 0; i < f->count; i++) {
		const char *field = f->details[i].field[0] ? f->details[i].field : "base";

		if (written[i])
			continue;
		jw_array(w, field);
		for (int j = i; j < f->count; j++) {
			const struct failure_detail *d = &f->details[j];

			if (strcmp(d->field[0] ? d->field : "base", field) != 0)
				continue;
			written[j] = true;
			jw_object(w, NULL);
			jw_str(w, "description", d->text);
			jw_str(w, "error", d->code[0] ? d->code : NULL);
			write_reason(w, d);
			if (d->ticket_field)
				write_field(w, d);
			jw_end(w);
		}
		jw_end(w);
	}
	jw_end(w);
}

static const char *description(enum err e, const struct failure *f)
{
	switch (e) {
	case E_INVALID:
		return "Record validation errors";
	case E_NOT_FOUND:
	case E_NO_ROUTE:
		return "Not found";
	case E_INTERNAL:
		return "Something broke on our side";
	case E_DB_CONFLICT:
		return "Database collision";
	case E_UPDATE_CONFLICT:
		return "Safe Update prevented the update due to outdated ticket data. Please fetch "
		       "the latest ticket data and try again.";
	case E_SEARCH:
	case E_PARAM:
	case E_PARAM_MISSING:
	case E_TOO_MANY:
	case E_JSON:
	case E_BAD_REQUEST:
	case E_IDEMPOTENT:
	case E_PAGING_DEPTH:
	case E_UNAUTHENTICATED:
	case E_FORBIDDEN:
	case E_METHOD:
	case E_TIMEOUT:
	case E_TOO_LARGE:
	case E_URI_TOO_LONG:
	case E_MEDIA:
	case E_RATE:
	case E_HEADERS:
	case E_BUSY:
	case E_STORAGE:
	case OK:
		break;
	}
	return first_text(f, err_wire(e));
}

/* The shape of newer resources: {"errors":[{code,title,detail,status,source}]}. */
static bool uses_error_list(const struct rq *rq, enum err e)
{
	return strncmp(rq->path, "/api/v2/webhooks", 16) == 0 && e != E_FORBIDDEN &&
	       e != E_UNAUTHENTICATED;
}

static done reply_error_list(struct rq *rq, enum err e)
{
	struct jw *w = reply_begin(rq, err_status(e));
	const struct failure *f = &rq->cx.fail;

	jw_array(w, "errors");
	for (int i = 0; i < f->count || i == 0; i++) {
		const struct failure_detail *d = &f->details[i];
		bool told = i < f->count && d->text[0] && e != E_INTERNAL;

		jw_object(w, NULL);
		jw_str(w, "code", told && d->code[0] ? d->code : err_wire(e));
		jw_str(w, "title", err_wire(e));
		jw_str(w, "detail", told ? d->text : description(e, f));
		jw_printf(w, "status", "%d", err_status(e));
		if (told && d->field[0] && (e == E_INVALID || strcmp(d->field, "base") != 0)) {
			jw_object(w, "source");
			jw_str(w, "pointer", d->field);
			jw_end(w);
		} else {
			jw_null(w, "source");
		}
		if (told)
			write_reason(w, d);
		jw_end(w);
	}
	jw_end(w);
	return reply_end(rq);
}

static done reply_api_error(struct rq *rq, enum err e)
{
	struct jw *w;

	if (uses_error_list(rq, e))
		return reply_error_list(rq, e);
	w = reply_begin(rq, err_status(e));
	if (e == E_FORBIDDEN) {
		jw_object(w, "error");
		jw_str(w, "title", err_wire(e));
		jw_str(w, "message", first_text(&rq->cx.fail, NO_ACCESS));
		jw_end(w);
		return reply_end(rq);
	}
	jw_str(w, "error", err_wire(e));
	if (e != E_UNAUTHENTICATED)
		jw_str(w, "description", description(e, &rq->cx.fail));
	if (e == E_INVALID)
		write_details(w, &rq->cx.fail);
	if (e == E_TOO_MANY)
		jw_i64(w, "max_count", PAGE_MAX);
	return reply_end(rq);
}

/* Where a browser without a session goes. */
static done reply_sign_in(struct rq *rq)
{
	struct buf b = BUF_INIT(HTTP_TARGET_MAX * 3 + 64);
	const char *query = strchr(rq->private->target, '?');
	done d;

	buf_str(&b, "/sign-in?next=");
	buf_url(&b, rq->private->raw_path);
	if (query)
		buf_url(&b, query);
	d = reply_redirect(rq, b.p);
	buf_free(&b);
	return d;
}

done reply_error(struct rq *rq)
{
	struct rq_private *p = rq->private;
	enum err e = rq->cx.fail.code ? rq->cx.fail.code : E_INTERNAL;

	if (e == E_METHOD)
		reply_header(rq, "Allow", route_allow_text(p));
	if (!route_is_api(rq->path)) {
		if (e == E_UNAUTHENTICATED && rq->method == M_GET)
			return reply_sign_in(rq);
		return page_render_error(p, err_status(e));
	}
	/* a browser's own fetch must not pop up the password dialog */
	if (e == E_UNAUTHENTICATED && !rq_header(rq, "Sec-Fetch-Site"))
		reply_header(rq, "WWW-Authenticate", "Basic realm=\"Web Password\"");
	return reply_api_error(rq, e);
}

void reply_refuse(struct rq_private *p, enum err e, const char *sentence)
{
	struct rq *rq = &p->rq;

	reply_reset(p);
	if (sentence || rq->cx.fail.code != e) {
		rq->cx.fail = (struct failure){0};
		(void)fail(&rq->cx, e, NULL, NULL, "%s", sentence ? sentence : "");
	}
	reply_error(rq);
}
