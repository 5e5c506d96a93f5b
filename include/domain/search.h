/*
 * Search over tickets, users, organisations and groups, in the grammar of the API (§11 of its
 * description): words, "phrases", prefix*, -negation, key:value, key<value, key>value; the same
 * key twice means either, different keys mean both. Nothing a person types is an error but too
 * much of it: what has no meaning is looked for as a word.
 *
 * Newest ticket first unless sorted. The first SEARCH_DEPTH results and counts up to there are
 * right; a count beyond is how many were seen when SEARCH_LOOK tickets had been looked at or as
 * much had been read as counting is worth, at most SEARCH_GATHER. Words are sorted among the newest
 * that were so found.
 */
#ifndef TEND_DOMAIN_SEARCH_H
#define TEND_DOMAIN_SEARCH_H

#include "domain/page.h"
#include "domain/ticket.h"
#include "domain/user.h"

enum {
	SEARCH_TEXT_MAX = 1000, /* code points of a query */
	SEARCH_TERMS_MAX = 32,
	SEARCH_DEPTH = 1000,   /* results that can be paged to */
	SEARCH_LOOK = 2500,    /* tickets looked at to count beyond SEARCH_DEPTH */
	SEARCH_GATHER = 10000, /* tickets counted */
};

enum search_type {
	SEARCH_TICKETS = 1,
	SEARCH_USERS = 2,
	SEARCH_ORGANIZATIONS = 4,
	SEARCH_GROUPS = 8
};

/* X(constant, name, other name, which types have it) */
#define SEARCH_KEY_LIST(X) \
	X(KEY_STATUS, "status", NULL, SEARCH_TICKETS) \
	X(KEY_PRIORITY, "priority", NULL, SEARCH_TICKETS) \
	X(KEY_TICKET_TYPE, "ticket_type", NULL, SEARCH_TICKETS) \
	X(KEY_SUBJECT, "subject", NULL, SEARCH_TICKETS) \
	X(KEY_DESCRIPTION, "description", NULL, SEARCH_TICKETS) \
	X(KEY_COMMENT, "comment", NULL, SEARCH_TICKETS) \
	X(KEY_REQUESTER, "requester", "requester_id", SEARCH_TICKETS) \
	X(KEY_SUBMITTER, "submitter", "submitter_id", SEARCH_TICKETS) \
	X(KEY_ASSIGNEE, "assignee", "assignee_id", SEARCH_TICKETS) \
	X(KEY_CC, "cc", NULL, SEARCH_TICKETS) \
	X(KEY_COMMENTER, "commenter", NULL, SEARCH_TICKETS) \
	X(KEY_SOLVED, "solved", "solved_at", SEARCH_TICKETS) \
	X(KEY_DUE, "due_date", "due_at", SEARCH_TICKETS) \
	X(KEY_VIA, "via", NULL, SEARCH_TICKETS) \
	X(KEY_FIELD_VALUE, "fieldvalue", NULL, SEARCH_TICKETS) \
	X(KEY_BRAND, "brand", "brand_id", SEARCH_TICKETS) \
	X(KEY_FORM, "form", "ticket_form_id", SEARCH_TICKETS) \
	X(KEY_SATISFACTION, "satisfaction", NULL, SEARCH_TICKETS) \
	X(KEY_HAS_ATTACHMENT, "has_attachment", NULL, SEARCH_TICKETS) \
	X(KEY_ID, "id", "ticket_id", SEARCH_TICKETS) \
	X(KEY_GROUP, "group", "group_id", SEARCH_TICKETS | SEARCH_USERS) \
	X(KEY_ORGANIZATION, "organization", "organization_id", SEARCH_TICKETS | SEARCH_USERS) \
	X(KEY_TAGS, "tags", "tag", SEARCH_TICKETS | SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_CREATED, "created", "created_at", \
		SEARCH_TICKETS | SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_UPDATED, "updated", "updated_at", \
		SEARCH_TICKETS | SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_EXTERNAL_ID, "external_id", NULL, \
		SEARCH_TICKETS | SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_EMAIL, "email", NULL, SEARCH_USERS) \
	X(KEY_ROLE, "role", NULL, SEARCH_USERS) \
	X(KEY_PHONE, "phone", NULL, SEARCH_USERS) \
	X(KEY_IS_VERIFIED, "is_verified", NULL, SEARCH_USERS) \
	X(KEY_IS_SUSPENDED, "is_suspended", NULL, SEARCH_USERS) \
	X(KEY_NOTES, "notes", NULL, SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_DETAILS, "details", NULL, SEARCH_USERS | SEARCH_ORGANIZATIONS) \
	X(KEY_NAME, "name", NULL, SEARCH_USERS | SEARCH_ORGANIZATIONS | SEARCH_GROUPS)

