/*
 * Tickets and requests as JSON. Keys that the API knows and Tend has no use for are constants
 * here, so that clients find every key that they read.
 */
#include "http/view_ticket.h"

#include "base/clock.h"
#include "domain/ticket_list.h"

#include <inttypes.h>
#include <string.h>

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
static void fields_write(
	struct rq *rq, const struct field_list *fields, const struct ticket_values *values)
{
	struct jw *jw = &rq->jw;
	size_t from;

	jw_array(jw, "custom_fields");
	from = jw->out->n - 1;
	for (int i = 0; i < fields->n; i++) {
		const char *json = NULL;

		for (int j = 0; j < values->n; j++)
			if (values->v[j].field.v == fields->v[i].id.v)
				json = values->v[j].json;
		jw_object(jw, NULL);
		jw_i64(jw, "id", fields->v[i].id.v);
		jw_raw(jw, "value", json);
		jw_end(jw);
	}
	jw_end(jw);
	if (!fields->n)
		jw_raw(jw, "fields", "[]");
	else if (!jw->out->failed)
		jw_raw(jw, "fields",
			arena_strndup(rq->cx.arena, jw->out->p + from, jw->out->n - from));
}

static void people_write(struct jw *jw, const struct ticket_beside *b)
{
	ids_write(jw, "collaborator_ids", &b->people[TICKET_CC]);
	ids_write(jw, "follower_ids", &b->people[TICKET_FOLLOWER]);
	ids_write(jw, "email_cc_ids", &b->people[TICKET_CC]);
	ids_write(jw, "followup_ids", &b->followups);
}

static void rating_member(struct jw *jw, const struct rating *r)
{
	const struct rating_reason *reason = r ? rating_reason_find(r->reason) : NULL;

	jw_object(jw, "satisfaction_rating");
	jw_str(jw, "score", score_name(r ? r->score : SCORE_NONE));
	if (r) {
		jw_i64(jw, "id", r->id);
		jw_str(jw, "comment", r->comment);
		jw_str(jw, "reason", reason ? reason->value : NULL);
		jw_id(jw, "reason_id", r->reason);
	}
	jw_end(jw);
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
	jw_str(jw, "status", t->deleted_at ? "deleted" : status_name(t->status));
	jw_str(jw, "recipient", t->recipient);
	jw_i64(jw, "requester_id", t->requester.v);
	jw_id(jw, "assignee_id", t->assignee.v);
	jw_id(jw, "organization_id", t->organization.v);
	jw_id(jw, "group_id", t->group.v);
	jw_time(jw, "due_at", t->due_at);
	jw_bool(jw, "is_public", t->is_public);
	jw_i64(jw, "custom_status_id", t->custom_status);
	jw_i64(jw, "ticket_form_id", t->form);
}

static void constants_write(struct jw *jw, const struct ticket *t)
{
	jw_null(jw, "forum_topic_id");
	jw_null(jw, "encoded_id");
	jw_array(jw, "sharing_agreement_ids");
	jw_end(jw);
	jw_i64(jw, "brand_id", t->brand);
	jw_bool(jw, "allow_channelback", false);
	jw_bool(jw, "allow_attachments", true);
	jw_bool(jw, "from_messaging_channel", false);
}

enum err ticket_page_write_open(
	struct rq *rq, const char *key, const struct ticket_page *page, int i)
{
	const struct ticket *t = &page->rows[i];
	const struct ticket_beside *beside = &page->beside[i];
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
	people_write(jw, beside);
	fields_write(rq, &page->fields, &beside->values);
	rating_member(jw, beside->rating);
	constants_write(jw, t);
	return ticket_page_write_more(rq, page, i);
}

enum err ticket_page_write(struct rq *rq, const char *key, const struct ticket_page *page, int i)
{
	TRY(ticket_page_write_open(rq, key, page, i));
	jw_end(&rq->jw);
	return OK;
}

enum err ticket_write(struct rq *rq, const char *key, const struct ticket *t)
{
	struct ticket_page page;

	TRY(ticket_page_load(rq, t, 1, &page));
	return ticket_page_write(rq, key, &page, 0);
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
