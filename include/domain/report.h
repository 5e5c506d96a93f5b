/*
 * Reports: what came in, how long people waited, which promises were kept, how old the backlog is.
 * A report is a walk over tickets, the newest first, that measures entries (a first reply, a
 * promise, a ticket that waits); numbers are folded from the entries, and the same walk lists the
 * entries behind a number. Nothing is stored.
 *
 * What has not ended yet counts with the time it has lasted, which it will reach at least: a
 * percentile that such an entry can still move says so (`at_least`).
 *
 * Group, agent, channel and tags are those that the ticket has now. Days, weeks (from Monday) and
 * hours are those of the zone that was asked for, else the account's. Times in ms.
 */
#ifndef TEND_DOMAIN_REPORT_H
#define TEND_DOMAIN_REPORT_H

#include "base/zone.h"
#include "domain/cx.h"

enum {
	REPORT_DAYS = 366,	  /* the longest range */
	REPORT_ENTRIES = 2000000, /* of one report; the tags of a ticket count each */
	REPORT_GROUPS = 1000,	  /* rows; those with fewer entries are left out */
	REPORT_HOURS = 168,	  /* of a week, from Monday 0:00 */
	REPORT_BUCKETS = 7,	  /* of the age of a backlog */
	REPORT_KEY = 336,	  /* bytes of a row's key, NUL included */
};

/* X(constant, wire name) */
#define REPORT_LIST(X) \
	X(REPORT_FIRST_REPLY, "first_reply_time") \
	X(REPORT_NEXT_REPLY, "next_reply_time") \
	X(REPORT_RESOLUTION, "resolution_time") \
	X(REPORT_PROMISES, "promises") \
	X(REPORT_BACKLOG, "backlog_age") \
	X(REPORT_ARRIVALS, "arrivals")
#define REPORT_BY_LIST(X) \
	X(REPORT_BY_NONE, "none") \
	X(REPORT_BY_DAY, "day") \
	X(REPORT_BY_WEEK, "week") \
	X(REPORT_BY_CHANNEL, "channel") \
	X(REPORT_BY_GROUP, "group") \
	X(REPORT_BY_AGENT, "agent") \
	X(REPORT_BY_TAG, "tag")
/* What an entry is: done and waiting of times; met, missed and open of promises; open of a
 * backlog; arrived. */
#define REPORT_STATE_LIST(X) \
	X(REPORT_ANY, "all") \
	X(REPORT_DONE, "done") \
	X(REPORT_WAITING, "waiting") \
	X(REPORT_MET, "met") \
	X(REPORT_MISSED, "missed") \
	X(REPORT_OPEN, "open") \
	X(REPORT_ARRIVED, "arrived")

#define X(constant, wire) constant,
enum report_name { REPORT_LIST(X) };
enum report_by { REPORT_BY_LIST(X) };
enum report_state { REPORT_STATE_LIST(X) REPORT_STATES };
#undef X

const char *report_name(enum report_name name);
const char *report_by_name(enum report_by by);
const char *report_state_name(enum report_state state);
bool report_name_parse(const char *name, enum report_name *ret);
bool report_by_parse(const char *name, enum report_by *ret);
bool report_state_parse(const char *name, enum report_state *ret);
/* What exactly it counts, in words. */
const char *report_definition(enum report_name name);

struct report_ask {
	enum report_name name;
	enum report_by by;
	const struct zone *zone;
	i64 first_day, last_day; /* of the zone, since 1970-01-01, both included */
	i64 from, to;		 /* the same as instants, [from, to); a backlog is that of `to` */
	bool business;		 /* open time of each ticket's calendar instead of the clock's */
	group_id group;		 /* 0: of all; likewise below */
	user_id agent;
	enum channel channel;
	const char *tag; /* NULL: all */
};

/* The account's zone. */
enum err report_zone(struct cx *cx, const struct zone **ret) NODISCARD;
/* Fill zone, from and to of an ask that has its days; E_PARAM when they, the time and the groups
 * do not go together. `to` is never behind cx->now. */
enum err report_settle(struct cx *cx, struct report_ask *ask) NODISCARD;

/* A percentile: the smallest time that this share of the entries did not exceed. */
struct report_rank {
	bool known; /* false: there are no entries */
	i64 ms;
	bool at_least; /* what still waits can raise it */
};

struct report_row {
	const char *key;  /* "2026-11-22", "email", an id, a tag; NULL: of those without one */
	const char *name; /* of a group or an agent; else NULL */
	i64 count, of[REPORT_STATES];
	struct report_rank median, p90;
};

struct report {
	struct report_row total;
	struct report_row *rows; /* by time, or the fullest first */
	int n;
	i64 left_out;		     /* entries of rows past REPORT_GROUPS */
	i64 hours[REPORT_HOURS];     /* arrivals */
	i64 buckets[REPORT_BUCKETS]; /* backlog */
};

/* In the arena. E_PARAM: more than REPORT_ENTRIES. */
enum err report_make(struct cx *cx, const struct report_ask *ask, struct report *ret) NODISCARD;

/* The lower end of a bucket, days. */
int report_bucket_days(int bucket);

/* One thing that was measured. */
struct report_entry {
	ticket_id ticket;
	int place;	 /* among those of the ticket, from 0 */
	i64 from, until; /* until 0: it goes on */
	i64 ms;		 /* how long, as asked; of a promise: 0 */
	enum report_state state;
	i64 kind; /* enum wait_kind of a promise, else 0 */
	enum channel channel;
	group_id group;
	user_id agent;
	const char *tags;
	const char *subject, *requester; /* set, as is status, by report_entries only */
	enum status status;
};

/* What one number of a report counted. */
struct report_part {
	bool of_row;	 /* only of the row with this key */
	const char *key; /* "": of those without one */
	enum report_state state;
	i64 at_least; /* ms; 0: all */
	int hour;     /* of the week, -1: all */
	int bucket;   /* -1: all */
};

struct page;
/* A page of the entries behind a number, by ticket, the newest first. */
enum err report_entries(struct cx *cx, const struct report_ask *ask, const struct report_part *part,
	struct page *page, struct report_entry **ret, int *ret_n) NODISCARD;

#endif
