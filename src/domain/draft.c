/* The rules of drafts: whose they are, when a write is too late, how two become one. */
#include "draft_i.h"

#include "base/html_clean.h"
#include "base/utf8.h"
#include "domain/reply_changes.h"
#include "work_i.h"

#include <string.h>

const char *draft_notice_name(enum draft_notice v)
{
	switch (v) {
#define X(constant, number, wire) \
	case constant: \
		return wire;
		DRAFT_NOTICE_LIST(X)
#undef X
	}
	return NULL;
}

static const char *const mode_names[] = {[DRAFT_REPLY] = "reply", [DRAFT_NOTE] = "note"};

const char *draft_mode_name(enum draft_mode v)
{
	return mode_names[v];
}

bool draft_mode_parse(const char *name, enum draft_mode *ret)
{
	for (enum draft_mode v = DRAFT_REPLY; v <= DRAFT_NOTE; v++)
		if (strcmp(mode_names[v], name) == 0) {
			*ret = v;
			return true;
		}
	return false;
}

static enum err load_files(struct cx *cx, struct draft *d)
{
	return d->id ? kept_load(cx, (struct keeper){.draft = d->id}, &d->files, &d->file_count)
		     : OK;
}

enum err draft_of_ticket(struct cx *cx, ticket_id ticket, struct draft **ret, int *ret_n)
{
	struct draft *rows = ARENA_ARRAY(cx->arena, struct draft, 2);
	struct ticket *t;

	*ret_n = 0;
	TRY(ticket_get(cx, ticket, &t));
	for (enum draft_mode mode = DRAFT_REPLY; mode <= DRAFT_NOTE; mode++) {
		struct draft *d = &rows[*ret_n];

		TRY(draft_find(cx, cx->actor.id, ticket, mode, d));
		TRY(load_files(cx, d));
		*ret_n += d->id != 0;
	}
	*ret = rows;
	return OK;
}

/* --- writing --- */

enum err kept_set(struct cx *cx, struct keeper by, const struct text_list *tokens)
{
	TRY(kept_release(cx, by));
	for (int i = 0; i < tokens->n && i < DRAFT_FILES_MAX; i++) {
		struct upload upload;

		if (upload_find(cx, tokens->v[i], &upload) == OK)
			TRY(kept_add(cx, by, upload.id, tokens->v[i]));
		else
			cx->fail = (struct failure){0};
	}
	return OK;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_words(const struct draft *d, const struct words *w)
{
	if (!same_text(d->words.body, w->body) || !same_text(d->words.html, w->html) ||
		!same_text(d->words.changes, w->changes) || d->file_count != w->uploads.n)
		return false;
	for (int i = 0; i < d->file_count; i++)
		if (strcmp(d->files[i].token, w->uploads.v[i]) != 0)
			return false;
	return true;
}

static enum err check_words(struct cx *cx, const struct words *w)
{
	if (utf8_length(w->body) > DRAFT_TEXT_MAX || (w->html && strlen(w->html) > DRAFT_HTML_MAX))
		return fail(cx, E_INVALID, "body", "TooLong",
			"Body: is too long for a draft (maximum is %d characters)", DRAFT_TEXT_MAX);
	if (w->uploads.n > DRAFT_FILES_MAX)
		return fail(cx, E_INVALID, "uploads", "TooManyValues",
			"Uploads: cannot be more than %d", DRAFT_FILES_MAX);
	return OK;
}

enum err draft_put(struct cx *cx, ticket_id ticket, enum draft_mode mode, i64 version,
	const struct words *words, struct draft *ret, bool *ret_conflict)
{
	struct ticket *t;

	*ret_conflict = false;
	TRY(ticket_get(cx, ticket, &t));
	TRY(check_words(cx, words));
	TRY(draft_find(cx, cx->actor.id, ticket, mode, ret));
	TRY(load_files(cx, ret));
	if (ret->version != version) {
		*ret_conflict = !ret->id || !same_words(ret, words);
		return OK;
	}
	ret->user = cx->actor.id;
	ret->ticket = ticket;
	ret->mode = mode;
	ret->words = *words;
	ret->notice = 0;
	ret->notice_text = NULL;
	TRY(draft_save(cx, ret));
	TRY(kept_set(cx, (struct keeper){.draft = ret->id}, &words->uploads));
	return load_files(cx, ret);
}

enum err draft_delete(struct cx *cx, ticket_id ticket, enum draft_mode mode, i64 version,
	struct draft *ret, bool *ret_conflict)
{
	struct ticket *t;

