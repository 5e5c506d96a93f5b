/*
 * Tickets and requests as JSON. Keys that the API knows and Tend has no use for are constants
 * here, so that clients find every key that they read.
 */
#include "http/view_ticket.h"

#include "base/clock.h"
#include "domain/ticket_fields.h"
#include "domain/ticket_list.h"
#include "domain/wait.h"
#include "http/deadline_body.h"

#include <inttypes.h>
#include <string.h>

enum { BUILT_IN = 1 }; /* id of the one brand and the one form */

/* Solved and closed share a category. */
static i64 custom_status_of(enum status status)
{
	return status == STATUS_CLOSED ? STATUS_SOLVED : (i64)status;
}

static void via_write(struct jw *jw, const struct ticket *t)
{
	jw_object(jw, "via");
	jw_str(jw, "channel", channel_name(t->channel));
	jw_object(jw, "source");
	jw_object(jw, "from");
	if (t->followup_of.v)
		jw_i64(jw, "ticket_id", t->followup_of.v);
	jw_end(jw);
	jw_object(jw, "to");
	jw_end(jw);
	jw_str(jw, "rel", t->followup_of.v ? "follow_up" : NULL);
	jw_end(jw);
	jw_end(jw);
}

static void ids_write(struct jw *jw, const char *key, const struct id_list *ids)
{
	jw_array(jw, key);
	for (int i = 0; i < ids->n; i++)
		jw_i64(jw, NULL, ids->v[i]);
	jw_end(jw);
}

/* `custom_fields` and, with the same content, `fields`: every active field, unset ones as null. */
static enum err fields_write(struct rq *rq, const struct ticket *t)
{
	struct jw *jw = &rq->jw;
	struct field_list fields;
	struct ticket_values values;
	size_t from;

	TRY(field_active(&rq->cx, FIELD_TICKET, &fields));
	TRY(ticket_values(&rq->cx, t, &values));
	jw_array(jw, "custom_fields");
	from = jw->out->n - 1;
	for (int i = 0; i < fields.n; i++) {
		const char *json = NULL;

		for (int j = 0; j < values.n; j++)
			if (values.v[j].field.v == fields.v[i].id.v)
				json = values.v[j].json;
		jw_object(jw, NULL);
		jw_i64(jw, "id", fields.v[i].id.v);
		jw_raw(jw, "value", json);
		jw_end(jw);
	}
	jw_end(jw);
	if (!fields.n)
		jw_raw(jw, "fields", "[]");
	else if (!jw->out->failed)
		jw_raw(jw, "fields",
			arena_strndup(rq->cx.arena, jw->out->p + from, jw->out->n - from));
	return OK;
}

static enum err people_write(struct rq *rq, const struct ticket *t)
{
	struct id_list cc, followers, followups = {0};

	TRY(ticket_people(&rq->cx, t, TICKET_CC, &cc));
	TRY(ticket_people(&rq->cx, t, TICKET_FOLLOWER, &followers));
	if (t->status == STATUS_CLOSED)
		TRY(ticket_followups(&rq->cx, t->id, &followups));
	ids_write(&rq->jw, "collaborator_ids", &cc);
	ids_write(&rq->jw, "follower_ids", &followers);
	ids_write(&rq->jw, "email_cc_ids", &cc);
	ids_write(&rq->jw, "followup_ids", &followups);
	return OK;
}

/* Members that a ticket and a request share. */
static void common_write(
	struct rq *rq, const struct ticket *t, const char *path, const char *description)
{
	struct jw *jw = &rq->jw;

	jw_printf(jw, "url", "%.900s/api/v2/%s/%" PRId64 ".json", rq->base_url, path, t->id.v);
	jw_i64(jw, "id", t->id.v);
	via_write(jw, t);
	jw_time(jw, "created_at", t->created_at);
	jw_time(jw, "updated_at", t->updated_at);
	jw_str(jw, "type", ticket_type_name(t->type));
	jw_str(jw, "subject", t->subject);
	jw_str(jw, "description", description);
	jw_str(jw, "priority", priority_name(t->priority));
	jw_str(jw, "status", status_name(t->status));
	jw_str(jw, "recipient", t->recipient);
	jw_i64(jw, "requester_id", t->requester.v);
	jw_id(jw, "assignee_id", t->assignee.v);
	jw_id(jw, "organization_id", t->organization.v);
	jw_id(jw, "group_id", t->group.v);
	jw_time(jw, "due_at", t->due_at);
	jw_bool(jw, "is_public", t->is_public);
	jw_i64(jw, "custom_status_id", custom_status_of(t->status));
	jw_i64(jw, "ticket_form_id", BUILT_IN);
}

static void constants_write(struct jw *jw)
{
	jw_null(jw, "forum_topic_id");
	jw_null(jw, "encoded_id");
	jw_array(jw, "sharing_agreement_ids");
	jw_end(jw);
	jw_null(jw, "satisfaction_rating");
	jw_i64(jw, "brand_id", BUILT_IN);
	jw_bool(jw, "allow_channelback", false);
	jw_bool(jw, "allow_attachments", true);
	jw_bool(jw, "from_messaging_channel", false);
}

