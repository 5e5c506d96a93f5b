/* The second step: the rules. A code counts once, within a step of now. */
#include "second_step_i.h"

#include "domain/account.h"
#include "domain/event.h"
#include "domain/session.h"

#include <ctype.h>
#include <string.h>

enum { GROUP = 4, CODE_CHARS = 16 }; /* 80 random bits in groups of four */
enum { AT_ONCE = 100 };

static void house_key(struct cx *cx, uint8_t key[SECRET_KEY])
{
	static const char purpose[] = "second step";

	secret_mac(key, cx->link_key, purpose, sizeof purpose - 1);
}

static void seal(struct cx *cx, uint8_t out[SEALED], const uint8_t secret[TOTP_SECRET])
{
	uint8_t key[SECRET_KEY];

	house_key(cx, key);
	cx->random(out, SECRET_NONCE);
	secret_seal(out + SECRET_NONCE, key, out, secret, TOTP_SECRET);
	secret_wipe(key, sizeof key);
}

static bool unseal(struct cx *cx, uint8_t secret[TOTP_SECRET], const uint8_t sealed[SEALED])
{
	uint8_t key[SECRET_KEY];
	bool ok;

	house_key(cx, key);
	ok = secret_open(secret, key, sealed, sealed + SECRET_NONCE, SEALED - SECRET_NONCE);
	secret_wipe(key, sizeof key);
	return ok;
}

static enum err fail_code(struct cx *cx)
{
	return fail(cx, E_INVALID, "code", "InvalidValue",
		"Code: is wrong, or was used before; wait for the next one");
}

static enum err note(struct cx *cx, user_id user, const char *reason)
{
	return event_add(cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, user.v,
		arena_printf(cx->arena, "{\"reason\":\"%s\"}", reason), NULL);
}

enum err second_step_required(struct cx *cx, bool *ret)
{
	return account_flag(cx, "security.require_second_step", ret);
}

enum err second_step_get(struct cx *cx, user_id user, struct second_step *ret)
{
	enum role role;

	TRY(second_step_store_since(cx, user, &ret->on_since, &role));
	TRY(recovery_code_store_count(cx, user, &ret->codes_left));
	return second_step_required(cx, &ret->required);
}

enum err second_step_needed(struct cx *cx, user_id user, enum second_step_need *ret)
{
	bool required;
	enum role role;
	i64 since;

	*ret = NEED_NOTHING;
	TRY(second_step_store_since(cx, user, &since, &role));
	if (since) {
		*ret = NEED_CODE;
		return OK;
	}
	TRY(second_step_required(cx, &required));
	if (required && role != ROLE_END_USER)
		*ret = NEED_SET_UP;
	return OK;
}

enum err second_step_begin(struct cx *cx, user_id user, uint8_t ret[TOTP_SECRET])
{
	uint8_t sealed[SEALED];
	enum role role;
	i64 since;

	TRY(second_step_store_since(cx, user, &since, &role));
	if (since)
		return fail(cx, E_INVALID, "base", "InvalidValue",
			"The second step is on: turn it off first");
	cx->random(ret, TOTP_SECRET);
	seal(cx, sealed, ret);
	return second_step_store_set(cx, user, sealed);
}

enum err second_step_waiting(struct cx *cx, user_id user, uint8_t ret[TOTP_SECRET])
{
	struct second_step_row row;

	TRY(second_step_store_get(cx, user, &row));
	if (!row.found || row.confirmed_at || !unseal(cx, ret, row.sealed))
		return fail_not_found(cx);
	return OK;
}

/* --- recovery codes --- */

/* As typed, with or without hyphens and blanks, in any case. False: it is none. */
static bool normalise(char out[CODE_CHARS + 1], const char *typed)
{
	int n = 0;

	for (const char *p = typed; *p; p++) {
		if (*p == '-' || *p == ' ')
			continue;
		if (n == CODE_CHARS || !isalnum((unsigned char)*p))
			return false;
		out[n++] = (char)tolower((unsigned char)*p);
	}
	out[n] = 0;
	return n == CODE_CHARS;
}

static void hash_code(uint8_t out[SECRET_HASH], const char plain[CODE_CHARS + 1])
{
	secret_hash(out, plain, CODE_CHARS);
}

static void new_code(struct cx *cx, char out[RECOVERY_CODE], uint8_t hash[SECRET_HASH])
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* none that look alike */
	char plain[CODE_CHARS + 1];
	uint8_t bytes[CODE_CHARS];
	int n = 0;

	_Static_assert(sizeof letters == 33, "five bits a letter");
	cx->random(bytes, sizeof bytes);
	for (int i = 0; i < CODE_CHARS; i++) {
		plain[i] = letters[bytes[i] & 31];
		if (i && i % GROUP == 0)
			out[n++] = '-';
		out[n++] = plain[i];
	}
	plain[CODE_CHARS] = out[n] = 0;
	hash_code(hash, plain);
	secret_wipe(plain, sizeof plain);
}

