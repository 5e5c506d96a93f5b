/*
 * Fetching an export from a server: its incremental exports and lists, page by page, become files
 * of JSON lines below DATA/import, which are then read like anybody's. After each page the place
 * of the next one is remembered with the length of the file, in that order: a run that was broken
 * off goes on there. When all is taken in the files go and the places of the incremental exports
 * stay, so that the next run asks only for what is new.
 */
#include "cmd_import.h"

#include "base/buf.h"
#include "channels/download.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_BYTES = 512 << 20, WHY = 256 };
static const char secret_variable[] = "TEND_IMPORT_SECRET";

/* incremental: the next run goes on where this one ended. */
static const struct resource {
	const char *name, *path;
	bool incremental;
} resources[] = {
	{"groups", "/api/v2/groups.json?page%5Bsize%5D=100", false},
	{"ticket_fields", "/api/v2/ticket_fields.json?page%5Bsize%5D=100", false},
	{"user_fields", "/api/v2/user_fields.json?page%5Bsize%5D=100", false},
	{"organization_fields", "/api/v2/organization_fields.json?page%5Bsize%5D=100", false},
	{"organizations", "/api/v2/incremental/organizations.json?start_time=0", true},
	{"users", "/api/v2/incremental/users/cursor.json?start_time=0", true},
	{"identities", "/api/v2/users.json?include=identities&page%5Bsize%5D=100", false},
	{"group_memberships", "/api/v2/group_memberships.json?page%5Bsize%5D=100", false},
	{"organization_memberships", "/api/v2/organization_memberships.json?page%5Bsize%5D=100",
		false},
	{"tickets", "/api/v2/incremental/tickets/cursor.json?start_time=0", true},
	{"ticket_events",
		"/api/v2/incremental/ticket_events.json?start_time=0&include=comment_events", true},
};

struct fetch {
	struct import *im;
	struct download *download;
	struct buf page;
	const char *base;
};

/* One resource on its way into its file. */
struct walk {
	struct fetch *f;
	const struct resource *resource;
	struct import_progress progress;
	int fd;
	i64 rows;
	char *next; /* of progress; not in the arena */
};

/* --- addresses --- */

const char *import_host(struct arena *a, const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;
	size_t n;

	if (!host || (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0))
		return NULL;
	host += 3;
	n = strcspn(host, "/?#");
	return n && !memchr(host, '@', n) ? arena_strndup(a, host, n) : NULL;
}

/* Path and query of a link below the API, whatever host it names: we ask only the one we were told.
 * NULL when it is no such link. */
static char *path_of(const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return path && strncmp(path, "/api/v2/", 8) == 0 ? strdup(path) : NULL;
}

/* --- what a page says about the next one --- */

static char *next_of(const json_t *page, bool *ret_end)
{
	const json_t *meta = json_object_get(page, "meta");
	const char *next = json_get_str(page, "after_url");

	if (json_is_object(meta)) {
		*ret_end = !json_get_bool(meta, "has_more", false);
		return path_of(json_get_str(json_object_get(page, "links"), "next"));
	}
	if (!next)
		next = json_get_str(page, "next_page");
	*ret_end = !next || json_get_bool(page, "end_of_stream", false);
	return path_of(next);
}

/* --- one resource --- */

static int complain(const struct fetch *f, const char *path, int status, const char *why)
{
	const struct cmd_line *line = f->im->env->line;

	import_progress_end(f->im);
	if (status == 401 || status == 403)
		return cmd_fail(line,
			"%s does not let these credentials read %s: an administrator's are needed",
			f->base, path);
	if (status)
		return cmd_fail(line, "%s answered %d to %s: %.200s", f->base, status, path,
			f->page.n ? f->page.p : "");
	return cmd_fail(line, "%s could not be read from %s: %s", path, f->base, why);
}

static bool write_rows(struct walk *w, const json_t *list)
{
	size_t i;
	json_t *row;

	json_array_foreach ((json_t *)list, i, row) {
		char *text = json_dumps(row, JSON_COMPACT);
		size_t n = text ? strlen(text) : 0;
		bool good;

		if (n)
			text[n++] = '\n'; /* in the place of the NUL */
		good = n && write(w->fd, text, n) == (ssize_t)n;
		free(text);
		if (!good)
			return false;
		w->progress.bytes += (i64)n;
		w->rows++;
	}
	return fsync(w->fd) == 0;
}

static enum err save(struct cx *cx, void *arg)
{
	const struct walk *w = arg;

	return import_progress_set(cx, w->f->im->source, w->resource->name, &w->progress);
}

static int commit(struct walk *w)
{
	struct cmd_env *env = w->f->im->env;
	enum err e;

	w->progress.next = w->next;
	e = cmd_transaction(env, save, w);
	if (e != OK)
		return cmd_fail_cx(env->line, w->f->im->cx, e);
	import_forget(w->f->im);
	return -1;
}

