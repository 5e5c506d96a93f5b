/* Files between requests and DATA/files. */
#include "http/file_store.h"

#include "http/http_i.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *files_root(struct rq *rq)
{
	return arena_printf(rq->cx.arena, "%s/files", server.options.data_dir);
}

i64 files_max_size(void)
{
	return server.options.max_upload;
}

int files_scratch(void)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/files/tmp/answer-XXXXXX", server.options.data_dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int file_open(struct rq *rq, const char *key)
{
	return attachment_file_open(files_root(rq), key);
}

enum err files_keep(struct rq *rq, struct attachment_new **ret, int *ret_n)
{
	struct attachment_new *files =
		ARENA_ARRAY(rq->cx.arena, struct attachment_new, rq->file_count + 1);
	int n = 0;

	for (int i = 0; i < rq->file_count; i++) {
		const struct rq_file *f = &rq->files[i];

		if (!f->size && (!f->file_name || !*f->file_name) && rq->route->body == BODY_FORM)
			continue;
		files[n] = (struct attachment_new){.file_name = f->file_name,
			.content_type = f->content_type,
			.size = f->size,
			.sha256 = f->sha256};
		TRY(attachment_file_keep(
			&rq->cx, files_root(rq), f->path, &files[n++].storage_key));
	}
	*ret = files;
	*ret_n = n;
	return OK;
}

enum err file_keep_one(struct rq *rq, struct attachment_new *ret)
{
	const char *name = rq_query(rq, "filename");
	struct attachment_new *files;
	int n;

	TRY(files_keep(rq, &files, &n));
	if (!n)
		return fail(&rq->cx, E_PARAM_MISSING, NULL, NULL, "The file is missing");
	if (!name || !*name)
		name = rq_form(rq, "filename");
	*ret = files[0];
	if (name && *name)
		ret->file_name = name;
	return OK;
}

enum err files_add(struct rq *rq, const char *token, const struct attachment_new *files, int n)
{
	struct upload upload;
	struct attachment *a;

	TRY(upload_create(&rq->cx, token, &upload));
	for (int i = 0; i < n; i++)
		TRY(attachment_add(&rq->cx, upload.id, &files[i], &a));
	return OK;
}

/* RFC 6266: a plain name for old clients, the real one in UTF-8 (RFC 8187). */
static const char *disposition(struct rq *rq, const struct attachment *a, bool in_place)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(20 * ATTACHMENT_NAME_MAX);

	buf_str(&b, in_place ? "inline; filename=\"" : "attachment; filename=\"");
	for (const char *p = a->file_name; *p; p++) {
		bool plain = *p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\' && *p != '%';

		if (((unsigned char)*p & 0xc0) != 0x80)
			buf_char(&b, plain ? *p : '_');
	}
	buf_str(&b, "\"; filename*=UTF-8''");
	buf_url(&b, a->file_name);
	return arena_strndup(rq->cx.arena, b.p, b.n);
}

done reply_attachment(struct rq *rq, const struct attachment *a)
{
	bool image = attachment_type_is_image(a->content_type);
	int fd = attachment_file_open(files_root(rq), a->storage_key);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	}
	reply_header(rq, "Content-Disposition", disposition(rq, a, image));
	reply_header(rq, "Content-Security-Policy", "sandbox; default-src 'none'");
	reply_header(rq, "Cache-Control", "private, no-store");
	return reply_fd(rq, image ? a->content_type : "application/octet-stream", fd, st.st_size);
}
