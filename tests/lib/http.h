/*
 * A client for tests: one keep-alive connection each, on libcurl. Paths go out exactly as given.
 * Not shared between threads.
 */
#ifndef TEND_TESTS_HTTP_H
#define TEND_TESTS_HTTP_H

#include "base/buf.h"

#include <jansson.h>

struct http;

struct part {
	const char *name, *value; /* value: the text, or a file's content */
	size_t size;
	const char *file_name, *content_type; /* of a file; else NULL */
};

struct call {
	const char *method, *path;  /* "/api/v2/…" */
	const char *auth;	    /* value of Authorization, or NULL */
	const char *const *headers; /* "Name: value", ended by NULL; or NULL */
	const char *body;	    /* NULL: none */
	size_t body_size;
	const struct part *parts; /* multipart form instead of body */
	int part_count;
};

struct answer {
	int status; /* 0: no answer came */
	char reason[64];
	struct buf headers, body;
	json_t *json;	   /* of the body, NULL when it is none */
	char failure[256]; /* why no answer came */
	i64 us;
};

struct http *http_new(const char *base_url);
void http_free(struct http *h);
/* Send and wait (at most 60 s). The answer lives until the next call on h. */
const struct answer *http_call(struct http *h, const struct call *call);
/* GET, POST, PUT, DELETE with a JSON text (may be NULL). */
const struct answer *http_json(
	struct http *h, const char *auth, const char *method, const char *path, const char *json);
/* Value of the n-th header of that name (n from 0), into out; false when there is none. */
bool answer_header(const struct answer *a, const char *name, int n, char *out, size_t cap);

/* "Basic …" of user:password into out. */
void http_basic(char *out, size_t cap, const char *user, const char *password);

/* Raw bytes: connect, send, read until the peer closes or `wait_ms` pass without news.
 * *ret_closed: the peer closed. The bytes read are appended to out. */
bool raw_exchange(
	int port, const void *bytes, size_t n, int wait_ms, struct buf *out, bool *ret_closed);
/* A connected socket to 127.0.0.1:port, or -1. */
int raw_connect(int port);

#endif
