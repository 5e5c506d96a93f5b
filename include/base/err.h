/*
 * Errors: one list of codes, and a record of what went wrong where.
 *
 * Functions with more than one way to fail return `enum err`; the detail (field, code, sentence)
 * travels beside it in a `struct failure` that lives in the caller's context. Library code never
 * logs an error that it returns: the top does, once.
 */
#ifndef TEND_BASE_ERR_H
#define TEND_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t i64;

#define NODISCARD	 __attribute__((warn_unused_result))
#define PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define CLEANUP(fn)	 __attribute__((cleanup(fn)))
#define COUNT_OF(a)	 (sizeof(a) / sizeof((a)[0]))

/* code, HTTP status, wire name (the `error` of the API's error body) */
#define ERR_LIST(X) \
	X(OK, 200, "OK") \
	X(E_INVALID, 422, "RecordInvalid") \
	X(E_PARAM, 400, "InvalidValue") \
	X(E_PARAM_MISSING, 400, "ParameterMissing") \
	X(E_TOO_MANY, 400, "TooManyValues") \
	X(E_JSON, 400, "InvalidJSON") \
	X(E_BAD_REQUEST, 400, "BadRequest") \
	X(E_IDEMPOTENT, 400, "IdempotentRequestError") \
	X(E_PAGING_DEPTH, 400, "InvalidPaginationDepth") \
	X(E_UNAUTHENTICATED, 401, "Couldn't authenticate you") \
	X(E_FORBIDDEN, 403, "Forbidden") \
	X(E_NOT_FOUND, 404, "RecordNotFound") \
	X(E_NO_ROUTE, 404, "InvalidEndpoint") \
	X(E_METHOD, 405, "MethodNotAllowed") \
	X(E_TIMEOUT, 408, "RequestTimeout") \
	X(E_UPDATE_CONFLICT, 409, "UpdateConflict") \
	X(E_DB_CONFLICT, 409, "DatabaseConflict") \
	X(E_TOO_LARGE, 413, "RequestEntityTooLarge") \
	X(E_URI_TOO_LONG, 414, "URITooLong") \
	X(E_MEDIA, 415, "UnsupportedMediaType") \
	X(E_SEARCH, 422, "invalid") \
	X(E_RATE, 429, "TooManyRequests") \
	X(E_HEADERS, 431, "RequestHeaderFieldsTooLarge") \
	X(E_INTERNAL, 500, "InternalError") \
	X(E_BUSY, 503, "ServiceUnavailable") \
	X(E_STORAGE, 507, "InsufficientStorage")

enum err {
#define X(code, status, wire) code,
	ERR_LIST(X)
#undef X
};

/* HTTP status of a code (200..599). */
int err_status(enum err e);
/* Name on the wire, e.g. "RecordInvalid"; static storage. */
const char *err_wire(enum err e);

enum { FAILURE_DETAILS = 8 };

struct failure_detail {
	char field[48];	      /* attribute, or "base" */
	char code[24];	      /* e.g. "BlankValue"; "" when there is none */
	char reason[32];      /* which of our own sentences says it: "snooze_past", or "" */
	char about[96];	      /* the name or number in that sentence, or "" */
	char text[224];	      /* a sentence for people */
	int64_t ticket_field; /* whose value it is about; 0: of no custom field */
	char field_type[24];  /* then its type, "tagger" */
};

/* What went wrong in one request or command. Zero-initialised means: nothing. */
struct failure {
	enum err code; /* the first code that was recorded */
	int count;     /* details in use */
	struct failure_detail details[FAILURE_DETAILS];
};

/*
 * Record a failure and return its code, so that callers write `return failure_add(...)`.
 * The first code stays; later calls add details (up to FAILURE_DETAILS, the rest are dropped).
 * `field` and `code` may be NULL. `code` is what clients know ("InvalidValue"); a reason of our own
 * may follow it behind a colon, by which the app finds its words ("InvalidValue:snooze_past").
 */
enum err failure_add(struct failure *f, enum err e, const char *field, const char *code,
	const char *fmt, ...) PRINTF(5, 6);

/* The detail added last speaks of this name or number. Returns e. */
enum err failure_about(struct failure *f, enum err e, const char *fmt, ...) PRINTF(3, 4);

/* The detail added last is about the value of this custom field of tickets. */
void failure_of_field(struct failure *f, int64_t id, const char *type);

/* Pass an error up. */
#define TRY(expr) \
	do { \
		enum err try_err_ = (expr); \
		if (try_err_ != OK) \
			return try_err_; \
	} while (0)

#endif
