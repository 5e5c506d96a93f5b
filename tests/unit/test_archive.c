/*
 * Backups as files: everything comes back, while others write; what is damaged, cut, strange or
 * wrong is refused with a sentence; and a file of the final name is always a whole backup.
 */
#include "db/archive.h"

#include "base/log.h"
#include "unit/unit_db.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

QUERY(note_insert, "INSERT INTO note (body) VALUES (?)");
QUERY_SCAN(note_count, "a table of a test", "SELECT count(*) FROM note");

enum { PIECE = 256 * 1024, SIZES = 7 };

static char why[512];
static struct db *db;
static const size_t sizes[SIZES] = {0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5};

static const char *in_dir(const char *name)
{
	static char paths[256][96];
	static int at;
	char *path = paths[at++ % 256];

	snprintf(path, sizeof paths[0], "%s/%s", unit_dir, name);
	return path;
}

static bool exists(const char *name)
{
	return access(in_dir(name), F_OK) == 0;
}

static void write_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* The n-th attachment: bytes on disk and what the archive is told of it. */
static struct archive_file attachment(int n, const char **ret_path)
{
	static char names[SIZES][16];
	struct archive_file file = {.name = names[n], .size = (i64)sizes[n]};
	unsigned char *bytes = malloc(sizes[n] + 1);

	assert_non_null(bytes);
	for (size_t i = 0; i < sizes[n]; i++)
		bytes[i] = (unsigned char)(i * 31 + (size_t)n + i / 251);
	snprintf(names[n], sizeof names[n], "file%d", n);
	*ret_path = in_dir(names[n]);
	write_file(*ret_path, bytes, sizes[n]);
	secret_hash(file.sha256, bytes, sizes[n]);
	free(bytes);
	return file;
}

static void add_note(struct db *to, const char *body)
{
	struct stmt *s = db_stmt(to, &note_insert);

	bind_text(s, body);
	assert_int_equal(db_run(s), OK);
}

static i64 notes(struct db *of)
{
	i64 n;

	assert_int_equal(db_run_i64(db_stmt(of, &note_count), -1, &n), OK);
	return n;
}

/* A complete backup with all attachments under this name. */
static void make_backup(const char *name)
{
	struct archive *a = archive_create(db, in_dir(name), why, sizeof why);
	bool existed = exists(name);
	const char *path;

	if (!a)
		fail_msg("%s", why);
	for (int i = 0; i < SIZES; i++) {
		struct archive_file file = attachment(i, &path);

		if (!archive_add(a, &file, path, why, sizeof why))
			fail_msg("%s", why);
	}
	assert_int_equal(exists(name), existed);
	if (!archive_finish(a, why, sizeof why))
		fail_msg("%s", why);
}

/* Nothing but what the tests themselves put there. */
static bool left_over(const char *name)
{
	static const char *const ends[] = {
		".part", ".part-journal", ".part-wal", ".part-shm", "-journal", "-wal", "-shm"};
	char text[64];

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(text, sizeof text, "%s%s", name, ends[i]);
		if (exists(text))
			return true;
	}
	return false;
}

