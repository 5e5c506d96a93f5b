/* Identities of a user: addresses and phone numbers. */
#include "http/path.h"
#include "http/view_people.h"

#include <string.h>

static const char *const by_id[] = {"id", NULL};

struct identity_body {
	struct opt_text type, value;
	struct opt_i64 verified, primary;
};

#define AT(member) offsetof(struct identity_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"type", F_TEXT, AT(type), 0, "Type", "email or phone_number"},
	{"value", F_TEXT, AT(value), 0, "Value", "The address or number"},
	{"verified", F_BOOL, AT(verified), 0, "Verified", "It is the user's own"},
	{"primary", F_BOOL, AT(primary), 0, "Primary", "Make it the primary address"},
	{0}
};
/* clang-format on */
static const struct field_table identity_fields = {
	"identity", sizeof(struct identity_body), fields};

static enum err read_path(struct rq *rq, user_id *ret_user, i64 *ret_id)
{
	struct user *user;

	TRY(path_active_user(rq, &user));
	*ret_user = user->id;
	return rq_id(rq, "identity_id", ret_id);
}

static done reply_identities(
	struct rq *rq, const struct page *page, const struct identity *rows, int n)
{
	reply_list(rq, "identities");
	for (int i = 0; i < n; i++)
		identity_write(rq, NULL, &rows[i]);
	return reply_page(rq, page);
}

static done identities_list(struct rq *rq, void *in)
{
	struct identity *rows;
	struct user *user;
	struct page page;
	int n;

	(void)in;
	if (path_active_user(rq, &user) || rq_page(rq, by_id, &page) ||
		identity_list(&rq->cx, user->id, &page, &rows, &n))
		return reply_error(rq);
	return reply_identities(rq, &page, rows, n);
}

static done reply_identity(struct rq *rq, int status, const struct identity *identity)
{
	reply_begin(rq, status);
	identity_write(rq, "identity", identity);
	return reply_end(rq);
}

static done identity_show(struct rq *rq, void *in)
{
	struct identity identity;
	user_id user;
	i64 id;

	(void)in;
	if (read_path(rq, &user, &id) || identity_get(&rq->cx, user, id, &identity))
		return reply_error(rq);
	return reply_identity(rq, 200, &identity);
}

static done identity_post(struct rq *rq, void *in)
{
	struct identity_body *body = in;
	struct identity identity = {.value = body->value.v, .verified = body->verified.v};
	struct user *user;

	if (path_active_user(rq, &user))
		return reply_error(rq);
	if (!body->type.v || !identity_type_parse(body->type.v, &identity.type))
		return fail_invalid(&rq->cx, "type", "Type"), reply_error(rq);
	if (identity_add(&rq->cx, user->id, &identity, &identity))
		return reply_error(rq);
	if (body->primary.v && identity.type == IDENTITY_EMAIL &&
		(identity_make_primary(&rq->cx, user->id, identity.id) ||
			identity_get(&rq->cx, user->id, identity.id, &identity)))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/users/%lld/identities/%lld.json",
			rq->base_url, (long long)user->id.v, (long long)identity.id));
	return reply_identity(rq, 201, &identity);
}

static done update(struct rq *rq, const char *value, bool verified)
{
	struct identity change = {.value = value, .verified = verified}, identity;

	if (read_path(rq, &change.user, &change.id) || identity_update(&rq->cx, &change, &identity))
		return reply_error(rq);
	return reply_identity(rq, 200, &identity);
}

static done identity_put(struct rq *rq, void *in)
{
	struct identity_body *body = in;

	return update(rq, body->value.v, body->verified.v == 1);
}

static done identity_verify(struct rq *rq, void *in)
{
	(void)in;
	return update(rq, NULL, true);
}

/* Answers with all identities, as client libraries expect. */
static done identity_primary(struct rq *rq, void *in)
{
	struct page page = {.limit = PAGE_MAX, .sort = "id"};
	struct identity *rows;
	user_id user;
	int n;
	i64 id;

	(void)in;
	if (read_path(rq, &user, &id) || identity_make_primary(&rq->cx, user, id) ||
		identity_list(&rq->cx, user, &page, &rows, &n))
		return reply_error(rq);
	return reply_identities(rq, &page, rows, n);
}

static done identity_remove(struct rq *rq, void *in)
{
	user_id user;
	i64 id;

	(void)in;
	if (read_path(rq, &user, &id) || identity_delete(&rq->cx, user, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define ONE "/api/v2/users/:user_id/identities/:identity_id"
/* clang-format off */
const struct route identity_routes[] = {
	{M_GET, "/api/v2/users/:user_id/identities", identities_list, RUN_READ, CAP_USER_READ,
	 BODY_NONE, NULL, 0, NULL, "A user's addresses and phone numbers"},
	{M_POST, "/api/v2/users/:user_id/identities", identity_post, RUN_WRITE, CAP_USER_WRITE,
	 BODY_JSON, &identity_fields, 0, NULL, "Add an address or phone number"},
	{M_GET, ONE, identity_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "One identity"},
	{M_PUT, ONE, identity_put, RUN_WRITE, CAP_USER_WRITE, BODY_JSON, &identity_fields, 0, NULL,
	 "Change the value of an unverified identity, or mark it verified"},
	{M_DELETE, ONE, identity_remove, RUN_WRITE, CAP_USER_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Remove an identity; the primary one stays"},
	{M_PUT, ONE "/make_primary", identity_primary, RUN_WRITE, CAP_USER_WRITE, BODY_NONE, NULL,
	 0, NULL, "Make an address the primary one"},
	{M_PUT, ONE "/verify", identity_verify, RUN_WRITE, CAP_USER_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Mark an identity verified"},
	{0}
};
/* clang-format on */
