/*
 * The life of a held reply: held → sent, undone or stopped. Every step is one transaction with what
 * it does to the ticket or the draft, and starts from `held`, so that only one of them happens.
 */
#include "held_reply_i.h"

#include "base/utf8.h"
#include "domain/can.h"
#include "domain/event.h"
#include "domain/reply_changes.h"
#include "domain/session.h"
#include "draft_i.h"
#include "work_i.h"

#include <inttypes.h>
#include <string.h>

const char *held_state_name(enum held_state v)
{
	switch (v) {
#define X(constant, number, wire) \
	case constant: \
		return wire;
		HELD_STATE_LIST(X)
#undef X
	}
	return NULL;
}

static struct keeper files_of(const struct held_reply *h)
{
	return (struct keeper){.held = h->id};
}

static enum err load_files(struct cx *cx, struct held_reply *h)
{
	return h->state == HELD_HELD ? kept_load(cx, files_of(h), &h->files, &h->file_count) : OK;
}

static enum err tell(struct cx *cx, enum event_kind kind, const struct held_reply *h)
{
	const char *reason = draft_notice_name(h->reason);

	return event_add(cx, kind, h->ticket, h->id,
		arena_printf(cx->arena,
			"{\"user_id\":%" PRId64 ",\"send_at\":%" PRId64
			",\"scheduled\":%s,\"comment_id\":%" PRId64 ",\"reason\":%s%s%s}",
			h->user.v, h->send_at, h->scheduled ? "true" : "false", h->comment.v,
			reason ? "\"" : "", reason ? reason : "null", reason ? "\"" : ""),
		NULL);
}

/* --- sending --- */

/* The update that it is. What was chosen with the words is more than what waits beside them. */
static enum err update_of(struct cx *cx, const struct words *w, const struct text_list *uploads,
	struct ticket_input *ret)
{
	*ret = (struct ticket_input){.comment = {.body = w->body,
					     .html = w->html,
					     .public_set = true,
					     .public = true,
					     .uploads = *uploads}};
	TRY(reply_changes_apply(cx, w->changes, ret));
	if (w->status) {
		ret->status = (struct opt_i64){true, w->status};
		ret->custom_status_id.set = false;
	}
	return OK;
}

/* Send it now, as cx->actor. */
static enum err deliver(struct cx *cx, struct held_reply *h)
{
	struct text_list uploads = {
		ARENA_ARRAY(cx->arena, const char *, h->file_count + 1), h->file_count};
	struct ticket_result result;
	struct ticket_input in;
	struct comment *c;

	for (int i = 0; i < h->file_count; i++)
		uploads.v[i] = h->files[i].token;
	TRY(update_of(cx, &h->words, &uploads, &in));
	TRY(ticket_update(cx, h->ticket, &in, &result));
	TRY(comment_of_event(cx, result.audit, &c));
	if (!c)
		return fail_blank(cx, "base", "Comment");
	h->comment = c->id;
	h->state = HELD_SENT;
	return OK;
}

/* Would it go through? Everything is done and taken back. */
static enum err rehearse(struct cx *cx, ticket_id ticket, const struct held_input *in)
{
	struct ticket_result unused;
	struct ticket_input update;
	int news = cx->news_count;
	enum err e;

	TRY(update_of(cx, &in->words, &in->words.uploads, &update));
	update.safe_update = in->safe_update;
	update.updated_stamp = in->words.stamp;
	TRY(db_savepoint(cx->db));
	e = ticket_update(cx, ticket, &update, &unused);
	db_rollback_to(cx->db);
	cx->news_count = news;
	return e;
}

/* --- holding --- */

static enum err check_time(struct cx *cx, const struct held_input *in)
{
	if (in->send_at && (in->send_at <= cx->now || in->send_at > cx->now + HELD_SCHEDULE_MAX_MS))
		return fail(cx, E_INVALID, "send_at", "InvalidValue:send_at",
			"Send at: must be in the future and within a year");
	if (in->hold_seconds < 0 || in->hold_seconds > HOLD_SECONDS_MAX)
		return fail(cx, E_INVALID, "hold_seconds", "InvalidValue",
			"Hold seconds: must be between 0 and %d", HOLD_SECONDS_MAX);
	if (in->key && strlen(in->key) > HELD_KEY_MAX)
		return fail(cx, E_IDEMPOTENT, NULL, NULL,
			"The idempotency key may have at most %d bytes", HELD_KEY_MAX);
	return OK;
}

