/* Rows of records, for record.c. */
#ifndef TEND_DOMAIN_RECORD_I_H
#define TEND_DOMAIN_RECORD_I_H

#include "domain/record.h"

enum err record_store_insert(
	struct cx *cx, const struct record_table *table, struct record *row) NODISCARD;
enum err record_store_update(
	struct cx *cx, const struct record_table *table, const struct record *row) NODISCARD;

#endif
