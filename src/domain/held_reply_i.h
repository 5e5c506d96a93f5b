/* What held_reply.c asks of held_reply_store.c. */
#ifndef TEND_DOMAIN_HELD_REPLY_I_H
#define TEND_DOMAIN_HELD_REPLY_I_H

#include "domain/held_reply.h"

/* id 0: there is none. Without files, so are all but held_files. */
enum err held_load(struct cx *cx, i64 id, struct held_reply *ret) NODISCARD;
enum err held_by_key(struct cx *cx, const char *key, struct held_reply *ret) NODISCARD;
enum err held_insert(struct cx *cx, struct held_reply *h, const char *key) NODISCARD;
/* state, send_at, unless_answered, comment, reason; when it is no longer held, its words go. */
enum err held_save(struct cx *cx, struct held_reply *h) NODISCARD;
enum err held_count(struct cx *cx, ticket_id ticket, i64 *ret_ticket, i64 *ret_agent) NODISCARD;
enum err held_ids_of_ticket(struct cx *cx, ticket_id ticket, struct id_list *ret) NODISCARD;
enum err held_ids_of_user(struct cx *cx, user_id user, struct id_list *ret) NODISCARD;
enum err held_ids_due(struct cx *cx, int max, struct id_list *ret) NODISCARD;
enum err held_next(struct cx *cx, i64 *ret) NODISCARD;
enum err held_forget(struct cx *cx, i64 than, int max, int *ret_n) NODISCARD;
/* Of the ticket; v 0: it has none. */
enum err held_newest_comment(struct cx *cx, ticket_id ticket, comment_id *ret) NODISCARD;
/* Has somebody else than `user` written since `after`? customer: only customers' public words
 * count. */
enum err held_somebody_wrote(
	struct cx *cx, const struct held_reply *h, bool customer, bool *ret) NODISCARD;

#endif
