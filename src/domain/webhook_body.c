/*
 * The body that tells an event: {account_id, detail, event, id, subject, time, type,
 * zendesk_event_version}. detail is the ticket, user or organisation as it is now, with ids as text
 * and words of lists in capitals; event says what changed.
 */
#include "base/clock.h"
#include "base/jsonw.h"
#include "base/secret.h"
#include "domain/comment.h"
#include "domain/organization.h"
#include "domain/user.h"
#include "domain/webhook_delivery.h"
#include "webhook_event_i.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define EVENT_VERSION "2022-11-06"

/* An id as text; null when it is 0. */
static void write_id(struct jw *w, const char *key, i64 id)
{
	if (id)
		jw_printf(w, key, "%" PRId64, id);
	else
		jw_null(w, key);
}

/* "open" as "OPEN"; NULL as null. */
static void write_capitals(struct jw *w, const char *key, const char *word)
{
	char text[64];
	size_t n = 0;

	for (; word && word[n] && n < sizeof text - 1; n++)
		text[n] = (char)toupper((unsigned char)word[n]);
	text[n] = 0;
	jw_str(w, key, word ? text : NULL);
}

static void write_words(struct jw *w, const char *key, const char *words)
{
	jw_array(w, key);
	while (words && *words) {
		size_t n = strcspn(words, " ");

		if (n)
			jw_strn(w, NULL, words, n);
		words += n + (words[n] == ' ');
	}
	jw_end(w);
}

/* --- detail --- */

static void write_via(struct jw *w, enum channel channel)
{
	jw_object(w, "via");
	jw_str(w, "channel", channel_name(channel));
	jw_end(w);
}

static enum err write_ticket(struct cx *cx, struct jw *w, const struct log_event *e)
{
	struct ticket *t;

	TRY(ticket_load(cx, e->ticket, &t));
	write_id(w, "id", e->ticket.v);
	write_id(w, "actor_id", e->actor.v);
	if (!t)
		return OK;
	write_id(w, "assignee_id", t->assignee.v);
	jw_time(w, "created_at", t->created_at);
	jw_str(w, "description", t->description);
	jw_str(w, "external_id", t->external_id);
	write_id(w, "group_id", t->group.v);
	jw_bool(w, "is_public", t->is_public);
	write_id(w, "organization_id", t->organization.v);
	write_capitals(w, "priority", priority_name(t->priority));
	write_id(w, "requester_id", t->requester.v);
	write_capitals(w, "status", status_name(t->status));
	jw_str(w, "subject", t->subject);
	write_id(w, "submitter_id", t->submitter.v);
	write_words(w, "tags", t->tags);
	write_capitals(w, "type", ticket_type_name(t->type));
	jw_time(w, "updated_at", t->updated_at);
	write_via(w, t->channel);
	return OK;
}

static enum err write_user(struct cx *cx, struct jw *w, const struct log_event *e)
{
	struct user *u;

	TRY(user_load(cx, (user_id){e->subject_id}, &u));
	write_id(w, "id", e->subject_id);
	if (!u)
		return OK;
	jw_time(w, "created_at", u->created_at);
	jw_str(w, "email", u->email);
	jw_str(w, "external_id", u->external_id);
	write_id(w, "default_group_id", u->default_group.v);
	jw_str(w, "name", u->name);
	write_id(w, "organization_id", u->organization.v);
	jw_str(w, "role", role_name(u->role));
	jw_time(w, "updated_at", u->updated_at);
	return OK;
}

static enum err write_organization(struct cx *cx, struct jw *w, const struct log_event *e)
{
	struct organization *o;

	TRY(organization_load(cx, (organization_id){e->subject_id}, &o));
	write_id(w, "id", e->subject_id);
	if (!o)
		return OK;
	jw_time(w, "created_at", o->created_at);
	jw_str(w, "external_id", o->external_id);
	write_id(w, "group_id", o->group.v);
	jw_str(w, "name", o->name);
	jw_bool(w, "shared_comments", o->shared_comments);
	jw_bool(w, "shared_tickets", o->shared_tickets);
	jw_time(w, "updated_at", o->updated_at);
	return OK;
}

/* What an event is about, by the word behind the type's prefix. */
static const struct about {
	const char *word;
	enum err (*write)(struct cx *cx, struct jw *w, const struct log_event *e);
} abouts[] = {{"ticket", write_ticket}, {"user", write_user}, {"organization", write_organization}};

static const struct about *about_of(const struct event_type *type)
{
	const char *word = strrchr(type->wire, ':') + 1;

	for (size_t i = 0; i < COUNT_OF(abouts); i++)
		if (strncmp(word, abouts[i].word, strlen(abouts[i].word)) == 0)
			return &abouts[i];
	return &abouts[0];
}

/* --- event --- */

/* A value of the audit: words of lists in capitals, the rest as it is. */
static void write_value(struct jw *w, const char *key, const json_t *v, bool capitals)
{
	if (capitals && json_is_string(v))
		write_capitals(w, key, json_string_value(v));
	else
		jw_json(w, key, v);
}

static bool array_has(const json_t *list, const char *word)
{
	const json_t *v;
	size_t i;

	json_array_foreach (list, i, v)
		if (json_is_string(v) && strcmp(json_string_value(v), word) == 0)
			return true;
	return false;
}

/* The tags of one list that are not in the other. */
static void write_tags_beyond(
	struct jw *w, const char *key, const json_t *list, const json_t *other)
{
	const json_t *v;
	size_t i;

