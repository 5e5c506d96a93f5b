/* What the path of a request names, read; E_NOT_FOUND when it is not there. */
#ifndef TEND_HTTP_PATH_H
#define TEND_HTTP_PATH_H

#include "domain/group.h"
#include "domain/organization.h"
#include "domain/ticket.h"
#include "domain/user.h"
#include "http/rq.h"

/* :ticket_id, which the actor must be able to see. */
enum err path_ticket(struct rq *rq, struct ticket **ret) NODISCARD;
/* :user_id, deleted ones too. */
enum err path_user(struct rq *rq, struct user **ret) NODISCARD;
enum err path_active_user(struct rq *rq, struct user **ret) NODISCARD;
/* :group_id and :organization_id; deleted ones are not there. */
enum err path_group(struct rq *rq, struct group **ret) NODISCARD;
enum err path_organization(struct rq *rq, struct organization **ret) NODISCARD;

#endif
