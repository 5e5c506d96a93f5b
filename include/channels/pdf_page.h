/*
 * Pages of a PDF as pictures, made by Debian's pdftoppm (package poppler-utils) in a process of its
 * own that can do little: it reads one file, writes one pipe, and has 5 s and 512 MB. A file that
 * is made to do harm harms that process alone.
 */
#ifndef TEND_CHANNELS_PDF_PAGE_H
#define TEND_CHANNELS_PDF_PAGE_H

#include "base/err.h"

enum {
	PDF_PAGES = 10,		    /* of one file are shown */
	PDF_PAGE_PIXELS = 1400,	    /* the longer side */
	PDF_CPU_S = 5,		    /* seconds of computing */
	PDF_WALL_MS = 10 * 1000,    /* in all */
	PDF_MEMORY = 512 << 20,	    /* bytes of address space */
	PDF_PICTURE_MAX = 16 << 20, /* bytes of one page's picture */
};

/* Page number `page` (from 1) of the open PDF as PNG into the open descriptor. False: there is no
 * such page, it is no PDF, it took too long, or the program is not there. Waits; any thread. */
bool pdf_page_draw(int pdf, int page, int out);

#endif
