/* QR codes: text to a square of modules, and that square as a picture. Thread-safe. */
#ifndef TEND_BASE_QR_H
#define TEND_BASE_QR_H

#include "base/arena.h"

struct qr {
	int size;	  /* modules on a side; 0: there was no memory */
	const bool *dark; /* size * size, row by row */
};

/* Of at most 1,000 bytes of UTF-8. */
struct qr qr_encode(struct arena *a, const char *text);
/* As SVG with four modules of light around, for light and dark pages alike. */
const char *qr_svg(struct arena *a, const struct qr *qr);

#endif
