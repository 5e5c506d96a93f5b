/* Multipart bodies: in one piece and byte by byte they mean the same. */
#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "http/multipart.h"

static const char content_type[] = "multipart/form-data; boundary=xyz";

static enum err part_begin(void *self, const struct multipart_part *part)
{
	buf_printf(self, "[%s|%s|%s:", part->name, part->file_name ? part->file_name : "-",
		part->content_type ? part->content_type : "-");
	return OK;
}

static enum err part_data(void *self, const char *p, size_t n)
{
	buf_add(self, p, n);
	return OK;
}

static enum err part_end(void *self)
{
	buf_char(self, ']');
	return OK;
}

static enum err read_all(const char *p, size_t n, size_t step, struct buf *out)
{
	struct arena *a = arena_new(FUZZ_ARENA);
	struct multipart_sink sink = {part_begin, part_data, part_end, out};
	struct multipart *m = multipart_new(a, content_type, &sink);
	enum err e = OK;

	HOLDS(m != NULL);
	for (size_t at = 0; e == OK && at < n; at += step)
		e = multipart_add(m, p + at, at + step < n ? step : n - at);
	if (e == OK)
		e = multipart_finish(m);
	arena_free(a);
	return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT(FUZZ_ARENA), bytes = BUF_INIT(FUZZ_ARENA);
	enum err a = read_all((const char *)data, size, size ? size : 1, &whole);
	enum err b = read_all((const char *)data, size, 1, &bytes);

	HOLDS(a == b);
	if (a == OK)
		HOLDS(whole.n == bytes.n && (!whole.n || memcmp(whole.p, bytes.p, whole.n) == 0));
	buf_free(&whole);
	buf_free(&bytes);
	return 0;
}