static enum err check_room(struct cx *cx, ticket_id ticket)
{
	i64 of_ticket, of_agent;

	TRY(held_count(cx, ticket, &of_ticket, &of_agent));
	if (of_ticket >= HELD_PER_TICKET || of_agent >= HELD_PER_AGENT)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"Too many replies are waiting: at most %d on a ticket and %d of an agent",
			HELD_PER_TICKET, HELD_PER_AGENT);
	return OK;
}

static enum err check(struct cx *cx, ticket_id ticket, const struct held_input *in)
{
	TRY(check_time(cx, in));
	TRY(check_room(cx, ticket));
	if (cx->actor.only_private_comments)
		return fail(cx, E_FORBIDDEN, NULL, NULL, "You may write notes, not replies");
	if (!*utf8_clean(cx->arena, in->words.body))
		return fail_blank(cx, "base", "Comment");
	return rehearse(cx, ticket, in);
}

/* The words are on their way: they are a draft no longer. Another text stays. */
static enum err drop_draft(struct cx *cx, ticket_id ticket, i64 version)
{
	struct draft d;

	TRY(draft_find(cx, cx->actor.id, ticket, DRAFT_REPLY, &d));
	return d.id && (!version || version == d.version) ? draft_remove(cx, d.id) : OK;
}

static bool has_file(const struct held_reply *h, const char *token)
{
	for (int i = 0; i < h->file_count; i++)
		if (strcmp(h->files[i].token, token) == 0)
			return true;
	return false;
}

/* All files or none: it must not leave without one of them. */
static enum err keep_files(struct cx *cx, struct held_reply *h, const struct text_list *tokens)
{
	TRY(kept_set(cx, files_of(h), tokens));
	TRY(load_files(cx, h));
	for (int i = 0; i < tokens->n; i++)
		if (!has_file(h, tokens->v[i]))
			return fail(cx, E_INVALID, "uploads", "InvalidValue:upload_gone",
				"Uploads: a file waits with another reply already");
	return OK;
}

static enum err keep(struct cx *cx, struct held_reply *h, const struct held_input *in)
{
	TRY(held_newest_comment(cx, h->ticket, &h->last_comment));
	TRY(held_insert(cx, h, in->key));
	TRY(keep_files(cx, h, &in->words.uploads));
	TRY(drop_draft(cx, h->ticket, in->draft_version));
	if (in->hold_seconds || in->send_at)
		return tell(cx, EVENT_REPLY_HELD, h);
	TRY(deliver(cx, h));
	TRY(held_save(cx, h));
	return tell(cx, EVENT_REPLY_SENT, h);
}

/* The answer was lost: its words may have been kept as a draft since. */
static enum err once_more(struct cx *cx, const struct held_input *in, struct held_reply *h)
{
	if (in->draft_version && (h->state == HELD_HELD || h->state == HELD_SENT))
		TRY(drop_draft(cx, h->ticket, in->draft_version));
	return load_files(cx, h);
}

enum err held_reply_hold(
	struct cx *cx, ticket_id ticket, const struct held_input *in, struct held_reply *ret)
{
	struct held_reply h;
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	if (in->key) {
		TRY(held_by_key(cx, in->key, ret));
		if (ret->id && ret->ticket.v != ticket.v)
			return fail(cx, E_IDEMPOTENT, NULL, NULL,
				"This key was used for a reply to another ticket");
		if (ret->id)
			return once_more(cx, in, ret);
	}
	TRY(check(cx, ticket, in));
	h = (struct held_reply){.user = cx->actor.id,
		.ticket = ticket,
		.state = HELD_HELD,
		.send_at = in->send_at ? in->send_at : cx->now + in->hold_seconds * SECOND_MS,
		.scheduled = in->send_at != 0,
		.unless_answered = in->send_at && in->unless_answered,
		.words = in->words};
	TRY(keep(cx, &h, in));
	*ret = h;
	return OK;
}

/* --- reading --- */

enum err held_reply_get(struct cx *cx, ticket_id ticket, i64 id, struct held_reply *ret)
{
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	TRY(held_load(cx, id, ret));
	if (!ret->id || ret->ticket.v != ticket.v)
		return fail_not_found(cx);
	return load_files(cx, ret);
}

