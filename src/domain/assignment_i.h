/* What assignment.c asks of assignment_store.c. */
#ifndef TEND_DOMAIN_ASSIGNMENT_I_H
#define TEND_DOMAIN_ASSIGNMENT_I_H

#include "domain/assignment.h"

enum err assignment_store_method(
	struct cx *cx, group_id group, enum assignment_method method) NODISCARD;
/* Groups that assign: all, or those of an agent. */
enum err assignment_store_groups(struct cx *cx, user_id agent, struct id_list *ret) NODISCARD;
/* Whose turn it is among those with room; v 0: nobody has any. */
enum err assignment_store_pick(
	struct cx *cx, group_id group, enum assignment_method method, user_id *ret) NODISCARD;
enum err assignment_store_turn(struct cx *cx, group_id group, user_id agent) NODISCARD;
/* The n most urgent tickets of a group that nobody has. */
enum err assignment_store_first(
	struct cx *cx, group_id group, int n, struct id_list *ret) NODISCARD;
enum err availability_store(struct cx *cx, const struct availability *a) NODISCARD;

#endif
