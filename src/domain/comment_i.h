/* What comment.c asks of comment_store.c. */
#ifndef TEND_DOMAIN_COMMENT_I_H
#define TEND_DOMAIN_COMMENT_I_H

#include "domain/comment.h"

enum err comment_set_private(struct cx *cx, comment_id id) NODISCARD;
/* Another text, plain from now on, and its search row. c still holds the old one. */
enum err comment_set_body(
	struct cx *cx, const struct comment *c, const char *subject, const char *body) NODISCARD;

#endif
