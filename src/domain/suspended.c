/* Which messages are held back, and what becomes of them. */
#include "domain/suspended.h"

#include "base/jsonw.h"
#include "base/utf8.h"
#include "domain/attachment.h"
#include "domain/event.h"
#include "domain/form_rules.h"
#include "domain/user.h"
#include "people_i.h"
#include "suspended_i.h"

#include <string.h>

enum { ANSWERS_MAX = 8 << 20 }; /* bytes */

const char *suspended_cause_text(enum suspended_cause cause)
{
	switch (cause) {
#define X(constant, number, sentence) \
	case constant: \
		return sentence;
		SUSPENDED_CAUSE_LIST(X)
#undef X
	}
	return "";
}

static enum err tell(struct cx *cx, i64 id, const char *what)
{
	return event_add(cx, EVENT_TICKET_SUSPENDED, (ticket_id){0}, id,
		arena_printf(cx->arena, "{\"change\":\"%s\"}", what), NULL);
}

/* The files that come with it: those of the tokens that are good. */
static enum err take_uploads(struct cx *cx, const struct text_list *tokens, struct suspended *s)
{
	if (tokens->n > TICKET_UPLOADS_MAX)
		return fail(cx, E_INVALID, "uploads", "TooManyValues",
			"Uploads: cannot be more than %d", TICKET_UPLOADS_MAX);
	for (int i = 0; i < tokens->n; i++) {
		struct upload upload;

		TRY(upload_find(cx, tokens->v[i], &upload));
		if (!id_list_has(&s->uploads, upload.id))
			id_list_add(cx->arena, &s->uploads, upload.id);
	}
	return OK;
}

/* As they are kept, for recovering them is an agent's act, who may give more than customers. */
static enum err check_answers(
	struct cx *cx, const struct ticket_input *in, struct field_checked **ret, int *ret_n)
{
	struct field_value *values;
	bool may = true;
	int n;

	if (in->form_id.v)
		TRY(form_is_for_customers(cx, in->form_id.v, &may));
	if (!may)
		return fail_invalid(cx, "ticket_form_id", ticket_form_table.word);
	TRY(field_values_of_customer(cx, in->fields, in->field_count, &values, &n));
	return field_check_values(cx, values, n, ret, ret_n);
}

/* The form and the answers to its questions, as text; NULL: there are none. */
static enum err answers_text(struct cx *cx, const struct ticket_input *in, const char **ret)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(ANSWERS_MAX);
	struct field_checked *answers;
	struct jw w;
	int n;

	TRY(check_answers(cx, in, &answers, &n));
	if (!in->form_id.v && !n)
		return OK;
	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_i64(&w, "form", in->form_id.v);
	jw_array(&w, "fields");
	for (int i = 0; i < n; i++) {
		jw_object(&w, NULL);
		jw_i64(&w, "id", answers[i].field->id.v);
		jw_raw(&w, "value", answers[i].json);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	if (!text.failed)
		*ret = arena_strndup(cx->arena, text.p, text.n);
	return OK;
}

/* Back into a ticket, as far as the form and the fields are still there and still fit. */
static enum err take_answers(struct cx *cx, const struct suspended *s, struct ticket_input *in)
{
	CLEANUP(json_cleanup)
	json_t *all = s->answers ? json_parse(s->answers, strlen(s->answers), NULL, 0) : NULL;
	const json_t *list = json_object_get(all, "fields"), *one;
	i64 form = json_get_i64(all, "form", 0);
	bool usable = false;
	size_t i;

	if (form)
		TRY(form_is_for_customers(cx, form, &usable));
	in->form_id = (struct opt_i64){usable, form};
	in->fields = ARENA_ARRAY(cx->arena, struct field_value, json_array_size(list) + 1);
	json_array_foreach (list, i, one) {
		const struct field_value value = {json_get_i64(one, "id", 0),
			json_text(cx->arena, json_object_get(one, "value"))};
		struct field_checked *checked;
		enum err e = field_check_values(cx, &value, 1, &checked, &(int){0});

		if (e == OK)
			in->fields[in->field_count++] = value;
		else if (e != E_INVALID)
			return e;
		cx->fail = (struct failure){0};
	}
	return OK;
}

