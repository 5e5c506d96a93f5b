/*
 * One request while it is handled: who asks, what for, and the reply that is being written.
 * Everything hangs on rq->cx.arena and is gone when the reply is sent. A handler gets its rq on
 * one thread at a time.
 */
#ifndef TEND_HTTP_RQ_H
#define TEND_HTTP_RQ_H

#include "base/jsonw.h"
#include "domain/page.h"
#include "http/route.h"

/* A file that came with the request, already complete on disk (not yet in its final place). */
struct rq_file {
	const char *field, *file_name, *content_type;
	const char *path; /* temporary file below DATA/files/tmp; removed with the request unless
			     renamed */
	i64 size;
	uint8_t sha256[32];
};

struct rq {
	struct cx cx;
	const struct route *route;
	enum method method;
	bool is_head;
	const char *path;     /* as asked, without query and .json */
	const char *base_url; /* "http://host:8080", as the client used it; no slash at the end */
	const char *request_id;
	const char *user_agent;
	bool bad_credentials; /* an Authorization header that names nobody; only CAP_PUBLIC rows see
				 it */
	const char *locale;   /* "en" … chosen from Accept-Language */
	json_t *json;	      /* BODY_JSON: the whole body, an object */
	const char *raw;      /* the bytes of the body (BODY_JSON) */
	size_t raw_size;
	struct rq_file *files;
	int file_count;
	struct jw jw;		    /* of the reply in progress */
	struct rq_private *private; /* http/ core only */
};

/* Path parameter as a number: E_NOT_FOUND when it is not one. 64-bit values are numbers. */
enum err rq_id(struct rq *rq, const char *name, i64 *ret_id) NODISCARD;
/* Path parameter as text, never NULL. */
const char *rq_param(struct rq *rq, const char *name);
/* Query parameter, decoded; NULL when absent. A duplicate was refused before. */
const char *rq_query(struct rq *rq, const char *name);
/* Query parameter as integer: E_PARAM when it is not one. */
enum err rq_query_i64(struct rq *rq, const char *name, i64 otherwise, i64 *ret) NODISCARD;
/* "ids=1,2,3": E_PARAM when one is not a number, E_TOO_MANY above PAGE_MAX. */
enum err rq_query_ids(struct rq *rq, const char *name, struct id_list *ret) NODISCARD;
/* ?ids=, which has to be there: E_PARAM_MISSING otherwise. */
enum err rq_required_ids(struct rq *rq, struct id_list *ret) NODISCARD;
/* "a,b" or name[]=a&name[]=b. */
struct text_list rq_query_texts(struct rq *rq, const char *name);
/* The same: E_TOO_MANY above PAGE_MAX. */
enum err rq_query_few(struct rq *rq, const char *name, struct text_list *ret) NODISCARD;
/* Does ?include= name this side-load? */
bool rq_include(struct rq *rq, const char *what);
/* Form value (BODY_FORM), cleaned UTF-8; NULL when absent. */
const char *rq_form(struct rq *rq, const char *name);
/* Request header, NULL when absent. */
const char *rq_header(struct rq *rq, const char *name);
/* Cookie value, NULL when absent. */
const char *rq_cookie(struct rq *rq, const char *name);

/* One JSON object (NULL or not one: empty) into a new input struct in the arena, as the body of a
 * route is; the table's envelope is not looked at. E_INVALID with a detail per field. */
enum err rq_parse(struct rq *rq, const struct field_table *table, const json_t *object,
	void **ret_in) NODISCARD;

/*
 * The page that the query asks for, both dialects: page, per_page | page[size], page[after],
 * page[before], and sort_by, sort_order | sort. `sorts` is a NULL-ended list of names, the first is
 * the default ("-name": descending by default; "#name": in offset style only). An unknown sort is
 * E_PARAM, an unknown sort_by is no sort_by.
 */
enum err rq_page(struct rq *rq, const char *const *sorts, struct page *ret) NODISCARD;
/* For results that have no key that lasts: a cursor holds the place where its page begins or ends.
 * rq_page_place, after rq_page, sets offset and limit; rq_page_placed, when rows, count and
 * has_more are known, what reply_page needs. */
void rq_page_place(struct page *page);
void rq_page_placed(struct page *page);
/*
 * One page of a list that is whole in memory: rows ret->offset to ret->offset + ret->rows; all of
 * them where the query asks for no page. A cursor names the row that it lies behind or before; when
 * that one is gone, its old place counts. rq_page_rows: for structs with an `id`; rows NULL: they
 * have none.
 */
enum err rq_page_whole(
	struct rq *rq, const void *rows, size_t size, size_t id, int n, struct page *ret) NODISCARD;
#define rq_page_rows(rq, rows, n, ret) \
	rq_page_whole(rq, rows, sizeof *(rows), offsetof(__typeof__(*(rows)), id), n, ret)
/* The same for the one list that also has the paging from before page[size]: ?limit= asks for
 * cursor pages, and reply_history_urls gives before_url to what is older. */
enum err rq_page_history(struct rq *rq, const char *const *sorts, struct page *ret) NODISCARD;

/* --- replies: each request calls exactly one of the functions that give `done` --- */

/* Begin a JSON reply: status, then write members of the top object; end with reply_end. */
struct jw *reply_begin(struct rq *rq, int status);
done reply_end(struct rq *rq);
/* Begin a list: the top object and the array `key` are open; write the items. */
struct jw *reply_list(struct rq *rq, const char *key);
/* Close the array only, to write side-loads beside it. */
void reply_list_end(struct rq *rq);
/* before_url, after_url and their cursors, if ?limit= asked for such pages. Beside the list. */
void reply_history_urls(struct rq *rq, const struct page *page);
/* Write count, next_page… or meta, links, and finish. Calls reply_list_end when it was not. */
done reply_page(struct rq *rq, const struct page *page);
/* A member with the client's own address, `name` set to `value` (NULL: the member is null) and the
 * parameters in `without` (NULL-ended) left out. */
void reply_link(struct rq *rq, const char *member, const char *name, const char *value,
	const char *const *without);
/* The error body for rq->cx.fail: API shape under /api and /oauth, a page elsewhere. */
done reply_error(struct rq *rq);
/* Record a failure and answer it. */
#define reply_fail(rq, ...) (failure_add(&(rq)->cx.fail, __VA_ARGS__), reply_error(rq))
/* 204 without body. */
done reply_no_content(struct rq *rq);
/* 303 See Other. */
done reply_redirect(struct rq *rq, const char *location);
/* Bytes of a type; copied. */
done reply_bytes(struct rq *rq, int status, const char *content_type, const void *p, size_t n);
/* A file from disk, from its open descriptor (taken over); size bytes; Range is honoured. */
done reply_fd(struct rq *rq, const char *content_type, int fd, i64 size);
/* Hand the connection to the event stream. */
done reply_events(struct rq *rq);
/* Add a header; call before the function that finishes. Values with CR, LF or NUL are refused. */
void reply_header(struct rq *rq, const char *name, const char *value);
/* Set the session cookie (token NULL: clear it). */
void reply_session_cookie(struct rq *rq, const char *token);

#endif
