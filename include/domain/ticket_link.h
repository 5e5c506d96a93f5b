/*
 * The customer's link to one ticket: its token is the credential, so it is long, signed and says
 * nothing. base64url of the id (8 bytes, big-endian) and 16 bytes of HMAC-SHA-256 over a label and
 * that id with cx->link_key.
 */
#ifndef TEND_DOMAIN_TICKET_LINK_H
#define TEND_DOMAIN_TICKET_LINK_H

#include "domain/cx.h"

/* Token text in the arena. */
char *ticket_link_token(struct cx *cx, ticket_id id);
/* False when the token is not one of ours; takes the same time for every wrong one. */
bool ticket_link_open(struct cx *cx, const char *token, ticket_id *ret_id);

/* A signed time for forms (when it was given out), and its check: false when it is not ours. */
char *form_stamp_make(struct cx *cx);
bool form_stamp_open(struct cx *cx, const char *stamp, i64 *ret_at);

#endif
