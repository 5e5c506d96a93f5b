/* What people ask of others about accounts: one more agent, the proof of an address. */
#include "http/path.h"
#include "http/view_people.h"

#include "domain/user_request.h"

struct wish {
	struct opt_text name, email;
};

#define AT(member) offsetof(struct wish, member)
/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(name), USER_NAME_MAX, "Name", "Required"},
	{"email", F_TEXT, AT(email), 254, "Email", "Required; an address that nobody has"},
	{0}
};
/* clang-format on */
static const struct field_table wish_fields = {"user", sizeof(struct wish), fields};

static done wish_post(struct rq *rq, void *in)
{
	const struct wish *wish = in;

	if (user_request_add(
		    &rq->cx, wish->name.v ? wish->name.v : "", wish->email.v ? wish->email.v : ""))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_end(rq);
}

static done verification_put(struct rq *rq, void *in)
{
	struct identity identity;
	user_id user;
	i64 id;

	(void)in;
	if (rq_id(rq, "user_id", &user.v) || rq_id(rq, "identity_id", &id) ||
		identity_request_verification(&rq->cx, user, id, &identity))
		return reply_error(rq);
	reply_begin(rq, 200);
	identity_write(rq, "identity", &identity);
	return reply_end(rq);
}

/* clang-format off */
const struct route user_request_routes[] = {
	{M_POST, "/api/v2/users/request_create", wish_post, RUN_WRITE, CAP_USER_WRITE, BODY_JSON,
	 &wish_fields, 0, NULL,
	 "Ask the administrators for one more agent: noted in the log, nothing is sent"},
	{M_PUT, "/api/v2/users/:user_id/identities/:identity_id/request_verification",
	 verification_put, RUN_WRITE, CAP_USER_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Ask the owner of an address to prove it: noted in the log, for the mail channel to send"},
	{0}
};
/* clang-format on */
