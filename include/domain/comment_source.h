/*
 * The HTML that a customer's message came with, kept as it came: what people see is made from it
 * anew each time (base/html_mail). Only for messages whose plain or clean text would lose
 * something; those of agents are clean already.
 */
#ifndef TEND_DOMAIN_COMMENT_SOURCE_H
#define TEND_DOMAIN_COMMENT_SOURCE_H

#include "domain/comment.h"

/* Keep it beside a comment that was just written, where it is worth it. html NULL: there is none.
 */
enum err comment_source_keep(struct cx *cx, const struct comment *c, const char *html) NODISCARD;
/* *ret NULL when there is none. In the arena. */
enum err comment_source_load(struct cx *cx, comment_id id, const char **ret) NODISCARD;
enum err comment_source_exists(struct cx *cx, comment_id id, bool *ret) NODISCARD;
/* Words of the comment are gone for good. */
enum err comment_source_forget(struct cx *cx, comment_id id) NODISCARD;

#endif
