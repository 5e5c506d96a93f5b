/* Preferences: one row a person, merged in memory. */
#include "domain/preference.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

QUERY(preference_select, "SELECT value FROM preference WHERE user_id = ?");
QUERY(preference_upsert, "INSERT INTO preference (user_id, value, updated_at) VALUES (?, ?, ?) "
			 "ON CONFLICT (user_id) DO UPDATE SET value = excluded.value, "
			 "updated_at = excluded.updated_at");

enum err preference_all(struct cx *cx, const char **ret_json)
{
	struct stmt *s = db_stmt(cx->db, &preference_select);

	bind_i64(s, cx->actor.id.v);
	TRY(db_run_text(s, cx->arena, ret_json));
	if (!*ret_json)
		*ret_json = "{}";
	return OK;
}

static enum err fail_size(struct cx *cx, const char *what)
{
	return fail(cx, E_INVALID, "preferences", "TooLong", "Preferences: %s", what);
}

static enum err merge(struct cx *cx, json_t *all, const json_t *changes)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)(uintptr_t)changes, name, value) {
		if (utf8_length(name) > PREFERENCE_NAME_MAX)
			return fail_size(cx, "a name is too long");
		if (json_is_null(value))
			json_object_del(all, name);
		else if (json_object_set(all, name, value) != 0)
			return E_INTERNAL;
	}
	return json_object_size(all) > PREFERENCE_MAX ? fail_size(cx, "there are too many") : OK;
}

static enum err store(struct cx *cx, const char *json)
{
	struct stmt *s = db_stmt(cx->db, &preference_upsert);

	bind_i64(s, cx->actor.id.v);
	bind_text(s, json);
	bind_i64(s, cx->now);
	return db_run(s);
}

enum err preference_merge(struct cx *cx, const json_t *changes, const char **ret_json)
{
	CLEANUP(json_cleanup) json_t *all = NULL;
	const char *text;
	char *merged;

	TRY(preference_all(cx, &text));
	all = json_parse(text, strlen(text), NULL, 0);
	if (!all)
		all = json_object();
	TRY(merge(cx, all, changes));
	merged = json_dumps(all, JSON_COMPACT);
	*ret_json = arena_strdup(cx->arena, merged ? merged : "{}");
	free(merged);
	if (strlen(*ret_json) > PREFERENCE_BYTES)
		return fail_size(cx, "they are more than 64 KB");
	return store(cx, *ret_json);
}
