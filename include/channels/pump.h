/*
 * The pump: one thread that empties the outbox. It turns new events of the log into deliveries for
 * those who subscribe, sends what is due, many at once but few to one receiver, and has the writer
 * store the outcome. All state is in the database: what was on its way when the process ended is
 * sent again, under the same invocation id.
 */
#ifndef TEND_CHANNELS_PUMP_H
#define TEND_CHANNELS_PUMP_H

/* Start; after writer_start and before anything writes (it subscribes to the bus). */
void pump_start(void);
/* Stop within half a second, leaving calls that are on their way; before writer_stop. */
void pump_stop(void);

#endif
