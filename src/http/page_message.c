/*
 * A message's HTML in a frame of its own (never in the page of the app), and the pictures in it
 * that lie elsewhere, fetched by the server when the reader asks for them. Pages of PDF files as
 * pictures.
 *
 * The frame runs nothing: its policy has no script, and the app's frame forbids it once more.
 * Nothing of another house is asked by the browser, so the sender does not learn that his mail was
 * opened.
 */
#include "base/html_clean.h"
#include "base/html_mail.h"
#include "domain/comment_source.h"
#include "http/file_store.h"
#include "http/http_i.h"
#include "http/page.h"
#include "http/path.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PICTURE_MAX = 10 << 20,
	PDF_PAGES_MAX = 1000,
	PATIENCE_MS = 20 * 1000, /* of waiting for the pictures of one message, in */
	PATIENCE_WINDOW_MS = 60 * 1000,
	PATIENCE_SLOTS = 256, /* messages */
};

static const char frame_policy[] =
	"sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; "
	"default-src 'none'; "
	"img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
	"frame-ancestors 'self'";
static const char picture_policy[] = "sandbox; default-src 'none'";

/* Mail is written for white paper. */
static const char frame_style[] =
	"html{background:#fff;color:#1a1e26;color-scheme:light;overflow:auto}"
	"body{margin:0;padding:2px;font:14px/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Noto Sans\",sans-serif;overflow-wrap:break-word;overflow-x:auto}"
	"img{max-width:100%;height:auto}img.away{display:none}table{max-width:100%}"
	"pre{white-space:pre-wrap}"
	"blockquote{margin-block:8px;margin-inline:0;padding-inline-start:12px;"
	"border-inline-start:3px solid #d8dce4}a[href]{color:#1c5bc9}"
	"summary{display:inline-block;padding:4px 8px;color:#555d6b;cursor:pointer}"
	"summary:focus-visible,a:focus-visible{outline:2px solid #1c5bc9}";

/* The comment that the path names, of a ticket that the actor may see. */
static enum err path_comment(struct rq *rq, struct comment **ret)
{
	struct ticket *t;
	i64 id;

	TRY(rq_id(rq, "comment_id", &id));
	TRY(comment_load(&rq->cx, (comment_id){id}, ret));
	if (!*ret)
		return fail_not_found(&rq->cx);
	return ticket_get(&rq->cx, (*ret)->ticket, &t);
}

/* --- the frame --- */

/* The files of the message, for pictures that its HTML names. */
struct parts {
	struct arena *arena;
	struct attachment *files;
	int n;
	i64 comment;
	bool pictures; /* those of other houses too */
};

static const char *far_picture(void *self, int n)
{
	struct parts *p = self;

	return p->pictures ? arena_printf(p->arena, "/m/%" PRId64 "/image?n=%d", p->comment, n)
			   : NULL;
}

/* "cid:logo.png@01D…": mail programs put the file's name in front. */
static bool is_content_id(const char *name, const char *file)
{
	size_t n = strlen(file);

	return strncasecmp(name, "cid:", 4) == 0 && n && strncasecmp(name + 4, file, n) == 0 &&
	       (name[4 + n] == '\0' || name[4 + n] == '@');
}

static const char *own_file(void *self, const char *name)
{
	struct parts *p = self;

	for (int i = 0; i < p->n; i++) {
		const struct attachment *a = &p->files[i];

		if (a->redacted || !attachment_type_is_image(a->content_type))
			continue;
		if (is_content_id(name, a->file_name) || strstr(name, a->link))
			return arena_printf(p->arena, "/attachments/token/%s", a->link);
	}
	return NULL;
}

static enum err frame_body(struct rq *rq, const struct comment *c, struct buf *out)
{
	const char *asked = rq_query(rq, "images"), *source;
	struct parts parts = {.arena = rq->cx.arena,
		.comment = c->id.v,
		.pictures = asked && strcmp(asked, "1") == 0};
	const struct html_mail options = {.quote_title = page_text(rq, "public.message.quoted"),
		.picture = far_picture,
		.file = own_file,
		.self = &parts};

	TRY(comment_source_load(&rq->cx, c->id, &source));
	TRY(attachment_of_comment(&rq->cx, c->id, &parts.files, &parts.n));
	if (!source)
		source = c->html ? c->html : html_of_text(rq->cx.arena, c->body);
	html_mail_write(rq->cx.arena, source, &options, out);
	return OK;
}

