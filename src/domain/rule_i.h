/* The private face of rules: rows and definitions. */
#ifndef TEND_DOMAIN_RULE_I_H
#define TEND_DOMAIN_RULE_I_H

#include "domain/rule.h"

/* --- rule_store.c --- */

/* The definitions of all active rules of a kind, in order, read into the arena `a`. */
enum err rule_store_active(struct cx *cx, enum rule_kind kind, struct arena *a, struct rule **ret,
	int *ret_n) NODISCARD;
enum err rule_store_insert(struct cx *cx, struct rule *r, const char *definition) NODISCARD;
enum err rule_store_update(struct cx *cx, const struct rule *r, const char *definition) NODISCARD;
enum err rule_store_set_position(struct cx *cx, rule_id id, i64 position) NODISCARD;
/* Those at this position and below it move down by one, but for the rule itself. */
enum err rule_store_make_room(struct cx *cx, const struct rule *r) NODISCARD;
/* Highest position of a kind, how many there are, and how many of them are active. */
enum err rule_store_totals(struct cx *cx, enum rule_kind kind, i64 *ret_last, i64 *ret_count,
	i64 *ret_active) NODISCARD;
/* Ids of a kind in their order. */
enum err rule_store_order(struct cx *cx, enum rule_kind kind, struct id_list *ret) NODISCARD;

/* --- rule.c --- */

/* E_FORBIDDEN unless the actor may change the rule. */
enum err rule_check_writer(struct cx *cx, const struct rule *r) NODISCARD;

/* --- rule_set.c --- */

/* A rule of the kind was written in this transaction. */
enum err rule_set_changed(struct cx *cx, enum rule_kind kind) NODISCARD;

/* --- rule_definition.c --- */

/* The JSON text that is stored: {"conditions","actions","output"}. */
enum err rule_definition_text(struct cx *cx, const struct rule *r, const char **ret) NODISCARD;
/* Read a stored one into r, in the arena `a`; E_INTERNAL when it is damaged. */
enum err rule_definition_read(
	struct cx *cx, struct arena *a, const char *text, struct rule *r) NODISCARD;
/* Take conditions, actions and output from an input, as far as they are given. */
enum err rule_definition_take(struct cx *cx, const struct rule_input *in, struct rule *r) NODISCARD;

#endif