enum search_key {
	KEY_WORD, /* no key: text */
#define X(constant, name, other, types) constant,
	SEARCH_KEY_LIST(X)
#undef X
		KEY_CUSTOM_FIELD, /* custom_field_123: the number is in `field` */
};

enum search_op { OP_IS, OP_LESS, OP_LESS_EQUAL, OP_MORE, OP_MORE_EQUAL };

struct search_term {
	enum search_key key;
	enum search_op op;
	bool negated, phrase, prefix;
	i64 field;
	const char *value; /* never NULL; without quotes and trailing * */
};

enum search_sort { SORT_NEWEST, SORT_CREATED, SORT_UPDATED, SORT_PRIORITY, SORT_STATUS, SORT_TYPE };

struct search {
	unsigned types; /* bits; what `type:` asked, else what the keys allow */
	struct search_term *terms;
	int term_count;
	enum search_sort sort;
	bool ascending;
};

/* Pure. E_PARAM: longer than SEARCH_TEXT_MAX or more than SEARCH_TERMS_MAX terms. */
enum err search_parse(struct cx *cx, const char *text, struct search *ret) NODISCARD;
/* A part of the text as the parser took it: [start, end) in UTF-16 units, as browsers count. */
struct search_part {
	int start, end;
	int value_start;  /* of the part behind the operator; start where there is none */
	int term;	  /* its term, or -1: it only steers (type:, order_by:, sort:) */
	const char *name; /* what stood before the operator: "status"; NULL: a word or a phrase */
	bool unclosed;	  /* a phrase without its end */
	bool empty;	  /* a known key without a value: "status:" */
	bool unknown;	  /* a key that nothing has: it was taken as a word */
};
/* The same as search_parse, telling how; ret_parts has SEARCH_TERMS_MAX places at least. */
enum err search_parse_parts(struct cx *cx, const char *text, struct search *ret,
	struct search_part **ret_parts, int *ret_n) NODISCARD;
/* Why a ticket can never fit this term: "value" (no such one), "time", "number", "key" (of other
 * things than tickets); NULL: it may. */
const char *search_term_fault(i64 now, const struct search_term *t);
/* The i-th key that tickets have, NULL behind the last. */
const char *search_ticket_key(int i);

/* Set the sort by its API name ("created_at", "relevance"…); unknown ones are left alone. */
void search_set_sort(struct search *s, const char *by, const char *order);

struct search_hit {
	enum search_type type;
	i64 id;
};

/* One page by offset; page->count is set. E_SEARCH: deeper than SEARCH_DEPTH. */
enum err search_run(struct cx *cx, const struct search *search, struct page *page,
	struct search_hit **ret, int *ret_n) NODISCARD;
/* How many, as search_run counts. */
enum err search_count(struct cx *cx, const struct search *search, i64 *ret) NODISCARD;
/* Users alone, newest first: whatever the grammar says of users; an address finds its owner. Both
 * paging styles; page->count is set. */
enum err search_users(struct cx *cx, const char *text, struct page *page, struct user **ret,
	int *ret_n) NODISCARD;
/* The actor's own requests and those he is copied on, as customers see them: words of public
 * comments, status, priority, type, times. Anything else finds nothing. At most SEARCH_GATHER ids.
 */
enum err search_requests(struct cx *cx, const char *text, struct id_list *ret) NODISCARD;
/* Everything of one type, by id, in cursor pages of up to 1,000. */
enum err search_export(struct cx *cx, const struct search *search, struct page *page,
	struct search_hit **ret, int *ret_n) NODISCARD;

#endif
