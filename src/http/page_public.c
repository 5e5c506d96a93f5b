/*
 * The customer's two pages, rendered on the server and complete without script: the form (/new)
 * and his request (/t/TOKEN), where the link is the credential. Who opens a link acts as the
 * ticket's requester and as nobody else, whatever session the browser may have; he sees the public
 * thread, names of agents and nothing more of them.
 */
#include "base/clock.h"
#include "base/zone.h"
#include "domain/account.h"
#include "domain/comment_seen.h"
#include "domain/policy.h"
#include "domain/suspended.h"
#include "domain/ticket_link.h"
#include "domain/user.h"
#include "domain/wait.h"
#include "http/file_store.h"
#include "http/plain_view.h"
#include "http/public_fields.h"
#include "http/slow_write.h"
#include "http/view_ticket.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	THREAD_MAX = 500,
	THREAD_BYTES = 1 << 20, /* of text; the page is built in memory, several times as large */
	THREAD_STEP = 10,
	NEW_PER_MINUTE = 5,
	REPLIES_PER_MINUTE = 10,
	PICTURE_BYTES = 10 << 20, /* a larger one comes only when asked for */
	ALWAYS_OPEN = 1,	  /* the calendar that is never closed */
	HOUR_S = 3600,
};

/* Nobody in particular: the form asks who it is. */
static struct actor stranger(const struct rq *rq)
{
	return (struct actor){
		.role = ROLE_END_USER, .scope = SCOPE_WRITE, .address = rq->cx.actor.address};
}

/* --- /new --- */

/* How long an answer takes at most, when the clock that counts it never stops: "10 hours". */
static enum err view_promise(struct rq *rq, struct view *v)
{
	const struct ticket t = {.status = STATUS_NEW,
		.channel = CHANNEL_WEB,
		.subject = "",
		.description = "",
		.tags = ""};
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
	const struct sla_target *target = NULL;
	policy_id id;
	i64 version, hours;

	TRY(policy_match(&rq->cx, &t, &id, &version, &rules));
	if (rules)
		target = policy_target(rules, PRIORITY_NONE, WAIT_FIRST_REPLY);
	if (!target || target->calendar.v != ALWAYS_OPEN || target->target_s < HOUR_S)
		return OK;
	hours = (target->target_s + HOUR_S - 1) / HOUR_S;
	view_text(v, "promise", page_text_n(rq, "public.unit.hours", hours));
	return OK;
}

static done reply_new(const struct public_fields *fields, int status)
{
	struct public_form *f = fields->form;
	struct view *v = view_new(f->rq);

	public_form_view(f, v);
	public_fields_view(fields, v);
	if (view_promise(f->rq, v))
		return reply_error(f->rq);
	return reply_html(f->rq, status, "new", v);
}

/* The form is switched off: where to write instead, and what was typed, so that it is not lost. */
static done reply_closed(struct public_form *f)
{
	struct rq *rq = f->rq;
	const char *words;
	struct view *v = view_new(rq);

	if (account_text(&rq->cx, "web_form.closed_message", &words))
		return reply_error(rq);
	view_text(v, "words", words);
	view_text(v, "message", f->message);
	return reply_html(rq, 403, "closed", v);
}

/* What comes before either page: *ret false when the form is off. */
static enum err open_form(struct public_form *f, struct rq *rq, bool *ret)
{
	public_form_read(f, rq, true);
	return account_flag(&rq->cx, "web_form.enabled", ret);
}

static done new_show(struct rq *rq, void *in)
{
	struct public_fields fields;
	struct public_form f;
	bool on;

	(void)in;
	if (open_form(&f, rq, &on) || (on && public_fields_read(&f, &fields)))
		return reply_error(rq);
	return on ? reply_new(&fields, 200) : reply_closed(&f);
}

/* A message on its way through the writer. */
struct message {
	struct public_form *form;
	const struct public_fields *fields; /* of a new one */
	struct attachment_new *files;
	int file_count;
	char token[UPLOAD_TOKEN + 1];
	const char *tokens[1];
	const struct ticket *ticket; /* NULL: a new one */
	comment_id seen;	     /* the newest message that his page showed; v 0: unknown */
	bool solve;
	ticket_id result;
	i64 held; /* the suspended ticket that it became instead */
};

