/*
 * `tend check` and the backup's list of files: reads that go over everything, once, outside the
 * daemon's threads. What the event log and the rows say must be the same.
 */
#ifndef TEND_DOMAIN_VERIFY_H
#define TEND_DOMAIN_VERIFY_H

#include "base/secret.h"
#include "domain/cx.h"

/* Told of each difference: one sentence. */
typedef void verify_report(void *self, const char *sentence);

struct verify_file {
	const char *storage_key;
	i64 size;
	uint8_t sha256[SECRET_HASH];
};

/* The engine's own checks: pages, indexes, foreign keys. */
enum err verify_engine(struct cx *cx, verify_report *report, void *self) NODISCARD;
/* Kept counts against counted rows; ticket columns kept from other rows; the search index. */
enum err verify_counts(struct cx *cx, verify_report *report, void *self) NODISCARD;
/* Waits of every ticket, rebuilt from its events. *ret_tickets: how many were looked at. The arena
 * is reset between tickets. */
enum err verify_waits(struct cx *cx, verify_report *report, void *self, i64 *ret_tickets) NODISCARD;
/* The files that attachments name (those with bytes), in the arena. */
enum err verify_files(struct cx *cx, struct verify_file **ret, int *ret_n) NODISCARD;

#endif
