/*
 * Between the parts of a search for tickets: search_source_store.c tells ids (of words, of
 * conditions), search_walk_store.c walks them and checks what they agree on, search_ways_store.c
 * chooses what is walked.
 */
#ifndef TEND_DOMAIN_SEARCH_WALK_I_H
#define TEND_DOMAIN_SEARCH_WALK_I_H

#include "domain/search_i.h"

/* Ids in the order of the walk, read as they are wanted or (`ids`) held. */
struct source {
	struct compose sql;
	struct stmt *rows; /* NULL: there is no such source, or it is held */
	const struct id_list *ids;
	int next;  /* of ids */
	i64 id;	   /* where it stands */
	int bound; /* the value in sql behind which it begins, for a leap; -1: it cannot leap */
	int per_id, leap; /* what one id is there; rows worth a leap */
	int cost, spent;  /* of a row; of all rows so far */
	bool ended;
};

#define SOURCE_INIT(context) \
	{ \
		.sql = COMPOSE_INIT(context), .bound = -1 \
	}

/* A condition that is walked instead of asked. */
struct list {
	const struct search_term *term;
	i64 rows;	    /* about; for one that is not rare, of the sample */
	bool rare;	    /* rows is right, and less than search_effort.few */
	struct id_list ids; /* of a rare one that no index tells by id, when `held` */
	bool held;
};

enum { LISTS = 3 };

struct lists {
	struct cx *cx;
	const struct search *search;
	bool up;	      /* ids ascend */
	i64 after;	      /* and are above this one */
	struct list v[LISTS]; /* rarest first */
	int n;
	const struct search_term *named; /* a name that very many tickets have; NULL: none */
};

/* --- search_source_store.c --- */

/* Which terms are worth walking: those that few tickets fulfil, and of those whose tickets come by
 * id, what less than a quarter of the newest do or what is dear to ask. */
enum err lists_find(struct lists *l, i64 newest) NODISCARD;
/* Make that of l->named the one list, if fewer than search_effort.few have it. */
enum err lists_hold_named(struct lists *l) NODISCARD;
/* The terms that are left when the lists are walked; they live in the arena. */
void lists_leave(const struct lists *l, struct search *rest);

bool source_is(const struct source *s);
/* The next id; false at the end. */
bool source_advance(struct source *s);
/* Walk to the id or past it; *ret: it is there. */
enum err source_reach(struct source *s, bool up, i64 id, bool *ret) NODISCARD;
enum err source_open(struct source *s) NODISCARD;
/* It is then as it was at first; that it was empty before is no harm. */
enum err source_close(struct source *s) NODISCARD;
/* All rows of the words; ids above `after`. */
enum err source_words(struct source *s, bool up, const char *match, i64 after) NODISCARD;
enum err source_list(struct source *s, const struct lists *l, const struct list *list) NODISCARD;
/* The tickets of l->named, in no order. */
enum err source_named(struct source *s, const struct lists *l) NODISCARD;
/* " ORDER BY column", and the way. */
void source_add_way(struct compose *c, bool up, const char *column);

/* --- search_walk_store.c --- */

struct found {
	i64 key, id;
};

struct walk {
	struct cx *cx;
	const struct search *search;
	const char *match, *unwanted; /* words; NULL: none */
	bool up;		      /* ids ascend */
	bool in_order;		      /* what is found is in the order that was asked for */
	bool checked;		      /* candidates need no more questions */
	bool keyed;		      /* and come with what they are sorted by */
	bool part;		      /* no more than the lead's span is walked */
	bool drops;		      /* candidates in no order of ids may have unwanted words */
	bool spans;		      /* the lead goes from `from` to `to`; the rest comes after */
	i64 after;		      /* only above this id */
	i64 newest;
	i64 from, to;	/* ids of the span */
	int enough;	/* found for certain, */
	int look, most; /* more while so few candidates were looked at, up to so many */
	int looked, chunk;
	i64 dear;    /* candidates beyond which another way is cheaper; 0: there is none */
	bool beaten; /* so it is */
	bool ended;  /* all that there are were found */
	struct source lead, also[LISTS], without, gone;
	struct lists lists;
	struct search rest;    /* the terms that are not walked */
	struct compose filter; /* its first value: the candidates */
	struct found *found;
	int n, room;
};

void walk_init(struct walk *w, struct cx *cx, const struct search *s);
/* For the same tickets, with what is known of them (lists), and nothing found yet. */
void walk_again(struct walk *w, const struct walk *known, const struct search *s);
/* " … AND …": visible, and all that w->rest asks of a ticket t. */
enum err walk_add_conditions(struct walk *w, struct compose *c) NODISCARD;
/* The question that candidates are asked. */
enum err walk_make_filter(struct walk *w) NODISCARD;
/* The lead becomes a walk along the index of searches from w->from to w->to, conditions and all. */
enum err walk_open_span(struct walk *w) NODISCARD;
/* One way, from its sources, which `open` opens, to its end: w->found, in order. */
enum err walk_by(struct walk *w, enum err (*open)(struct walk *w)) NODISCARD;

#endif
