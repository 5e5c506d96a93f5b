/*
 * The JSON of a ticket or a request as the domain's input: one field table for both, and the
 * shapes that the API allows in several spellings (comments, people, custom fields).
 */
#ifndef TEND_HTTP_TICKET_BODY_H
#define TEND_HTTP_TICKET_BODY_H

#include "domain/ticket.h"
#include "http/rq.h"

struct ticket_body;

extern const struct field_table ticket_body_fields;  /* envelope "ticket" */
extern const struct field_table request_body_fields; /* envelope "request" */

/* Everything that the body says. E_INVALID with details for shapes that make no sense. */
enum err ticket_body_input(
	struct rq *rq, const struct ticket_body *body, struct ticket_input *ret) NODISCARD;

/* One comment in any of its spellings; nothing when v is NULL or null. */
enum err ticket_body_comment(struct rq *rq, const json_t *v, struct comment_input *ret) NODISCARD;

#endif
