/* Rows of custom fields and their options. */
#ifndef TEND_DOMAIN_FIELD_I_H
#define TEND_DOMAIN_FIELD_I_H

#include "domain/field.h"

/* The active custom fields with their options, in the given arena. */
enum err field_store_active(
	struct cx *cx, struct arena *a, enum field_owner owner, struct field_list *ret) NODISCARD;
enum err field_store_find(struct cx *cx, enum field_owner owner, field_id id,
	struct custom_field *ret, bool *ret_found) NODISCARD;
/* Live field with this key; v 0: none. */
enum err field_store_keyed(
	struct cx *cx, enum field_owner owner, const char *key, field_id *ret) NODISCARD;
enum err field_store_insert(struct cx *cx, struct custom_field *field) NODISCARD;
enum err field_store_update(struct cx *cx, const struct custom_field *field) NODISCARD;
enum err field_store_delete(struct cx *cx, field_id id) NODISCARD;
enum err field_store_set_position(
	struct cx *cx, enum field_owner owner, i64 id, i64 position) NODISCARD;
/* Highest position in use. */
enum err field_store_last_position(struct cx *cx, enum field_owner owner, i64 *ret) NODISCARD;
/* Ids of all live fields by position. */
enum err field_store_ids(struct cx *cx, enum field_owner owner, struct id_list *ret) NODISCARD;
enum err field_store_count(struct cx *cx, enum field_owner owner, i64 *ret) NODISCARD;

enum err option_store_insert(struct cx *cx, field_id field, struct field_option *option) NODISCARD;
enum err option_store_update(struct cx *cx, const struct field_option *option) NODISCARD;
enum err option_store_delete(struct cx *cx, i64 id) NODISCARD;

/* Definitions are about to change: nothing that was read before counts any more. */
void field_cache_drop(struct cx *cx);

/* Is this a pattern we are willing to run? E_INVALID. */
enum err field_pattern_check(struct cx *cx, const char *pattern) NODISCARD;

#endif
