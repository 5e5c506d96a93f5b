/* What the path of a request names. */
#include "http/path.h"

enum err path_ticket(struct rq *rq, struct ticket **ret)
{
	ticket_id id;

	TRY(rq_id(rq, "ticket_id", &id.v));
	return ticket_get(&rq->cx, id, ret);
}

enum err path_user(struct rq *rq, struct user **ret)
{
	user_id id;

	TRY(rq_id(rq, "user_id", &id.v));
	TRY(user_load(&rq->cx, id, ret));
	return *ret ? OK : fail_not_found(&rq->cx);
}

enum err path_active_user(struct rq *rq, struct user **ret)
{
	TRY(path_user(rq, ret));
	return (*ret)->active ? OK : fail_not_found(&rq->cx);
}

enum err path_group(struct rq *rq, struct group **ret)
{
	group_id id;

	TRY(rq_id(rq, "group_id", &id.v));
	TRY(group_load(&rq->cx, id, ret));
	return *ret && !(*ret)->deleted_at ? OK : fail_not_found(&rq->cx);
}

enum err path_organization(struct rq *rq, struct organization **ret)
{
	organization_id id;

	TRY(rq_id(rq, "organization_id", &id.v));
	TRY(organization_load(&rq->cx, id, ret));
	return *ret && !(*ret)->deleted_at ? OK : fail_not_found(&rq->cx);
}