	*ret_conflict = false;
	TRY(ticket_get(cx, ticket, &t));
	TRY(draft_find(cx, cx->actor.id, ticket, mode, ret));
	if (!ret->id)
		return OK;
	*ret_conflict = version && version != ret->version;
	return *ret_conflict ? load_files(cx, ret) : draft_remove(cx, ret->id);
}

/* --- two become one --- */

/* Both sentences; either may be NULL. */
static const char *notice_with(struct arena *a, const char *text, const char *more)
{
	return text && more ? arena_printf(a, "%s %s", text, more) : text ? text : more;
}

/* What is longer than a draft may be loses its end, and its format with it: true. */
static bool cut_words(struct arena *a, struct words *w)
{
	size_t fits = utf8_prefix(w->body, DRAFT_TEXT_MAX);
	bool cut = w->body[fits] != 0;

	if (cut)
		w->body = arena_strndup(a, w->body, fits);
	else if (!w->html || strlen(w->html) <= DRAFT_HTML_MAX)
		return false;
	w->html = NULL;
	return true;
}

/* The words of one before those of another; a format is kept when either has one. What was lost
 * because they were too long for one draft, as a notice; NULL: nothing. */
static const char *join_words(struct arena *a, const struct words *first, struct words *onto)
{
	bool too_many;
	const char *between = *first->body && *onto->body ? "\n\n" : "";

	if (first->html || onto->html)
		onto->html = arena_printf(a, "%s%s",
			first->html ? first->html : html_of_text(a, first->body),
			onto->html    ? onto->html
			: *onto->body ? html_of_text(a, onto->body)
				      : "");
	onto->body = arena_printf(a, "%s%s%s", first->body, between, onto->body);
	if (first->stamp)
		onto->stamp = first->stamp;
	if (first->status)
		onto->status = first->status;
	onto->changes = reply_changes_join(a, first->changes, onto->changes, &too_many);
	return notice_with(a,
		cut_words(a, onto) ? "Together the texts were too long for a draft: the format or "
				     "the end is missing."
				   : NULL,
		too_many ? "Together the changes were too large for a draft: only some are left."
			 : NULL);
}

enum err draft_give_back(struct cx *cx, const struct draft *from, struct draft *ret)
{
	TRY(draft_find(cx, from->user, from->ticket, from->mode, ret));
	ret->user = from->user;
	ret->ticket = from->ticket;
	ret->mode = from->mode;
	ret->notice = from->notice;
	ret->notice_text = notice_with(
		cx->arena, from->notice_text, join_words(cx->arena, &from->words, &ret->words));
	TRY(draft_save(cx, ret));
	for (int i = 0; i < from->file_count; i++)
		TRY(kept_add(cx, (struct keeper){.draft = ret->id}, from->files[i].upload.id,
			from->files[i].token));
	return load_files(cx, ret);
}

static enum err move_one(struct cx *cx, i64 id, ticket_id to)
{
	struct draft d, there;
	struct keeper old, joined = {.draft = id};

	TRY(draft_by_id(cx, id, &d));
	TRY(draft_find(cx, d.user, to, d.mode, &there));
	old = (struct keeper){.draft = there.id};
	if (there.id) {
		d.notice_text =
			notice_with(cx->arena, NULL, join_words(cx->arena, &there.words, &d.words));
		TRY(kept_move(cx, old, joined));
		TRY(draft_remove(cx, there.id));
	}
	d.ticket = to;
	d.notice = DRAFT_MERGED;
	d.version = there.version > d.version ? there.version : d.version;
	return draft_save(cx, &d);
}

enum err draft_merge(struct cx *cx, ticket_id from, ticket_id to)
{
	struct id_list ids;
	struct work work;
	enum err e = OK;

	TRY(draft_all_of_ticket(cx, from, &ids));
	work_begin(&work, cx);
	for (int i = 0; e == OK && i < ids.n; i++) {
		e = move_one(cx, ids.v[i], to);
		work_reset(&work);
	}
	work_end(&work);
	return e;
}

/* --- the end --- */

static enum err remove_all(struct cx *cx, const struct id_list *ids)
{
	for (int i = 0; i < ids->n; i++)
		TRY(draft_remove(cx, ids->v[i]));
	return OK;
}

enum err draft_expire(struct cx *cx, int max, int *ret_n)
{
	struct id_list ids;

	TRY(draft_older(cx, cx->now - DRAFT_LIFE_MS, max, &ids));
	*ret_n = ids.n;
	return remove_all(cx, &ids);
}

enum err draft_purge(struct cx *cx, ticket_id ticket, user_id user)
{
	struct id_list ids;

	TRY(user.v ? draft_all_of_user(cx, user, &ids) : draft_all_of_ticket(cx, ticket, &ids));
	return remove_all(cx, &ids);
}
