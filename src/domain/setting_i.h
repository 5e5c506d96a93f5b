/* Rules of the setting tables (setting.c) for the tables themselves (setting_store.c). */
#ifndef TEND_DOMAIN_SETTING_I_H
#define TEND_DOMAIN_SETTING_I_H

#include "domain/setting.h"

enum err ticket_form_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before) NODISCARD;
enum err custom_status_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before) NODISCARD;
enum err custom_role_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before) NODISCARD;
enum err recipient_address_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before) NODISCARD;

/* Ids of active agents who have a custom role; at most 1,000. */
enum err custom_role_store_members(struct cx *cx, i64 role, struct id_list *ret) NODISCARD;
/* Agents who have any. */
enum err custom_role_store_count(struct cx *cx, i64 *ret) NODISCARD;

enum err form_status_store_insert(struct cx *cx, i64 form, i64 status) NODISCARD;
/* *ret_found false: the form has no such row. */
enum err form_status_store_change(
	struct cx *cx, i64 form, i64 id, i64 status, bool *ret_found) NODISCARD;
enum err form_status_store_delete(struct cx *cx, i64 form, i64 id, bool *ret_found) NODISCARD;
/* How many rows the form has, and whether one of them is the status. */
enum err form_status_store_count(
	struct cx *cx, i64 form, i64 status, i64 *ret_rows, bool *ret_has) NODISCARD;

#endif
