/*
 * A file that comes with a request: streamed to DATA/files/tmp under a name of ours, hashed on the
 * way, never whole in memory. Not synced: whoever moves it to its final place does that. The file
 * is removed with the request unless it was renamed.
 */
#include "http/http_i.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { CHUNK = 32 * 1024, FLOOR_CHECK = 1 << 20 };

struct upload {
	struct rq_file file;
	int fd;
	struct digest digest;
	size_t waiting; /* bytes in chunk */
	char chunk[CHUNK];
};

static void make_dir(const char *path)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		die("cannot make %s: %s", path, strerror(errno));
}

void upload_prepare(const char *data_dir)
{
	char path[4096], name[4400];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof path, "%s/files", data_dir);
	make_dir(path);
	snprintf(path, sizeof path, "%s/files/tmp", data_dir);
	make_dir(path);
	dir = opendir(path);
	if (!dir)
		die("cannot read %s: %s", path, strerror(errno));
	while ((entry = readdir(dir))) {
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(name);
	}
	closedir(dir);
}

struct upload *upload_begin(
	struct rq_private *p, const char *field, const char *file_name, const char *content_type)
{
	struct arena *a = p->rq.cx.arena;
	struct upload *u = calloc(1, sizeof *u);
	char name[33];

	if (!u)
		die("out of memory");
	secret_text(name, sizeof name - 1);
	u->file.field = field;
	u->file.file_name = file_name;
	u->file.content_type = content_type;
	u->file.path = arena_printf(a, "%s/files/tmp/%s", server.options.data_dir, name);
	u->fd = open(u->file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (u->fd < 0) {
		log_event(LOG_ERROR, "upload.open_failed", "\"errno\":%d", errno);
		free(u);
		return NULL;
	}
	digest_begin(&u->digest);
	return u;
}

/* Strangers send files too, and the database needs the room more: asked once a megabyte. */
static enum err check_room(struct rq_private *p, const struct upload *u)
{
	struct statvfs fs;

	if (!server.options.free_floor || u->file.size % FLOOR_CHECK >= CHUNK ||
		fstatvfs(u->fd, &fs) != 0 ||
		(i64)(fs.f_bavail * fs.f_frsize) >= server.options.free_floor)
		return OK;
	return fail(&p->rq.cx, E_STORAGE, NULL, NULL, "The disk is almost full");
}

static enum err flush(struct rq_private *p, struct upload *u)
{
	const char *at = u->chunk;

	digest_add(&u->digest, u->chunk, u->waiting);
	while (u->waiting) {
		ssize_t n = write(u->fd, at, u->waiting);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(&p->rq.cx,
				n < 0 && errno != ENOSPC && errno != EDQUOT ? E_INTERNAL
									    : E_STORAGE,
				NULL, NULL, "The file could not be stored");
		at += n;
		u->waiting -= (size_t)n;
	}
	return OK;
}

enum err upload_add(struct rq_private *p, struct upload *u, const void *data, size_t n)
{
	const char *s = data;

	if (u->file.size + (i64)n > server.options.max_upload)
		return fail(&p->rq.cx, E_TOO_LARGE, NULL, NULL,
			"A file may have at most %lld bytes", (long long)server.options.max_upload);
	u->file.size += (i64)n;
	while (n) {
		size_t part = CHUNK - u->waiting < n ? CHUNK - u->waiting : n;

		memcpy(u->chunk + u->waiting, s, part);
		u->waiting += part;
		s += part;
		n -= part;
		if (u->waiting < CHUNK)
			continue;
		TRY(check_room(p, u));
		TRY(flush(p, u));
	}
	return OK;
}

enum err upload_end(struct rq_private *p, struct upload *u)
{
	enum err e = flush(p, u);

	if (e == OK && close(u->fd) != 0)
		e = fail(&p->rq.cx, E_STORAGE, NULL, NULL, "The file could not be stored");
	else if (e != OK)
		close(u->fd);
	u->fd = -1;
	digest_end(&u->digest, u->file.sha256);
	if (e == OK)
		p->files[p->rq.file_count++] = u->file;
	else
		unlink(u->file.path);
	free(u);
	return e;
}

void upload_abort(struct upload *u)
{
	close(u->fd);
	unlink(u->file.path);
	free(u);
}
