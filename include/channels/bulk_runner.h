/*
 * The bulk runner: a thread that has the writer do bulk jobs (domain/bulk_job), a few tickets in a
 * transaction, so that everybody else's writes come in between. All state is in the database: what
 * a stopped process left goes on with the next.
 */
#ifndef TEND_CHANNELS_BULK_RUNNER_H
#define TEND_CHANNELS_BULK_RUNNER_H

/* Start; after writer_start and before anything writes (it subscribes to the bus). */
void bulk_runner_start(void);
/* Stop behind the step that runs; before writer_stop. */
void bulk_runner_stop(void);

#endif
