/*
 * The route table: one row per operation. 404, 405 with Allow, HEAD, OPTIONS, the capability check,
 * body limits, field parsing, openapi.json and the authorisation test matrix all come from it.
 * Rows live in src/http/api_*.c and page_*.c as arrays ended by {0}; src/http/routes.c lists the
 * arrays once.
 */
#ifndef TEND_HTTP_ROUTE_H
#define TEND_HTTP_ROUTE_H

#include "base/json.h"
#include "domain/can.h"

struct rq;
/* Opaque: only the reply_* functions make one, so a path without an answer does not compile. */
typedef const struct done_token *done;

enum method { M_GET = 1, M_POST, M_PUT, M_PATCH, M_DELETE };

/*
 * Where the handler runs. READ: on the HTTP worker with its own read connection in one snapshot
 * (under ~2 ms). WRITE: on the writer thread inside a savepoint; the reply is sent after COMMIT, an
 * error reply rolls back; may run twice. SLOW: on the slow pool with a read connection, may block
 * and may use writer_call. ASIDE: the same on a pool of its own, for what strangers can make long
 * (other houses' answers, their files), so that nobody's sign-in waits behind it. PLAIN: on the
 * HTTP worker without a database (cx.db is NULL) and without asking who it is; CAP_PUBLIC only.
 */
enum run { RUN_READ, RUN_WRITE, RUN_SLOW, RUN_ASIDE, RUN_PLAIN };

enum body {
	BODY_NONE, /* read and dropped (clients send bodies with DELETE and empty PUTs) */
	BODY_JSON, /* parsed; an empty body is an empty object */
	BODY_FORM, /* application/x-www-form-urlencoded or multipart/form-data, files to disk; of an
		    * API row also a flat JSON object */
	BODY_FILE, /* streamed to a temporary file whatever its type (multipart: its first file) */
};

enum field_kind {
	F_TEXT,	 /* struct opt_text: string or null; numbers are taken as text */
	F_I64,	 /* struct opt_i64: integer, or a string of digits; null is 0 */
	F_ID,	 /* struct opt_i64: as F_I64; "" and null are 0 */
	F_BOOL,	 /* struct opt_i64: true/false, also "true" "false" "1" "0" */
	F_TIME,	 /* struct opt_i64, ms: RFC 3339 text or null */
	F_TEXTS, /* struct opt_texts: array of strings, or one string split at spaces and commas */
	F_IDS,	 /* struct opt_ids: array of ids, or one string split at commas */
	F_JSON,	 /* json_t *: any value, borrowed from the body, NULL when absent */
};

struct opt_texts {
	bool set;
	struct text_list v;
};
struct opt_ids {
	bool set;
	struct id_list v;
};

struct field {
	const char *name; /* key in the body */
	enum field_kind kind;
	size_t offset;	   /* into the input struct */
	int max;	   /* code points or items; 0: the kind's own limit (65,536; 1,000) */
	const char *title; /* for error sentences, "Subject"; NULL: the name */
	const char *help;  /* for the reference */
};

/* How a JSON body becomes the input struct that the handler gets. */
struct field_table {
	const char *envelope; /* "ticket": fields are inside {"ticket":{…}}; NULL: at the top */
	size_t size;	      /* of the input struct; zeroed before parsing */
	const struct field *fields; /* ended by a NULL name */
};

struct route {
	enum method method;
	const char
		*path; /* "/api/v2/tickets/:ticket_id"; ".json" is optional; a "*" takes the rest */
	done (*handler)(struct rq *rq, void *in);
	enum run run;
	enum capability cap;
	enum body body;
	const struct field_table *fields; /* NULL: in is NULL, rq->json holds the body; of a
					     BODY_FORM they only describe it */
	size_t max_body;		  /* bytes; 0: 64 KiB for BODY_NONE, 1 MiB otherwise */
	const char *query;		  /* names of query parameters, comma-separated, or NULL */
	const char *help;		  /* one sentence for the reference */
};

/* All rows, in matching order; *ret_n their number. */
const struct route *const *route_all(int *ret_n);
const char *method_name(enum method m);

#endif
