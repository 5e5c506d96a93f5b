/* HTML of mails made safe: valid text in, valid text out; nothing that runs, and doing it again
 * changes nothing more than the fold. */
#include "base/html_mail.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const never[] = {"<script", "<iframe", "<svg", "<form", "<meta", "<base",
		"<link", "<object", "<style"};
	const struct html_mail options = {0};
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_MAIL_MAX);
	CLEANUP(buf_free) struct buf again = BUF_INIT(HTML_MAIL_MAX);
	CLEANUP(buf_free) struct buf third = BUF_INIT(HTML_MAIL_MAX);
	struct arena *a;

	if (!utf8_valid((const char *)data, size) || memchr(data, 0, size))
		return 0;
	a = arena_new(FUZZ_ARENA);
	html_mail_write(a, arena_strndup(a, (const char *)data, size), &options, &out);
	if (out.p && !out.failed) {
		HOLDS(utf8_valid(out.p, out.n));
		for (size_t i = 0; i < COUNT_OF(never); i++)
			HOLDS(!strstr(out.p, never[i]));
		html_mail_write(a, out.p, &options, &again);
		if (again.p && !again.failed) {
			html_mail_write(a, again.p, &options, &third);
			HOLDS(third.failed || strcmp(again.p, third.p) == 0);
		}
	}
	html_mail_picture(a, arena_strndup(a, (const char *)data, size), 3);
	arena_free(a);
	return 0;
}
