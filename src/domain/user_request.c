/* Wishes about accounts, written down. */
#include "domain/user_request.h"

#include "base/jsonw.h"
#include "base/utf8.h"
#include "domain/event.h"
#include "user_i.h"

enum { DETAIL_MAX = 4096 };

static enum err check(struct cx *cx, const char *name, const char *email)
{
	struct user *taken;

	if (!*name)
		return fail_blank(cx, "name", "Name");
	if (utf8_length(name) > USER_NAME_MAX)
		return fail(cx, E_INVALID, "name", "InvalidValue:long",
			"Name: is too long (maximum is %d characters)", USER_NAME_MAX);
	if (!utf8_is_email(email))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "email", "InvalidValue:email",
				"Email: %.100s is not properly formatted", email),
			"%.80s", email);
	TRY(user_by_email(cx, email, &taken));
	if (taken)
		return fail(cx, E_INVALID, "email", "DuplicateValue",
			"Email: %.150s is already being used by another user", email);
	return OK;
}

enum err user_request_add(struct cx *cx, const char *name, const char *email)
{
	struct buf out = BUF_INIT(DETAIL_MAX);
	const char *detail;
	struct jw jw;

	name = utf8_clean(cx->arena, name);
	email = utf8_clean(cx->arena, email);
	TRY(check(cx, name, email));
	jw_init(&jw, &out);
	jw_object(&jw, NULL);
	jw_str(&jw, "name", name);
	jw_str(&jw, "email", email);
	jw_end(&jw);
	detail = arena_strndup(cx->arena, out.p, out.n);
	buf_free(&out);
	return event_add(cx, EVENT_USER_REQUESTED, (ticket_id){0}, 0, detail, NULL);
}

enum err identity_request_verification(struct cx *cx, user_id user, i64 id, struct identity *ret)
{
	TRY(user_check_editable(cx, user));
	TRY(identity_get(cx, user, id, ret));
	if (ret->type != IDENTITY_EMAIL)
		return fail(cx, E_INVALID, "type", "InvalidValue",
			"Type: only an e-mail address can be verified");
	if (ret->verified)
		return OK;
	return event_add(cx, EVENT_USER_UPDATED, (ticket_id){0}, user.v,
		arena_printf(cx->arena, "{\"verification_requested\":%lld}", (long long)id), NULL);
}