enum err held_reply_list(struct cx *cx, ticket_id ticket, struct held_reply **ret, int *ret_n)
{
	struct id_list found;
	struct held_reply *rows;

	TRY(held_ids_of_ticket(cx, ticket, &found));
	rows = ARENA_ARRAY(cx->arena, struct held_reply, found.n + 1);
	for (int i = 0; i < found.n; i++) {
		TRY(held_load(cx, found.v[i], &rows[i]));
		TRY(load_files(cx, &rows[i]));
	}
	*ret = rows;
	*ret_n = found.n;
	return OK;
}

/* --- back to the draft --- */

static enum err give_back(struct cx *cx, struct held_reply *h, ticket_id to, struct draft *ret)
{
	const struct draft back = {.user = h->user,
		.ticket = to,
		.mode = DRAFT_REPLY,
		.words = h->words,
		.notice = h->reason,
		.notice_text = h->reason_text,
		.files = h->files,
		.file_count = h->file_count};

	TRY(kept_release(cx, files_of(h)));
	TRY(draft_give_back(cx, &back, ret));
	return held_save(cx, h);
}

static enum err own_and_held(struct cx *cx, const struct held_reply *h, bool admin_too)
{
	bool may = h->user.v == cx->actor.id.v || (admin_too && cx->actor.role == ROLE_ADMIN);

	if (!may)
		return fail(cx, E_FORBIDDEN, NULL, NULL, "This reply is another agent's");
	if (h->state == HELD_HELD)
		return OK;
	return fail(cx, E_UPDATE_CONFLICT, NULL, NULL, "This reply is no longer held: it was %s",
		held_state_name(h->state));
}

enum err held_reply_undo(struct cx *cx, ticket_id ticket, i64 id, struct draft *ret)
{
	struct held_reply h;

	TRY(held_reply_get(cx, ticket, id, &h));
	TRY(own_and_held(cx, &h, true));
	h.state = HELD_UNDONE;
	h.reason = DRAFT_UNDONE;
	TRY(give_back(cx, &h, h.ticket, ret));
	return tell(cx, EVENT_REPLY_UNDONE, &h);
}

enum err held_reply_change(struct cx *cx, ticket_id ticket, i64 id, i64 send_at,
	const struct opt_i64 *unless_answered, struct held_reply *ret)
{
	TRY(held_reply_get(cx, ticket, id, ret));
	TRY(own_and_held(cx, ret, false));
	TRY(check_time(cx, &(struct held_input){.send_at = send_at}));
	if (send_at) {
		ret->send_at = send_at;
		ret->scheduled = true;
	}
	if (unless_answered->set)
		ret->unless_answered = unless_answered->v;
	TRY(held_save(cx, ret));
	return tell(cx, EVENT_REPLY_CHANGED, ret);
}

static enum err stop_for(struct cx *cx, struct held_reply *h, enum draft_notice reason,
	const char *sentence, ticket_id to)
{
	struct draft unused;

	h->state = HELD_STOPPED;
	h->reason = reason;
	h->reason_text = sentence;
	TRY(give_back(cx, h, to, &unused));
	return tell(cx, EVENT_REPLY_STOPPED, h);
}

/* --- time --- */

/* Is there something its agent has not seen? In the seconds of undoing anything that somebody
 * wrote; later, if he asked for it, words of the customer. */
static enum err was_overtaken(struct cx *cx, const struct held_reply *h, bool *ret)
{
	*ret = false;
	if (h->scheduled && !h->unless_answered)
		return OK;
	return held_somebody_wrote(cx, h, h->scheduled, ret);
}

static enum draft_notice reason_of(enum err e, const struct ticket *t)
{
	if (e == E_UNAUTHENTICATED || e == E_FORBIDDEN || e == E_NOT_FOUND || !t)
		return DRAFT_FORBIDDEN;
	return t->status == STATUS_CLOSED ? DRAFT_CLOSED : DRAFT_REFUSED;
}

static bool is_fatal(struct cx *cx, enum err e)
{
	return err_status(e) >= 500 || !db_in_transaction(cx->db);
}

/* Act as its agent, if he still may. */
static enum err become(struct cx *cx, const struct held_reply *h)
{
	struct actor agent;

	TRY(actor_of_user(cx, h->user, &agent));
	TRY(can(&agent, CAP_TICKET_WRITE));
	if (agent.only_private_comments)
		return E_FORBIDDEN;
	cx->actor = agent;
	return OK;
}

