/* Starting and stopping the real daemon for a test. */
#include "lib/daemon.h"

#include "lib/http.h"
#include "lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 40, READY_MS = 20000, LOG_MAX = 64 * 1024 * 1024, LOG_TAIL = 3000 };

i64 mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (i64)1000 + t.tv_nsec / 1000000;
}

void glance(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

	nanosleep(&t, NULL);
}

static int free_port(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, size) ||
		getsockname(fd, (struct sockaddr *)&at, &size))
		tap_bail("no free port: %s", strerror(errno));
	close(fd);
	return ntohs(at.sin_port);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	if (!f || fputs(text, f) < 0 || fclose(f))
		tap_bail("cannot write %s: %s", path, strerror(errno));
}

/* The child's side: descriptors, environment, exec. */
static void become(const struct daemon *d, const char *const *argv, int in, int out)
{
	int log = open(d->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("TEND_TEST_CLOCK", d->clock, 1);
	setenv("ASAN_OPTIONS", "abort_on_error=0:exitcode=99", 0);
	setenv("UBSAN_OPTIONS", "print_stacktrace=1", 0);
	setenv("TSAN_OPTIONS", "halt_on_error=0:exitcode=98", 0);
	dup2(in, 0);
	dup2(out, 1);
	dup2(log, 2);
	execvp(argv[0], (char *const *)argv);
	dprintf(2, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

int daemon_command(struct daemon *d, const char *input, char *out, size_t cap, const char *sub, ...)
{
	const char *argv[ARGS_MAX] = {d->program, sub};
	int to[2], from[2], status, n = 2;
	size_t at = 0;
	ssize_t got;
	va_list ap;
	pid_t pid;

	va_start(ap, sub);
	while (n < ARGS_MAX - 3 && (argv[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	argv[n++] = "--data";
	argv[n++] = d->data;
	argv[n] = NULL;
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		tap_bail("pipe: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		become(d, argv, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	signal(SIGPIPE, SIG_IGN);
	if (input && write(to[1], input, strlen(input)) < 0)
		tap_note("%s did not read its input", sub);
	close(to[1]);
	while (at + 1 < cap && (got = read(from[0], out + at, cap - 1 - at)) > 0)
		at += (size_t)got;
	out[at] = 0;
	close(from[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void daemon_new(struct daemon *d, const char *program, const char *conf)
{
	char text[DAEMON_TEXT * 2], *full;
	const char *tmp = getenv("TMPDIR");

	memset(d, 0, sizeof *d);
	full = realpath(program, NULL);
	if (!full)
		tap_bail("there is no %s; build it first", program);
	snprintf(d->program, sizeof d->program, "%s", full);
	free(full);
	snprintf(d->root, sizeof d->root, "%s/tend-test-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(d->root))
		tap_bail("cannot make %s: %s", d->root, strerror(errno));
	snprintf(d->data, sizeof d->data, "%.480s/data", d->root);
	snprintf(d->log, sizeof d->log, "%.480s/log", d->root);
	snprintf(d->clock, sizeof d->clock, "%.480s/clock", d->root);
	write_file(d->clock, "0\n");
	if (daemon_command(d, ADMIN_PASSWORD "\n", text, sizeof text, "init", "--admin-email",
		    "admin@example.com", "--admin-name", "Ada Admin", "--password-stdin", NULL)) {
		daemon_log_show(d);
		tap_bail("tend init failed: %s", text);
	}
	snprintf(text, sizeof text, "%.480s/tend.conf", d->data);
	FILE *f = fopen(text, "ae");
	fprintf(f, "%s%s", conf && strstr(conf, "rate_limit") ? "" : "rate_limit = 0\n",
		conf ? conf : "");
	fclose(f);
}

/* 1: ready, 0: not yet, -1: it exited. */
static int look(struct daemon *d)
{
	static const char ask[] =
		"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	struct buf answer = BUF_INIT(65536);
	bool closed, ready;
	int status;

	if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
		d->pid = 0;
		return -1;
	}
	ready = raw_exchange(d->port, ask, sizeof ask - 1, 1000, &answer, &closed) &&
		answer.n > 12 && memcmp(answer.p + 9, "200", 3) == 0;
	buf_free(&answer);
	return ready;
}

bool daemon_start(struct daemon *d, const char *const *wrap, i64 *ret_ms)
{
	const char *argv[ARGS_MAX] = {NULL};
	char listen_at[32];
	i64 begin = mono_ms();
	int n = 0, state = 0, null;

	d->port = free_port();
	snprintf(listen_at, sizeof listen_at, "127.0.0.1:%d", d->port);
	snprintf(d->url, sizeof d->url, "http://%s", listen_at);
	while (wrap && *wrap)
		argv[n++] = *wrap++;
	argv[n++] = d->program;
	argv[n++] = "serve";
	argv[n++] = "--data";
	argv[n++] = d->data;
	argv[n++] = "--listen";
	argv[n++] = listen_at;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	d->pid = fork();
	if (d->pid == 0)
		become(d, argv, null, null);
	close(null);
	while (state == 0 && mono_ms() - begin < READY_MS) {
		state = look(d);
		if (state == 0)
			glance(1);
	}
	if (ret_ms)
		*ret_ms = mono_ms() - begin;
	return state == 1;
}

bool daemon_ended(struct daemon *d)
{
	int status;

	if (d->pid && waitpid(d->pid, &status, WNOHANG) == d->pid)
		d->pid = 0;
	return d->pid == 0;
}

int daemon_stop(struct daemon *d, int signal_number, int ms)
{
	i64 end = mono_ms() + ms;
	int status;

	if (!d->pid)
		return -1;
	kill(d->pid, signal_number);
	do {
		if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
			d->pid = 0;
			return status;
		}
		glance(1);
	} while (mono_ms() < end);
	return -1;
}

void daemon_clock(struct daemon *d, i64 offset)
{
	char text[32], fresh[DAEMON_TEXT + 8];

	snprintf(text, sizeof text, "%lld\n", (long long)offset);
	snprintf(fresh, sizeof fresh, "%s.new", d->clock);
	write_file(fresh, text);
	rename(fresh, d->clock);
}

static char *read_log(const struct daemon *d)
{
	FILE *f = fopen(d->log, "re");
	struct buf text = BUF_INIT(LOG_MAX);
	char chunk[8192];
	size_t n;

	buf_str(&text, "\n");
	while (f && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&text, chunk, n);
	if (f)
		fclose(f);
	return text.p;
}

bool daemon_log_bad(const struct daemon *d, char *out, size_t cap)
{
	static const char *const marks[] = {"AddressSanitizer", "runtime error:", "LeakSanitizer",
		"ThreadSanitizer", "Assertion", "fatal", "stack smashing"};
	char *text = read_log(d);
	bool bad = false;

	for (size_t i = 0; i < COUNT_OF(marks) && !bad; i++) {
		const char *at = strstr(text, marks[i]);

		bad = at != NULL;
		if (at)
			snprintf(out, cap, "%.3000s", at);
	}
	free(text);
	return bad;
}

void daemon_log_show(const struct daemon *d)
{
	char *text = read_log(d);
	size_t n = strlen(text);

	tap_note("the daemon's log ends:\n%s", text + (n > LOG_TAIL ? n - LOG_TAIL : 0));
	free(text);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	return remove(path);
}

void daemon_remove(struct daemon *d)
{
	if (d->pid && daemon_stop(d, SIGTERM, 10000) == -1)
		daemon_stop(d, SIGKILL, 10000);
	if (!getenv("KEEP"))
		nftw(d->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	else
		tap_note("kept %s", d->root);
}
