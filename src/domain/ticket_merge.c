/*
 * Merging and its undoing. The waits are told before the sources are closed: closing them is no
 * answer to anybody. What undoing needs is kept as JSON in the merge's row:
 * {"status","solved_at","tag":bool,"cc":[ids added],"source_waits","target_waits","started"}.
 */
#include "domain/ticket_merge.h"

#include "base/json.h"
#include "domain/can.h"
#include "domain/draft.h"
#include "domain/event.h"
#include "domain/held_reply.h"
#include "domain/tag.h"
#include "domain/ticket_since.h"
#include "domain/wait.h"
#include "ticket_i.h"
#include "ticket_life_i.h"

#include <inttypes.h>
#include <string.h>

enum { STATE_MAX = 64 << 10 };
#define MERGE_TAG "closed_by_merge"

/* --- checks --- */

static enum err check_open(struct cx *cx, const struct ticket *t)
{
	if (t->status != STATUS_CLOSED)
		return OK;
	return fail(cx, E_INVALID, "status", ":ticket_closed", "Ticket #%" PRId64 " is closed",
		t->id.v);
}

static enum err load_sources(
	struct cx *cx, ticket_id target, const struct ticket_merge_input *in, struct ticket ***ret)
{
	struct ticket **v = ARENA_ARRAY(cx->arena, struct ticket *, in->sources.n + 1);

	if (!in->sources.n)
		return fail_blank(cx, "ids", "Ids");
	if (in->sources.n > PAGE_MAX)
		return fail(cx, E_TOO_MANY, NULL, NULL,
			"Parameter ids cannot specify more than %d values", PAGE_MAX);
	for (int i = 0; i < in->sources.n; i++) {
		for (int k = 0; k < i; k++)
			if (in->sources.v[k] == in->sources.v[i])
				return fail_invalid(cx, "ids", "Ids");
		if (in->sources.v[i] == target.v)
			return fail(cx, E_INVALID, "ids", "InvalidValue:merge_self",
				"Ids: a ticket cannot be merged into itself");
		TRY(ticket_get(cx, (ticket_id){in->sources.v[i]}, &v[i]));
		TRY(check_open(cx, v[i]));
	}
	*ret = v;
	return OK;
}

/* --- the target --- */

/* Requester and copied people of a source, onto a list. */
static enum err add_people(struct cx *cx, const struct ticket *source, struct id_list *all)
{
	struct id_list cc;

	TRY(ticket_people(cx, source, TICKET_CC, &cc));
	if (!id_list_has(all, source->requester.v))
		id_list_add(cx->arena, all, source->requester.v);
	for (int k = 0; k < cc.n; k++)
		if (!id_list_has(all, cc.v[k]))
			id_list_add(cx->arena, all, cc.v[k]);
	return OK;
}

/* All of them, as people to copy. */
static enum err people_of(struct cx *cx, struct ticket **sources, int n,
	const struct ticket *target, struct ticket_input *in)
{
	struct id_list all = {0};

	for (int i = 0; i < n; i++)
		TRY(add_people(cx, sources[i], &all));
	in->cc = ARENA_ARRAY(cx->arena, struct person_ref, all.n + 1);
	for (int i = 0; i < all.n; i++)
		if (all.v[i] != target->requester.v)
			in->cc[in->cc_count++].id = all.v[i];
	in->cc_set = in->cc_add = true;
	return OK;
}

static const char *target_text(struct cx *cx, struct ticket **sources, int n)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(STATE_MAX);

	for (int i = 0; i < n; i++) {
		buf_str(&out, i ? "\n" : "");
		buf_str(&out, "Ticket #");
		buf_i64(&out, sources[i]->id.v);
		buf_str(&out, " “");
		buf_str(&out, sources[i]->subject);
		buf_str(&out, "” was closed and merged into this one.");
	}
	return arena_strndup(cx->arena, out.p, out.n);
}

static const char *via_merge(struct cx *cx, i64 from, i64 to)
{
	return arena_printf(cx->arena,
		"{\"from\":{\"ticket_id\":%" PRId64 "},\"to\":{\"ticket_id\":%" PRId64
		"},\"rel\":\"merge\"}",
		from, to);
}

/* Somebody whose message is unanswered comes along: a solved target is open again. */
static enum err reopens(struct cx *cx, struct ticket **sources, int n, bool *ret)
{
	*ret = false;
	for (int i = 0; i < n && !*ret; i++)
		TRY(wait_is_owed(cx, sources[i]->id, ret));
	return OK;
}

static enum err change_target(struct cx *cx, const struct ticket *target, struct ticket **sources,
	const struct ticket_merge_input *merge)
{
	int n = merge->sources.n;
	struct ticket_input in = {.channel = CHANNEL_RULE,
		.via_source = via_merge(cx, sources[0]->id.v, target->id.v)};
	struct ticket_result unused;
	bool owed;

	in.comment = (struct comment_input){
		.body = merge->target_text ? merge->target_text : target_text(cx, sources, n),
		.public_set = true,
		.public = merge->target_public};
	TRY(people_of(cx, sources, n, target, &in));
	TRY(reopens(cx, sources, n, &owed));
	if (owed && target->status == STATUS_SOLVED)
		in.status = (struct opt_i64){true, STATUS_OPEN};
	return ticket_update(cx, target->id, &in, &unused);
}

