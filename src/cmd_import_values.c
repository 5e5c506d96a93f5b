/* Members of an export's objects, read leniently: what does not fit is cut or dropped, and counted.
 */
#include "cmd_import.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

i64 import_id(const json_t *o, const char *key)
{
	return json_id(json_object_get(o, key));
}

i64 import_time(struct import *im, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	const char *s = json_string_value(v);
	i64 at = 0;

	if (json_is_integer(v))
		at = json_integer_value(v) < im->cx->now / SECOND_MS
			     ? json_integer_value(v) * SECOND_MS
			     : im->cx->now;
	else if (!s || !clock_parse(s, &at))
		return 0;
	if (at < 0)
		return 0;
	return at < im->cx->now ? at : im->cx->now;
}

const char *import_text(struct import *im, const json_t *o, const char *key, size_t max)
{
	const char *s = json_get_str(o, key);
	char *clean;

	if (!s)
		return NULL;
	clean = utf8_clean(im->cx->arena, s);
	if (utf8_length(clean) > max) {
		clean[utf8_prefix(clean, max)] = 0;
		im->texts_cut++;
	}
	return *clean ? clean : NULL;
}

struct opt_text import_opt_text(struct import *im, const json_t *o, const char *key, size_t max)
{
	const char *text = import_text(im, o, key, max);

	return (struct opt_text){text != NULL, text};
}

struct opt_i64 import_opt_bool(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return (struct opt_i64){json_is_boolean(v), json_is_true(v)};
}

struct text_list import_texts(struct import *im, const json_t *o, const char *key, int max)
{
	const json_t *list = json_object_get(o, key);
	size_t n = json_array_size(list);
	struct text_list ret = {.v = ARENA_ARRAY(im->cx->arena, const char *, n + 1)};

	for (size_t i = 0; i < n; i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (!s || !*s)
			continue;
		if (utf8_length(s) > TICKET_TAG_MAX || ret.n == max)
			im->values_dropped++;
		else
			ret.v[ret.n++] = s;
	}
	return ret;
}

enum err import_known(struct import *im, enum import_kind kind, i64 id, i64 *ret)
{
	*ret = 0;
	return id ? import_map_find(im->cx, im->source, kind, id, ret) : OK;
}

enum err import_origin(
	struct import *im, enum import_kind kind, const json_t *o, struct origin *ret)
{
	*ret = (struct origin){.imported = true, .created_at = import_time(im, o, "created_at")};
	return import_id_free(im->cx, kind, import_id(o, "id"), &ret->id);
}

enum err import_turn(struct import *im, enum import_kind kind, i64 id, enum import_outcome *ret)
{
	i64 kept = 0;

	*ret = IMPORT_MADE;
	if (im->only_later || id > ORIGIN_ID_MAX)
		return OK;
	TRY(import_id_free(im->cx, kind, id, &kept));
	*ret = kept ? IMPORT_MADE : IMPORT_LATER;
	return OK;
}

enum err import_remember(struct import *im, enum import_kind kind, i64 id, i64 own)
{
	return import_map_add(im->cx, im->source, kind, id, own);
}

enum err import_fitting(
	struct import *im, enum field_owner owner, const json_t *given, json_t **ret)
{
	const char *key, *merged;
	json_t *v;

	*ret = json_object();
	json_object_foreach ((json_t *)given, key, v) {
		CLEANUP(json_cleanup) json_t *one = json_pack("{s:O}", key, v);

		if (json_is_null(v))
			continue;
		if (field_merge(im->cx, owner, "{}", one, &merged) == OK)
			json_object_set(*ret, key, v);
		else
			im->values_dropped++;
		im->cx->fail = (struct failure){0};
	}
	return OK;
}