/* "plate.jpg, bill.pdf": what a message without words says. */
static const char *file_names(struct rq *rq, const struct message *m)
{
	const char *names = NULL;

	for (int i = 0; i < m->file_count; i++)
		names = arena_printf(rq->cx.arena, "%s%s%s", names ? names : "", names ? ", " : "",
			attachment_clean_name(rq->cx.arena, m->files[i].file_name));
	return names;
}

/* The comment with its files, which wait under an upload of their own. */
static enum err message_comment(struct rq *rq, struct message *m, struct comment_input *ret)
{
	*ret = (struct comment_input){
		.body = *m->form->message ? m->form->message : file_names(rq, m)};
	if (!m->file_count)
		return OK;
	m->tokens[0] = m->token;
	ret->uploads = (struct text_list){m->tokens, 1};
	return files_add(rq, m->token, m->files, m->file_count);
}

static enum err keep_files(struct rq *rq, struct message *m)
{
	secret_text(m->token, UPLOAD_TOKEN);
	return files_keep(rq, &m->files, &m->file_count);
}

static enum err create_ticket(struct rq *rq, void *arg)
{
	struct message *m = arg;
	struct ticket_input in = {.channel = CHANNEL_WEB,
		.subject = {true, m->form->subject},
		.has_requester = true,
		.requester = {.email = m->form->email, .name = m->form->name}};
	struct ticket_result result;

	rq->cx.actor = stranger(rq);
	public_fields_take(m->fields, &in);
	TRY(message_comment(rq, m, &in.comment));
	TRY(suspended_hold(&rq->cx, &in, &m->held));
	if (m->held)
		return OK;
	TRY(ticket_create(&rq->cx, &in, &result));
	m->result = result.ticket->id;
	return OK;
}

/* Errors that the writer found in what was typed, on the form; others as a page. */
static bool take_failure(struct public_form *f)
{
	struct failure *fail = &f->rq->cx.fail;

	if (fail->code != E_INVALID)
		return false;
	*fail = (struct failure){0};
	public_form_error(f, "form", "public.error.unreadable", NULL, NULL);
	return true;
}

static const char *page_address(struct rq *rq, ticket_id id, const char *query)
{
	return arena_printf(rq->cx.arena, "/t/%s%s", ticket_link_token(&rq->cx, id), query);
}

/* Everything that can be said of it before it is kept. */
static enum err check_new(struct public_fields *fields)
{
	struct public_form *f = fields->form;

	public_form_check_person(f);
	TRY(public_fields_check(fields));
	public_form_check_message(f, false);
	public_form_check_files(f);
	public_form_guard(f);
	if (!f->error_count)
		public_form_throttle(f, "form.address", NEW_PER_MINUTE);
	return OK;
}

static done new_post(struct rq *rq, void *in)
{
	struct public_form f;
	struct public_fields fields;
	struct message m = {.form = &f, .fields = &fields};
	bool on;

	(void)in;
	if (open_form(&f, rq, &on))
		return reply_error(rq);
	if (!on)
		return reply_closed(&f);
	if (public_fields_read(&f, &fields) || check_new(&fields))
		return reply_error(rq);
	if (f.error_count)
		return reply_new(&fields, f.status);
	if (keep_files(rq, &m) || slow_write(rq, create_ticket, &m))
		return take_failure(&f) ? reply_new(&fields, f.status) : reply_error(rq);
	return m.held ? reply_redirect(rq, "/new/received")
		      : reply_redirect(rq, page_address(rq, m.result, "?new=1"));
}

static done received_show(struct rq *rq, void *in)
{
	(void)in;
	return reply_html(rq, 200, "received", view_new(rq));
}

/* --- /t/TOKEN --- */

/* Staff look at customers' pages too; what they see, the customer has not. */
static bool is_staff(const struct rq *rq)
{
	return rq->cx.actor.id.v && actor_is_agent(&rq->cx.actor);
}

/* The ticket behind the link; from here on the request is its requester's. */
static enum err open_link(struct rq *rq, struct ticket **ret)
{
	struct ticket *t = NULL;
	struct user *user;
	ticket_id id;

