/* The body {"user": {…}} of creates and updates. */
#ifndef TEND_HTTP_USER_BODY_H
#define TEND_HTTP_USER_BODY_H

#include "domain/user.h"
#include "http/rq.h"

/* What the field table fills in; user_body_input makes the domain's input of it. */
struct user_body {
	struct user_input user;
	struct opt_texts tags;
	struct opt_ids organization_ids;
	json_t *fields, *organization, *identities;
};

extern const struct field_table user_body_fields;

/* E_INVALID when an identity is none. *ret points into the body. */
enum err user_body_input(struct rq *rq, struct user_body *body, struct user_input **ret) NODISCARD;

#endif
