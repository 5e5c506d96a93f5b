/*
 * Fetching pages and files from a helpdesk that an administrator names on the command line. One
 * request at a time, on the caller's thread, which waits as long as the server asks it to.
 */
#ifndef TEND_CHANNELS_DOWNLOAD_H
#define TEND_CHANNELS_DOWNLOAD_H

#include "base/arena.h"
#include "base/buf.h"

struct download;

/* How the server is reached. The texts live as long as the download. */
struct download_options {
	const char *base;   /* "https://example.zendesk.com", without a slash at the end */
	const char *user;   /* NULL: secret is a bearer token */
	const char *secret; /* else the password of user */
	/* Told before each wait, in whole seconds. */
	void (*on_wait)(void *self, int seconds, const char *reason);
	void *self;
};

enum {
	DOWNLOAD_TRIES = 6,	 /* of one request, when the server is busy or away */
	DOWNLOAD_WAIT_MAX = 600, /* seconds that a server may make us wait at once */
	DOWNLOAD_LIMITS = 1000,	 /* answers 429 to one request before it is given up */
};

/* The caller owns it; NULL when libcurl cannot start. */
struct download *download_new(const struct download_options *options);
void download_free(struct download *d);

/*
 * GET base + path into body, which is emptied first and has its own maximum. Returns the HTTP
 * status, after waiting out 429 and 5xx; 0 with a sentence in why when no answer came or it is too
 * long. Redirects are not followed.
 */
int download_page(
	struct download *d, const char *path, struct buf *body, char *why, size_t why_cap);

/*
 * GET a file of at most max bytes into the open descriptor. The credentials go to the base's own
 * host only; other hosts, also behind redirects, must speak https. Returns as download_page.
 */
int download_file(struct download *d, const char *url, int fd, i64 max, char *why, size_t why_cap);

#endif
