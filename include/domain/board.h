/*
 * The deadline board: what is late, what falls due within the next hours, who is there to answer,
 * and whether they will make it. Read only; deadlines are the tickets' next ones (domain/wait).
 */
#ifndef TEND_DOMAIN_BOARD_H
#define TEND_DOMAIN_BOARD_H

#include "domain/report.h"

enum {
	BOARD_HOURS = 8, /* looked ahead when nothing else is asked */
	BOARD_HOURS_MAX = 48,
	BOARD_LOOK = 5000,   /* late tickets that are looked at, and as many that fall due */
	BOARD_TICKETS = 100, /* of each are shown */
	BOARD_PEOPLE = 500,
	BOARD_HERE_MINUTES = 15, /* seen within: here */
	BOARD_RATE_DAYS = 14,
	BOARD_RATE_LEAST = 5,	/* hours of people: fewer tell nothing */
	BOARD_RATE_ASSUMED = 4, /* answers per person and hour where nothing is known */
};

/* X(constant, wire name): from where the rate of answers is known. */
#define BOARD_RATE_LIST(X) \
	X(BOARD_RATE_HOURS, "same_hours") \
	X(BOARD_RATE_ALL, "all_hours") \
	X(BOARD_RATE_NONE, "assumed")
#define X(constant, wire) constant,
enum board_rate_source { BOARD_RATE_LIST(X) };
#undef X
const char *board_rate_source_name(enum board_rate_source source);

/* Answers by people, and the hours (per person, each begun hour in which he answered) they took. */
struct board_work {
	i64 answers, hours;
};
struct board_rate {
	enum board_rate_source source;
	struct board_work work; /* that it was made of */
	double per_hour;	/* answers per person and hour */
};
/* From the work of each hour of the week: that of `n` hours from `first` on, else that of all, else
 * what is assumed. Pure. */
struct board_rate board_rate_of(const struct board_work week[REPORT_HOURS], int first, int n);
/*
 * Of n due times in order, how many of those later than `now` will not be answered in time, when
 * all are answered in that order, `per_hour` of them each hour, from now on. Pure.
 */
int board_late(const i64 *due, int n, i64 now, double per_hour);

struct board_person {
	user_id id;
	const char *name;
	bool available, here;
	i64 seen_at;	/* 0: never */
	i64 capacity;	/* -1: no limit */
	i64 open, load; /* domain/assignment */
	i64 overdue, due;
};
struct board_group {
	group_id id; /* 0: of none */
	const char *name;
	i64 overdue, due, unassigned; /* unassigned: of both */
	i64 next_due_at;	      /* of those that are not late; 0: none */
};
struct board_ticket {
	ticket_id id;
	const char *subject;
	enum status status;
	enum priority priority;
	group_id group;
	user_id agent;
	const char *group_name, *agent_name;
	i64 kind, due_at; /* enum wait_kind */
};
struct board {
	i64 until;
	const struct zone *zone;
	i64 overdue, due;	     /* tickets */
	bool complete;		     /* false: there are more than BOARD_LOOK */
	i64 slices[BOARD_HOURS_MAX]; /* due in each hour from now on */
	struct board_person *people; /* here first, then by what is late and due */
	int person_count;
	struct board_group *groups; /* by what is late and due */
	int group_count;
	struct board_ticket *tickets; /* by due time */
	int ticket_count;
	/* the forecast */
	int here, will_breach;
	struct board_rate rate;
	const char *definition;
};
/* hours: 1..BOARD_HOURS_MAX; in the arena. */
enum err board_load(struct cx *cx, int hours, struct board *ret) NODISCARD;

#endif
