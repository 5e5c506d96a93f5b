/* Drafts and the words of held replies: JSON in and out. */
#ifndef TEND_HTTP_DRAFT_BODY_H
#define TEND_HTTP_DRAFT_BODY_H

#include "domain/held_reply.h"
#include "http/view_ticket.h"

enum { DRAFT_BODY = 4 << 20 }; /* bytes of a request */

#define CHANGES_HELP \
	"What else is set then, as an update of the ticket takes it: {subject, status, priority, " \
	"type, assignee_id, group_id, brand_id, ticket_form_id, custom_status_id, due_at, " \
	"additional_tags, remove_tags, custom_fields, macro_ids}"

/* What both take. */
struct words_body {
	struct opt_text body, html_body, updated_stamp, status;
	struct opt_texts uploads;
	json_t *changes;
};

/* Clean words out of it; E_INVALID when the status is none or the changes are not any. */
enum err words_read(struct rq *rq, const struct words_body *b, struct words *ret) NODISCARD;
/* The members body, html_body, status, changes, updated_stamp. */
void words_write(struct jw *jw, const struct words *w);
/* "uploads": […] */
void kept_files_write(struct rq *rq, const struct kept_file *files, int n);
void draft_write(struct rq *rq, const char *key, const struct draft *d);
void held_reply_write(struct rq *rq, const char *key, const struct held_reply *h);

#endif
