/*
 * Stamps: the times by which exports walk what has changed (ticket.generated_at, updated_at of
 * users and organisations). An export that has come to a stamp goes on behind it, so no
 * transaction may stamp a row with a time at or before one that is committed already. cx->now
 * does not give that: requests are written in another order than they came, and clocks are set
 * back.
 *
 * So the first stamp of a transaction lies behind every committed one, by a millisecond when it
 * must. There is one writer at a time (SQLite's lock, whichever process holds it), and with that
 * the order of stamps is the order of commits.
 */
#ifndef TEND_DOMAIN_STAMP_H
#define TEND_DOMAIN_STAMP_H

#include "domain/cx.h"

/* A clock that was this far ahead was wrong: stamps follow the new one. Exports that had come so
 * far begin anew. */
#define STAMP_AHEAD_MS ((i64)60 * 60 * 1000)

/* The stamp for what this transaction changes now, ms: cx->now, or a little later. */
enum err stamp_now(struct cx *cx, i64 *ret) NODISCARD;
/* The newest committed stamp; 0 when there is none. Wrong clocks included. */
enum err stamp_newest(struct cx *cx, i64 *ret) NODISCARD;
/* An event id so that every event about tickets that was written at `at` (ms) or later has this one
 * or a higher: at most minutes of events too early, never too late. */
enum err stamp_event_before(struct cx *cx, i64 at, i64 *ret_event_id) NODISCARD;

#endif
