/*
 * What the API's objects look like and what each operation answers: tables in a small language of
 * their own, from which openapi.json and /docs are made. tests/api/openapi.mjs holds every answer
 * of the API tests against them, so a key that code writes and no table names fails there.
 *
 * A type is a word: int num text bool time date url id object any; `=a|b|c` one of these texts;
 * `@ticket` an object by name; `[T]` a list; `T|U` either; a `?` at the end: or null. A key with
 * `?` at its end may be missing; the key `*` stands for all others.
 *
 * A shape is what a body holds: "201|200 ticket:@ticket users?:[@user]" are statuses and members.
 * `+page` adds the members of both paging styles, `+export` and `+stream` those of the exports.
 * A status alone has no body; "200 text/plain" a body that is not JSON. Answers with
 * other statuses follow behind " ; ".
 */
#ifndef TEND_HTTP_SCHEMA_H
#define TEND_HTTP_SCHEMA_H

#include "http/http_i.h"

struct schema_key {
	const char *key, *type, *help; /* help NULL: the name says it */
};

struct schema {
	const char *name; /* "ticket" */
	const char *page; /* of /docs, where it is described */
	const char *help;
	const struct schema_key *keys; /* ended by a NULL key */
};

/* What an operation answers or takes; path as in the route, names of parameters do not matter. */
struct schema_shape {
	enum method method;
	const char *path, *shape;
};

/* A parameter of the query, the same everywhere. */
struct schema_query {
	const char *name, *type, *help;
};

enum schema_kind {
	S_INT,
	S_NUM,
	S_TEXT,
	S_BOOL,
	S_TIME,
	S_DATE,
	S_URL,
	S_OBJECT,
	S_ANY,
	S_ENUM,	 /* text: the words between | */
	S_REF,	 /* text: name of the object */
	S_LIST,	 /* text: type of the items */
	S_UNION, /* text: the types between | */
};

struct schema_type {
	enum schema_kind kind;
	bool nullable;
	const char *text;
	size_t n;
};

/* The meaning of the n bytes of a type; a word that is none is S_REF to that name. */
struct schema_type schema_type_read(const char *s, size_t n);
/* Next part of "a|b|[c|d]": its start, its length in *ret_n, *s moved behind it; NULL at the end.
 */
const char *schema_part(const char **s, size_t *left, size_t *ret_n);

/* All objects, ended by a NULL name. */
const struct schema *const *schema_all(int *ret_n);
const struct schema *schema_find(const char *name, size_t n);
/* The tables of answers, NULL behind the last; each is ended by a NULL path. */
extern const struct schema_shape *const schema_answer_tables[];
/* Is the row's path the route's, whatever the parameters are called? Rows leave "/api/v2/" out. */
bool schema_same_path(const char *row, const char *path);
/* Shape of what the route answers, of the body it takes when it has no field table; or NULL. */
const char *schema_answer(const struct route *r);
const char *schema_body(const struct route *r);
/* NULL: not described. */
const struct schema_query *schema_query_find(const char *name, size_t n);

/* One member of a shape. */
struct schema_member {
	const char *key, *type;
	size_t key_n, type_n;
	bool optional;
};

enum { SCHEMA_STATUSES = 4, SCHEMA_MEMBERS = 24 };

/* One answer of a shape, taken apart. */
struct schema_reply {
	int status[SCHEMA_STATUSES], status_n;
	const char *media; /* NULL: JSON, or nothing when there are no members */
	size_t media_n;
	struct schema_member members[SCHEMA_MEMBERS];
	int n;
	bool page; /* +page */
};

/* Read the answer at *shape and move behind it; false at the end. */
bool schema_reply_next(const char **shape, struct schema_reply *ret);
/* Members of a paging style, to add to those of a +page: the offset and the cursor one. */
extern const struct schema_member schema_offset_members[], schema_cursor_members[];

/* What an operation may refuse with; returns the number of codes in ret. */
enum { SCHEMA_ERRORS = 16 };
int schema_errors(const struct route *r, enum err ret[SCHEMA_ERRORS]);
/* Does it answer in pages? */
bool schema_is_paged(const struct route *r);

/* openapi_schema.c: a type as JSON Schema under `key`; an object's keys; members as an object. */
void openapi_type(struct jw *w, const char *key, struct schema_type t);
/* The same into the object that is open. */
void openapi_members(struct jw *w, struct schema_type t);
void openapi_object(struct jw *w, const struct schema *s);
void openapi_reply(struct jw *w, const struct schema_reply *r);
/* The same for what goes in, where keys that nobody knows are ignored. */
void openapi_body(struct jw *w, const struct schema_reply *r);

#endif
