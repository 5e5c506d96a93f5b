/* The audit log: who changed what in the house. For administrators. */
#include "domain/house_log.h"
#include "http/rq.h"

#include "base/clock.h"

static void write(struct rq *rq, const struct house_entry *e)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_id(jw, "id", e->id);
	jw_time(jw, "created_at", e->at);
	jw_id(jw, "actor_id", e->actor.v);
	jw_str(jw, "actor_name", e->actor_name);
	jw_str(jw, "event", event_kind_name(e->kind));
	jw_str(jw, "source_type", e->source_type);
	jw_id(jw, "source_id", e->source_id);
	jw_str(jw, "source_label", e->source_name);
	jw_str(jw, "other_label", e->other_name);
	jw_raw(jw, "detail", e->detail);
	jw_end(jw);
}

static enum err query_time(struct rq *rq, const char *name, i64 *ret)
{
	const char *text = rq_query(rq, name);

	*ret = 0;
	if (!text || !*text || clock_parse(text, ret))
		return OK;
	return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter %s must be a time", name);
}

static done log_list(struct rq *rq, void *in)
{
	static const char *const newest[] = {"-created_at", NULL};
	struct house_filter filter = {.source_type = rq_query(rq, "filter[source_type]")};
	struct house_entry *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_query_i64(rq, "filter[actor_id]", 0, &filter.actor.v) ||
		query_time(rq, "filter[from_ts]", &filter.from) ||
		query_time(rq, "filter[to_ts]", &filter.to) || rq_page(rq, newest, &page) ||
		house_log_list(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "audit_logs");
	for (int i = 0; i < n; i++)
		write(rq, &rows[i]);
	return reply_page(rq, &page);
}

/* clang-format off */
const struct route house_log_routes[] = {
	{M_GET, "/api/v2/audit_logs", log_list, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0,
	 "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order,"
	 "filter[actor_id],filter[source_type],filter[from_ts],filter[to_ts]",
	 "Who changed which person, setting, rule or access, newest first"},
	{0}
};
/* clang-format on */
