/*
 * An audit as the export of ticket events has it: every change is a child with the field's name as
 * its key ({"status": "solved", "previous_value": "open"}), channels have names for people.
 */
#include "http/view_event.h"

#include "base/clock.h"
#include "http/view_ticket.h"

#include <string.h>

enum { CHILDREN = 1000 }; /* ids of children: that of the event times this, and their place */

static const char *via_text(const char *channel)
{
	static const struct {
		const char *channel, *text;
	} rows[] = {{"web", "Web form"}, {"email", "Mail"}, {"chat", "Chat"}, {"voice", "Phone"},
		{"rule", "Rule"}, {"sample_ticket", "Sample"}, {"closed_ticket", "Follow-up"}};

	for (size_t i = 0; channel && i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].channel, channel) == 0)
			return rows[i].text;
	return "Web service";
}

static void child_open(struct jw *jw, i64 id, const char *type, const char *via)
{
	jw_object(jw, NULL);
	jw_i64(jw, "id", id);
	jw_str(jw, "type", type);
	jw_str(jw, "event_type", type);
	jw_str(jw, "via", via);
	jw_null(jw, "via_reference_id");
}

/* The comment as a whole: the object of the API's comment lists, with its event's members. */
static enum err comment_child(struct rq *rq, const struct comment *c, const char *via)
{
	TRY(comment_write_open(rq, NULL, c));
	jw_str(&rq->jw, "event_type", "Comment");
	jw_i64(&rq->jw, "ticket_id", c->ticket.v);
	jw_str(&rq->jw, "via_text", via);
	jw_null(&rq->jw, "via_reference_id");
	jw_end(&rq->jw);
	return OK;
}

static enum err comment_event(struct rq *rq, const json_t *child, const char *via)
{
	struct jw *jw = &rq->jw;
	i64 id = json_get_i64(child, "id", 0);
	struct comment *c;

	if (rq_include(rq, "comment_events")) {
		TRY(comment_load(&rq->cx, (comment_id){id}, &c));
		return c ? comment_child(rq, c, via) : OK;
	}
	child_open(jw, id, "Comment", via);
	jw_bool(jw, "comment_present", true);
	jw_bool(jw, "comment_public", json_get_bool(child, "public", true));
	jw_end(jw);
	return OK;
}

static enum err change_event(struct rq *rq, i64 id, json_t *child, const char *via)
{
	struct jw *jw = &rq->jw;
	const char *type = json_get_str(child, "type"), *field = json_get_str(child, "field_name");
	const char *key;
	json_t *v;

	child_open(jw, id, type ? type : "Unknown", via);
	if (field)
		jw_json(jw, field, json_object_get(child, "value"));
	json_object_foreach (child, key, v) {
		if (strcmp(key, "body") == 0 && json_is_array(v))
			TRY(told_write(rq, v));
		else if (strcmp(key, "type") && strcmp(key, "field_name") &&
			 (!field || strcmp(key, "value")))
			jw_json(jw, key, v);
	}
	jw_end(jw);
	return OK;
}

static enum err children_write(
	struct rq *rq, const struct audit *audit, json_t *events, const char *via)
{
	json_t *child;
	size_t i;

	jw_array(&rq->jw, "child_events");
	json_array_foreach (events, i, child) {
		const char *type = json_get_str(child, "type");

		if (type && strcmp(type, "Comment") == 0)
			TRY(comment_event(rq, child, via));
		else
			TRY(change_event(rq, audit->id.v * CHILDREN + (i64)i, child, via));
	}
	jw_end(&rq->jw);
	return OK;
}

enum err ticket_event_write(struct rq *rq, const char *key, const struct audit *audit)
{
	CLEANUP(json_cleanup)
	json_t *detail = json_parse(audit->detail, strlen(audit->detail), NULL, 0);
	json_t *metadata = json_object_get(detail, "metadata");
	const char *channel = json_get_str(json_object_get(detail, "via"), "channel");
	const char *via = via_text(channel);
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", audit->id.v);
	jw_i64(jw, "ticket_id", audit->ticket.v);
	jw_i64(jw, "timestamp", audit->at / SECOND_MS);
	jw_time(jw, "created_at", audit->at);
	jw_i64(jw, "updater_id", audit->author.v ? audit->author.v : -1);
	jw_str(jw, "via", via);
	jw_json(jw, "system", json_object_get(metadata, "system"));
	jw_json(jw, "metadata", json_object_get(metadata, "custom"));
	jw_str(jw, "event_type", "Audit");
	TRY(children_write(rq, audit, json_object_get(detail, "events"), via));
	jw_end(jw);
	return OK;
}
