/*
 * Numbers for Prometheus (text format 0.0.4): what the server did since it started, and how the
 * waits stand now. Counting is one atomic add per request; reading costs a few look-ups.
 */
#include "http/core_i.h"

#include "domain/wait.h"

#include <string.h>

enum { CLASSES = 5, BUCKETS = 12 };

/* upper bounds of the latency histogram in µs; the last bucket has none */
static const i64 bounds_us[BUCKETS] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000};

static struct {
	_Atomic i64 by_class[CLASSES];
	_Atomic i64 buckets[BUCKETS + 1];
	_Atomic i64 sum_us;
} counted;

void metrics_count(int status, i64 us)
{
	int class = status / 100 - 1, b = 0; /* us < 0: an event stream, as long as one listens */

	if (class < 0 || class >= CLASSES)
		class = CLASSES - 1;
	while (b < BUCKETS && us > bounds_us[b])
		b++;
	atomic_fetch_add_explicit(&counted.by_class[class], 1, memory_order_relaxed);
	if (us < 0)
		return;
	atomic_fetch_add_explicit(&counted.buckets[b], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&counted.sum_us, us, memory_order_relaxed);
}

static void number(struct buf *b, const char *type, const char *name, const char *help, i64 v)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, type, name,
		(long long)v);
}

static void write_requests(struct buf *b)
{
	i64 total = 0;

	buf_str(b, "# HELP tend_requests_total Requests by class of status\n"
		   "# TYPE tend_requests_total counter\n");
	for (int i = 0; i < CLASSES; i++)
		buf_printf(b, "tend_requests_total{class=\"%dxx\"} %lld\n", i + 1,
			(long long)atomic_load(&counted.by_class[i]));
	buf_str(b, "# HELP tend_request_seconds Time from request line to the end of the reply\n"
		   "# TYPE tend_request_seconds histogram\n");
	for (int i = 0; i <= BUCKETS; i++) {
		total += atomic_load(&counted.buckets[i]);
		if (i < BUCKETS)
			buf_printf(b, "tend_request_seconds_bucket{le=\"%g\"} %lld\n",
				(double)bounds_us[i] / 1e6, (long long)total);
	}
	buf_printf(b, "tend_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)total);
	buf_printf(b, "tend_request_seconds_sum %.6f\ntend_request_seconds_count %lld\n",
		(double)atomic_load(&counted.sum_us) / 1e6, (long long)total);
}

static void write_writer(struct buf *b)
{
	struct writer_stats s = writer_stats();

	number(b, "counter", "tend_writer_batches_total", "Transactions committed", s.batches);
	number(b, "counter", "tend_writer_jobs_total", "Changes in them", s.jobs);
	number(b, "gauge", "tend_writer_queue", "Changes waiting", s.queued);
	number(b, "gauge", "tend_writer_last_batch", "Changes in the last transaction",
		s.last_batch);
	buf_printf(b,
		"# HELP tend_writer_commit_seconds_total Time spent in transactions\n"
		"# TYPE tend_writer_commit_seconds_total counter\n"
		"tend_writer_commit_seconds_total %.6f\n",
		(double)s.commit_us_total / 1e6);
}

static enum err write_waits(struct rq *rq, struct buf *b)
{
	i64 open, at_risk, breached;

	TRY(wait_counts(&rq->cx, &open, &at_risk, &breached));
	buf_str(b, "# HELP tend_waits Customers' waits by state\n# TYPE tend_waits gauge\n");
	buf_printf(b,
		"tend_waits{state=\"open\"} %lld\ntend_waits{state=\"at_risk\"} %lld\n"
		"tend_waits{state=\"breached\"} %lld\n",
		(long long)open, (long long)at_risk, (long long)breached);
	return OK;
}

/* Asked from this machine itself, not through a proxy on it. */
static bool is_local(struct rq *rq)
{
	const uint8_t *a = rq->private->connection->address_bytes;
	static const uint8_t v6[16] = {[15] = 1};
	static const uint8_t v4[13] = {[10] = 0xff, [11] = 0xff, [12] = 127};

	return (memcmp(a, v6, 16) == 0 || memcmp(a, v4, 13) == 0) &&
	       !rq_header(rq, "X-Forwarded-For") && !rq_header(rq, "Forwarded");
}

done metrics_show(struct rq *rq, void *in)
{
	struct buf b = BUF_INIT(64 << 10);
	done d;

	(void)in;
	if (rq->cx.actor.role != ROLE_ADMIN && !is_local(rq))
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL,
			"Numbers are for administrators and for this machine");
	write_requests(&b);
	write_writer(&b);
	if (write_waits(rq, &b) != OK) {
		buf_free(&b);
		return reply_error(rq);
	}
	number(&b, "gauge", "tend_database_bytes", "Size of the database file", db_size(rq->cx.db));
	number(&b, "gauge", "tend_connections", "Open connections",
		atomic_load(&server.connections));
	number(&b, "gauge", "tend_streams", "Event streams among them", sse_count());
	d = reply_bytes(rq, 200, "text/plain; version=0.0.4; charset=utf-8", b.p, b.n);
	buf_free(&b);
	return d;
}