/* One wait as the API's side-load of deadlines; `hours` and the like: what is left. */
static void sla_write(struct rq *rq, const struct wait *w)
{
	bool open = w->outcome == WAIT_OPEN, paused = w->outcome == WAIT_PAUSED;
	i64 left = open ? w->due_at - rq->cx.now : w->left_ms;
	i64 minutes = left / MINUTE_MS, size = minutes < 0 ? -minutes : minutes;
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_str(jw, "metric", metric_name(w->kind));
	jw_str(jw, "stage", open ? "active" : paused ? "paused" : "achieved");
	jw_time(jw, "breach_at", open ? w->due_at : 0);
	if ((open || paused) && size >= 24 * 60)
		jw_i64(jw, "days", minutes / (24 * 60));
	else if ((open || paused) && size >= 60)
		jw_i64(jw, "hours", minutes / 60);
	else if (open || paused)
		jw_i64(jw, "minutes", minutes);
	jw_end(jw);
}

/* The latest wait of each metric. */
static enum err slas_write(struct rq *rq, const struct ticket *t)
{
	struct wait *waits;
	int n;

	if (!rq_include(rq, "slas"))
		return OK;
	TRY(wait_list(&rq->cx, t->id, &waits, &n));
	jw_object(&rq->jw, "slas");
	jw_array(&rq->jw, "policy_metrics");
	for (int i = 0; i < n; i++) {
		bool last = waits[i].outcome != WAIT_CANCELLED && metric_name(waits[i].kind);

		for (int j = i + 1; j < n; j++)
			last = last && (waits[j].kind != waits[i].kind ||
					       waits[j].outcome == WAIT_CANCELLED);
		if (last)
			sla_write(rq, &waits[i]);
	}
	jw_end(&rq->jw);
	jw_end(&rq->jw);
	return OK;
}

enum err ticket_write_open(struct rq *rq, const char *key, const struct ticket *t)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	common_write(rq, t, "tickets", t->description);
	jw_str(jw, "external_id", t->external_id);
	jw_str(jw, "raw_subject", t->subject);
	jw_i64(jw, "submitter_id", t->submitter.v);
	jw_id(jw, "problem_id", t->problem.v);
	jw_bool(jw, "has_incidents", t->incident_count > 0);
	jw_i64(jw, "generated_timestamp", t->generated_at / SECOND_MS);
	tags_write(jw, "tags", t->tags);
	TRY(people_write(rq, t));
	TRY(fields_write(rq, t));
	constants_write(jw);
	if (rq_include(rq, "comment_count"))
		jw_i64(jw, "comment_count", t->comment_count);
	if (rq_include(rq, "incident_counts"))
		jw_i64(jw, "incident_count", t->incident_count);
	return slas_write(rq, t);
}

enum err ticket_write(struct rq *rq, const char *key, const struct ticket *t)
{
	TRY(ticket_write_open(rq, key, t));
	jw_end(&rq->jw);
	return OK;
}

enum err request_write(struct rq *rq, const char *key, const struct ticket *t)
{
	struct jw *jw = &rq->jw;
	struct page first = {.limit = 1, .cursor = true, .sort = "id"};
	struct comment *c;
	struct id_list cc;
	int n;

	/* a ticket may have begun with a note: customers see the first public words */
	TRY(comment_list(&rq->cx, t, true, &first, &c, &n));
	jw_object(jw, key);
	common_write(rq, t, "requests", n ? c->body : "");
	TRY(ticket_people(&rq->cx, t, TICKET_CC, &cc));
	ids_write(jw, "collaborator_ids", &cc);
	ids_write(jw, "email_cc_ids", &cc);
	/* values of custom fields are for agents; portal fields come with the portal */
	jw_array(jw, "custom_fields");
	jw_end(jw);
	jw_array(jw, "fields");
	jw_end(jw);
	jw_bool(jw, "can_be_solved_by_me",
		t->status < STATUS_SOLVED && t->requester.v == rq->cx.actor.id.v);
	jw_id(jw, "followup_source_id", t->followup_of.v);
	jw_end(jw);
	return OK;
}

void ticket_sideload(struct rq *rq, struct sideload *more, const struct ticket *t)
{
	sideload_user(rq, more, t->requester);
	sideload_user(rq, more, t->submitter);
	sideload_user(rq, more, t->assignee);
	sideload_group(rq, more, t->group);
	sideload_organization(rq, more, t->organization);
}

static enum err last_audits_write(struct rq *rq, const struct ticket *rows, int n)
{
	struct audit *audit;

	if (!rq_include(rq, "last_audits"))
		return OK;
	jw_array(&rq->jw, "last_audits");
	for (int i = 0; i < n; i++) {
		TRY(audit_last(&rq->cx, rows[i].id, &audit));
		if (audit)
			TRY(audit_write(rq, NULL, audit));
	}
	jw_end(&rq->jw);
	return OK;
}

done reply_tickets(struct rq *rq, const struct ticket *rows, int n, const struct page *page)
{
	struct sideload more = {0};

	reply_list(rq, "tickets");
	for (int i = 0; i < n; i++) {
		if (ticket_write(rq, NULL, &rows[i]))
			return reply_error(rq);
		ticket_sideload(rq, &more, &rows[i]);
	}
	reply_list_end(rq);
	if (sideload_write(rq, &more) || last_audits_write(rq, rows, n))
		return reply_error(rq);
	return reply_page(rq, page);
}