static void assert_private(const char *name)
{
	struct stat st;

	assert_int_equal(stat(in_dir(name), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void read_file(const char *path, char *out, size_t n)
{
	FILE *f = fopen(path, "re");

	assert_non_null(f);
	assert_int_equal(fread(out, 1, n + 1, f), n);
	fclose(f);
}

static void assert_same(const char *a, const char *b, size_t n)
{
	char *x = malloc(n + 1), *y = malloc(n + 1);

	assert_true(x && y);
	read_file(a, x, n);
	read_file(b, y, n);
	assert_memory_equal(x, y, n);
	free(x);
	free(y);
}

static void everything_comes_back(void **state)
{
	struct archive *a;
	struct db *copy;
	const char *path, *out;

	(void)state;
	make_backup("whole");
	assert_false(left_over("whole"));
	assert_private("whole");
	a = archive_open(in_dir("whole"), why, sizeof why);
	assert_non_null(a);
	assert_int_equal(notes(archive_db(a)), notes(db));
	for (int i = 0; i < SIZES; i++) {
		struct archive_file file = attachment(i, &path);

		out = in_dir("out");
		if (!archive_extract(a, &file, out, why, sizeof why))
			fail_msg("%s", why);
		assert_same(path, out, sizes[i]);
		assert_private("out");
		unlink(out);
	}
	assert_true(archive_restore_db(a, in_dir("restored"), why, sizeof why));
	archive_close(a);
	assert_private("restored");
	assert_false(left_over("restored"));
	copy = db_open(in_dir("restored"), DB_WRITE, why, sizeof why);
	assert_non_null(copy);
	assert_int_equal(notes(copy), notes(db));
	add_note(copy, "it can be written");
	assert_true(db_size(copy) < 2 * PIECE); /* the attachments are not in it */
	db_close(copy);
}

static void *write_on(void *arg)
{
	struct db *mine = db_open(in_dir("tend.db"), DB_WRITE, (char[99]){0}, 99);

	assert_non_null(mine);
	for (int i = 0; !*(_Atomic bool *)arg; i++) {
		assert_int_equal(db_begin(mine), OK);
		add_note(mine, "one");
		add_note(mine, "two");
		assert_int_equal(db_commit(mine), OK);
	}
	db_close(mine);
	return NULL;
}

/* Notes come in pairs: a copy of one moment has an even number of them. */
static void copy_is_of_one_moment(void **state)
{
	_Atomic bool stop = false;
	pthread_t thread;
	i64 before = notes(db);

	(void)state;
	assert_int_equal(before % 2, 0);
	assert_int_equal(pthread_create(&thread, NULL, write_on, &stop), 0);
	for (int i = 0; i < 20; i++) {
		struct archive *a = archive_create(db, in_dir("moving"), why, sizeof why);
		i64 n;

		if (!a)
			fail_msg("%s", why);
		n = notes(archive_db(a));
		assert_int_equal(n % 2, 0);
		assert_true(n >= before);
		before = n;
		assert_true(archive_finish(a, why, sizeof why));
	}
	stop = true;
	pthread_join(thread, NULL);
	assert_false(left_over("moving"));
}

static void refuses_to_add(const struct archive_file *file, const char *path)
{
	struct archive *a = archive_create(db, in_dir("refused"), why, sizeof why);

	assert_non_null(a);
	why[0] = 0;
	if (archive_add(a, file, path, why, sizeof why))
		fail_msg("%s was added", path);
	assert_non_null(strstr(why, path));
	archive_close(a);
	assert_false(exists("refused"));
	assert_false(left_over("refused"));
}

static void wrong_files_are_not_added(void **state)
{
	const char *path;
	struct archive_file file = attachment(2, &path), other = file;

	(void)state;
	other.sha256[31] ^= 1;
	refuses_to_add(&other, path);
	other = file;
	other.size++;
	refuses_to_add(&other, path);
	other.size = file.size - 1;
	refuses_to_add(&other, path);
	/* the right bytes, and more behind them */
	assert_int_equal(truncate(path, file.size + 1), 0);
	refuses_to_add(&file, path);
	assert_int_equal(truncate(path, file.size - 1), 0);
	refuses_to_add(&file, path);
	assert_int_equal(truncate(path, file.size), 0);
	refuses_to_add(&file, path); /* its last byte is another now */
	unlink(path);
	refuses_to_add(&file, path);
	assert_int_equal(symlink(in_dir("tend.db"), path), 0);
	refuses_to_add(&file, path);
	unlink(path);
	refuses_to_add(&file, unit_dir);
}

static void refuses_to_extract(struct archive *a, const struct archive_file *file, const char *word)
{
	const char *out = in_dir("refused");

	why[0] = 0;
	assert_false(archive_extract(a, file, out, why, sizeof why));
	if (!strstr(why, word))
		fail_msg("\"%s\" does not say: %s", why, word);
	assert_false(exists("refused"));
}

static void wrong_files_are_not_extracted(void **state)
{
	const char *path;
	struct archive_file file = attachment(5, &path), other = file;
	struct archive *a = archive_open(in_dir("whole"), why, sizeof why);

	(void)state;
	assert_non_null(a);
	other.sha256[0] ^= 0x80;
	refuses_to_extract(a, &other, "hash");
	other = file;
	other.size--;
	refuses_to_extract(a, &other, "hash");
	other = file;
	other.name = "absent";
	refuses_to_extract(a, &other, "not in the backup");
	/* what is there already stays as it is, and the sentence says so */
	write_file(in_dir("there"), "mine", 4);
	assert_false(archive_extract(a, &file, in_dir("there"), why, sizeof why));
	assert_non_null(strstr(why, "File exists"));
	assert_int_equal(truncate(in_dir("there"), 4), 0);
	assert_false(archive_extract(a, &file, in_dir("no/such/dir"), why, sizeof why));
	assert_non_null(strstr(why, "No such file"));
	archive_close(a);
}

static void assert_not_opened(const char *name, const char *word)
{
	struct archive *a;

	why[0] = 0;
	a = archive_open(in_dir(name), why, sizeof why);
	if (a)
		fail_msg("%s was opened", name);
	if (!*why || !strstr(why, word))
		fail_msg("%s: \"%s\" does not say: %s", name, why, word);
	assert_false(exists("absent"));
}

static void strangers_are_not_opened(void **state)
{
	struct db *other;

	(void)state;
	assert_not_opened("absent", "open");
	write_file(in_dir("text"), "SQLite format 3 is not enough, this is only text", 48);
	assert_not_opened("text", "not a database");
	write_file(in_dir("blank"), "", 0);
	assert_not_opened("blank", "not written by `tend backup`");
	other = db_open(in_dir("other.db"), DB_WRITE, why, sizeof why);
	assert_int_equal(db_script(other, "CREATE TABLE x (y)", why, sizeof why), OK);
	db_close(other);
	assert_not_opened("other.db", "not written by `tend backup`");
	assert_int_equal(mkdir(in_dir("folder"), 0700), 0);
	assert_not_opened("folder", "");
}

static void copy_file(const char *from, const char *to, off_t cut, off_t flip)
{
	FILE *f = fopen(in_dir(from), "re");
	struct stat st;
	char *bytes;

	assert_int_equal(stat(in_dir(from), &st), 0);
	bytes = malloc((size_t)st.st_size);
	assert_int_equal(fread(bytes, 1, (size_t)st.st_size, f), st.st_size);
	fclose(f);
	if (flip >= 0)
		for (int i = 0; i < 64; i++)
			bytes[flip + i] ^= 0x55;
	write_file(in_dir(to), bytes, (size_t)(cut >= 0 ? cut : st.st_size));
	free(bytes);
}

static void damaged_files_are_refused(void **state)
{
	struct stat st;

	(void)state;
	make_backup("good");
	assert_int_equal(stat(in_dir("good"), &st), 0);
	copy_file("good", "bad", -1, 0);
	assert_not_opened("bad", "");
	copy_file("good", "bad", -1, 100);
	assert_not_opened("bad", "");
	copy_file("good", "bad", -1, 4096); /* the first page of a table or index */
	assert_not_opened("bad", "");
	for (off_t cut = 1; cut < st.st_size; cut = cut * 3 + 7) {
		copy_file("good", "bad", st.st_size - cut, -1);
		assert_not_opened("bad", "");
	}
}

/* A byte inside an attachment is no page that the engine checks: the hash sees it. */
static void damaged_attachment_is_seen(void **state)
{
	struct archive_file file;
	const char *path;
	struct archive *a;
	struct stat st;

	(void)state;
	file = attachment(6, &path);
	make_backup("good");
	assert_int_equal(stat(in_dir("good"), &st), 0);
	copy_file("good", "bad", -1, st.st_size - 2 * PIECE);
	a = archive_open(in_dir("bad"), why, sizeof why);
	if (a)
		refuses_to_extract(a, &file, "hash");
	archive_close(a);
}

/* Whoever dies in the middle leaves no file of the final name, and the next backup works. */
static void interrupted_backup_is_no_backup(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	for (int files = 0; files <= SIZES; files++) {
		fflush(NULL);
		pid = fork();
		if (pid == 0) {
			struct db *mine = db_open(in_dir("tend.db"), DB_WRITE, why, sizeof why);
			struct archive *a = archive_create(mine, in_dir("cut"), why, sizeof why);
			const char *path;

			for (int i = 0; a && i < files; i++) {
				struct archive_file file = attachment(i, &path);

				if (!archive_add(a, &file, path, why, sizeof why))
					_exit(3);
			}
			raise(SIGKILL);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		assert_false(exists("cut"));
	}
	assert_true(exists("cut.part"));
	write_file(in_dir("cut.part-journal"), "rubbish from another life", 25);
	write_file(in_dir("cut.part-wal"), "rubbish from another life", 25);
	make_backup("cut");
	assert_false(left_over("cut"));
	archive_close(archive_open(in_dir("cut"), why, sizeof why));
}

/* The older backup stays until the new one is whole. */
static void older_backup_stays_until_then(void **state)
{
	struct archive *a, *old;

	(void)state;
	make_backup("kept");
	add_note(db, "later");
	add_note(db, "later");
	a = archive_create(db, in_dir("kept"), why, sizeof why);
	assert_non_null(a);
	old = archive_open(in_dir("kept"), why, sizeof why);
	assert_non_null(old);
	assert_int_equal(notes(archive_db(old)), notes(db) - 2);
	archive_close(old);
	archive_close(a);
	assert_true(exists("kept"));
	make_backup("kept");
	old = archive_open(in_dir("kept"), why, sizeof why);
	assert_int_equal(notes(archive_db(old)), notes(db));
	archive_close(old);
}

static void unwritable_places_are_told(void **state)
{
	(void)state;
	assert_null(archive_create(db, in_dir("no/such/dir"), why, sizeof why));
	assert_string_not_equal(why, "");
	assert_int_equal(mkdir(in_dir("taken"), 0700), 0);
	struct archive *a = archive_create(db, in_dir("taken"), why, sizeof why);

	assert_non_null(a);
	why[0] = 0;
	assert_false(archive_finish(a, why, sizeof why)); /* a folder is no file to replace */
	assert_non_null(strstr(why, "taken"));
	assert_false(left_over("taken"));
	archive_close(NULL);
}

/* The disk becomes full: told, nothing of the final name, nothing left. */
static void full_disk_leaves_nothing(void **state)
{
	struct rlimit old, small;
	const char *path;
	struct archive_file file = attachment(6, &path);
	struct archive *a;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){2 * PIECE, old.rlim_max};
	a = archive_create(db, in_dir("full"), why, sizeof why);
	assert_non_null(a);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_false(archive_add(a, &file, path, why, sizeof why));
	archive_close(a);
	small.rlim_cur = 8192;
	setrlimit(RLIMIT_FSIZE, &small);
	a = archive_create(db, in_dir("full"), why, sizeof why);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_null(a);
	assert_string_not_equal(why, "");
	assert_false(exists("full"));
	assert_false(left_over("full"));
}

static int setup(void **state)
{
	(void)state;
	umask(077);
	secret_init();
	if (unit_dir_make())
		return -1;
	db = db_open(unit_path, DB_WRITE, why, sizeof why);
	assert_non_null(db);
	assert_int_equal(
		db_script(db, "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)", why,
			sizeof why),
		OK);
	add_note(db, "first");
	add_note(db, "second");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_close(db);
	return unit_dir_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_comes_back),
		cmocka_unit_test(copy_is_of_one_moment),
		cmocka_unit_test(wrong_files_are_not_added),
		cmocka_unit_test(wrong_files_are_not_extracted),
		cmocka_unit_test(strangers_are_not_opened),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(damaged_attachment_is_seen),
		cmocka_unit_test(interrupted_backup_is_no_backup),
		cmocka_unit_test(older_backup_stays_until_then),
		cmocka_unit_test(unwritable_places_are_told),
		cmocka_unit_test(full_disk_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
