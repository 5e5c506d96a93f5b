/* The private face of lists of tickets: the list itself, and orders that no index has. */
#ifndef TEND_DOMAIN_TICKET_LIST_I_H
#define TEND_DOMAIN_TICKET_LIST_I_H

#include "ticket_i.h"

/* What the filter's list asks beside TICKET_VISIBLE, "" or " AND …". */
const char *ticket_list_where(const struct ticket_filter *filter);
/* Bind the values of TICKET_VISIBLE and of ticket_list_where. */
void ticket_list_bind(struct cx *cx, struct stmt *s, const struct ticket_filter *filter);

/* ticket_sort_store.c: one page in an order that no index has, offset style. E_INVALID when the
 * list is too long for it. */
enum err ticket_list_sorted(struct cx *cx, const struct ticket_filter *filter, struct page *page,
	struct ticket **ret, int *ret_n) NODISCARD;

#endif
