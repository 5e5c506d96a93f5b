/*
 * The ticker: a thread that sleeps until the next deadline's notice, held reply or hour of
 * automations is due and then has the writer see to it (wait_tick, held_reply_tick,
 * automation_tick). It wakes earlier when news of a wait or of a held reply arrives and when
 * somebody sets the clock, and looks again at least every 30 s. After a stop it catches up, in
 * order; what it marks carries the time at which it was due.
 */
#ifndef TEND_CHANNELS_TICKER_H
#define TEND_CHANNELS_TICKER_H

/* Start; after writer_start and before anything writes (it subscribes to the bus). */
void ticker_start(void);
/* Stop and wait for it; before writer_stop. */
void ticker_stop(void);

#endif
