/*
 * The bytes of attachments on disk: DATA/files/ab/cd/<key>. A file gets its final name only after
 * it was synced, and the directories above it are synced before anybody may write a row: a row
 * whose file is missing cannot happen; a file without a row can, and the sweep removes it.
 */
#include "domain/attachment.h"

#include "base/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err storage_failed(struct cx *cx)
{
	return fail(cx, E_STORAGE, NULL, NULL, "The file could not be stored");
}

static bool is_key(const char *key)
{
	return strlen(key) == ATTACHMENT_KEY && strspn(key, "0123456789abcdef") == ATTACHMENT_KEY;
}

static const char *dir_of(struct arena *a, const char *root, const char *key, int levels)
{
	return levels == 1 ? arena_printf(a, "%s/%.2s", root, key)
			   : arena_printf(a, "%s/%.2s/%.2s", root, key, key + 2);
}

const char *attachment_file_path(struct arena *a, const char *root, const char *key)
{
	return is_key(key) ? arena_printf(a, "%s/%s", dir_of(a, root, key, 2), key) : NULL;
}

/* Make both directories of a key; a new one is synced into its parent. */
static bool make_dirs(struct arena *a, const char *root, const char *key)
{
	const char *parent = root;

	for (int level = 1; level <= 2; level++) {
		const char *dir = dir_of(a, root, key, level);

		if (mkdir(dir, 0700) == 0) {
			if (!disk_sync(parent))
				return false;
		} else if (errno != EEXIST) {
			return false;
		}
		parent = dir;
	}
	return true;
}

enum err attachment_file_keep(
	struct cx *cx, const char *root, const char *tmp_path, const char **ret_key)
{
	const char *name = strrchr(tmp_path, '/'), *dir, *path;
	char *key = arena_alloc(cx->arena, 2 * SECRET_HASH + 1);
	uint8_t hash[SECRET_HASH];
	struct stat st;

	name = name ? name + 1 : tmp_path;
	secret_hash(hash, name, strlen(name));
	secret_hex(key, hash, ATTACHMENT_KEY / 2);
	if (!make_dirs(cx->arena, root, key))
		return storage_failed(cx);
	dir = dir_of(cx->arena, root, key, 2);
	path = attachment_file_path(cx->arena, root, key);
	if (!disk_sync(tmp_path) || rename(tmp_path, path) != 0) {
		/* a second run finds it in place */
		if (errno != ENOENT || stat(path, &st) != 0)
			return storage_failed(cx);
	}
	if (!disk_sync(dir))
		return storage_failed(cx);
	*ret_key = key;
	return OK;
}

int attachment_file_open(const char *root, const char *key)
{
	char path[4096];

	if (!is_key(key))
		return -1;
	if (snprintf(path, sizeof path, "%s/%.2s/%.2s/%s", root, key, key + 2, key) >=
		(int)sizeof path)
		return -1;
	return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* Remove one file that is old and has no row. */
static enum err sweep_file(struct cx *cx, const char *path, const char *key, int *removed)
{
	struct stat st;
	bool used;

	if (!is_key(key) || lstat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
		st.st_mtime * SECOND_MS > cx->now - DAY_MS)
		return OK;
	TRY(attachment_key_used(cx, key, &used));
	if (!used && unlink(path) == 0)
		(*removed)++;
	return OK;
}

struct sweep {
	int left, removed; /* files to look at yet, files taken away */
};

/* Walk a directory `depth` levels above the files. */
static enum err sweep_dir(struct cx *cx, const char *path, int depth, struct sweep *sweep)
{
	CLEANUP(close_dir) DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && sweep->left > 0 && (entry = readdir(dir))) {
		const char *below = arena_printf(cx->arena, "%s/%s", path, entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (depth && strlen(entry->d_name) == 2) {
			TRY(sweep_dir(cx, below, depth - 1, sweep));
		} else if (!depth) {
			sweep->left--;
			TRY(sweep_file(cx, below, entry->d_name, &sweep->removed));
		}
	}
	return OK;
}

enum err attachment_sweep(struct cx *cx, const char *root, int max, int *ret_removed)
{
	struct sweep sweep = {.left = max};

	TRY(sweep_dir(cx, root, 2, &sweep));
	*ret_removed = sweep.removed;
	return OK;
}
