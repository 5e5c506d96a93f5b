/*
 * The HTTP floor as main.c sees it: start, stop, and what it needs to know.
 */
#ifndef TEND_HTTP_SERVER_H
#define TEND_HTTP_SERVER_H

#include "base/err.h"

struct arena;
struct buf;
struct webhook_call;
struct webhook_answer;

struct server_options {
	const char *listen;	     /* "127.0.0.1:8080", "[::1]:8080" */
	const char *public_url;	     /* NULL: what the client used */
	const char *web_dir;	     /* serve assets and pages from here (development), or NULL */
	const char *data_dir;	     /* attachments are below */
	const char *name;	     /* who answers, for the public pages */
	const char *time_zone;	     /* zone of times on the public pages */
	const char *trusted_proxies; /* networks, comma-separated, or NULL */
	int workers;		     /* 0: cores, at least 2 */
	int rate_limit;		     /* requests a minute per token; 0: off */
	int max_connections;	     /* whole server */
	int max_per_address;	     /* connections per address */
	i64 free_floor;		     /* bytes that uploads leave free on the disk; 0: none */
	i64 max_upload;		     /* bytes of one attachment */
	const uint8_t *link_key;     /* SECRET_KEY bytes */
	/* Send a request out and wait for what comes of it (domain/webhook_delivery.h). */
	void (*call_out)(
		struct arena *a, const struct webhook_call *call, struct webhook_answer *ret);
	/* Fetch a picture of another house within ms; its content type, or NULL
	 * (channels/picture.h). */
	const char *(*fetch_picture)(const char *url, i64 ms, struct buf *out);
	/* Draw a page of a PDF file into a descriptor (channels/pdf_page.h). */
	bool (*draw_page)(int pdf, int page, int out);
};

/* Listen and serve on own threads. False with a sentence in why. *ret_port: the port bound. */
bool server_start(const struct server_options *options, int *ret_port, char *why, size_t why_cap);
/* Refuse new requests, finish running ones, end streams, stop: within 5 s. After writer_stop has
 * drained, before readers close. */
void server_drain(void);
void server_stop(void);
/* Bytes of the largest attachment that is taken. */
i64 server_max_upload(void);

#endif