	if (ticket_link_open(&rq->cx, rq_param(rq, "token"), &id))
		TRY(ticket_load(&rq->cx, id, &t));
	if (!t || t->deleted_at || !t->is_public)
		return fail_not_found(&rq->cx);
	TRY(user_load(&rq->cx, t->requester, &user));
	if (!user || !user->active)
		return fail_not_found(&rq->cx);
	rq->cx.actor = stranger(rq);
	rq->cx.actor.id = t->requester;
	*ret = t;
	return OK;
}

/* The house's time zone: nobody knows the visitor's until his browser says. */
static enum err house_zone(struct rq *rq, const struct zone **ret)
{
	const char *name;

	TRY(meta_get(&rq->cx, "time_zone", &name));
	*ret = zone_open(name ? name : "UTC");
	if (!*ret)
		*ret = zone_open("UTC");
	return OK;
}

static void view_time(struct rq *rq, struct view *v, const struct zone *zone, i64 at)
{
	char text[CLOCK_TEXT];

	view_text(v, "at", arena_strdup(rq->cx.arena, clock_text(text, at)));
	view_text(v, "at_text", zone_format(rq->cx.arena, rq->locale, zone, at));
}

/* Is a reply owed, and by when? */
static enum err view_deadline(
	struct rq *rq, struct view *v, const struct ticket *t, const struct zone *zone)
{
	struct wait *waits;
	char text[CLOCK_TEXT];
	i64 due = 0;
	int n;

	TRY(wait_list(&rq->cx, t->id, &waits, &n));
	for (int i = 0; i < n; i++) {
		const struct wait *w = &waits[i];
		bool reply = w->kind == WAIT_FIRST_REPLY || w->kind == WAIT_NEXT_REPLY;
		bool owed = w->outcome == WAIT_OPEN || w->outcome == WAIT_BREACHED_OPEN;

		if (reply && owed && (!due || w->due_at < due))
			due = w->due_at;
	}
	view_bool(v, "waiting", due != 0);
	if (!due)
		return OK;
	view_bool(v, "overdue", due < rq->cx.now);
	view_text(v, "due_at", arena_strdup(rq->cx.arena, clock_text(text, due)));
	view_text(v, "time", zone_format(rq->cx.arena, rq->locale, zone, due));
	return OK;
}

/* Pictures that the formatted text shows are not listed once more. */
static enum err view_files(struct rq *rq, struct view *v, const struct comment *c)
{
	struct attachment *rows;
	int n;

	TRY(attachment_of_comment(&rq->cx, c->id, &rows, &n));
	for (int i = 0; i < n; i++) {
		struct view *item;

		if (rows[i].redacted || (c->html && rows[i].is_inline))
			continue;
		item = view_item(v, "attachments");
		view_text(item, "name", rows[i].file_name);
		/* by path alone: of the page's own origin, however that is called */
		view_text(item, "url", attachment_url(rq, &rows[i]) + strlen(rq->base_url));
		view_bool(item, "is_picture",
			attachment_type_is_image(rows[i].content_type) &&
				rows[i].size <= PICTURE_BYTES);
		view_text(item, "size_text", public_size(rq, rows[i].size));
	}
	return OK;
}

static enum err view_message(struct rq *rq, struct view *item, const struct ticket *t,
	const struct comment *c, const struct zone *zone, int *links)
{
	struct user *author = NULL;

	/* the requester is "You": whoever files under somebody's address must not learn from his
	 * own page what we know that person's name to be */
	if (c->author.v != t->requester.v)
		TRY(user_load(&rq->cx, c->author, &author));
	view_i64(item, "id", c->id.v);
	view_bool(item, "from_customer", c->author_role == ROLE_END_USER);
	view_text(item, "author", !author ? "" : author->alias ? author->alias : author->name);
	view_rich(rq, item, "body_html", c->html, links);
	if (!c->html)
		view_plain(rq, item, c->body, links);
	view_time(rq, item, zone, c->created_at);
	return view_files(rq, item, c);
}