static enum err send_as_agent(struct cx *cx, struct held_reply *h, bool *ret_overtaken)
{
	TRY(become(cx, h));
	TRY(was_overtaken(cx, h, ret_overtaken));
	if (*ret_overtaken)
		return OK;
	TRY(deliver(cx, h));
	TRY(held_save(cx, h));
	return tell(cx, EVENT_REPLY_SENT, h);
}

static enum err load_whole(struct cx *cx, i64 id, struct held_reply *ret)
{
	TRY(held_load(cx, id, ret));
	return load_files(cx, ret);
}

/* Into the draft, with the reason why it was not sent. */
static enum err not_sent(struct cx *cx, i64 id, enum err e, bool overtaken)
{
	struct held_reply h;
	struct ticket *t;

	TRY(load_whole(cx, id, &h));
	TRY(ticket_load(cx, h.ticket, &t));
	return stop_for(cx, &h, overtaken ? DRAFT_ANSWERED : reason_of(e, t),
		cx->fail.count ? arena_strdup(cx->arena, cx->fail.details[0].text) : NULL,
		h.ticket);
}

/* One that is due: sent, or back in the draft with the reason. */
static enum err settle(struct work *work, i64 id)
{
	struct cx *cx = work->cx;
	int news = cx->news_count;
	bool overtaken = false;
	struct held_reply h;
	enum err e;

	TRY(load_whole(cx, id, &h));
	TRY(db_savepoint(cx->db));
	e = send_as_agent(cx, &h, &overtaken);
	cx->actor = work->actor;
	if (e == OK && !overtaken)
		return db_release(cx->db);
	db_rollback_to(cx->db);
	if (e && is_fatal(cx, e))
		return e;
	cx->news_count = news;
	work_reset(work); /* it may have been too much for one */
	return not_sent(cx, id, e, overtaken);
}

static enum err settle_all(struct work *work, const struct id_list *due)
{
	for (int i = 0; i < due->n; i++) {
		TRY(settle(work, due->v[i]));
		work_reset(work);
		work->cx->fail = (struct failure){0};
	}
	return OK;
}

enum err held_reply_tick(struct cx *cx, int max, i64 *ret_next)
{
	struct id_list due;
	struct work work;
	enum err e;

	TRY(held_ids_due(cx, max, &due));
	work_begin(&work, cx);
	e = settle_all(&work, &due);
	work_end(&work);
	TRY(e);
	return held_next(cx, ret_next);
}

/* --- what happens to the ticket, or to people --- */

static enum err move_all(struct work *work, const struct id_list *ids, ticket_id to)
{
	struct held_reply h;

	for (int i = 0; i < ids->n; i++) {
		TRY(load_whole(work->cx, ids->v[i], &h));
		TRY(stop_for(work->cx, &h, DRAFT_MERGED, NULL, to));
		work_reset(work);
	}
	return OK;
}

enum err held_reply_merge(struct cx *cx, ticket_id from, ticket_id to)
{
	struct id_list found;
	struct work work;
	enum err e;

	do {
		TRY(held_ids_of_ticket(cx, from, &found));
		work_begin(&work, cx);
		e = move_all(&work, &found, to);
		work_end(&work);
	} while (e == OK && found.n);
	return e;
}

enum err held_reply_expire(struct cx *cx, int max, int *ret_n)
{
	return held_forget(cx, cx->now - HELD_FORGET_MS, max, ret_n);
}

static enum err empty_all(struct work *work, const struct id_list *ids)
{
	struct held_reply h;

	for (int i = 0; i < ids->n; i++) {
		TRY(held_load(work->cx, ids->v[i], &h));
		h.state = HELD_STOPPED;
		h.reason = DRAFT_FORBIDDEN;
		TRY(kept_release(work->cx, files_of(&h)));
		TRY(held_save(work->cx, &h));
		work_reset(work);
	}
	return OK;
}

enum err held_reply_purge(struct cx *cx, ticket_id ticket, user_id user)
{
	struct id_list found;
	struct work work;
	enum err e;

	do {
		TRY(user.v ? held_ids_of_user(cx, user, &found)
			   : held_ids_of_ticket(cx, ticket, &found));
		work_begin(&work, cx);
		e = empty_all(&work, &found);
		work_end(&work);
	} while (e == OK && found.n);
	return e;
}
