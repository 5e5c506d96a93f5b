/*
 * A JSON body into the handler's input struct, by the row's field table. Unknown keys are ignored
 * (a header of the answer names them);
 * a value of the wrong type or length is E_INVALID naming the field, and all of them are reported,
 * not only the first. Knows no meaning: whether a value exists or is allowed is the domain's.
 */
#include "http/http_i.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* WARNED: unknown keys that a header names, and so many bytes of each */
enum { TEXT_MAX = 65536, LIST_MAX = 1000, WARNED = 20, WARNED_NAME = 64 };

/* One value on its way into the struct. */
struct target {
	struct rq *rq;
	const struct field *field;
	void *at;
};

static const char *title_of(const struct field *f)
{
	return f->title ? f->title : f->name;
}

static void invalid(struct target *t)
{
	(void)fail_invalid(&t->rq->cx, t->field->name, title_of(t->field));
}

static int max_of(const struct field *f, int otherwise)
{
	return f->max ? f->max : otherwise;
}

/* Text of a string or number, or NULL. */
static const char *scalar_text(struct rq *rq, const json_t *v)
{
	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_integer(v))
		return arena_printf(rq->cx.arena, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(rq->cx.arena, "%.15g", json_real_value(v));
	return NULL;
}

static bool parse_i64(const char *s, i64 *ret)
{
	char *end;

	if (!*s || strlen(s) > 20 ||
		strspn(s + (*s == '-'), "0123456789") != strlen(s) - (*s == '-'))
		return false;
	*ret = strtoll(s, &end, 10);
	return end != s && *end == 0 && !(*ret == INT64_MAX && strcmp(s, "9223372036854775807"));
}

static void take_text(struct target *t, const json_t *v)
{
	struct opt_text *out = t->at;
	const char *text = scalar_text(t->rq, v);
	int max = max_of(t->field, TEXT_MAX);

	out->set = true;
	if (json_is_null(v))
		return;
	if (!text) {
		invalid(t);
		return;
	}
	if (strlen(text) > (size_t)max && utf8_length(text) > (size_t)max) {
		(void)fail(&t->rq->cx, E_INVALID, t->field->name, "TooLong",
			"%s: is too long (maximum is %d characters)", title_of(t->field), max);
		return;
	}
	out->v = text;
}

static void take_i64(struct target *t, const json_t *v)
{
	struct opt_i64 *out = t->at;

	out->set = true;
	if (json_is_null(v))
		return;
	if (json_is_integer(v))
		out->v = json_integer_value(v);
	else if (t->field->kind == F_ID && json_is_string(v) && !*json_string_value(v))
		out->v = 0;
	else if (!json_is_string(v) || !parse_i64(json_string_value(v), &out->v))
		invalid(t);
}

static void take_bool(struct target *t, const json_t *v)
{
	const char *s = json_string_value(v);
	struct opt_i64 *out = t->at;

	out->set = true;
	if (json_is_null(v))
		out->set = false;
	else if (json_is_boolean(v))
		out->v = json_is_true(v);
	else if (s && (strcmp(s, "true") == 0 || strcmp(s, "1") == 0))
		out->v = 1;
	else if (json_is_integer(v) && json_integer_value(v) == 1)
		out->v = 1;
	else if ((s && (strcmp(s, "false") == 0 || strcmp(s, "0") == 0)) ||
		 (json_is_integer(v) && json_integer_value(v) == 0))
		out->v = 0;
	else
		invalid(t);
}

static void take_time(struct target *t, const json_t *v)
{
	struct opt_i64 *out = t->at;

	out->set = true;
	if (json_is_null(v))
		return;
	if (!json_is_string(v) || !clock_parse(json_string_value(v), &out->v))
		invalid(t);
}

static void too_many(struct target *t, int max)
{
	(void)fail(&t->rq->cx, E_INVALID, t->field->name, "TooManyValues",
		"%s: cannot have more than %d values", title_of(t->field), max);
}

/* "a, b c" into words. */
static void split_words(struct target *t, const char *s, const char *gaps, struct text_list *out)
{
	int max = max_of(t->field, LIST_MAX);

	for (s += strspn(s, gaps); *s; s += strspn(s, gaps)) {
		size_t n = strcspn(s, gaps);

		if (out->n == max) {
			too_many(t, max);
			return;
		}
		out->v[out->n++] = arena_strndup(t->rq->cx.arena, s, n);
		s += n;
	}
}