/* Take one page in. -1: go on. */
static int take_page(struct walk *w, const char *path)
{
	struct fetch *f = w->f;
	char why[WHY] = "it is no JSON";
	CLEANUP(json_cleanup)
	json_t *page = json_parse(f->page.p ? f->page.p : "", f->page.n, why, sizeof why);
	char *next;
	bool end;

	if (!page)
		return complain(f, path, 0, why);
	if (!write_rows(w, json_object_get(page, w->resource->name)))
		return cmd_fail(
			f->im->env->line, "cannot write to %s: %s", f->im->dir, strerror(errno));
	next = next_of(page, &end);
	if (!end && (!next || strcmp(next, path) == 0)) {
		free(next);
		return complain(f, path, 0, "the page does not tell where the next one is");
	}
	if (next || !w->resource->incremental) {
		free(w->next);
		w->next = next;
	}
	w->progress.done = end;
	return commit(w);
}

static int walk(struct walk *w)
{
	char why[WHY] = "";

	while (!w->progress.done) {
		char *path = strdup(w->next && *w->next ? w->next : w->resource->path);
		int status =
			path ? download_page(w->f->download, path, &w->f->page, why, sizeof why)
			     : 0;
		int code = status == 200 ? take_page(w, path) : -1;

		if (status == 404) /* an older server may lack a list */
			w->progress.done = true;
		else if (status != 200)
			code = complain(w->f, path ? path : "", status, why);
		free(path);
		if (code >= 0)
			return code;
		import_progress_line(w->f->im, w->resource->name, w->rows);
	}
	return commit(w);
}

/* Open the file and cut it to what is good; begin anew when it is shorter than that. */
static int open_collection(struct walk *w)
{
	struct import *im = w->f->im;
	const char *path = arena_printf(im->cx->arena, "%s/%s.jsonl", im->dir, w->resource->name);
	struct stat st;

	w->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (w->fd < 0 || fstat(w->fd, &st) != 0)
		return cmd_fail(im->env->line, "cannot open %s: %s", path, strerror(errno));
	if (st.st_size < w->progress.bytes)
		w->progress = (struct import_progress){0};
	if (ftruncate(w->fd, w->progress.bytes) != 0)
		return cmd_fail(im->env->line, "cannot cut %s: %s", path, strerror(errno));
	return -1;
}

static int fetch_resource(struct fetch *f, const struct resource *resource)
{
	struct walk w = {.f = f, .resource = resource, .fd = -1};
	struct import *im = f->im;
	int code = -1;

	if (import_progress_get(im->cx, im->source, resource->name, &w.progress) != OK)
		return cmd_fail(im->env->line, "the database could not be read");
	code = open_collection(&w);
	if (code < 0) {
		w.next = strdup(w.progress.next ? w.progress.next : "");
		/* a list that was read to its end stays read until it is taken in; what an
		 * incremental export brings grows */
		if (resource->incremental)
			w.progress.done = false;
		code = walk(&w);
	}
	free(w.next);
	if (w.fd >= 0)
		close(w.fd);
	return code;
}

static enum err forget(struct cx *cx, i64 source, const struct resource *resource)
{
	struct import_progress p;

	TRY(import_progress_get(cx, source, resource->name, &p));
	p.bytes = 0;
	p.done = false;
	if (!resource->incremental)
		p.next = NULL;
	return import_progress_set(cx, source, resource->name, &p);
}

enum err import_fetched_all(struct import *im, struct cx *cx)
{
	for (size_t i = 0; i < COUNT_OF(resources); i++)
		TRY(forget(cx, im->source, &resources[i]));
	return OK;
}

/* --- attachments --- */

static void fetch_file(struct fetch *f, const json_t *attachment)
{
	struct import *im = f->im;
	const char *url = json_get_str(attachment, "content_url");
	i64 id = import_id(attachment, "id");
	const char *path = import_file_path(im, id), *part;
	char why[WHY] = "";
	int fd, status;

	if (!url || id <= 0 || json_get_bool(attachment, "deleted", false) ||
		json_get_i64(attachment, "size", 0) > im->file_max || access(path, F_OK) == 0)
		return;
	part = arena_printf(im->cx->arena, "%s.part", path);
	fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	status = download_file(f->download, url, fd, im->file_max, why, sizeof why);
	close(fd);
	if (status == 200 && rename(part, path) == 0)
		return;
	unlink(part);
	import_progress_end(im);
	fprintf(stderr, "attachment %" PRId64 " is left out: %s\n", id,
		status ? "the server has it no more" : why);
}

