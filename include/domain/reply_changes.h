/*
 * What a reply or a note changes of its ticket when it is sent, beside its words: mostly what a
 * canned reply brings along. Kept as JSON with the names that an update of the ticket has, so that
 * drafts, held replies and browsers say the same.
 */
#ifndef TEND_DOMAIN_REPLY_CHANGES_H
#define TEND_DOMAIN_REPLY_CHANGES_H

#include "domain/ticket.h"

enum { REPLY_CHANGES_MAX = 16 << 10 }; /* bytes */

/* Add to an update what the text says; NULL says nothing. Copies into the arena. E_INVALID (field
 * "changes") for what is no such object; whether the values do is the update's to say. */
enum err reply_changes_apply(struct cx *cx, const char *text, struct ticket_input *in) NODISCARD;
/* Both together; where both say something, `first` does. NULL when neither does. *ret_cut: they
 * were too large together, and only `first` is left. */
const char *reply_changes_join(
	struct arena *a, const char *first, const char *second, bool *ret_cut);

#endif
