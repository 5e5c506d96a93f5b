/*
 * The body while it arrives: into memory for JSON and simple forms, through the multipart reader
 * for forms with files, to disk for uploads, or nowhere. A body past its cap is read and dropped,
 * because libmicrohttpd cannot answer in the middle of one, but not without end.
 */
#include "http/http_i.h"

#include "base/utf8.h"
#include "http/multipart.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	SMALL_BODY = 64 << 10,
	LARGE_BODY = 1 << 20,
	FORM_TEXT_MAX = 1 << 20, /* bytes of all form values, or of an urlencoded form */
	SWALLOW_MAX = 1 << 20,	 /* bytes read past a cap before the connection is dropped */
};

static size_t cap_of(const struct route *r)
{
	if (r->max_body)
		return r->max_body;
	switch (r->body) {
	case BODY_NONE:
		return SMALL_BODY;
	case BODY_JSON:
	case BODY_FORM:
		return LARGE_BODY;
	case BODY_FILE:
		return (size_t)server.options.max_upload + SMALL_BODY;
	}
	return SMALL_BODY;
}

static const char *content_type(struct rq_private *p)
{
	const char *type = rq_header(&p->rq, "Content-Type");

	return type ? type : "";
}

static bool type_is(const char *header, const char *type)
{
	size_t n = strlen(type);

	return strncasecmp(header, type, n) == 0 && (!header[n] || strchr("; \t", header[n]));
}

/* Into memory; what is more than small is counted. */
static enum err add_raw(struct rq_private *p, const char *data, size_t n)
{
	size_t before = p->raw.cap;

	buf_add(&p->raw, data, n);
	if (p->raw.cap <= SMALL_BODY || p->raw.cap == before ||
		server_hold(p, (i64)(p->raw.cap - before), false))
		return OK;
	buf_free(&p->raw);
	p->rate.retry_after_s = 5;
	return fail(&p->rq.cx, E_BUSY, NULL, NULL, "Too many large bodies are on their way");
}

/* --- parts of a form --- */

static enum err part_begin(void *self, const struct multipart_part *part)
{
	struct rq_private *p = self;

	p->body.part_name = part->name;
	buf_reset(&p->raw);
	/* browsers send an empty name for a file field that nothing was chosen in */
	if (!part->file_name || !*part->file_name)
		return p->form.n < HTTP_FORM_MAX
			       ? OK
			       : fail(&p->rq.cx, E_TOO_MANY, NULL, NULL, "Too many values");
	if (p->rq.file_count == HTTP_FILES_MAX)
		return fail(
			&p->rq.cx, E_TOO_MANY, NULL, NULL, "More than %d files", HTTP_FILES_MAX);
	p->body.upload = upload_begin(p, part->name, part->file_name, part->content_type);
	return p->body.upload
		       ? OK
		       : fail(&p->rq.cx, E_STORAGE, NULL, NULL, "The file could not be stored");
}

static enum err part_data(void *self, const char *data, size_t n)
{
	struct rq_private *p = self;

	if (p->body.upload)
		return upload_add(p, p->body.upload, data, n);
	p->body.form_bytes += (i64)n;
	if (p->body.form_bytes > FORM_TEXT_MAX)
		return fail(&p->rq.cx, E_TOO_LARGE, NULL, NULL, "The form is too large");
	return add_raw(p, data, n);
}

static enum err part_end(void *self)
{
	struct rq_private *p = self;
	struct upload *u = p->body.upload;
	const char *text = p->raw.p ? p->raw.p : "";

	p->body.upload = NULL;
	if (u)
		return upload_end(p, u);
	if (!utf8_valid(text, p->raw.n))
		return fail(&p->rq.cx, E_BAD_REQUEST, NULL, NULL, "A form value is not UTF-8");
	pairs_add(p->rq.cx.arena, &p->form, p->body.part_name,
		arena_strndup(p->rq.cx.arena, text, p->raw.n));
	return OK;
}

static enum err multipart_begin(struct rq_private *p)
{
	struct multipart_sink sink = {part_begin, part_data, part_end, p};

	p->body.multipart = multipart_new(p->rq.cx.arena, content_type(p), &sink);
	if (!p->body.multipart)
		return fail(&p->rq.cx, E_BAD_REQUEST, NULL, NULL,
			"The multipart boundary is missing or too long");
	return OK;
}

/* --- the whole body --- */

/* OAuth's form, which clients of this API send as JSON as well. */
static bool is_json_form(struct rq_private *p)
{
	return p->rq.route->body == BODY_FORM && route_is_api(p->rq.path) &&
	       type_is(content_type(p), "application/json");
}

enum err body_begin(struct rq_private *p)
{
	struct body_state *b = &p->body;
	bool multipart = type_is(content_type(p), "multipart/form-data");

