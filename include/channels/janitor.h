/* Once an hour: uploads that nobody used and jobs that are over are forgotten, files that no row
 * names are removed. */
#ifndef TEND_CHANNELS_JANITOR_H
#define TEND_CHANNELS_JANITOR_H

/* Start the thread; the writer must run. data_dir lives until janitor_stop. */
void janitor_start(const char *data_dir);
/* End it; before the writer stops. */
void janitor_stop(void);

#endif