static done message_body(struct rq *rq, void *in)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_MAIL_MAX);
	struct comment *c;

	(void)in;
	if (path_comment(rq, &c))
		return reply_error(rq);
	buf_printf(&out,
		"<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
		"<title>#%" PRId64 "</title><style>%s</style></head><body dir=\"auto\">",
		rq->locale, c->ticket.v, frame_style);
	if (frame_body(rq, c, &out))
		return reply_error(rq);
	buf_str(&out, "</body></html>");
	if (out.failed)
		return reply_fail(
			rq, E_TOO_LARGE, NULL, NULL, "The message is too long to be shown");
	reply_header(rq, "Content-Security-Policy", frame_policy);
	return reply_bytes(rq, 200, "text/html; charset=utf-8", out.p, out.n);
}

/* --- pictures --- */

/*
 * What the pictures of one message may cost: a house that lets us wait must not keep the pictures
 * of others waiting for long. A slot is taken over by another message that falls on it.
 */
static struct {
	pthread_mutex_t lock;
	struct patience {
		i64 comment, begun_ms, spent_ms;
	} slots[PATIENCE_SLOTS];
} patience = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Add to what was spent on the message in this minute; what is left, ms. */
static i64 patience_spend(i64 comment, i64 ms)
{
	struct patience *p = &patience.slots[comment % PATIENCE_SLOTS];
	i64 now = clock_mono_us() / 1000, left;

	pthread_mutex_lock(&patience.lock);
	if (p->comment != comment || now - p->begun_ms > PATIENCE_WINDOW_MS)
		*p = (struct patience){.comment = comment, .begun_ms = now};
	p->spent_ms += ms;
	left = PATIENCE_MS - p->spent_ms;
	pthread_mutex_unlock(&patience.lock);
	return left;
}

static const char *fetch(i64 comment, const char *url, struct buf *bytes)
{
	i64 left = patience_spend(comment, 0), begun = clock_mono_us();
	const char *type = left > 0 ? server.options.fetch_picture(url, left, bytes) : NULL;

	patience_spend(comment, (clock_mono_us() - begun) / 1000);
	return type;
}

static done message_image(struct rq *rq, void *in)
{
	CLEANUP(buf_free) struct buf bytes = BUF_INIT(PICTURE_MAX);
	const char *source, *url, *type;
	struct comment *c;
	i64 n;

	(void)in;
	if (rq_query_i64(rq, "n", -1, &n) || path_comment(rq, &c) ||
		comment_source_load(&rq->cx, c->id, &source))
		return reply_error(rq);
	url = source && n >= 0 && n < HTML_MAIL_PICTURES
		      ? html_mail_picture(rq->cx.arena, source, (int)n)
		      : NULL;
	type = url ? fetch(c->id.v, url, &bytes) : NULL;
	if (!type)
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	reply_header(rq, "Content-Security-Policy", picture_policy);
	return reply_bytes(rq, 200, type, bytes.p, bytes.n);
}

/* --- pages of PDF files --- */

static bool is_pdf(const struct attachment *a)
{
	return !a->redacted && strcmp(a->content_type, "application/pdf") == 0;
}

/* The picture of a page into a file without name; -1: there is none. */
static int draw(int pdf, int page)
{
	int out = files_scratch();

	if (out >= 0 && !server.options.draw_page(pdf, page, out)) {
		close(out);
		return -1;
	}
	return out;
}

static done attachment_page(struct rq *rq, void *in)
{
	struct attachment *a;
	int pdf, picture;
	struct stat st;
	i64 id, page;

	(void)in;
	if (rq_id(rq, "attachment_id", &id) || rq_id(rq, "page", &page) ||
		attachment_get(&rq->cx, (attachment_id){id}, &a))
		return reply_error(rq);
	pdf = is_pdf(a) && page >= 1 && page <= PDF_PAGES_MAX ? file_open(rq, a->storage_key) : -1;
	picture = pdf >= 0 ? draw(pdf, (int)page) : -1;
	if (pdf >= 0)
		close(pdf);
	if (picture < 0 || fstat(picture, &st) != 0) {
		if (picture >= 0)
			close(picture);
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	}
	reply_header(rq, "Content-Security-Policy", picture_policy);
	return reply_fd(rq, "image/png", picture, st.st_size);
}

const struct route message_routes[] = {
	{M_GET, "/m/:comment_id/body", message_body, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		"images", "A message as a page for a frame"},
	{M_GET, "/m/:comment_id/image", message_image, RUN_ASIDE, CAP_TICKET_READ, BODY_NONE, NULL,
		0, "n", "A picture of another house in a message"},
	{M_GET, "/api/v2/attachments/:attachment_id/pages/:page", attachment_page, RUN_ASIDE,
		CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL, "A page of a PDF file as a picture"},
	{0},
};
