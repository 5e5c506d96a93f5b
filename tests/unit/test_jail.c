/* The jail: what a program that a stranger's file has taken over may still do. */
#include "channels/jail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/tend-jail-XXXXXX";
static char given[64], other[64];
static int ends[2];

static const char *const reads[] = {given, "/usr/lib", "/etc/ld.so.cache", "/nowhere", NULL};
static const char *const runs[] = {
	"/usr/bin/true", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", NULL};
static const struct jail jail = {reads, runs};

/* What fn answers in the jail; 200 and more: it died, or there was no jail. */
static int jailed(int (*fn)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(jail_enter(&jail) == 0 ? fn() : 201);
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 200;
}

static bool reads_file(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY);

	return fd >= 0 && read(fd, &byte, 1) == 1;
}

/* --- each gives the number of the first that it may and should not; 0: none --- */

static int files(void)
{
	const struct rlimit limit = {0};
	int fd;

	if (open(given, O_RDWR) >= 0 || open(given, O_WRONLY) >= 0)
		return 1;
	if (open(given, O_RDONLY | O_TRUNC) >= 0 || open(given, O_RDONLY | O_CREAT, 0600) >= 0)
		return 2;
	if (syscall(SYS_openat2, AT_FDCWD, given, &limit, sizeof limit) >= 0)
		return 3;
	if (open(folder, O_TMPFILE | O_RDWR, 0600) >= 0)
		return 4;
	if (truncate(given, 0) == 0 || chmod(given, 0777) == 0 || chown(given, 0, 0) == 0)
		return 5;
	if (unlink(given) == 0 || rename(given, other) == 0 || rmdir(folder) == 0)
		return 6;
	if (link(given, "/tmp/tend-jail-link") == 0 || symlink(given, "/tmp/tend-jail-link") == 0)
		return 7;
	if (mkdir("/tmp/tend-jail-folder", 0700) == 0 ||
		mknod("/tmp/tend-jail-node", S_IFIFO, 0) == 0)
		return 8;
	fd = open(given, O_RDONLY);
	if (mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED)
		return 9;
	return ftruncate(fd, 0) == 0 || fchmod(fd, 0777) == 0 ? 10 : 0;
}

static int processes(void)
{
	struct clone_args how = {.exit_signal = SIGCHLD};

	if (syscall(SYS_clone3, &how, sizeof how) >= 0)
		return 1;
	if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0)
		return 2;
#if defined(__x86_64__)
	if (syscall(SYS_fork) >= 0)
		return 3;
#endif
	return 0;
}

static int signals(void)
{
	pid_t parent = getppid();
	siginfo_t info = {.si_code = SI_QUEUE};

	if (parent > 1) /* not even asked who that is */
		return 1;
	parent = (pid_t)atoi(getenv("TEND_TEST_PARENT"));
	if (kill(parent, 0) == 0 || syscall(SYS_tkill, parent, 0) == 0)
		return 2;
	if (syscall(SYS_tgkill, parent, parent, 0) == 0)
		return 3;
	if (syscall(SYS_rt_sigqueueinfo, parent, 0, &info) == 0 ||
		syscall(SYS_rt_tgsigqueueinfo, parent, parent, 0, &info) == 0)
		return 4;
	if (syscall(SYS_pidfd_open, parent, 0) >= 0)
		return 5;
	if (fcntl(ends[1], F_SETOWN, parent) == 0 || fcntl(ends[1], F_SETFL, O_ASYNC) == 0)
		return 6;
	return 0;
}

static int kernel(void)
{
	pid_t parent = (pid_t)atoi(getenv("TEND_TEST_PARENT"));
	struct rlimit limit;

	if (syscall(SYS_prlimit64, parent, RLIMIT_NOFILE, NULL, &limit) == 0)
		return 1;
	if (syscall(SYS_ptrace, 16, parent, 0, 0) >= 0)
		return 2;
	if (syscall(SYS_socket, 1, 1, 0) >= 0 || syscall(SYS_socketpair, 1, 1, 0, ends) >= 0)
		return 3;
	if (syscall(SYS_memfd_create, "x", 0) >= 0 || syscall(SYS_io_uring_setup, 1, NULL) >= 0)
		return 4;
	if (syscall(SYS_unshare, 0) == 0 || syscall(SYS_setpriority, 0, parent, 0) == 0)
		return 5;
	return 0;
}

static int what_it_needs(void)
{
	struct rlimit limit;
	struct stat st;

	if (!reads_file(given) || stat(given, &st) != 0)
		return 1;
	if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) != 0)
		return 2;
	return write(ends[1], "x", 1) == 1 ? 0 : 3;
}

static int runs_true(void)
{
	execl("/usr/bin/true", "true", NULL);
	return 1;
}

/* --- only with Landlock --- */

static int reads_other(void)
{
	return reads_file(other);
}
static int runs_other(void)
{
	execl("/usr/bin/env", "env", "true", NULL);
	return errno == EACCES ? 0 : 1;
}

static void nothing_but_reading(void **state)
{
	(void)state;
	assert_int_equal(jailed(files), 0);
	assert_int_equal(jailed(processes), 0);
	assert_int_equal(jailed(signals), 0);
	assert_int_equal(jailed(kernel), 0);
}

static void work_goes_on(void **state)
{
	(void)state;
	assert_int_equal(jailed(what_it_needs), 0);
	assert_int_equal(jailed(runs_true), 0);
}

static void only_named_files(void **state)
{
	(void)state;
	if (!jail_has_landlock())
		skip();
	assert_int_equal(jailed(reads_other), 0);
	assert_int_equal(jailed(runs_other), 0);
}

static void make(char *path, size_t cap, const char *name)
{
	FILE *f;

	snprintf(path, cap, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("words", f);
	fclose(f);
}

static int setup(void **state)
{
	char number[16];

	(void)state;
	if (!mkdtemp(folder) || pipe(ends) != 0)
		return -1;
	make(given, sizeof given, "given");
	make(other, sizeof other, "other");
	snprintf(number, sizeof number, "%d", (int)getpid());
	return setenv("TEND_TEST_PARENT", number, 1);
}

static int teardown(void **state)
{
	(void)state;
	unlink(given);
	unlink(other);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_but_reading),
		cmocka_unit_test(work_goes_on),
		cmocka_unit_test(only_named_files),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
