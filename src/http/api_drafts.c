/* Drafts of the agent who asks. */
#include "domain/can.h"
#include "http/draft_body.h"
#include "http/path.h"

static const char *const by_id[] = {"id", NULL};

struct draft_body {
	struct words_body words;
	struct opt_i64 version;
};

#define AT(member) offsetof(struct draft_body, member)
/* clang-format off */
static const struct field draft_list_[] = {
	{"body", F_TEXT, AT(words.body), DRAFT_TEXT_MAX, "Body",
	 "Plain text; not looked at beside `html_body`"},
	{"html_body", F_TEXT, AT(words.html_body), DRAFT_HTML_MAX, "Html body",
	 "The same with its format"},
	{"status", F_TEXT, AT(words.status), 0, "Status", "To set when it is sent"},
	{"changes", F_JSON, AT(words.changes), 0, "Changes", CHANGES_HELP},
	{"updated_stamp", F_TEXT, AT(words.updated_stamp), 40, "Updated stamp",
	 "`updated_at` of the ticket that the writer saw"},
	{"uploads", F_TEXTS, AT(words.uploads), DRAFT_FILES_MAX, "Uploads",
	 "Tokens; they do not expire while the draft is there"},
	{"version", F_I64, AT(version), 0, "Version",
	 "Of the draft that is overwritten; 0: there is none"},
	{0}
};
/* clang-format on */
static const struct field_table draft_fields = {"draft", sizeof(struct draft_body), draft_list_};

static enum err read_mode(struct rq *rq, ticket_id *ret, enum draft_mode *ret_mode)
{
	TRY(rq_id(rq, "ticket_id", &ret->v));
	return draft_mode_parse(rq_param(rq, "mode"), ret_mode) ? OK : fail_not_found(&rq->cx);
}

/* Another browser was first: what it wrote, null when it threw the draft away. */
static done reply_conflict(struct rq *rq, const struct draft *d)
{
	struct jw *jw = reply_begin(rq, err_status(E_UPDATE_CONFLICT));

	jw_str(jw, "error", err_wire(E_UPDATE_CONFLICT));
	jw_str(jw, "description", "This draft was changed elsewhere");
	if (d->id)
		draft_write(rq, "draft", d);
	else
		jw_null(jw, "draft");
	return reply_end(rq);
}

static done drafts_list(struct rq *rq, void *in)
{
	struct draft *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_id, &page) || draft_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "drafts");
	for (int i = 0; i < n; i++) {
		struct jw *jw = &rq->jw;

		jw_object(jw, NULL);
		jw_i64(jw, "ticket_id", rows[i].ticket.v);
		jw_str(jw, "mode", draft_mode_name(rows[i].mode));
		jw_i64(jw, "version", rows[i].version);
		jw_str(jw, "notice", draft_notice_name(rows[i].notice));
		jw_time(jw, "created_at", rows[i].created_at);
		jw_time(jw, "updated_at", rows[i].updated_at);
		jw_end(jw);
	}
	return reply_page(rq, &page);
}

static done drafts_of_ticket(struct rq *rq, void *in)
{
	struct draft *rows;
	i64 ticket;
	int n;

	(void)in;
	if (rq_id(rq, "ticket_id", &ticket) ||
		draft_of_ticket(&rq->cx, (ticket_id){ticket}, &rows, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_array(&rq->jw, "drafts");
	for (int i = 0; i < n; i++)
		draft_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return reply_end(rq);
}

static done draft_write_one(struct rq *rq, void *in)
{
	const struct draft_body *body = in;
	enum draft_mode mode;
	struct words words;
	struct draft draft;
	ticket_id ticket;
	bool conflict;

	if (read_mode(rq, &ticket, &mode) || words_read(rq, &body->words, &words) ||
		draft_put(&rq->cx, ticket, mode, body->version.v, &words, &draft, &conflict))
		return reply_error(rq);
	if (conflict)
		return reply_conflict(rq, &draft);
	reply_begin(rq, 200);
	draft_write(rq, "draft", &draft);
	return reply_end(rq);
}

static done draft_remove_one(struct rq *rq, void *in)
{
	enum draft_mode mode;
	struct draft draft;
	ticket_id ticket;
	bool conflict;
	i64 version;

	(void)in;
	if (read_mode(rq, &ticket, &mode) || rq_query_i64(rq, "version", 0, &version) ||
		draft_delete(&rq->cx, ticket, mode, version, &draft, &conflict))
		return reply_error(rq);
	return conflict ? reply_conflict(rq, &draft) : reply_no_content(rq);
}

#define DRAFTS "/api/v2/tickets/:ticket_id/drafts"
/* clang-format off */
const struct route draft_routes[] = {
	{M_GET, "/api/v2/drafts", drafts_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order",
	 "Where I have unsent answers and notes"},
	{M_GET, DRAFTS, drafts_of_ticket, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "My unsent answer and note on a ticket"},
	{M_PUT, DRAFTS "/:mode", draft_write_one, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON,
	 &draft_fields, DRAFT_BODY, NULL,
	 "Keep my unsent `reply` or `note`; 409 with the other text when it was changed elsewhere"},
	{M_DELETE, DRAFTS "/:mode", draft_remove_one, RUN_WRITE, CAP_TICKET_WRITE, BODY_NONE, NULL,
	 0, "version", "Throw my unsent `reply` or `note` away"},
	{0}
};
/* clang-format on */
