/*
 * From the event log to deliveries. Every committed event is in the log, in order and for good, so
 * the log is the queue: a mark (meta "webhook_event") says up to where it was looked at, and is
 * moved in the transaction that puts the deliveries into the outbox. A change costs nothing more
 * for being told, and none is lost or told twice. While nobody subscribes there is no mark.
 * Imported history is not told.
 */
#include "domain/event_read.h"
#include "domain/outbox.h"
#include "domain/webhook_delivery.h"
#include "webhook_event_i.h"
#include "webhook_i.h"
#include "work_i.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SPREAD_BYTES = 16 << 20 }; /* of memory that one transaction takes, about */
#define MARK "webhook_event"
#define ZEN  "zen:event-type:"

/* What one can subscribe to. Types that tell an attribute need its name in the event's detail. */
static const struct event_type types[] = {
	{ZEN "ticket.created", EVENT_TICKET_CREATED, PART_WHOLE, NULL},
	{ZEN "ticket.updated", EVENT_TICKET_UPDATED, PART_WHOLE, NULL},
	{ZEN "ticket.status_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "status"},
	{ZEN "ticket.priority_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "priority"},
	{ZEN "ticket.type_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "type"},
	{ZEN "ticket.subject_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "subject"},
	{ZEN "ticket.requester_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "requester_id"},
	{ZEN "ticket.agent_assignment_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "assignee_id"},
	{ZEN "ticket.group_assignment_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "group_id"},
	{ZEN "ticket.organization_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "organization_id"},
	{ZEN "ticket.problem_link_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "problem_id"},
	{ZEN "ticket.task_due_at_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "due_at"},
	{ZEN "ticket.external_id_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "external_id"},
	{ZEN "ticket.tags_changed", EVENT_TICKET_UPDATED, PART_CHANGE, "tags"},
	{ZEN "ticket.custom_field_changed", EVENT_TICKET_UPDATED, PART_CUSTOM_FIELD, NULL},
	{ZEN "ticket.comment_added", EVENT_TICKET_CREATED, PART_COMMENT, "Comment"},
	{ZEN "ticket.comment_added", EVENT_TICKET_UPDATED, PART_COMMENT, "Comment"},
	{ZEN "ticket.comment_made_private", EVENT_TICKET_UPDATED, PART_ITEM,
		"CommentPrivacyChange"},
	{ZEN "ticket.comment_redacted", EVENT_COMMENT_REDACTED, PART_WHOLE, NULL},
	{ZEN "ticket.email_ccs_changed", EVENT_TICKET_UPDATED, PART_ITEM, "EmailCcChange"},
	{ZEN "ticket.followers_changed", EVENT_TICKET_UPDATED, PART_ITEM,
		"FollowerNotificationChange"},
	{ZEN "ticket.merged", EVENT_TICKET_MERGED, PART_WHOLE, NULL},
	{ZEN "ticket.soft_deleted", EVENT_TICKET_DELETED, PART_WHOLE, NULL},
	{ZEN "ticket.undeleted", EVENT_TICKET_RESTORED, PART_WHOLE, NULL},
	{ZEN "ticket.permanently_deleted", EVENT_TICKET_PURGED, PART_WHOLE, NULL},
	{ZEN "user.created", EVENT_USER_CREATED, PART_WHOLE, NULL},
	{ZEN "user.updated", EVENT_USER_UPDATED, PART_WHOLE, NULL},
	{ZEN "user.deleted", EVENT_USER_DELETED, PART_WHOLE, NULL},
	{ZEN "user.merged", EVENT_USER_MERGED, PART_WHOLE, NULL},
	{ZEN "user.name_changed", EVENT_USER_UPDATED, PART_COLUMN, "name"},
	{ZEN "user.external_id_changed", EVENT_USER_UPDATED, PART_COLUMN, "external_id"},
	{ZEN "user.alias_changed", EVENT_USER_UPDATED, PART_COLUMN, "alias"},
	{ZEN "user.details_changed", EVENT_USER_UPDATED, PART_COLUMN, "details"},
	{ZEN "user.notes_changed", EVENT_USER_UPDATED, PART_COLUMN, "notes"},
	{ZEN "user.tags_changed", EVENT_USER_UPDATED, PART_COLUMN, "tags"},
	{ZEN "organization.created", EVENT_ORGANIZATION_CREATED, PART_WHOLE, NULL},
	{ZEN "organization.updated", EVENT_ORGANIZATION_UPDATED, PART_WHOLE, NULL},
	{ZEN "organization.deleted", EVENT_ORGANIZATION_DELETED, PART_WHOLE, NULL},
	{ZEN "organization.merged", EVENT_ORGANIZATION_MERGED, PART_WHOLE, NULL},
	{"tend:event-type:ticket.deadline_warned", EVENT_WAIT_WARNED, PART_WHOLE, NULL},
	{"tend:event-type:ticket.deadline_breached", EVENT_WAIT_BREACHED, PART_WHOLE, NULL},
};

bool webhook_event_type_known(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].wire, type) == 0)
			return true;
	return false;
}

static bool subscribes(const struct webhook *w, const char *type)
{
	for (int i = 0; i < w->subscriptions.n; i++)
		if (strcmp(w->subscriptions.v[i], type) == 0)
			return true;
	return false;
}

/* --- the mark --- */

/* id v -1: nobody follows the log. */
static enum err read_mark(struct cx *cx, event_id *ret)
{
	const char *text;

	TRY(meta_get(cx, MARK, &text));
	ret->v = text && *text ? strtoll(text, NULL, 10) : -1;
	return OK;
}

static enum err set_mark(struct cx *cx, event_id id)
{
	return meta_set(cx, MARK, id.v < 0 ? "" : arena_printf(cx->arena, "%" PRId64, id.v));
}

enum err webhook_follow_events(struct cx *cx)
{
	event_id mark, newest;

	TRY(read_mark(cx, &mark));
	if (mark.v >= 0)
		return OK;
	TRY(event_newest(cx, &newest.v));
	return set_mark(cx, newest);
}

enum err webhook_events_wait(struct cx *cx, bool *ret)
{
	event_id mark, newest = {0};

	TRY(read_mark(cx, &mark));
	if (mark.v >= 0)
		TRY(event_newest(cx, &newest.v));
	*ret = mark.v >= 0 && newest.v > mark.v;
	return OK;
}

/* --- an event to those who want it --- */

struct spread {
	struct cx *cx;
	struct webhook *webhooks;
	int count;
	size_t bytes; /* of memory that bodies have taken */
};

static enum err write_body(const struct spread *s, const struct event_type *type,
	const struct log_event *e, const json_t *item)
{
	struct outbox_item out = {.kind = OUTBOX_WEBHOOK, .event = e->id, .ticket = e->ticket};

	enum err err = webhook_body_write(s->cx, type, e, item, &out.payload);

	if (err == E_TOO_LARGE || (err == OK && !out.payload))
		return OK; /* it is told nobody, and the log goes on */
	TRY(err);
	for (int i = 0; i < s->count; i++) {
		if (!subscribes(&s->webhooks[i], type->wire))
			continue;
		out.webhook = s->webhooks[i].id;
		TRY(outbox_add(s->cx, &out));
	}
	return OK;
}

/* One update may change hundreds of fields of a long ticket: a body after the other. */
static enum err deliver(struct spread *s, const struct event_type *type, const struct log_event *e,
	const json_t *item)
{
	struct work work;
	enum err err;

	work_begin(&work, s->cx);
	err = write_body(s, type, e, item);
	s->bytes += arena_used(s->cx->arena);
	work_end(&work);
	return err;
}

/* Does an item of the audit (or a changed column) belong to the type? */
static bool item_fits(const struct event_type *type, const json_t *item)
{
	const char *kind = json_get_str(item, "type"), *field = json_get_str(item, "field_name");

	switch (type->part) {
	case PART_WHOLE:
		return false;
	case PART_CHANGE:
		return field && strcmp(field, type->name) == 0;
	case PART_CUSTOM_FIELD:
		return field && *field >= '0' && *field <= '9';
	case PART_COMMENT:
	case PART_ITEM:
		return kind && strcmp(kind, type->name) == 0;
	case PART_COLUMN:
		return json_is_string(item) && strcmp(json_string_value(item), type->name) == 0;
	}
	return false;
}

static enum err spread_type(struct spread *s, const struct event_type *type,
	const struct log_event *e, const json_t *detail)
{
	const json_t *item;
	size_t i;

	if (type->part == PART_WHOLE)
		return deliver(s, type, e, NULL);
	json_array_foreach (
		json_object_get(detail, type->part == PART_COLUMN ? "changed" : "events"), i, item)
		if (item_fits(type, item))
			TRY(deliver(s, type, e, item));
	return OK;
}

static bool wanted(const struct spread *s, const struct event_type *type)
{
	for (int i = 0; i < s->count; i++)
		if (subscribes(&s->webhooks[i], type->wire))
			return true;
	return false;
}

static enum err spread_event(struct spread *s, struct log_event *e)
{
	CLEANUP(json_cleanup) json_t *detail = NULL;

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (types[i].kind != e->kind || !wanted(s, &types[i]))
			continue;
		if (!e->detail)
			TRY(log_event_detail(s->cx, e));
		if (!detail && e->detail)
			detail = json_parse(e->detail, strlen(e->detail), NULL, 0);
		if (json_object_get(detail, "imported_at"))
			return OK;
		TRY(spread_type(s, &types[i], e, detail));
	}
	return OK;
}

enum err webhook_spread(struct cx *cx, int limit)
{
	struct spread s = {.cx = cx};
	struct log_event *events;
	event_id mark;
	bool followed = false;
	int n, done = 0;

	TRY(read_mark(cx, &mark));
	if (mark.v < 0)
		return OK;
	TRY(webhook_store_active(cx, &s.webhooks, &s.count));
	for (size_t i = 0; i < COUNT_OF(types); i++)
		followed |= wanted(&s, &types[i]);
	if (!followed)
		return set_mark(cx, (event_id){-1});
	TRY(log_event_since(cx, mark, limit, &events, &n));
	for (; done < n && (!done || s.bytes + arena_used(cx->arena) < SPREAD_BYTES); done++)
		TRY(spread_event(&s, &events[done]));
	return done ? set_mark(cx, events[done - 1].id) : OK;
}