static bool take_list(struct target *t, const json_t *v, const char *gaps, struct text_list *out)
{
	int max = max_of(t->field, LIST_MAX);
	size_t i;
	json_t *item;

	if (json_is_string(v)) {
		size_t words = strlen(json_string_value(v)) / 2 + 1;

		out->v = ARENA_ARRAY(
			t->rq->cx.arena, const char *, words < (size_t)max ? words : (size_t)max);
		split_words(t, json_string_value(v), gaps, out);
		return true;
	}
	if (!json_is_array(v))
		return json_is_null(v);
	if (json_array_size(v) > (size_t)max) {
		too_many(t, max);
		return true;
	}
	out->v = ARENA_ARRAY(t->rq->cx.arena, const char *, json_array_size(v) + 1);
	json_array_foreach (v, i, item) {
		out->v[out->n] = scalar_text(t->rq, item);
		if (!out->v[out->n++])
			return false;
	}
	return true;
}

static void take_texts(struct target *t, const json_t *v)
{
	struct opt_texts *out = t->at;

	out->set = true;
	if (!take_list(t, v, ", \t\r\n", &out->v))
		invalid(t);
}

static void take_ids(struct target *t, const json_t *v)
{
	struct opt_ids *out = t->at;
	struct text_list texts = {0};
	json_t *one = json_is_integer(v) ? json_pack("[O]", v) : NULL;

	out->set = true;
	if (!take_list(t, one ? one : v, ", ", &texts))
		invalid(t);
	json_decref(one);
	out->v.v = ARENA_ARRAY(t->rq->cx.arena, i64, texts.n + 1);
	for (int i = 0; i < texts.n && !t->rq->cx.fail.code; i++)
		if (!texts.v[i] || !parse_i64(texts.v[i], &out->v.v[out->v.n++]))
			invalid(t);
}

static void take_value(struct target *t, json_t *v)
{
	switch (t->field->kind) {
	case F_TEXT:
		take_text(t, v);
		break;
	case F_I64:
	case F_ID:
		take_i64(t, v);
		break;
	case F_BOOL:
		take_bool(t, v);
		break;
	case F_TIME:
		take_time(t, v);
		break;
	case F_TEXTS:
		take_texts(t, v);
		break;
	case F_IDS:
		take_ids(t, v);
		break;
	case F_JSON:
		*(json_t **)t->at = v;
		break;
	}
}

/* How many keys of the object the table has. */
static size_t take_fields(
	struct rq *rq, const struct field_table *table, const json_t *object, char *in)
{
	size_t known = 0;

	for (const struct field *f = table->fields; f->name; f++) {
		struct target t = {rq, f, in + f->offset};
		json_t *v = json_object_get(object, f->name);

		if (!v)
			continue;
		known++;
		take_value(&t, v);
	}
	return known;
}

enum err rq_parse(
	struct rq *rq, const struct field_table *table, const json_t *object, void **ret_in)
{
	char *in = arena_alloc(rq->cx.arena, table->size);

	*ret_in = in;
	take_fields(rq, table, object, in);
	return rq->cx.fail.code;
}

static bool has_field(const struct field_table *table, const char *name)
{
	for (const struct field *f = table->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return true;
	return false;
}

/* A key in a header: whatever could end or bend it becomes "?". */
static void add_name(struct buf *b, const char *name)
{
	size_t n = 0;

	buf_char(b, '"');
	for (; *name && n < WARNED_NAME; name++, n++)
		buf_char(b, *name > ' ' && *name < 0x7f && !strchr("\"\\", *name) ? *name : '?');
	buf_char(b, '"');
}

/* Tell which keys nobody looks at. */
static void warn_unknown(struct rq *rq, const struct field_table *table, json_t *object)
{
	struct buf b = BUF_INIT(WARNED * (WARNED_NAME + 8) + 64);
	const char *name;
	json_t *v;
	int n = 0;

	buf_str(&b, "Removed restricted keys [");
	json_object_foreach (object, name, v) {
		if (n == WARNED || has_field(table, name))
			continue;
		buf_str(&b, n++ ? ", " : "");
		add_name(&b, name);
	}
	buf_str(&b, "] from parameters");
	rq->private->warning = arena_strdup(rq->cx.arena, b.p);
	buf_free(&b);
}

enum err params_parse(struct rq *rq, const struct field_table *table, void **ret_in)
{
	char *in = arena_alloc(rq->cx.arena, table->size);
	json_t *object = rq->json;
	size_t known;

	if (table->envelope)
		object = json_object_get(rq->json, table->envelope);
	if (object && !json_is_object(object) && !json_is_null(object)) {
		*ret_in = NULL;
		return fail_invalid(&rq->cx, table->envelope, table->envelope);
	}
	*ret_in = in;
	known = take_fields(rq, table, object, in);
	if (json_object_size(object) > known)
		warn_unknown(rq, table, object);
	return rq->cx.fail.code;
}
