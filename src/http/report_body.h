/* Reports as they are written: JSON with the address behind each number, and comma-separated. */
#ifndef TEND_HTTP_REPORT_BODY_H
#define TEND_HTTP_REPORT_BODY_H

#include "domain/report.h"
#include "http/http_i.h"

/* Begins the reply; end it with reply_end. */
void report_write(struct rq *rq, const struct report_ask *ask, const struct report *report);
/* RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
done reply_report_csv(struct rq *rq, const struct report_ask *ask, const struct report *report);
/* One row of the list behind a number. */
void report_entry_write(struct rq *rq, const struct report_entry *e);

#endif
