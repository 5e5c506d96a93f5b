/*
 * What a person chose for the own work (theme, keys, notifications …): names and JSON values that
 * the server keeps and does not read. No events: it is nobody else's business, and changes often.
 */
#ifndef TEND_DOMAIN_PREFERENCE_H
#define TEND_DOMAIN_PREFERENCE_H

#include "base/json.h"
#include "domain/cx.h"

enum {
	PREFERENCE_MAX = 200,	      /* names */
	PREFERENCE_NAME_MAX = 100,    /* code points of a name */
	PREFERENCE_BYTES = 64 * 1024, /* of all together, as JSON */
};

/* The actor's own, as the text of a JSON object; "{}" when nothing was chosen. */
enum err preference_all(struct cx *cx, const char **ret_json) NODISCARD;
/* Merge: each name gets its value, null forgets it. E_INVALID on field "preferences" when it is
 * more than the limits. */
enum err preference_merge(struct cx *cx, const json_t *changes, const char **ret_json) NODISCARD;

#endif
