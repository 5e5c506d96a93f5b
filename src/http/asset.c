/*
 * Assets from a table in the binary (or, with --web-dir, from the web build's folder): hashed
 * names that never change their content, so they may be cached for ever. No path of a request is
 * ever joined to a folder: an asset is found in the table or is not there.
 */
#include "http/asset.h"

#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEV_ASSETS = 256, DEV_PAGES = 64, DEV_FILE_MAX = 16 << 20 };

static struct {
	const char *dir; /* NULL: embedded */
	struct arena *arena;
	struct asset assets[DEV_ASSETS + 1];
	struct asset_page pages[DEV_PAGES + 1];
	struct timespec read_at;
} dev;

const struct asset *asset_all(void)
{
	return dev.dir ? dev.assets : assets;
}

const struct asset_page *asset_pages_all(void)
{
	return dev.dir ? dev.pages : asset_pages;
}

/* --- --web-dir --- */

static struct asset_bytes read_file(const char *dir, const char *name)
{
	struct asset_bytes bytes = {0};
	char path[4096];
	struct stat st;
	int fd;

	if (!name || strcmp(name, "-") == 0)
		return bytes;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return bytes;
	if (fstat(fd, &st) == 0 && st.st_size < DEV_FILE_MAX) {
		char *p = arena_alloc(dev.arena, (size_t)st.st_size + 1);
		ssize_t n = read(fd, p, (size_t)st.st_size);

		bytes = (struct asset_bytes){p, n < 0 ? 0 : (size_t)n};
	}
	close(fd);
	return bytes;
}

/* One line of manifest.txt: name, url, mime, sha256, raw, gz, br, tab separated. */
static bool read_line(char *line, struct asset *a)
{
	char *part[7] = {0};
	int n = 0;

	for (char *s = line; s && n < 7; n++) {
		part[n] = s;
		s = strchr(s, '\t');
		if (s)
			*s++ = 0;
	}
	if (n < 7)
		return false;
	*a = (struct asset){part[0], part[1], part[2], part[3], read_file(dev.dir, part[4]),
		read_file(dev.dir, part[5]), read_file(dev.dir, part[6])};
	return a->raw.p != NULL;
}

static void read_pages(void)
{
	char path[4096];
	DIR *dir;
	int n = 0;

	snprintf(path, sizeof path, "%s/pages", dev.dir);
	dir = opendir(path);
	for (struct dirent *d; dir && n < DEV_PAGES && (d = readdir(dir));) {
		struct asset_bytes b;

		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "pages/%s", d->d_name);
		b = read_file(dev.dir, path);
		if (b.p)
			dev.pages[n++] =
				(struct asset_page){arena_strdup(dev.arena, d->d_name), b.p, b.n};
	}
	if (dir)
		closedir(dir);
	dev.pages[n] = (struct asset_page){0};
}

bool asset_refresh(void)
{
	char path[4096], *text, *next;
	struct asset_bytes manifest;
	struct stat st;
	int n = 0;

	if (!dev.dir)
		return false;
	snprintf(path, sizeof path, "%s/manifest.txt", dev.dir);
	if (stat(path, &st) != 0 || (st.st_mtim.tv_sec == dev.read_at.tv_sec &&
					    st.st_mtim.tv_nsec == dev.read_at.tv_nsec))
		return false;
	/* replies in flight may still point into the old bytes: they stay until the end */
	dev.arena = arena_new(256 << 20);
	dev.read_at = st.st_mtim;
	manifest = read_file(dev.dir, "manifest.txt");
	text = manifest.p ? arena_strndup(dev.arena, manifest.p, manifest.n) : "";
	for (char *line = text; *line && n < DEV_ASSETS; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		else
			next = line + strlen(line);
		if (read_line(line, &dev.assets[n]))
			n++;
	}
	dev.assets[n] = (struct asset){0};
	read_pages();
	return true;
}

void asset_start(const char *web_dir)
{
	dev.dir = web_dir;
	dev.read_at = (struct timespec){0};
	asset_refresh();
}

void asset_stop(void)
{
	arena_free(dev.arena);
	memset(&dev, 0, sizeof dev);
}

/* --- serving --- */

const struct asset *asset_by_name(const char *name)
{
	for (const struct asset *a = asset_all(); a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* Does Accept-Encoding name this coding, with a weight other than 0? */
static bool accepts(struct rq *rq, const char *coding)
{
	const char *s = rq_header(rq, "Accept-Encoding");
	size_t n = strlen(coding);

	while (s && *s) {
		size_t length;

		s += strspn(s, ", \t");
		length = strcspn(s, ",");
		if (strncasecmp(s, coding, n) == 0 && strchr(",; \t", s[n])) {
			const char *q = memmem(s, length, "q=", 2);

			return !q || strtod(q + 2, NULL) > 0;
		}
		s += length;
	}
	return false;
}

done asset_serve(struct rq *rq, void *in)
{
	const struct asset *a = asset_all();
	const struct asset_bytes *bytes;
	const char *tag, *etag, *wanted = rq_header(rq, "If-None-Match");

	(void)in;
	while (a->name && strcmp(a->url, rq->path) != 0)
		a++;
	if (!a->name) { /* a name without its hash, as people know it */
		a = asset_by_name(rq->path + strlen("/assets/"));
		return a ? reply_redirect(rq, a->url)
			 : reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	}
	bytes = &a->raw;
	tag = "";
	if (a->brotli.p && accepts(rq, "br")) {
		bytes = &a->brotli;
		tag = "-br";
	} else if (a->gzip.p && accepts(rq, "gzip")) {
		bytes = &a->gzip;
		tag = "-gz";
	}
	etag = arena_printf(rq->cx.arena, "\"%.32s%s\"", a->sha256, tag);
	reply_header(rq, "Cache-Control", "public, max-age=31536000, immutable");
	reply_header(rq, "ETag", etag);
	reply_header(rq, "Vary", "Accept-Encoding");
	if (wanted && strcmp(wanted, etag) == 0)
		return reply_borrowed(rq, 304, NULL, "", 0);
	if (*tag)
		reply_header(rq, "Content-Encoding", tag[1] == 'b' ? "br" : "gzip");
	return reply_borrowed(rq, 200, a->mime, bytes->p, bytes->n);
}