static enum err make_codes(struct cx *cx, user_id user, struct recovery_codes *ret)
{
	uint8_t hash[SECRET_HASH];

	TRY(recovery_code_store_delete_all(cx, user));
	for (int i = 0; i < RECOVERY_CODES; i++) {
		new_code(cx, ret->v[i], hash);
		TRY(recovery_code_store_add(cx, user, hash));
	}
	return OK;
}

static enum err use_recovery_code(struct cx *cx, user_id user, const char *typed)
{
	char plain[CODE_CHARS + 1];
	uint8_t hash[SECRET_HASH];
	bool used;

	if (!normalise(plain, typed))
		return fail_code(cx);
	hash_code(hash, plain);
	TRY(recovery_code_store_use(cx, user, hash, &used));
	return used ? note(cx, user, "recovery_code_used") : fail_code(cx);
}

/* --- codes of the app --- */

/* Apps show "123 456". */
static const char *without_blanks(struct cx *cx, const char *typed)
{
	char *out = arena_strdup(cx->arena, typed), *end = out;

	for (const char *p = typed; *p; p++)
		if (*p != ' ')
			*end++ = *p;
	*end = 0;
	return out;
}

static enum err take_code(
	struct cx *cx, user_id user, const struct second_step_row *row, const char *code)
{
	uint8_t secret[TOTP_SECRET];
	i64 step = -1;

	if (unseal(cx, secret, row->sealed))
		step = totp_find(code, secret, TOTP_SECRET, cx->now / 1000, row->step);
	secret_wipe(secret, sizeof secret);
	return step < 0 ? fail_code(cx) : second_step_store_step(cx, user, step);
}

enum err second_step_prove(struct cx *cx, user_id user, const char *code)
{
	struct second_step_row row;

	code = without_blanks(cx, code);
	TRY(second_step_store_get(cx, user, &row));
	if (!row.found || !row.confirmed_at)
		return fail_code(cx);
	if (strlen(code) != TOTP_DIGITS)
		return use_recovery_code(cx, user, code);
	return take_code(cx, user, &row, code);
}

enum err second_step_confirm(
	struct cx *cx, user_id user, const char *code, struct recovery_codes *ret)
{
	struct second_step_row row;

	TRY(second_step_store_get(cx, user, &row));
	if (!row.found || row.confirmed_at)
		return fail_not_found(cx);
	TRY(take_code(cx, user, &row, without_blanks(cx, code)));
	TRY(second_step_store_confirm(cx, user, cx->now));
	TRY(make_codes(cx, user, ret));
	TRY(session_end_all(cx, user, cx->actor.session_id));
	return note(cx, user, "second_step_on");
}

enum err second_step_renew_codes(struct cx *cx, user_id user, struct recovery_codes *ret)
{
	struct second_step now;

	TRY(second_step_get(cx, user, &now));
	if (!now.on_since)
		return fail_not_found(cx);
	TRY(make_codes(cx, user, ret));
	return note(cx, user, "recovery_codes");
}

enum err second_step_off(struct cx *cx, user_id user)
{
	bool own = cx->actor.id.v == user.v;
	struct second_step now;

	TRY(second_step_get(cx, user, &now));
	if (!now.on_since)
		return fail_not_found(cx);
	TRY(second_step_store_delete(cx, user));
	TRY(session_end_all(cx, user, own ? cx->actor.session_id : 0));
	return note(cx, user, own ? "second_step_off" : "second_step_reset");
}

static enum err end_sessions_without(struct cx *cx)
{
	i64 ids[AT_ONCE];
	int n;

	do {
		TRY(second_step_store_without(cx, ids, AT_ONCE, &n));
		for (int i = 0; i < n; i++)
			TRY(session_end_all(cx, (user_id){ids[i]}, 0));
	} while (n == AT_ONCE);
	return OK;
}

enum err second_step_require(struct cx *cx)
{
	struct second_step own;

	TRY(second_step_get(cx, cx->actor.id, &own));
	if (!own.on_since && !cx->actor.system)
		return fail(cx, E_INVALID, "security.require_second_step", "InvalidValue:own_step",
			"Set up your own second step first");
	TRY(end_sessions_without(cx));
	event_tell(
		cx, &(struct news){.at = cx->now,
			    .user_id = NEWS_EVERYBODY, /* passwords that were right a moment ago */
			    .kind = event_kind_name(EVENT_ACCESS_CHANGED)});
	return OK;
}
