/* Invitations of colleagues, and links for a new password: for administrators to pass on. */
#include "http/path.h"
#include "http/view_people.h"

#include "base/secret.h"
#include "domain/invitation.h"

#include <string.h>

enum { LINK_TEXT = 32 };

struct invitation_body {
	struct opt_text name, email, role;
	struct opt_i64 custom_role_id;
	struct opt_ids group_ids;
};
#define AT(member) offsetof(struct invitation_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(name), USER_NAME_MAX, "Name", "Required"},
	{"email", F_TEXT, AT(email), 254, "Email", "Required; nobody else's"},
	{"role", F_TEXT, AT(role), 20, "Role", "agent or admin"},
	{"custom_role_id", F_ID, AT(custom_role_id), 0, "Custom role", "Of an agent"},
	{"group_ids", F_IDS, AT(group_ids), 100, "Groups", "To join; the first is the default"},
	{0}
};
/* clang-format on */
static const struct field_table invitation_fields = {
	"invitation", sizeof(struct invitation_body), fields};

/* A new link: its text and its hash. */
static const char *new_link(struct rq *rq, uint8_t hash[SECRET_HASH])
{
	char *text = arena_alloc(rq->cx.arena, LINK_TEXT + 1);

	secret_text(text, LINK_TEXT);
	secret_hash(hash, text, LINK_TEXT);
	return text;
}

/* The groups that the invited person is in. */
static enum err write_groups(struct rq *rq, user_id user)
{
	struct membership_filter filter = {.user = user};
	struct page page = {.limit = PAGE_MAX, .sort = "id", .cursor = true};
	struct group_membership *rows;
	int n;

	TRY(group_membership_list(&rq->cx, &filter, &page, &rows, &n));
	jw_array(&rq->jw, "group_ids");
	for (int i = 0; i < n; i++)
		jw_id(&rq->jw, NULL, rows[i].group.v);
	jw_end(&rq->jw);
	return OK;
}

/* link NULL: it is shown once only, and this is not the time. */
static enum err write(struct rq *rq, const char *key, const struct invitation *i, const char *link)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_id(jw, "id", i->id);
	jw_id(jw, "user_id", i->user.v);
	jw_str(jw, "name", i->name);
	jw_str(jw, "email", i->email);
	jw_str(jw, "role", role_name(i->role));
	TRY(write_groups(rq, i->user));
	jw_id(jw, "invited_by_id", i->made_by.v);
	jw_time(jw, "created_at", i->created_at);
	jw_time(jw, "expires_at", i->expires_at);
	jw_bool(jw, "expired", rq->cx.now >= i->expires_at);
	if (link)
		jw_printf(jw, "link", "%.900s/join/%s", rq->base_url, link);
	jw_end(jw);
	return OK;
}

static done reply_invitation(
	struct rq *rq, int status, const struct invitation *i, const char *link)
{
	reply_begin(rq, status);
	if (write(rq, "invitation", i, link))
		return reply_error(rq);
	return reply_end(rq);
}

static done invitations_list(struct rq *rq, void *in)
{
	static const char *const by_id[] = {"id", NULL};
	struct invitation *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_id, &page) || invitation_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "invitations");
	for (int i = 0; i < n; i++)
		if (write(rq, NULL, &rows[i], NULL))
			return reply_error(rq);
	return reply_page(rq, &page);
}

static done invitation_post(struct rq *rq, void *in)
{
	const struct invitation_body *body = in;
	struct user_input input = {.name = body->name,
		.email = body->email,
		.role = body->role,
		.custom_role_id = body->custom_role_id};
	uint8_t hash[SECRET_HASH];
	const char *link = new_link(rq, hash);
	struct invitation made;

	if (invitation_create(&rq->cx, &input, &body->group_ids.v, hash, &made))
		return reply_error(rq);
	return reply_invitation(rq, 201, &made, link);
}

static done invitation_again(struct rq *rq, void *in)
{
	uint8_t hash[SECRET_HASH];
	const char *link = new_link(rq, hash);
	struct invitation made;
	i64 id;

	(void)in;
	if (rq_id(rq, "invitation_id", &id) || invitation_renew(&rq->cx, id, hash, &made))
		return reply_error(rq);
	return reply_invitation(rq, 200, &made, link);
}

static done invitation_delete(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "invitation_id", &id) || invitation_revoke(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- a new password --- */

static done reset_link_post(struct rq *rq, void *in)
{
	uint8_t hash[SECRET_HASH];
	const char *link = new_link(rq, hash);
	struct user *user;
	i64 expires_at;
	struct jw *jw;

	(void)in;
	if (path_active_user(rq, &user) || reset_link_make(&rq->cx, user->id, hash, &expires_at))
		return reply_error(rq);
	jw = reply_begin(rq, 201);
	jw_object(jw, "password_link");
	jw_id(jw, "user_id", user->id.v);
	jw_printf(jw, "link", "%.900s/join/%s", rq->base_url, link);
	jw_time(jw, "expires_at", expires_at);
	jw_end(jw);
	return reply_end(rq);
}

#define LIST_QUERY  "page,per_page,page[size],page[after],page[before]"
#define INVITATIONS "/api/v2/invitations"
/* clang-format off */
const struct route invitation_routes[] = {
	{M_GET, INVITATIONS, invitations_list, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0,
	 LIST_QUERY, "Invitations that nobody has used"},
	{M_POST, INVITATIONS, invitation_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &invitation_fields, 0, NULL,
	 "Make a colleague's account; answers the link, once, that lets its owner in"},
	{M_POST, INVITATIONS "/:invitation_id/renew", invitation_again, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Another link instead of the old one"},
	{M_DELETE, INVITATIONS "/:invitation_id", invitation_delete, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Withdraw it; the account goes too, unless its owner was here"},
	{M_POST, "/api/v2/users/:user_id/password_link", reset_link_post, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "A link, valid for an hour, with which the user chooses a new password"},
	{0}
};
/* clang-format on */
