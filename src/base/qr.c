/* libqrencode, copied out of its own memory. */
#include "base/qr.h"

#include "base/buf.h"

#include <qrencode.h>

enum { QUIET = 4, SVG_BYTES = 256 * 1024 };

struct qr qr_encode(struct arena *a, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct qr qr = {0};
	bool *dark;

	if (!code)
		return qr;
	qr.size = code->width;
	dark = arena_alloc(a, (size_t)qr.size * (size_t)qr.size);
	for (int i = 0; i < qr.size * qr.size; i++)
		dark[i] = code->data[i] & 1;
	qr.dark = dark;
	QRcode_free(code);
	return qr;
}

const char *qr_svg(struct arena *a, const struct qr *qr)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(SVG_BYTES);
	int side = qr->size + 2 * QUIET;

	buf_printf(&b,
		"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' "
		"shape-rendering='crispEdges'><path fill='#fff' d='M0 0h%dv%dH0z'/><path d='",
		side, side, side, side);
	for (int y = 0; y < qr->size; y++)
		for (int x = 0; x < qr->size; x++)
			if (qr->dark[y * qr->size + x])
				buf_printf(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	buf_str(&b, "'/></svg>");
	return arena_strndup(a, b.p, b.n);
}
