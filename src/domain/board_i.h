/* What board.c asks of board_store.c. */
#ifndef TEND_DOMAIN_BOARD_I_H
#define TEND_DOMAIN_BOARD_I_H

#include "domain/board.h"

/* Tickets with a running deadline before `now`, the latest first, or in [now, until], the next
 * first; at most BOARD_LOOK, *ret_more: there are others. */
enum err board_store_tickets(struct cx *cx, bool late, i64 until, struct board_ticket **ret,
	int *ret_n, bool *ret_more) NODISCARD;
/* When an agent was last seen; 0: never. */
enum err board_store_seen(struct cx *cx, user_id agent, i64 *ret) NODISCARD;
/* Work by hour of the week since a moment. */
enum err board_store_work(struct cx *cx, const struct zone *zone, i64 since,
	struct board_work week[REPORT_HOURS]) NODISCARD;
/* NULL: unknown. */
enum err board_store_group_name(struct cx *cx, group_id id, const char **ret) NODISCARD;

#endif
