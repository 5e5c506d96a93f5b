/*
 * How tickets look in the API: tickets, requests (the end-user's view), comments, audits,
 * attachments, uploads. Writers stream into rq->jw and read what they need beside the row given.
 */
#ifndef TEND_HTTP_VIEW_TICKET_H
#define TEND_HTTP_VIEW_TICKET_H

#include "domain/attachment.h"
#include "domain/audit.h"
#include "domain/comment.h"
#include "domain/metric.h"
#include "domain/ticket_beside.h"
#include "http/view_people.h"

/* One object each: key NULL inside an array, "ticket" at the top. */
enum err ticket_write(struct rq *rq, const char *key, const struct ticket *t) NODISCARD;
/* Tickets of one page with what their JSON needs, read together. rows must stay. */
struct ticket_page {
	const struct ticket *rows;
	int n;
	struct ticket_beside *beside;
	struct field_list fields;
	struct ticket_metric *metrics;				       /* NULL: nobody asked */
	bool comment_count, incident_counts, dates, metric_sets, slas; /* ?include= */
};
enum err ticket_page_load(
	struct rq *rq, const struct ticket *rows, int n, struct ticket_page *ret) NODISCARD;
/* The i-th, as ticket_write; _open: with room for more members, until jw_end. */
enum err ticket_page_write(
	struct rq *rq, const char *key, const struct ticket_page *page, int i) NODISCARD;
enum err ticket_page_write_open(
	struct rq *rq, const char *key, const struct ticket_page *page, int i) NODISCARD;
/* Members that ?include= adds to the i-th (of ticket_page_write alone). */
enum err ticket_page_write_more(struct rq *rq, const struct ticket_page *page, int i) NODISCARD;

enum err request_write(struct rq *rq, const char *key, const struct ticket *t) NODISCARD;
/* The member html_body: the text escaped, paragraphs and line breaks kept. */
void comment_html_write(struct jw *jw, const char *body, const char *formatted);
/* As comment_write with room for more members, until jw_end. */
enum err comment_write_open(struct rq *rq, const char *key, const struct comment *c) NODISCARD;
enum err comment_write(struct rq *rq, const char *key, const struct comment *c) NODISCARD;
/* The member body of a Notification: it quotes comments by their ids, so that what was blacked out
 * there is blacked out here. */
enum err told_write(struct rq *rq, const json_t *parts) NODISCARD;
enum err audit_write(struct rq *rq, const char *key, const struct audit *audit) NODISCARD;
/* The member detail of an event's trace, its events written as in audits. */
enum err detail_write(struct rq *rq, event_id id, const char *detail) NODISCARD;
void attachment_write(struct rq *rq, const char *key, const struct attachment *a);

/* An upload with its attachments; `attachment` is the last of them. */
void upload_write(struct rq *rq, const char *key, const char *token, const struct upload *upload,
	const struct attachment *rows, int n);

/* The unguessable address of its bytes. */
const char *attachment_url(struct rq *rq, const struct attachment *a);

/* What ?include= may put beside a ticket. */
void ticket_sideload(struct rq *rq, struct sideload *more, const struct ticket *t);
/* What ?include= puts beside one or many: `users`… of `more`, ticket_forms, last_audits,
 * sharing_agreements. */
enum err tickets_beside_write(
	struct rq *rq, const struct sideload *more, const struct ticket *rows, int n) NODISCARD;
/* A list of tickets with what ?include= names: the whole reply. */
done reply_tickets(struct rq *rq, const struct ticket *rows, int n, const struct page *page);

#endif
