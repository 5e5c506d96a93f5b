/*
 * Macros: changes prepared for agents. Applying one computes what would change and stores nothing;
 * the agent sends it as an update of his own.
 */
#ifndef TEND_DOMAIN_MACRO_H
#define TEND_DOMAIN_MACRO_H

#include "domain/rule.h"

/* What the macro makes of the ticket (NULL: of an empty one): input for ticket_update with
 * placeholders filled for the actor; with keep_empty those of its words that have no value stay.
 * Text that was written as HTML is in comment.html, and there is no comment.body then. */
enum err macro_apply(struct cx *cx, const struct rule *macro, const struct ticket *t,
	const char *base_url, bool keep_empty, struct ticket_input *ret) NODISCARD;

#endif
