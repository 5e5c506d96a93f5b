/*
 * tend backup and tend restore: one file with the database and every attachment, written while
 * the server runs and verified at both ends.
 */
#include "base/disk.h"
#include "base/last_run.h"
#include "cmd.h"
#include "db/archive.h"
#include "db/reader.h"
#include "domain/attachment.h"
#include "domain/verify.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a file lies in the data directory. NULL after a message when its name is no key: a crafted
 * backup must not write elsewhere. */
static const char *file_path(struct cmd_env *env, const struct archive_file *file)
{
	const char *root = arena_printf(env->arena, "%s/files", env->line->data_dir);
	const char *path = attachment_file_path(env->arena, root, file->name);

	if (!path)
		cmd_fail(env->line, "\"%s\" is no name of an attachment's file", file->name);
	return path;
}

/* The files that the database inside an archive names. */
static enum err list_files(
	struct cmd_env *env, struct archive *archive, struct verify_file **ret, int *ret_n)
{
	struct cx cx = env->cx;

	cx.db = archive_db(archive);
	return verify_files(&cx, ret, ret_n);
}

static struct archive_file as_archived(const struct verify_file *f)
{
	struct archive_file file = {.name = f->storage_key, .size = f->size};

	memcpy(file.sha256, f->sha256, sizeof file.sha256);
	return file;
}

static int add_files(struct cmd_env *env, struct archive *archive)
{
	struct verify_file *files;
	char why[512];
	int n;

	if (list_files(env, archive, &files, &n) != OK)
		return cmd_fail(env->line, "cannot list the attachments");
	for (int i = 0; i < n; i++) {
		struct archive_file file = as_archived(&files[i]);
		const char *path = file_path(env, &file);

		if (!path)
			return EXIT_FAILED;
		if (!archive_add(archive, &file, path, why, sizeof why))
			return cmd_fail(env->line, "%s; run tend check", why);
	}
	return -1;
}

static void note_run(const struct cmd_env *env, bool ok)
{
	struct last_run run = {.at = env->cx.now, .ok = ok};
	struct stat st;

	if (ok && stat(cmd_value(env->line, "to"), &st) == 0)
		run.count = (i64)st.st_size;
	last_run_write(env->line->data_dir, "backup", &run);
}

int cmd_backup(int argc, char **argv)
{
	static const struct cmd_option options[] = {
		{"to", "FILE", "the backup to write; replaced only when complete", true}, {0}};
	static const struct cmd_spec spec = {.name = "backup",
		.summary = "Write database and attachments into one file while the server runs.",
		.options = options};
	struct cmd_line line;
	struct cmd_env env;
	struct archive *archive;
	char why[512];
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0 || (code = cmd_open(&env, &line, false)) >= 0)
		return code;
	archive = archive_create(env.cx.db, cmd_value(&line, "to"), why, sizeof why);
	if (!archive) {
		code = cmd_fail(&line, "cannot write the backup: %s", why);
	} else if ((code = add_files(&env, archive)) >= 0) {
		archive_close(archive);
	} else if (!archive_finish(archive, why, sizeof why)) {
		code = cmd_fail(&line, "%s", why);
	} else {
		printf("%s\n", cmd_value(&line, "to"));
		code = EXIT_DONE;
	}
	note_run(&env, code == EXIT_DONE);
	cmd_close(&env);
	return code;
}

/* The data directory's own, and those of a file's key unless that is NULL. */
static int make_directories(const struct cmd_line *line, struct arena *a, const char *key)
{
	const char *dirs[] = {line->data_dir, arena_printf(a, "%s/files", line->data_dir),
		arena_printf(a, "%s/files/tmp", line->data_dir),
		key ? arena_printf(a, "%s/files/%.2s", line->data_dir, key) : NULL,
		key ? arena_printf(a, "%s/files/%.2s/%.2s", line->data_dir, key, key + 2) : NULL};
	size_t n = key ? COUNT_OF(dirs) : 3;

	for (size_t i = 0; i < n; i++)
		if (mkdir(dirs[i], 0700) != 0 && errno != EEXIST)
			return cmd_fail(line, "cannot create %s: %s", dirs[i], strerror(errno));
	return -1;
}

static int extract_files(struct cmd_env *env, struct archive *archive)
{
	const struct cmd_line *line = env->line;
	struct verify_file *files;
	char why[512];
	int n, code;

	if (list_files(env, archive, &files, &n) != OK)
		return cmd_fail(line, "cannot list the attachments");
	for (int i = 0; i < n; i++) {
		struct archive_file file = as_archived(&files[i]);
		const char *path = file_path(env, &file);

		if (!path)
			return EXIT_FAILED;
		if ((code = make_directories(line, env->arena, file.name)) >= 0)
			return code;
		if (!archive_extract(archive, &file, path, why, sizeof why))
			return cmd_fail(line, "%s", why);
	}
	return -1;
}

/* Files first, the database last: a directory without tend.db is not in use. */
static int restore(struct cmd_env *env, struct archive *archive)
{
	char why[512];
	const char *part = arena_printf(env->arena, "%s.part", env->db_path);
	int code = extract_files(env, archive);

	if (code >= 0)
		return code;
	unlink(part);
	if (!archive_restore_db(archive, part, why, sizeof why))
		return cmd_fail(env->line, "cannot write %s: %s", part, why);
	if (rename(part, env->db_path) != 0 || !disk_sync_all(env->line->data_dir))
		return cmd_fail(env->line, "cannot write %s: %s", env->db_path, strerror(errno));
	return -1;
}

int cmd_restore(int argc, char **argv)
{
	static const struct cmd_option options[] = {
		{"from", "FILE", "a backup written by tend backup", true}, {0}};
	static const struct cmd_spec spec = {.name = "restore",
		.summary = "Make a new data directory from a backup.",
		.options = options};
	struct cmd_line line;
	struct cmd_env env = {.line = &line};
	struct archive *archive = NULL;
	char why[512];
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0)
		return code;
	if (!line.data_dir)
		return cmd_usage(&line, "--data DIR is missing");
	cmd_prepare(&env, &line);
	if (access(env.db_path, F_OK) == 0)
		code = cmd_fail(&line, "%s is in use already: name a new directory", line.data_dir);
	else if (!(archive = archive_open(cmd_value(&line, "from"), why, sizeof why)))
		code = cmd_fail(&line, "cannot restore %s: %s; name a file that tend backup wrote",
			cmd_value(&line, "from"), why);
	if (code < 0)
		code = make_directories(&line, env.arena, NULL);
	if (code < 0)
		code = restore(&env, archive);
	archive_close(archive);
	cmd_close(&env);
	if (code < 0 && (code = cmd_open(&env, &line, false)) < 0) {
		cmd_close(&env);
		printf("%s\n", line.data_dir);
		code = EXIT_DONE;
	}
	return code;
}
