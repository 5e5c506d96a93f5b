/*
 * How tickets look in the API: tickets, requests (the end-user's view), comments, audits,
 * attachments, uploads. Writers stream into rq->jw and read what they need beside the row given.
 */
#ifndef TEND_HTTP_VIEW_TICKET_H
#define TEND_HTTP_VIEW_TICKET_H

#include "domain/attachment.h"
#include "domain/audit.h"
#include "domain/comment.h"
#include "http/view_people.h"

/* One object each: key NULL inside an array, "ticket" at the top. */
enum err ticket_write(struct rq *rq, const char *key, const struct ticket *t) NODISCARD;
/* The same with room for more members: the object stays open until jw_end. */
enum err ticket_write_open(struct rq *rq, const char *key, const struct ticket *t) NODISCARD;
enum err request_write(struct rq *rq, const char *key, const struct ticket *t) NODISCARD;
enum err comment_write(struct rq *rq, const char *key, const struct comment *c) NODISCARD;
enum err audit_write(struct rq *rq, const char *key, const struct audit *audit) NODISCARD;
void attachment_write(struct rq *rq, const char *key, const struct attachment *a);

/* The unguessable address of its bytes. */
const char *attachment_url(struct rq *rq, const struct attachment *a);

/* What ?include= may put beside a ticket. */
void ticket_sideload(struct rq *rq, struct sideload *more, const struct ticket *t);
/* A list of tickets with what ?include= names: the whole reply. */
done reply_tickets(struct rq *rq, const struct ticket *rows, int n, const struct page *page);

#endif