/* --- a source --- */

static void write_ids(struct jw *w, const char *key, const struct id_list *ids)
{
	jw_array(w, key);
	for (int i = 0; i < ids->n; i++)
		jw_i64(w, NULL, ids->v[i]);
	jw_end(w);
}

/* People of the source that are on the target now and were not before. */
static enum err added_people(struct cx *cx, const struct ticket *source,
	const struct ticket *target, const struct id_list *before, struct id_list *ret)
{
	struct id_list own = {0}, cc;

	*ret = (struct id_list){0};
	TRY(add_people(cx, source, &own));
	TRY(ticket_people(cx, target, TICKET_CC, &cc));
	for (int i = 0; i < cc.n; i++)
		if (id_list_has(&own, cc.v[i]) && !id_list_has(before, cc.v[i]))
			id_list_add(cx->arena, ret, cc.v[i]);
	return OK;
}

static enum err keep_state(struct cx *cx, const struct ticket *source, ticket_id target,
	const struct wait_merge *waits, const struct id_list *cc)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(STATE_MAX);
	struct text_list tags;
	struct jw w;

	tag_split(cx->arena, source->tags, &tags);
	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_i64(&w, "status", source->status);
	jw_i64(&w, "solved_at", source->solved_at);
	jw_i64(&w, "assignee", source->assignee.v);
	jw_i64(&w, "group", source->group.v);
	jw_bool(&w, "tag", tag_has(&tags, MERGE_TAG));
	write_ids(&w, "cc", cc);
	write_ids(&w, "source_waits", &waits->source_cancelled);
	write_ids(&w, "target_waits", &waits->target_cancelled);
	write_ids(&w, "started", &waits->started);
	jw_end(&w);
	if (text.failed)
		return fail(cx, E_INVALID, "ids", "TooManyValues", "Too many people are copied");
	return merge_insert(cx, source->id, target, text.p);
}

static enum err close_source(struct cx *cx, const struct ticket *source, ticket_id target,
	const struct ticket_merge_input *merge)
{
	const char *tag[] = {MERGE_TAG};
	const char *told = arena_printf(
		cx->arena, "This ticket was closed and merged into ticket #%" PRId64 ".", target.v);
	struct ticket_input in = {.status = {true, STATUS_CLOSED},
		.add_tags = {tag, 1},
		.channel = CHANNEL_RULE,
		.via_source = via_merge(cx, source->id.v, target.v)};
	struct ticket_result unused;

	in.comment = (struct comment_input){.body = merge->source_text ? merge->source_text : told,
		.public_set = true,
		.public = merge->source_public};
	TRY(ticket_update(cx, source->id, &in, &unused));
	TRY(held_reply_merge(cx, source->id, target));
	TRY(draft_merge(cx, source->id, target));
	return event_add(cx, EVENT_TICKET_MERGED, source->id, target.v, NULL, NULL);
}

enum err ticket_merge(struct cx *cx, ticket_id target_id, const struct ticket_merge_input *in)
{
	struct ticket *target, **sources;
	struct id_list before, added;

	TRY(ticket_get(cx, target_id, &target));
	TRY(check_open(cx, target));
	TRY(load_sources(cx, target_id, in, &sources));
	TRY(ticket_people(cx, target, TICKET_CC, &before));
	TRY(change_target(cx, target, sources, in));
	for (int i = 0; i < in->sources.n; i++) {
		struct wait_merge waits = {0};

		/* as it is now: it may have been reopened, its waits moved */
		TRY(ticket_load(cx, target_id, &target));
		TRY(added_people(cx, sources[i], target, &before, &added));
		TRY(wait_merged(cx, sources[i], target, &waits));
		TRY(keep_state(cx, sources[i], target_id, &waits, &added));
		TRY(close_source(cx, sources[i], target_id, in));
	}
	return OK;
}

/* --- undo --- */

static struct id_list read_ids(struct arena *a, const json_t *state, const char *key)
{
	const json_t *ids = json_object_get(state, key);
	struct id_list list = {0};

	for (size_t i = 0; i < json_array_size(ids); i++)
		id_list_add(a, &list, json_integer_value(json_array_get(ids, i)));
	return list;
}

/* Status and tag as they were; the ticket was closed, so no update could do it. */
static enum err reopen_source(
	struct cx *cx, const struct ticket *t, const json_t *state, struct ticket *now)
{
	const char *tag[] = {MERGE_TAG};
	const struct text_list merged = {tag, 1}, none = {0};
	struct text_list before, after;

