/* Private to http: the files that the web build made, embedded by src/tools/embed.c. */
#ifndef TEND_HTTP_ASSET_H
#define TEND_HTTP_ASSET_H

#include "http/http_i.h"

struct asset_bytes {
	const void *p; /* NULL: there is none */
	size_t n;
};

struct asset {
	const char *name; /* "agent.js" */
	const char *url;  /* "/assets/agent-0123456789.js" */
	const char *mime;
	const char *sha256; /* hex */
	struct asset_bytes raw, gzip, brotli;
};

struct asset_page {
	const char *name; /* "layout.html" */
	const char *text;
	size_t size;
};

/* Made by the build; both end with a NULL name. */
extern const struct asset assets[];
extern const struct asset_page asset_pages[];

/* What is served now: the embedded files, or those of --web-dir. */
const struct asset *asset_all(void);
const struct asset_page *asset_pages_all(void);
/* Read --web-dir again when its manifest is newer than what is held. True: something changed. */
bool asset_refresh(void);
void asset_start(const char *web_dir);
void asset_stop(void);
const struct asset *asset_by_name(const char *name);
/* GET /assets/… */
done asset_serve(struct rq *rq, void *in);

#endif
