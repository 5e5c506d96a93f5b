/*
 * HTML of a mail, made fit to be shown in a frame of its own: written anew from what was
 * understood, with tables, fonts and colours, without scripts, forms, frames, sounds and addresses
 * other than links. Pictures of other houses keep a number instead of an address, so that they are
 * fetched only when somebody asks, and not by the browser. The first quotation is folded.
 */
#ifndef TEND_BASE_HTML_MAIL_H
#define TEND_BASE_HTML_MAIL_H

#include "base/arena.h"
#include "base/buf.h"

enum {
	HTML_MAIL_DEPTH = 200,	  /* elements in one another; deeper ones lose their tags */
	HTML_MAIL_MAX = 8 << 20,  /* bytes of what comes out; the rest is cut */
	HTML_MAIL_PICTURES = 200, /* of other houses; more are left out */
	HTML_MAIL_DATA = 1 << 20, /* bytes of a picture in the text itself */
};

struct html_mail {
	const char *quote_title; /* of the folded quotation: "Show quoted text" */
	/* Where a picture of another house is to be found; NULL: nowhere, it stays away. In the
	 * arena. */
	const char *(*picture)(void *self, int n);
	/* Where a file of the message is, by its content id ("cid:" left out) or own address; NULL:
	 * none. */
	const char *(*file)(void *self, const char *name);
	void *self;
};

/* The safe body; not a whole document. */
void html_mail_write(
	struct arena *a, const char *html, const struct html_mail *options, struct buf *out);
/* The address of picture n, from 0, of another house; NULL: there is no such. In the arena. */
const char *html_mail_picture(struct arena *a, const char *html, int n);

#endif
