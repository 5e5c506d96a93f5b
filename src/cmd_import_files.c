/* Attachments that lie beside an export: copied to where ours lie, then given to their comment. */
#include "cmd_import.h"

#include "base/digest.h"
#include "domain/attachment.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, TMP_NAME = 32 };

const char *import_file_path(struct import *im, i64 id)
{
	return arena_printf(im->cx->arena, "%s/attachments/%" PRId64, im->dir, id);
}

/* attachments/ID, attachments/ID-NAME or attachments/ID/NAME. -1 when there is none. */
static int open_file(struct import *im, const json_t *attachment)
{
	const char *path = import_file_path(im, import_id(attachment, "id"));
	const char *name =
		attachment_clean_name(im->cx->arena, json_get_str(attachment, "file_name"));
	const char *const forms[] = {path, arena_printf(im->cx->arena, "%s-%s", path, name),
		arena_printf(im->cx->arena, "%s/%s", path, name)};
	struct stat st;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		int fd = open(forms[i], O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

		if (fd < 0)
			continue;
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= im->file_max)
			return fd;
		close(fd);
	}
	return -1;
}

/* Copy and hash. False when a byte could not be read or written. */
static bool copy(int from, int to, struct attachment_new *file, uint8_t sha256[SECRET_HASH])
{
	struct digest digest;
	char chunk[CHUNK];
	ssize_t n;

	digest_begin(&digest);
	while ((n = read(from, chunk, sizeof chunk)) > 0) {
		digest_add(&digest, chunk, (size_t)n);
		if (write(to, chunk, (size_t)n) != n)
			return false;
		file->size += n;
	}
	digest_end(&digest, sha256);
	file->sha256 = sha256;
	return n == 0;
}

static enum err keep(struct import *im, int from, struct attachment_new *file)
{
	struct arena *a = im->cx->arena;
	const char *root = arena_printf(a, "%s/files", im->env->line->data_dir), *path;
	uint8_t *sha256 = arena_alloc(a, SECRET_HASH);
	char name[TMP_NAME + 1];
	bool good;
	int to;

	secret_text(name, TMP_NAME);
	path = arena_printf(a, "%s/tmp/%s", root, name);
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	good = to >= 0 && copy(from, to, file, sha256);
	if (to >= 0 && close(to) != 0)
		good = false;
	if (!good) {
		unlink(path);
		return fail(im->cx, E_STORAGE, NULL, NULL, "an attachment could not be stored");
	}
	return attachment_file_keep(im->cx, root, path, &file->storage_key);
}

static enum err add(struct import *im, const json_t *attachment, i64 upload, bool *ret_there)
{
	struct attachment_new file = {.file_name = json_get_str(attachment, "file_name"),
		.content_type = json_get_str(attachment, "content_type")};
	struct attachment *made;
	int from = open_file(im, attachment);
	enum err e;

	*ret_there = from >= 0;
	if (from < 0)
		return OK;
	e = keep(im, from, &file);
	close(from);
	return e == OK ? attachment_add(im->cx, upload, &file, &made) : e;
}

enum err import_files_of(struct import *im, const json_t *comment, struct text_list *ret_tokens)
{
	const json_t *list = json_object_get(comment, "attachments");
	char *token = arena_alloc(im->cx->arena, UPLOAD_TOKEN + 1);
	struct upload upload;
	json_t *v;
	size_t i;

	*ret_tokens = (struct text_list){0};
	if (!json_array_size(list))
		return OK;
	secret_text(token, UPLOAD_TOKEN);
	TRY(upload_create(im->cx, token, &upload));
	json_array_foreach ((json_t *)list, i, v) {
		bool there;

		TRY(add(im, v, upload.id, &there));
		im->file_count += there;
		im->files_missing += !there;
	}
	ret_tokens->v = ARENA_ARRAY(im->cx->arena, const char *, 1);
	ret_tokens->v[ret_tokens->n++] = token;
	return OK;
}
