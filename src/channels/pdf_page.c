/* One child per page. Between fork and exec only calls that are safe in a process of many threads.
 */
#include "channels/pdf_page.h"

#include "channels/jail.h"
#include "channels/outgoing.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CHUNK = 64 << 10,
	CHILD_FILES = 64,
	CHILD_NICE = 10,
	LOOK_MS = 100, /* how often it looks whether the daemon stops */
};

#if defined(__x86_64__)
#define LOADER "/lib64/ld-linux-x86-64.so.2"
#else
#define LOADER "/lib/ld-linux-aarch64.so.1"
#endif
/* Libraries, fonts, and how fonts are found. */
static const char *const child_reads[] = {"/usr/lib", "/usr/share", "/usr/local/share/fonts",
	"/etc/ld.so.cache", "/etc/fonts", "/var/cache/fontconfig", NULL};
static const char *const child_runs[] = {"/usr/bin/pdftoppm", LOADER, NULL};
static const struct jail child_jail = {child_reads, child_runs};

static i64 monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void limit(__rlimit_resource_t what, rlim_t to)
{
	const struct rlimit l = {to, to};

	if (setrlimit(what, &l) != 0)
		_exit(126);
}

/* In the child. RLIMIT_FSIZE 0: it can write to no file, only to its pipe. */
static void run_child(int pdf, int pipe_end, char *const argv[])
{
	char *const env[] = {(char *)"LC_ALL=C", NULL};
	int null = open("/dev/null", O_WRONLY);

	if (dup2(pdf, 0) < 0 || dup2(pipe_end, 1) < 0 || null < 0 || dup2(null, 2) < 0)
		_exit(126);
	close_range(3, ~0U, 0); /* nothing else of ours goes along */
	limit(RLIMIT_CPU, PDF_CPU_S);
	limit(RLIMIT_AS, PDF_MEMORY);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, CHILD_FILES);
	setpriority(PRIO_PROCESS, 0, CHILD_NICE); /* requests first */
	if (chdir("/") != 0 || jail_enter(&child_jail) != 0)
		_exit(126);
	execve("/usr/bin/pdftoppm", argv, env);
	_exit(127);
}

/* Bytes from the pipe into out until it ends; false when there are too many, it takes too long, or
 * the daemon stops. */
static bool copy(int from, int out)
{
	i64 until = monotonic_ms() + PDF_WALL_MS, total = 0;
	char chunk[CHUNK];

	while (!outgoing_stopping()) {
		struct pollfd p = {from, POLLIN, 0};
		i64 left = until - monotonic_ms();
		ssize_t n;
		int ready;

		if (left <= 0)
			return false;
		ready = poll(&p, 1, (int)(left < LOOK_MS ? left : LOOK_MS));
		if (ready < 0)
			return false;
		if (!ready)
			continue;
		n = read(from, chunk, sizeof chunk);
		if (n <= 0)
			return n == 0 && total > 0;
		total += n;
		if (total > PDF_PICTURE_MAX || write(out, chunk, (size_t)n) != n)
			return false;
	}
	return false;
}

bool pdf_page_draw(int pdf, int page, int out)
{
	char number[16], pixels[16];
	char *const argv[] = {(char *)"pdftoppm", (char *)"-png", (char *)"-q", (char *)"-f",
		number, (char *)"-l", number, (char *)"-scale-to", pixels, (char *)"-", NULL};
	int ends[2], status = 0;
	bool good;
	pid_t child;

	snprintf(number, sizeof number, "%d", page);
	snprintf(pixels, sizeof pixels, "%d", PDF_PAGE_PIXELS);
	if (outgoing_stopping() || page < 1 || page > PDF_PAGES || lseek(pdf, 0, SEEK_SET) < 0 ||
		pipe2(ends, O_CLOEXEC) != 0)
		return false;
	child = fork();
	if (child == 0)
		run_child(pdf, ends[1], argv);
	close(ends[1]);
	good = child > 0 && copy(ends[0], out);
	close(ends[0]);
	if (child < 0)
		return false;
	if (!good)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0)
		;
	return good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
