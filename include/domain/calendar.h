/*
 * Business time. A calendar says, in one zone, when the clock of a deadline runs: hours of each
 * weekday and dates that override them. `calendar_rules` is what people wrote, `compiled` is the
 * same as sorted UTC intervals with running sums per year, so that one due time is two binary
 * searches without allocation. Years are built on first use.
 *
 * Invariants: a version of a calendar never changes; a `compiled` gives the same answer for ever
 * and may be used by any thread. Open time is real elapsed time inside the intervals. Rules for
 * wall times that do not exist or exist twice: see base/zone.
 */
#ifndef TEND_DOMAIN_CALENDAR_H
#define TEND_DOMAIN_CALENDAR_H

#include "base/json.h"
#include "base/jsonw.h"
#include "base/zone.h"
#include "domain/page.h"

enum {
	CALENDAR_PARTS = 10,	   /* openings in one day */
	CALENDAR_HOLIDAYS = 1000,  /* overriding dates or ranges */
	CALENDAR_RANGE_DAYS = 731, /* longest holiday */
	CALENDAR_NAME = 100,	   /* code points of a name */
	CALENDAR_MUST_OPEN = 5,	   /* years within which a calendar has to open once */
	CALENDAR_ALWAYS = 1,	   /* id of the calendar "Always open", made by calendar_seed */
};

/* A stretch of time [from, to), ms UTC. */
struct stretch {
	i64 from, to;
};
struct stretches {
	const struct stretch *v;
	int n;
};

/* Openings of one day: [from, to) in minutes of the wall clock, 0..1440, in order. */
struct opening {
	int from, to;
};
struct hours {
	struct opening v[CALENDAR_PARTS];
	int n;
};

/* Days that override the weekday: closed when `open` is empty. */
struct holiday {
	i64 id;
	const char *name;
	i64 first, last; /* day numbers since 1970-01-01, both included */
	struct hours open;
};

struct calendar_rules {
	const struct zone *zone;
	struct hours week[7];	  /* 0 is Monday */
	struct holiday *holidays; /* in order, without overlap */
	int holiday_count;
};

/* Wire names of the days: "mon" … "sun". */
extern const char *const calendar_days[7];

/* Read {"zone","week":{"mon":[["09:00","17:00"]],…},"holidays":[{"date","until","name","open"}]}.
 * E_INVALID, with the place in f, when it does not do. */
enum err calendar_parse(
	struct arena *a, struct failure *f, const json_t *j, struct calendar_rules **ret) NODISCARD;
/* One day's openings: [["09:00","12:00"],…]; place: what errors call it. */
enum err calendar_parse_hours(
	struct failure *f, const json_t *j, const char *place, struct hours *ret) NODISCARD;
/* Check rules that were put together otherwise; sorts the holidays. */
enum err calendar_check(struct failure *f, struct calendar_rules *rules) NODISCARD;
/* Write them in the form that calendar_parse reads. */
void calendar_write(struct jw *w, const char *key, const struct calendar_rules *rules);

struct compiled;

/* Compile; the rules are copied. Owned by the caller (calendar_free). */
struct compiled *calendar_compile(const struct calendar_rules *rules);
void calendar_free(struct compiled *c);
/* The rules it was made from; live as long as it does. */
const struct calendar_rules *calendar_rules(const struct compiled *c);

/*
 * The first instant at which open, unpaused time since start reaches target_ms. pauses: in order
 * of `from`; NULL for none. False when that lies behind ZONE_LAST_YEAR.
 */
bool calendar_due(
	struct compiled *c, i64 start, i64 target_ms, const struct stretches *pauses, i64 *ret_due);
/* Open ms in [a, b); 0 when b <= a. */
i64 calendar_open_between(struct compiled *c, i64 a, i64 b);
/* Open ms in [a, b) outside the pauses. */
i64 calendar_counted(struct compiled *c, i64 a, i64 b, const struct stretches *pauses);
/* The open stretches in [a, b), cut to it, at most max; their number. */
int calendar_intervals(struct compiled *c, i64 a, i64 b, struct stretch *out, int max);

/* E_INVALID when it does not open soon: that would give deadlines that never come. */
enum err calendar_must_open(struct cx *cx, const struct calendar_rules *rules) NODISCARD;

/* A calendar as kept: the head row and the rules of its current version. */
struct calendar {
	calendar_id id;
	const char *name;
	i64 version, created_at, updated_at;
	struct calendar_rules *rules;
};

/* A compiled version, from the process-wide cache. Give it back with calendar_release. */
enum err calendar_open(struct cx *cx, calendar_id id, i64 version, struct compiled **ret) NODISCARD;
void calendar_release(struct compiled *c);
/* CLEANUP(calendar_cleanup) struct compiled *c = NULL; */
void calendar_cleanup(struct compiled **c);

/* The current version's number, of deleted ones too; E_NOT_FOUND for an unknown id. */
enum err calendar_version(struct cx *cx, calendar_id id, i64 *ret_version) NODISCARD;
/* Its name, of deleted ones too; "" for an unknown id. */
enum err calendar_name(struct cx *cx, calendar_id id, const char **ret_name) NODISCARD;
/* The schedule that business hours mean when nothing else is said: the oldest one that is not
 * "Always open"; that one when there is none. */
enum err calendar_default(struct cx *cx, calendar_id *ret) NODISCARD;
enum err calendar_get(struct cx *cx, calendar_id id, struct calendar *ret) NODISCARD;
/* A page of the schedules ("Always open" is not among them), by id. */
enum err calendar_list(
	struct cx *cx, struct page *page, struct calendar **ret, int *ret_n) NODISCARD;
/* Make one, version 1. Fails on a name in use and on rules that do not open. */
enum err calendar_create(struct cx *cx, const char *name, struct calendar_rules *rules,
	struct calendar *ret) NODISCARD;
/* Write a new version; open waits keep theirs. name or rules NULL: as before. */
enum err calendar_update(struct cx *cx, calendar_id id, const char *name,
	struct calendar_rules *rules, struct calendar *ret) NODISCARD;
/* E_INVALID when a policy in force counts by it. */
enum err calendar_delete(struct cx *cx, calendar_id id) NODISCARD;
/* Fresh database: calendar 1 "Always open" and the schedule "Office hours". */
enum err calendar_seed(struct cx *cx) NODISCARD;

#endif