	jw_object(w, key);
	jw_array(w, "tags");
	json_array_foreach (list, i, v)
		if (json_is_string(v) && !array_has(other, json_string_value(v)))
			jw_str(w, NULL, json_string_value(v));
	jw_end(w);
	jw_end(w);
}

static void write_change(struct jw *w, const struct event_type *type, const json_t *item)
{
	const json_t *now = json_object_get(item, "value");
	const json_t *before = json_object_get(item, "previous_value");
	bool word = type->kind == EVENT_TICKET_UPDATED && type->name &&
		    (!strcmp(type->name, "status") || !strcmp(type->name, "priority") ||
			    !strcmp(type->name, "type"));

	if (type->name && strcmp(type->name, "tags") == 0) {
		write_tags_beyond(w, "tags_added", now, before);
		write_tags_beyond(w, "tags_removed", before, now);
		return;
	}
	write_value(w, "current", now, word);
	write_value(w, "previous", before, word);
	if (type->part == PART_CUSTOM_FIELD) {
		jw_object(w, "field");
		jw_str(w, "id", json_get_str(item, "field_name"));
		jw_end(w);
	}
}

static enum err write_comment(struct cx *cx, struct jw *w, const json_t *item)
{
	struct comment *c;
	struct user *author = NULL;

	TRY(comment_load(cx, (comment_id){json_get_i64(item, "id", 0)}, &c));
	if (!c)
		return OK;
	TRY(user_load(cx, c->author, &author));
	jw_object(w, "comment");
	jw_object(w, "author");
	write_id(w, "id", c->author.v);
	jw_bool(w, "is_staff", c->author_role != ROLE_END_USER);
	jw_str(w, "name", author ? author->name : NULL);
	jw_end(w);
	jw_str(w, "body", c->body);
	write_id(w, "id", c->id.v);
	jw_bool(w, "is_public", c->public);
	jw_end(w);
	return OK;
}

/* The user's column as it is now. */
static enum err write_column(
	struct cx *cx, struct jw *w, const struct event_type *type, const struct log_event *e)
{
	struct user *u;

	TRY(user_load(cx, (user_id){e->subject_id}, &u));
	if (!u)
		return OK;
	if (strcmp(type->name, "tags") == 0)
		write_words(w, "current", u->tags);
	else
		jw_str(w, "current",
			!strcmp(type->name, "name")	 ? u->name
			: !strcmp(type->name, "alias")	 ? u->alias
			: !strcmp(type->name, "details") ? u->details
			: !strcmp(type->name, "notes")	 ? u->notes
							 : u->external_id);
	return OK;
}

static enum err write_event(struct cx *cx, struct jw *w, const struct event_type *type,
	const struct log_event *e, const json_t *item)
{

	switch (type->part) {
	case PART_WHOLE:
		if (e->kind == EVENT_WAIT_WARNED || e->kind == EVENT_WAIT_BREACHED) {
			jw_raw(w, "event", e->detail);
			return OK;
		}
		break;
	case PART_ITEM:
		jw_json(w, "event", item);
		return OK;
	case PART_CHANGE:
	case PART_CUSTOM_FIELD:
	case PART_COMMENT:
	case PART_COLUMN:
		break;
	}
	jw_object(w, "event");
	if (type->part == PART_CHANGE || type->part == PART_CUSTOM_FIELD)
		write_change(w, type, item);
	else if (type->part == PART_COMMENT)
		TRY(write_comment(cx, w, item));
	else if (type->part == PART_COLUMN)
		TRY(write_column(cx, w, type, e));
	jw_end(w);
	return OK;
}

/* A UUID (RFC 9562, version 8) that is the same whenever this event is told in this way. */
static void write_uuid(
	struct cx *cx, struct jw *w, const struct event_type *type, const struct log_event *e)
{
	const char *name =
		arena_printf(cx->arena, "%s %" PRId64 " %" PRId64, type->wire, e->id.v, e->at);
	uint8_t hash[SECRET_HASH];
	char hex[2 * 16 + 1];

	secret_hash(hash, name, strlen(name));
	hash[6] = (uint8_t)((hash[6] & 0x0f) | 0x80);
	hash[8] = (uint8_t)((hash[8] & 0x3f) | 0x80);
	secret_hex(hex, hash, 16);
	jw_printf(w, "id", "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

enum err webhook_body_write(struct cx *cx, const struct event_type *type, const struct log_event *e,
	const json_t *item, const char **ret)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(WEBHOOK_EVENT_MAX);
	const struct about *about = about_of(type);
	char time[CLOCK_TEXT];
	struct jw w;

	jw_init(&w, &out);
	jw_object(&w, NULL);
	jw_i64(&w, "account_id", WEBHOOK_ACCOUNT);
	jw_object(&w, "detail");
	TRY(about->write(cx, &w, e));
	jw_end(&w);
	TRY(write_event(cx, &w, type, e, item));
	write_uuid(cx, &w, type, e);
	jw_printf(&w, "subject", "zen:%s:%" PRId64, about->word,
		e->ticket.v ? e->ticket.v : e->subject_id);
	jw_str(&w, "time", clock_text_ms(time, e->at));
	jw_str(&w, "type", type->wire);
	jw_str(&w, "zendesk_event_version", EVENT_VERSION);
	jw_end(&w);
	*ret = out.failed ? NULL : arena_strndup(cx->arena, out.p, out.n);
	return OK;
}
