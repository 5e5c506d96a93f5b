/* Writing from a RUN_SLOW handler: what must be hashed first and stored after. */
#ifndef TEND_HTTP_SLOW_WRITE_H
#define TEND_HTTP_SLOW_WRITE_H

#include "http/rq.h"

/*
 * Run fn on the writer thread inside a transaction and wait for its commit. Meanwhile rq->cx
 * belongs to fn: its database is the writing one, its news are published after the commit. An
 * error of fn rolls back and is returned, with its details in rq->cx.fail.
 */
enum err slow_write(struct rq *rq, enum err (*fn)(struct rq *rq, void *arg), void *arg) NODISCARD;

#endif
