/* What draft.c and held_reply.c ask of draft_store.c. */
#ifndef TEND_DOMAIN_DRAFT_I_H
#define TEND_DOMAIN_DRAFT_I_H

#include "domain/draft.h"

/* Without files; id 0: there is none. */
enum err draft_find(struct cx *cx, user_id user, ticket_id ticket, enum draft_mode mode,
	struct draft *ret) NODISCARD;
/* A row for d->id 0, else another text for that row; sets id, version and updated_at. */
enum err draft_save(struct cx *cx, struct draft *d) NODISCARD;
/* The row and its hold on its uploads. */
enum err draft_remove(struct cx *cx, i64 id) NODISCARD;
enum err draft_all_of_ticket(struct cx *cx, ticket_id ticket, struct id_list *ret) NODISCARD;
enum err draft_all_of_user(struct cx *cx, user_id user, struct id_list *ret) NODISCARD;
enum err draft_by_id(struct cx *cx, i64 id, struct draft *ret) NODISCARD;
enum err draft_older(struct cx *cx, i64 than, int max, struct id_list *ret) NODISCARD;

/* Uploads that wait: with a draft, or (draft 0) with a held reply. */
struct keeper {
	i64 draft, held;
};
enum err kept_load(struct cx *cx, struct keeper of, struct kept_file **ret, int *ret_n) NODISCARD;
/* Let one wait there, and in no other draft. One that waits with a held reply stays with it. */
enum err kept_add(struct cx *cx, struct keeper by, i64 upload, const char *token) NODISCARD;
/* They no longer wait there: they have their usual time from now. */
enum err kept_release(struct cx *cx, struct keeper by) NODISCARD;
/* All of them wait somewhere else now. */
enum err kept_move(struct cx *cx, struct keeper from, struct keeper to) NODISCARD;
/* Exactly these of the actor's uploads wait there; tokens of no use, and of what waits with a held
 * reply, are left out. */
enum err kept_set(struct cx *cx, struct keeper by, const struct text_list *tokens) NODISCARD;

#endif
