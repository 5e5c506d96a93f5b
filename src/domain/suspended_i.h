/* What suspended.c asks of suspended_store.c. */
#ifndef TEND_DOMAIN_SUSPENDED_I_H
#define TEND_DOMAIN_SUSPENDED_I_H

#include "domain/suspended.h"

/* Row and uploads; sets s->id. */
enum err suspended_insert(struct cx *cx, struct suspended *s) NODISCARD;
/* How many of this address are held. */
enum err suspended_number_of(struct cx *cx, user_id author, i64 *ret) NODISCARD;
enum err suspended_remove(struct cx *cx, i64 id) NODISCARD;
enum err suspended_older(struct cx *cx, i64 than, int max, struct id_list *ret) NODISCARD;

#endif
