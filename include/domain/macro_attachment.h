/* Files that macros carry, for agents to send along. */
#ifndef TEND_DOMAIN_MACRO_ATTACHMENT_H
#define TEND_DOMAIN_MACRO_ATTACHMENT_H

#include "domain/attachment.h"
#include "domain/rule.h"

enum { MACRO_ATTACHMENTS = 5 }; /* of one macro */

/* Add a kept file to a macro, or (macro NULL) to none yet. E_FORBIDDEN when the macro is not the
 * actor's to change, E_INVALID when it is full. */
enum err macro_attachment_add(struct cx *cx, const struct rule *macro,
	const struct attachment_new *file, struct attachment **ret) NODISCARD;
/* Those of a macro, oldest first; at most MACRO_ATTACHMENTS. */
enum err macro_attachment_list(
	struct cx *cx, rule_id macro, struct attachment **ret, int *ret_n) NODISCARD;
/* One of a macro that the actor may see, or his own without one; E_NOT_FOUND otherwise. */
enum err macro_attachment_get(struct cx *cx, attachment_id id, struct attachment **ret) NODISCARD;
/* Remove one; who may change its macro may. Copies in tickets stay, the bytes go with the next
 * sweep when nothing else has them. */
enum err macro_attachment_remove(struct cx *cx, attachment_id id) NODISCARD;

#endif