/* The newest messages, newest first, as many as one page can carry: at least one. */
static enum err newest_messages(struct rq *rq, const struct ticket *t,
	const struct comment *ret[THREAD_MAX], int *ret_n, bool *ret_more)
{
	struct page page = {.limit = THREAD_STEP, .descending = true, .cursor = true, .sort = "id"};
	size_t bytes = 0;
	int n = 0, got;

	do {
		struct comment *rows;

		TRY(comment_list(&rq->cx, t, true, &page, &rows, &got));
		for (int i = 0; i < got; i++) {
			/* a link of a plain one is written twice */
			bytes += rows[i].html ? strlen(rows[i].body) + strlen(rows[i].html)
					      : 2 * strlen(rows[i].body);
			*ret_more = n == THREAD_MAX || (n && bytes > THREAD_BYTES);
			*ret_n = n;
			if (*ret_more)
				return OK;
			ret[n++] = &rows[i];
		}
		page.has_at = true;
		page.at = page.last;
	} while (page.has_more);
	*ret_n = n;
	return OK;
}

static enum err view_thread(
	struct rq *rq, struct view *v, const struct ticket *t, const struct zone *zone)
{
	const struct comment *messages[THREAD_MAX];
	int n, links = PLAIN_LINKS_MAX;
	bool more = false;

	TRY(newest_messages(rq, t, messages, &n, &more));
	view_bool(v, "older", more);
	while (n--)
		TRY(view_message(rq, view_item(v, "messages"), t, messages[n], zone, &links));
	return OK;
}

static void view_ticket_facts(struct rq *rq, struct view *v, const struct ticket *t)
{
	const char *status = status_name(t->status), *token = rq_param(rq, "token");

	view_text(v, "token", token);
	view_text(v, "page_url", arena_printf(rq->cx.arena, "%s/t/%s", rq->base_url, token));
	view_i64(v, "number", t->id.v);
	view_text(v, "title",
		public_text(rq, "public.ticket.title", "number",
			arena_printf(rq->cx.arena, "%" PRId64, t->id.v)));
	view_text(v, "subject", t->subject);
	view_text(v, "status", status);
	view_text(v, "status_text",
		page_text(rq, arena_printf(rq->cx.arena, "public.status.%s", status)));
	view_bool(v, "is_new", rq_query(rq, "new") != NULL);
	view_bool(v, "is_sent", rq_query(rq, "sent") != NULL);
	view_bool(v, "is_solved", rq_query(rq, "solved") != NULL);
	view_bool(v, "can_reply", true); /* on a closed one: a follow-up */
	view_bool(v, "is_closed", t->status == STATUS_CLOSED);
	view_bool(v, "can_solve", t->status < STATUS_SOLVED);
}

/* Which message the page shall report as seen, when it really stands before somebody's eyes. */
static enum err view_unseen(struct rq *rq, struct view *v, const struct ticket *t)
{
	comment_id newest;

	TRY(comment_seen_next(&rq->cx, t, &newest));
	if (newest.v)
		view_i64(v, "unseen", newest.v);
	return OK;
}

static done reply_ticket(struct public_form *f, int status, const struct ticket *t, bool by_staff)
{
	struct rq *rq = f->rq;
	struct view *v = view_new(rq);
	const struct zone *zone;

	public_form_view(f, v);
	view_ticket_facts(rq, v, t);
	if (house_zone(rq, &zone) || view_deadline(rq, v, t, zone) || view_thread(rq, v, t, zone) ||
		(!by_staff && view_unseen(rq, v, t)))
		return reply_error(rq);
	return reply_html(rq, status, "ticket", v);
}

static done ticket_page(struct rq *rq, void *in)
{
	bool by_staff = is_staff(rq);
	struct public_form f;
	struct ticket *t;

	(void)in;
	if (open_link(rq, &t))
		return reply_error(rq);
	public_form_read(&f, rq, false);
	return reply_ticket(&f, 200, t, by_staff);
}

static enum err follow_up(struct rq *rq, struct message *m, const struct comment_input *comment)
{
	struct ticket_input in = {.channel = CHANNEL_WEB,
		.comment = *comment,
		.followup_of_id = {true, m->ticket->id.v}};
	struct ticket_result result;