/* Of an event: the attachments of its comments, unless the ticket is here already. */
static enum err fetch_files_of(struct fetch *f, const json_t *event)
{
	const json_t *children = json_object_get(event, "child_events");
	json_t *child, *attachment;
	size_t i, j;
	i64 own;

	TRY(import_known(f->im, IMPORT_TICKET, import_id(event, "ticket_id"), &own));
	if (own)
		return OK;
	json_array_foreach ((json_t *)children, i, child) {
		const json_t *list = json_object_get(child, "attachments");

		json_array_foreach ((json_t *)list, j, attachment) {
			fetch_file(f, attachment);
		}
	}
	return OK;
}

static int fetch_files(struct fetch *f)
{
	struct import *im = f->im;
	struct import_reader *r = import_reader_new(im->dir, "ticket_events");
	struct import_record record;
	enum err e = OK;
	i64 n = 0;

	mkdir(arena_printf(im->cx->arena, "%s/attachments", im->dir), 0700);
	while (e == OK && im->file_max && import_reader_next(r, &record)) {
		if (record.json)
			e = fetch_files_of(f, record.json);
		import_forget(im);
		import_progress_line(im, "attachments of ticket_events", ++n);
	}
	import_reader_free(&r);
	return e == OK ? -1 : cmd_fail_cx(im->env->line, im->cx, e);
}

/* --- signing in --- */

static const char *read_secret(struct import *im)
{
	const char *secret = getenv(secret_variable);

	if (secret && *secret)
		return strdup(secret);
	if (isatty(STDIN_FILENO))
		fprintf(stderr, "The secret, then Enter: ");
	secret = cmd_read_line(im->env->arena);
	return secret && *secret ? strdup(secret) : NULL;
}

/* An administrator, or nothing is begun. */
static int check_sign_in(struct fetch *f)
{
	static const char path[] = "/api/v2/users/me.json";
	const struct cmd_line *line = f->im->env->line;
	CLEANUP(json_cleanup) json_t *me = NULL;
	char why[WHY] = "it is no JSON";
	int status = download_page(f->download, path, &f->page, why, sizeof why);
	const json_t *user;
	const char *role;

	if (status != 200 && status != 401)
		return complain(f, path, status, why);
	if (status == 200 && !(me = json_parse(f->page.p ? f->page.p : "", f->page.n, why, WHY)))
		return complain(f, path, 0, why);
	user = json_object_get(me, "user");
	role = json_get_str(user, "role");
	if (import_id(user, "id") <= 0)
		return cmd_fail(line, "%s does not accept the credentials", f->base);
	if (!role || strcmp(role, "admin") != 0)
		return cmd_fail(line, "%s: exports need an administrator, this is \"%.40s\"",
			f->base, role ? role : "");
	return -1;
}

static void on_wait(void *self, int seconds, const char *reason)
{
	import_progress_end(self);
	fprintf(stderr, "%s: waiting %d s\n", reason, seconds);
}

static int fetch_all(struct fetch *f)
{
	int code = check_sign_in(f);

	for (size_t i = 0; code < 0 && i < COUNT_OF(resources); i++)
		code = fetch_resource(f, &resources[i]);
	return code < 0 ? fetch_files(f) : code;
}

/* "https://host/", "https://host/api/v2": what paths are put behind. */
static void trim_base(char *base)
{
	static const char api[] = "/api/v2";
	size_t n = strlen(base);

	while (n && base[n - 1] == '/')
		base[--n] = 0;
	if (n > sizeof api && strcmp(base + n - sizeof api + 1, api) == 0)
		base[n - sizeof api + 1] = 0;
}

int import_fetch(struct import *im, const char *url)
{
	const struct cmd_line *line = im->env->line;
	const char *email = cmd_value(line, "user");
	bool password = cmd_value(line, "password") != NULL;
	struct fetch f = {.im = im, .page = BUF_INIT(PAGE_BYTES)};
	char base[IMPORT_ADDRESS_MAX], user[IMPORT_ADDRESS_MAX];
	const char *secret;
	int code;

	snprintf(base, sizeof base, "%s", url);
	trim_base(base);
	snprintf(user, sizeof user, password ? "%s" : "%s/token", email ? email : "");
	secret = read_secret(im);
	if (!secret)
		return cmd_fail(line, "the secret is missing: put it into %s or on standard input",
			secret_variable);
	signal(SIGPIPE, SIG_IGN); /* a server that goes away is an answer, no end */
	f.base = base;
	f.download = download_new(&(struct download_options){.base = base,
		.user = email ? user : NULL,
		.secret = secret,
		.on_wait = on_wait,
		.self = im});
	code = f.download ? fetch_all(&f) : cmd_fail(line, "libcurl cannot start");
	download_free(f.download);
	buf_free(&f.page);
	free((void *)secret);
	import_progress_end(im);
	return code;
}