	*now = *t;
	now->status = (enum status)json_get_i64(state, "status", STATUS_OPEN);
	now->solved_at = json_get_i64(state, "solved_at", 0);
	now->assignee.v = json_get_i64(state, "assignee", 0);
	now->group.v = json_get_i64(state, "group", 0);
	now->updated_at = now->generated_at = cx->now;
	tag_split(cx->arena, t->tags, &before);
	after = before;
	if (!json_get_bool(state, "tag", false))
		tag_combine(cx->arena, &before, &none, &merged, &after);
	now->tags = tag_join(cx->arena, &after);
	TRY(ticket_update_row(cx, now));
	TRY(tag_store(cx, t->id, &before, &after));
	TRY(ticket_since_follow(cx, t, now, NULL));
	return ticket_count_move(cx, t, now);
}

static enum err tell_unmerged(struct cx *cx, const struct ticket *now, ticket_id target)
{
	return event_add(cx, EVENT_TICKET_UNMERGED, now->id, target.v,
		arena_printf(cx->arena,
			"{\"via\":{\"channel\":\"%s\"},\"events\":[{\"type\":\"Change\","
			"\"field_name\":\"status\",\"value\":\"%s\",\"previous_value\":\"closed\"}]"
			"}",
			channel_name(CHANNEL_API), status_name(now->status)),
		NULL);
}

/* Of those who came with this source, the ones whom no other that stays merged brought too. */
static enum err people_to_leave(
	struct cx *cx, ticket_id target, const struct id_list *came, struct id_list *ret)
{
	struct id_list sources, stay = {0};
	struct ticket *t;

	*ret = (struct id_list){0};
	TRY(merge_sources(cx, target, &sources));
	for (int i = 0; i < sources.n; i++) {
		TRY(ticket_load(cx, (ticket_id){sources.v[i]}, &t));
		TRY(add_people(cx, t, &stay));
	}
	for (int i = 0; i < came->n; i++)
		if (!id_list_has(&stay, came->v[i]))
			id_list_add(cx->arena, ret, came->v[i]);
	return OK;
}

/* From a target that no update can reach, but that may come back. */
static enum err leave_closed(struct cx *cx, const struct ticket *target, const struct id_list *gone)
{
	struct ticket now = *target;
	struct id_list before, after = {0};

	TRY(ticket_people(cx, target, TICKET_CC, &before));
	for (int i = 0; i < before.n; i++)
		if (!id_list_has(gone, before.v[i]))
			id_list_add(cx->arena, &after, before.v[i]);
	now.person_count -= before.n - after.n;
	TRY(ticket_set_people(cx, target->id, TICKET_CC, &before, &after));
	return ticket_update_row(cx, &now);
}

/* The people leave the target again, and a note tells why. */
static enum err change_back(struct cx *cx, const struct ticket *source, const struct ticket *target,
	const struct id_list *came)
{
	struct ticket_input in = {.channel = CHANNEL_RULE,
		.via_source = via_merge(cx, source->id.v, target->id.v),
		.cc_set = true,
		.cc_add = true};
	struct ticket_result unused;
	struct id_list gone;

	TRY(people_to_leave(cx, target->id, came, &gone));
	if (target->deleted_at || target->status == STATUS_CLOSED)
		return leave_closed(cx, target, &gone);
	in.comment = (struct comment_input){
		.body = arena_printf(cx->arena,
			"The merge of ticket #%" PRId64 " into this one was undone.", source->id.v),
		.public_set = true};
	in.cc = ARENA_ARRAY(cx->arena, struct person_ref, gone.n + 1);
	for (; in.cc_count < gone.n; in.cc_count++)
		in.cc[in.cc_count] = (struct person_ref){.id = gone.v[in.cc_count], .remove = true};
	return ticket_update(cx, target->id, &in, &unused);
}

/* Where it went: one that the actor may see, be it deleted meanwhile. */
static enum err merged_into(struct cx *cx, ticket_id id, struct ticket **ret)
{
	bool seen = false;

	TRY(ticket_load(cx, id, ret));
	if (*ret)
		TRY(can_see_ticket(cx, *ret, &seen));
	return seen ? OK : fail_not_found(cx);
}

enum err ticket_unmerge(struct cx *cx, ticket_id source, struct ticket **ret)
{
	CLEANUP(json_cleanup) json_t *state = NULL;
	struct ticket *t, *target, now;
	struct wait_merge waits;
	struct id_list cc;
	struct merge m;
	const char *text;

	TRY(ticket_get(cx, source, &t));
	TRY(merge_standing(cx, source, &m, &text));
	state = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	if (!state || t->status != STATUS_CLOSED)
		return fail(cx, E_INVALID, "base", "InvalidValue:merge_undone",
			"The ticket is not closed by a merge");
	TRY(merged_into(cx, m.target, &target));
	waits = (struct wait_merge){m.created_at, read_ids(cx->arena, state, "source_waits"),
		read_ids(cx->arena, state, "target_waits"), read_ids(cx->arena, state, "started")};
	cc = read_ids(cx->arena, state, "cc");
	TRY(merge_mark_undone(cx, m.id));
	TRY(reopen_source(cx, t, state, &now));
	TRY(tell_unmerged(cx, &now, m.target));
	TRY(change_back(cx, t, target, &cc));
	TRY(ticket_load(cx, m.target, &target));
	TRY(wait_unmerged(cx, &now, target, &waits));
	return ticket_load(cx, source, ret);
}
