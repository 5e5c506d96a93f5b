/*
 * Drafts: answers and notes that their agent has not sent, one of each per ticket. They belong to
 * the agent, not to the browser: they outlive sessions, reassignment and merges (the draft of a
 * ticket that is merged moves to its target). A write names the version that it has seen, and is
 * refused when another browser wrote meanwhile. Private work in progress: drafts write no events.
 */
#ifndef TEND_DOMAIN_DRAFT_H
#define TEND_DOMAIN_DRAFT_H

#include "base/clock.h"
#include "domain/attachment.h"

enum {
	DRAFT_TEXT_MAX = 262144,  /* code points; more than a comment may have */
	DRAFT_HTML_MAX = 1 << 20, /* bytes */
	DRAFT_FILES_MAX = TICKET_UPLOADS_MAX,
};
#define DRAFT_LIFE_MS (400 * DAY_MS) /* after the last write; and how long its uploads live */

/* The numbers are stored. */
enum draft_mode { DRAFT_REPLY = 1, DRAFT_NOTE = 2 };
/* Why a reply that was held lies here again. X(constant, number, wire name) */
#define DRAFT_NOTICE_LIST(X) \
	X(DRAFT_UNDONE, 1, "undone") \
	X(DRAFT_ANSWERED, 2, "answered") /* somebody wrote meanwhile */ \
	X(DRAFT_CLOSED, 3, "closed") \
	X(DRAFT_REFUSED, 4, "refused") /* the ticket would not take it: notice_text says why */ \
	X(DRAFT_FORBIDDEN, 5, "forbidden") /* the agent may not answer any more */ \
	X(DRAFT_MERGED, 6, "merged")
enum draft_notice {
#define X(constant, number, wire) constant = number,
	DRAFT_NOTICE_LIST(X)
#undef X
};
/* NULL for 0. */
const char *draft_notice_name(enum draft_notice v);
const char *draft_mode_name(enum draft_mode v);
bool draft_mode_parse(const char *name, enum draft_mode *ret);

/* An upload that waits with a draft or a held reply. */
struct kept_file {
	struct upload upload;
	const char *token;
	struct attachment *files; /* of the upload */
	int file_count;
};

/* What an agent has written, wherever it waits. */
struct words {
	const char *body, *html; /* html NULL: plain text */
	const char *stamp;	 /* updated_at of the ticket that the writer saw; NULL: not known */
	enum status status;	 /* to set when it is sent; 0: as it is */
	const char *changes;	 /* what else is set then (domain/reply_changes); NULL: nothing */
	struct text_list uploads; /* tokens */
};

struct draft {
	i64 id; /* 0: there is none */
	user_id user;
	ticket_id ticket;
	enum draft_mode mode;
	i64 version; /* grows with every write; 0: there is none */
	struct words words;
	enum draft_notice notice; /* 0: none */
	const char *notice_text;
	struct kept_file *files;
	int file_count;
	i64 created_at, updated_at;
};

/* The actor's drafts of a ticket that he may see, at most 2. */
enum err draft_of_ticket(struct cx *cx, ticket_id ticket, struct draft **ret, int *ret_n) NODISCARD;
/* A page of the actor's drafts of tickets that he may see, without words and files; by id. */
enum err draft_list(struct cx *cx, struct page *page, struct draft **ret, int *ret_n) NODISCARD;
/*
 * Write the actor's draft. version: that he has seen, 0 for none. *ret_conflict: it has another,
 * *ret is that one (id 0: it is gone) and nothing was written; the same words again are no
 * conflict. Tokens of uploads that are gone, or wait with a held reply, are left out.
 */
enum err draft_put(struct cx *cx, ticket_id ticket, enum draft_mode mode, i64 version,
	const struct words *words, struct draft *ret, bool *ret_conflict) NODISCARD;
/* Throw it away; version 0: whatever it says. Nothing happens when there is none. */
enum err draft_delete(struct cx *cx, ticket_id ticket, enum draft_mode mode, i64 version,
	struct draft *ret, bool *ret_conflict) NODISCARD;

/* --- for those who keep words elsewhere for a while --- */

/* What was held comes back to its writer: into his draft, before what he has written since. `files`
 * move along. Sets *ret. */
enum err draft_give_back(struct cx *cx, const struct draft *from, struct draft *ret) NODISCARD;
/* All drafts of a ticket move to another. */
enum err draft_merge(struct cx *cx, ticket_id from, ticket_id to) NODISCARD;
/* Forget those that nobody touched for DRAFT_LIFE_MS. */
enum err draft_expire(struct cx *cx, int max, int *ret_n) NODISCARD;
/* The words of a ticket or a person are gone for good. */
enum err draft_purge(struct cx *cx, ticket_id ticket, user_id user) NODISCARD;

#endif