	TRY(ticket_create(&rq->cx, &in, &result));
	m->result = result.ticket->id;
	return OK;
}

static enum err add_message(struct rq *rq, void *arg)
{
	struct message *m = arg;
	struct ticket_input in = {.channel = CHANNEL_WEB};
	struct ticket_result result;
	struct ticket *now;

	rq->cx.actor = stranger(rq);
	rq->cx.actor.id = m->ticket->requester;
	TRY(message_comment(rq, m, &in.comment));
	TRY(ticket_get(&rq->cx, m->ticket->id, &now));
	m->result = now->id;
	if (m->seen.v)
		TRY(comment_seen_mark(&rq->cx, now, m->seen));
	if (now->status == STATUS_CLOSED)
		return in.comment.body ? follow_up(rq, m, &in.comment) : OK;
	if (m->solve)
		in.status = (struct opt_i64){true, STATUS_SOLVED};
	return ticket_update(&rq->cx, now->id, &in, &result);
}

/* The number of a message, as the page said it; v 0: it is none. */
static comment_id form_seen(struct rq *rq)
{
	const char *text = rq_form(rq, "seen");
	i64 id = text ? strtoll(text, NULL, 10) : 0;

	return (comment_id){id > 0 ? id : 0};
}

static done ticket_page_post(struct rq *rq, void *in)
{
	const char *action = rq_form(rq, "action"), *query;
	bool by_staff = is_staff(rq);
	struct public_form f;
	struct message m = {.form = &f};
	struct ticket *t;

	(void)in;
	if (open_link(rq, &t))
		return reply_error(rq);
	m.ticket = t;
	if (!by_staff)
		m.seen = form_seen(rq);
	m.solve = action && strcmp(action, "solve") == 0;
	public_form_read(&f, rq, false);
	public_form_check_message(&f, m.solve || public_form_files(&f));
	public_form_check_files(&f);
	if (!f.error_count)
		public_form_throttle(&f, "reply.address", REPLIES_PER_MINUTE);
	if (f.error_count)
		return reply_ticket(&f, f.status, t, by_staff);
	if (keep_files(rq, &m) || slow_write(rq, add_message, &m)) {
		if (!take_failure(&f))
			return reply_error(rq);
		return reply_ticket(&f, f.status, t, by_staff);
	}
	query = m.result.v != t->id.v ? "?new=1" : m.solve ? "?solved=1" : "?sent=1";
	return reply_redirect(rq, page_address(rq, m.result, query));
}

static enum err mark_seen(struct rq *rq, void *arg)
{
	const struct message *m = arg;

	rq->cx.actor = stranger(rq);
	rq->cx.actor.id = m->ticket->requester;
	return comment_seen_mark(&rq->cx, m->ticket, m->seen);
}

/*
 * The page's script says that the page is before somebody's eyes. Not the GET itself: mail programs
 * and scanners fetch links before anybody opens them.
 */
static done seen_post(struct rq *rq, void *in)
{
	bool by_staff = is_staff(rq);
	struct message m = {.seen = form_seen(rq)};
	comment_id newest;
	struct ticket *t;

	(void)in;
	if (open_link(rq, &t))
		return reply_error(rq);
	m.ticket = t;
	if (comment_seen_next(&rq->cx, t, &newest))
		return reply_error(rq);
	if (!by_staff && newest.v && m.seen.v && slow_write(rq, mark_seen, &m))
		return reply_error(rq);
	return reply_no_content(rq);
}

const struct route public_routes[] = {
	{M_GET, "/new", new_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, "form",
		"The form for a new request"},
	{M_POST, "/new", new_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL, PUBLIC_FORM_BYTES,
		NULL, "File a request"},
	{M_GET, "/new/received", received_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"What is shown when a message is held back"},
	{M_GET, "/t/:token", ticket_page, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0,
		"new,sent,solved", "A customer's request"},
	{M_POST, "/t/:token", ticket_page_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
		PUBLIC_FORM_BYTES, NULL, "Add to a request, or mark it solved"},
	{M_POST, "/t/:token/seen", seen_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL, 0, NULL,
		"What the customer's page has shown"},
	{0},
};
