/*
 * Identities: the rules. One value belongs to one user, whoever is verified; a user with e-mail
 * addresses has exactly one primary, which is copied to the user's row.
 */
#include "domain/identity.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "user_i.h"

#include <string.h>

#define X(constant, number, wire) \
	case constant: \
		return wire;
const char *identity_type_name(enum identity_type type)
{
	switch (type) {
		IDENTITY_LIST(X)
	}
	return NULL;
}
#undef X

bool identity_type_parse(const char *name, enum identity_type *ret)
{
#define X(constant, number, wire) \
	if (strcmp(name, wire) == 0) { \
		*ret = constant; \
		return true; \
	}
	IDENTITY_LIST(X)
#undef X
	return false;
}

/* Clean and check a value; nobody else may have it. *ret_owner: who has it, v 0 nobody. */
static enum err check_value(struct cx *cx, enum identity_type type, const char *value,
	const char **ret_clean, user_id *ret_owner)
{
	const char *clean = value ? utf8_clean(cx->arena, value) : "";

	if (type == IDENTITY_EMAIL && !utf8_is_email(clean))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "email", "InvalidValue:email",
				"Email: %.100s is not properly formatted", clean),
			"%.80s", clean);
	if (!*clean || utf8_length(clean) > 254)
		return fail(cx, E_INVALID, "value", "InvalidValue", "Value: is invalid");
	*ret_clean = clean;
	return identity_store_owner(cx, type, utf8_fold(cx->arena, clean), ret_owner);
}

static enum err fail_taken(struct cx *cx, const struct identity *in)
{
	bool email = in->type == IDENTITY_EMAIL;

	return fail(cx, E_INVALID, email ? "email" : "value", "DuplicateValue",
		"%s: %.150s is already being used by another user", email ? "Email" : "Value",
		in->value);
}

enum err identity_get(struct cx *cx, user_id user, i64 id, struct identity *ret)
{
	bool found;

	TRY(identity_store_find(cx, id, ret, &found));
	return found && ret->user.v == user.v ? OK : fail_not_found(cx);
}

enum err identity_give(struct cx *cx, user_id user, const struct identity *in, struct identity *ret)
{
	struct identity row = *in;
	struct user *owner;
	user_id taken;
	i64 count;

	TRY(check_value(cx, in->type, in->value, &row.value, &taken));
	if (taken.v)
		return fail_taken(cx, &row);
	TRY(identity_store_count(cx, user, &count));
	if (count >= USER_IDENTITIES_MAX)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"Identities: at most %d are allowed", USER_IDENTITIES_MAX);
	TRY(user_load(cx, user, &owner));
	row.user = user;
	row.primary = row.type == IDENTITY_EMAIL && !owner->email;
	TRY(identity_store_insert(cx, &row));
	if (row.primary)
		TRY(user_store_set_email(cx, user, row.value, row.verified));
	*ret = row;
	return OK;
}

enum err identity_add(struct cx *cx, user_id user, const struct identity *in, struct identity *ret)
{
	TRY(user_check_editable(cx, user));
	TRY(identity_give(cx, user, in, ret));
	return user_store_index(cx, user);
}

enum err identity_update(struct cx *cx, const struct identity *change, struct identity *ret)
{
	user_id user = change->user, taken;
	struct identity row;
	const char *own;

	TRY(user_check_editable(cx, user));
	TRY(identity_get(cx, user, change->id, &row));
	own = utf8_fold(cx->arena, row.value);
	if (change->value && strcmp(change->value, row.value) != 0) {
		if (row.verified)
			return fail(cx, E_INVALID, "value", "InvalidValue",
				"Value: a verified identity cannot be changed");
		TRY(check_value(cx, row.type, change->value, &row.value, &taken));
		/* his own, spelt otherwise, is free; another address of his is not */
		if (taken.v && strcmp(utf8_fold(cx->arena, row.value), own) != 0)
			return fail_taken(cx, &row);
	}
	row.verified |= change->verified;
	row.updated_at = cx->now;
	TRY(identity_store_update(cx, &row));
	if (row.primary)
		TRY(user_store_set_email(cx, user, row.value, row.verified));
	TRY(user_store_index(cx, user));
	*ret = row;
	return OK;
}

enum err identity_make_primary(struct cx *cx, user_id user, i64 id)
{
	struct identity row;

	TRY(user_check_editable(cx, user));
	TRY(identity_get(cx, user, id, &row));
	if (row.type != IDENTITY_EMAIL)
		return fail(cx, E_INVALID, "type", "InvalidValue",
			"Type: only an e-mail address can be primary");
	TRY(identity_store_set_primary(cx, user, id));
	TRY(user_store_set_email(cx, user, row.value, row.verified));
	return event_add(
		cx, EVENT_USER_UPDATED, (ticket_id){0}, user.v, "{\"changed\":[\"email\"]}", NULL);
}

enum err identity_delete(struct cx *cx, user_id user, i64 id)
{
	struct identity row;

	TRY(user_check_editable(cx, user));
	TRY(identity_get(cx, user, id, &row));
	if (row.primary)
		return fail(cx, E_INVALID, "base", "InvalidValue",
			"Identity: the primary address cannot be removed");
	TRY(identity_store_delete(cx, id));
	return user_store_index(cx, user);
}