	b->max = p->rq.route ? cap_of(p->rq.route) : SMALL_BODY;
	if (p->rq.route && p->rq.route->body == BODY_FORM && !multipart && b->max > FORM_TEXT_MAX)
		b->max = FORM_TEXT_MAX;
	p->raw.max = b->max + 1;
	if (b->declared > 0 && (uint64_t)b->declared > b->max)
		return fail(&p->rq.cx, E_TOO_LARGE, NULL, NULL,
			"The body may have at most %zu bytes", b->max);
	if (!p->rq.route || p->early != OK || p->is_options || b->declared == 0) {
		b->swallow = true;
		return OK;
	}
	switch (p->rq.route->body) {
	case BODY_NONE:
		b->swallow = true;
		return OK;
	case BODY_JSON:
		return OK;
	case BODY_FORM:
		if (multipart)
			return multipart_begin(p);
		if (!type_is(content_type(p), "application/x-www-form-urlencoded") &&
			!is_json_form(p))
			return fail(&p->rq.cx, E_MEDIA, NULL, NULL,
				"Send a form (urlencoded or multipart)");
		return OK;
	case BODY_FILE:
		if (multipart)
			return multipart_begin(p);
		b->upload = upload_begin(
			p, "", rq_query(&p->rq, "filename"), rq_header(&p->rq, "Content-Type"));
		if (!b->upload)
			return fail(
				&p->rq.cx, E_STORAGE, NULL, NULL, "The file could not be stored");
		return OK;
	}
	return OK;
}

/* From here on the body is only read and dropped; the answer is the error. */
static void give_up(struct rq_private *p, enum err e)
{
	p->early = p->rq.cx.fail.code != OK
			   ? p->rq.cx.fail.code
			   : fail(&p->rq.cx, e, NULL, NULL, "The body is malformed");
	p->body.swallow = true;
}

bool body_add(struct rq_private *p, const char *data, size_t n)
{
	struct body_state *b = &p->body;
	enum err e = OK;

	b->seen += (i64)n;
	if (b->seen > (i64)b->max && !b->swallow)
		give_up(p, fail(&p->rq.cx, E_TOO_LARGE, NULL, NULL,
				   "The body may have at most %zu bytes", b->max));
	if (b->seen > (i64)b->max + SWALLOW_MAX)
		return false;
	if (b->swallow)
		return true;
	if (b->multipart)
		e = multipart_add(b->multipart, data, n);
	else if (b->upload)
		e = upload_add(p, b->upload, data, n);
	else
		e = add_raw(p, data, n);
	if (e != OK)
		give_up(p, e);
	return true;
}

static enum err parse_json(struct rq_private *p)
{
	char why[160];

	p->rq.raw = p->raw.p ? p->raw.p : "";
	p->rq.raw_size = p->raw.n;
	p->rq.json = p->raw.n ? json_parse(p->rq.raw, p->raw.n, why, sizeof why) : json_object();
	if (!p->rq.json)
		return fail(&p->rq.cx, E_JSON, NULL, NULL, "The body is not valid JSON: %s", why);
	if (!json_is_object(p->rq.json))
		return fail(&p->rq.cx, E_JSON, NULL, NULL, "The body must be a JSON object");
	return OK;
}

/* A list of words as one text; NULL when there is none. */
static const char *words_of(struct rq_private *p, const json_t *list)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(p->raw.n + 1);
	const json_t *word;
	size_t i;

	json_array_foreach (list, i, word) {
		if (!json_is_string(word))
			continue;
		if (text.n)
			buf_char(&text, ' ');
		buf_str(&text, json_string_value(word));
	}
	return text.n ? arena_strndup(p->rq.cx.arena, text.p, text.n) : NULL;
}

/* A flat JSON object as form values: texts, numbers, and lists of words. */
static enum err parse_json_form(struct rq_private *p)
{
	struct arena *a = p->rq.cx.arena;
	const char *name, *text;
	json_t *value;

	TRY(parse_json(p));
	json_object_foreach (p->rq.json, name, value) {
		text = json_string_value(value);
		if (json_is_integer(value))
			text = arena_printf(a, "%lld", (long long)json_integer_value(value));
		else if (json_is_array(value))
			text = words_of(p, value);
		if (text && p->form.n < HTTP_FORM_MAX)
			pairs_add(a, &p->form, arena_strdup(a, name), arena_strdup(a, text));
	}
	return OK;
}

static enum err end_file(struct rq_private *p)
{
	struct upload *u = p->body.upload;

	p->body.upload = NULL;
	return u ? upload_end(p, u) : OK;
}

enum err body_end(struct rq_private *p)
{
	struct body_state *b = &p->body;
	const struct route *r = p->rq.route;

	if (p->early != OK)
		return p->early;
	if (b->multipart && multipart_finish(b->multipart) != OK)
		return fail(&p->rq.cx, E_BAD_REQUEST, NULL, NULL, "The form is cut off");
	if (b->multipart)
		return OK;
	switch (r->body) {
	case BODY_NONE:
		return OK;
	case BODY_JSON:
		return parse_json(p);
	case BODY_FORM:
		if (is_json_form(p))
			return parse_json_form(p);
		return url_parse_pairs(
			&p->rq.cx, p->raw.p ? p->raw.p : "", p->raw.n, HTTP_FORM_MAX, &p->form);
	case BODY_FILE:
		return end_file(p);
	}
	return OK;
}

void body_release(struct rq_private *p)
{
	if (p->body.upload)
		upload_abort(p->body.upload);
	p->body.upload = NULL;
	for (int i = 0; i < p->rq.file_count; i++)
		unlink(p->files[i].path);
	p->rq.file_count = 0;
	json_decref(p->rq.json);
	p->rq.json = NULL;
}

const char *rq_form(struct rq *rq, const char *name)
{
	const char *value = pairs_get(&rq->private->form, name);

	return value ? utf8_clean(rq->cx.arena, value) : NULL;
}
