/*
 * tend import zendesk, in parts: reading files (cmd_import_read.c), comments by ticket
 * (cmd_import_comments.c), people, fields and tickets (cmd_import_people.c, _fields.c, _tickets.c),
 * attachments (_files.c), fetching from a server into files first (_fetch.c), and what leads them
 * (cmd_import.c).
 */
#ifndef TEND_CMD_IMPORT_H
#define TEND_CMD_IMPORT_H

#include "base/json.h"
#include "cmd.h"
#include "domain/field.h"
#include "domain/ticket_import.h"

enum {
	IMPORT_LINE_MAX = 64 << 20,  /* bytes of one line */
	IMPORT_PAGE_MAX = 256 << 20, /* bytes of a file that is one JSON document */
	IMPORT_FILES_MAX = 100000,   /* files of one list */
	IMPORT_PROBLEMS_SHOWN = 20,
	IMPORT_ADDRESS_MAX = 1000, /* bytes of a server's address */
};

/* --- reading --- */

struct import_reader;

/* One object of a list, or why there is none. */
struct import_record {
	const char *file; /* path */
	i64 line;	  /* 1, …; of a page: where it begins */
	const json_t *json, *page;
	const char *text; /* of json, when it stands alone; else NULL */
	size_t bytes;
	const char *bad; /* json is NULL */
};

/* The files DIR/NAME.jsonl, .ndjson, .json and parts of it ("NAME-2.jsonl") in their order.
 * The caller owns it. */
struct import_reader *import_reader_new(const char *dir, const char *name);
void import_reader_free(struct import_reader **r);
int import_reader_files(const struct import_reader *r);
/* The next object, borrowed until the next call; false at the end. */
bool import_reader_next(struct import_reader *r, struct import_record *ret);

/* --- state --- */

enum import_outcome {
	IMPORT_MADE,
	IMPORT_KNOWN,	 /* is here already */
	IMPORT_LEFT_OUT, /* nothing that we keep */
	IMPORT_LATER,	 /* in the next pass over its list */
	IMPORT_FAILED,
	IMPORT_PASSED_BY, /* in a later pass: was taken before */
	IMPORT_OUTCOMES,
};

enum { IMPORT_LISTS = 10 };

struct import_comments;

struct import {
	struct cmd_env *env;
	struct cx *cx; /* of env */
	const char *dir;
	i64 source;
	bool strict;
	bool stopped;	/* by strict */
	bool served;	/* a daemon works on the same data */
	bool last_pass; /* nothing comes later any more */
	i64 file_max;	/* bytes of an attachment */
	struct import_reader *reader;
	struct import_comments *comments;
	i64 *later; /* ids of those that wait for the next pass over the list, sorted between */
	int later_count, later_cap;
	bool only_later; /* the first pass is over */
	/* for the counts at the end */
	i64 counts[IMPORT_LISTS][IMPORT_OUTCOMES];
	i64 comment_count, comments_failed, open_count, staff_count, strangers, file_count,
		files_missing;
	i64 values_dropped, texts_cut, links_dropped, problems;
	i64 shown_at; /* of the progress line, ms */
};

/* Take in one object of a list; what fails is undone and told by the caller. */
typedef enum err import_take(struct import *im, const json_t *o, enum import_outcome *ret);

import_take import_group, import_organization, import_user, import_identity,
	import_group_membership, import_organization_membership, import_ticket_field,
	import_user_field, import_organization_field, import_ticket;

/* What became of an id of theirs; 0: nothing. */
enum err import_known(struct import *im, enum import_kind kind, i64 id, i64 *ret) NODISCARD;
/* Their id when it can be kept, and when it was made there. */
enum err import_origin(
	struct import *im, enum import_kind kind, const json_t *o, struct origin *ret) NODISCARD;
/* *ret: IMPORT_LATER when somebody here has its id. It gets a new one when all others of its list
 * have theirs: else the new id would be that of the next, and so on through them all. */
enum err import_turn(
	struct import *im, enum import_kind kind, i64 id, enum import_outcome *ret) NODISCARD;
enum err import_remember(struct import *im, enum import_kind kind, i64 id, i64 own) NODISCARD;

/* The user for an id of theirs; somebody unknown and inactive is made when there is none. */
enum err import_person_of(struct import *im, i64 id, user_id *ret) NODISCARD;
/* Of {key: value} what fits our fields; the rest is counted. The caller owns *ret. */
enum err import_fitting(
	struct import *im, enum field_owner owner, const json_t *given, json_t **ret) NODISCARD;

/* Members of JSON objects, leniently: ids also as text, times as RFC 3339 or Unix seconds (0: none,
 * at most now). */
i64 import_id(const json_t *o, const char *key);
i64 import_time(struct import *im, const json_t *o, const char *key);
/* Text, cut to max code points; NULL when it is none. */
const char *import_text(struct import *im, const json_t *o, const char *key, size_t max);
struct opt_text import_opt_text(struct import *im, const json_t *o, const char *key, size_t max);
struct opt_i64 import_opt_bool(const json_t *o, const char *key);
struct text_list import_texts(struct import *im, const json_t *o, const char *key, int max);

/* --- comments --- */

/* Read every comment of the directory into a scratch file, ordered by ticket. */
enum err import_comments_collect(struct import *im) NODISCARD;
/* Those of one ticket, as an array of comments; the caller owns it. */
json_t *import_comments_of(struct import *im, i64 ticket);
void import_comments_free(struct import_comments *c);

/* --- attachments --- */

/* Put the files of a comment that are beside into an upload for it. */
enum err import_files_of(
	struct import *im, const json_t *comment, struct text_list *ret_tokens) NODISCARD;
/* Where the bytes of an attachment lie or will lie below the directory. In the arena. */
const char *import_file_path(struct import *im, i64 id);

/* --- fetching --- */

/* Fetch everything from a server (an address that import_host takes) into im->dir, going on where
 * the last run ended. -1: go on, else the exit code. */
int import_fetch(struct import *im, const char *base);
/* Everything fetched is taken in and the files are gone: the next run fetches what is new. */
enum err import_fetched_all(struct import *im, struct cx *cx) NODISCARD;
/* The host of an address with its port; NULL when it is no http(s) address. In the arena. */
const char *import_host(struct arena *a, const char *url);

/* --- telling --- */

/* A bad object: counted, and told when it is among the first. */
void import_problem(struct import *im, const struct import_record *r, const char *why);
/* Now and then a line on stderr. */
void import_progress_line(struct import *im, const char *what, i64 done);
void import_progress_end(struct import *im);

/* Between two transactions: what was remembered for one is forgotten, news included. */
void import_forget(struct import *im);
/* Leave the database to a daemon for a moment. */
void import_pause(struct import *im);

#endif