static enum err keep(struct cx *cx, const struct ticket_input *in, struct suspended *s, i64 *ret_id)
{
	const char *body = utf8_clean(cx->arena, in->comment.body ? in->comment.body : "");
	const char *subject = NULL;

	TRY(take_text(cx, &in->subject, "subject", TICKET_SUBJECT_MAX, &subject));
	if (!*body)
		return fail_blank(cx, "base", "Description");
	if (utf8_length(body) > TICKET_BODY_MAX)
		return fail(cx, E_INVALID, "comment", "TooLong",
			"Comment: is too long (maximum is %d characters)", TICKET_BODY_MAX);
	s->subject = subject ? subject : "";
	s->content = body;
	s->channel = in->channel ? in->channel : CHANNEL_API;
	TRY(answers_text(cx, in, &s->answers));
	TRY(take_uploads(cx, &in->comment.uploads, s));
	TRY(suspended_insert(cx, s));
	*ret_id = s->id;
	return tell(cx, s->id, "suspended");
}

enum err suspended_hold(struct cx *cx, const struct ticket_input *in, i64 *ret_id)
{
	struct suspended s = {0};
	struct user *u = NULL;
	i64 held;

	*ret_id = 0;
	if (in->has_requester && in->requester.email)
		TRY(user_by_email(cx, in->requester.email, &u));
	if (!u || (!u->suspended && u->role == ROLE_END_USER))
		return OK;
	TRY(suspended_number_of(cx, u->id, &held));
	if (held >= SUSPENDED_PER_AUTHOR)
		return fail(cx, E_RATE, NULL, NULL, "Too many messages of this address wait");
	s.cause = u->suspended ? CAUSE_SUSPENDED_SENDER : CAUSE_STAFF_ADDRESS;
	s.author = u->id;
	s.author_name = in->requester.name ? utf8_clean(cx->arena, in->requester.name) : u->name;
	s.author_email = utf8_clean(cx->arena, in->requester.email);
	return keep(cx, in, &s, ret_id);
}

enum err suspended_recover(struct cx *cx, i64 id, struct ticket **ret)
{
	struct ticket_result result;
	struct ticket_input in = {0};
	struct suspended *s;
	struct comment *c;

	TRY(suspended_get(cx, id, &s));
	in.subject = (struct opt_text){true, s->subject};
	in.has_requester = true;
	in.requester = (struct person_ref){.id = s->author.v};
	in.submitter_id = (struct opt_i64){true, s->author.v};
	in.comment = (struct comment_input){.body = s->content,
		.public_set = true,
		.public = true,
		.author_id = s->author.v,
		.created_at = s->created_at};
	in.channel = s->channel;
	TRY(take_answers(cx, s, &in));
	TRY(ticket_create(cx, &in, &result));
	TRY(comment_of_event(cx, result.audit, &c));
	TRY(suspended_remove(cx, id));
	for (int i = 0; c && i < s->uploads.n; i++)
		TRY(upload_take(cx, s->uploads.v[i], c->id));
	*ret = result.ticket;
	return tell(cx, id, "recovered");
}

enum err suspended_delete(struct cx *cx, i64 id)
{
	struct suspended *s;

	TRY(suspended_get(cx, id, &s));
	TRY(suspended_remove(cx, id));
	return tell(cx, id, "deleted");
}

enum err suspended_expire(struct cx *cx, int max, int *ret_n)
{
	struct id_list old;

	TRY(suspended_older(cx, cx->now - SUSPENDED_DAYS * DAY_MS, max, &old));
	for (int i = 0; i < old.n; i++)
		TRY(suspended_delete(cx, old.v[i]));
	*ret_n = old.n;
	return OK;
}
