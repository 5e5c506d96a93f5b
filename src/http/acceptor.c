/*
 * The listening socket: accepts, refuses what is over the caps, and deals connections out to the
 * workers in turn, so that they carry the same load (with one listening socket per worker the
 * kernel's hash does not spread a few busy connections evenly).
 * Does not read or write on connections, except the 503 that a refused one gets.
 */
#include "http/http_i.h"

#include "base/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BACKLOG = 1024, UNACKNOWLEDGED_MS = 60 * 1000 };

static struct {
	int fd, stop_fd;
	pthread_t thread;
} acceptor = {.fd = -1, .stop_fd = -1};

static void prepare(int fd)
{
	int one = 1, unacknowledged = UNACKNOWLEDGED_MS;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	/* a peer that vanished ends a stream after a minute, not after TCP's quarter of an hour */
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
}

static void refuse(int fd)
{
	static const char text[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
				   "Content-Length: 0\r\nConnection: close\r\n\r\n";
	ssize_t n = send(fd, text, sizeof text - 1, MSG_DONTWAIT | MSG_NOSIGNAL);

	(void)n;
	close(fd);
}

static void accept_one(void)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	int fd = accept4(
		acceptor.fd, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			log_event(LOG_WARN, "accept.failed", "\"errno\":%d", errno);
			usleep(20000);
		}
		return;
	}
	if (atomic_load(&server.connections) >= server.options.max_connections ||
		!reaper_admit((struct sockaddr *)&address)) {
		refuse(fd);
		return;
	}
	prepare(fd);
	server_add_socket(fd, (struct sockaddr *)&address, length);
}

static void *loop(void *arg)
{
	struct pollfd fds[2] = {
		{.fd = acceptor.fd, .events = POLLIN}, {.fd = acceptor.stop_fd, .events = POLLIN}};

	(void)arg;
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			die("poll on the listening socket: %s", strerror(errno));
		if (fds[1].revents)
			return NULL;
		if (fds[0].revents)
			accept_one();
	}
}

static int bound_port(int fd)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;

	if (getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		return 0;
	return address.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&address)->sin6_port)
					     : ntohs(((struct sockaddr_in *)&address)->sin_port);
}

bool acceptor_start(const struct sockaddr_storage *address, socklen_t length, int *ret_port,
	char *why, size_t why_cap)
{
	int one = 1;
	int fd = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	/* without address reuse a restart fails while old connections linger */
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
		bind(fd, (const struct sockaddr *)address, length) != 0 ||
		listen(fd, BACKLOG) != 0) {
		snprintf(why, why_cap, "cannot listen: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	*ret_port = bound_port(fd);
	acceptor.fd = fd;
	acceptor.stop_fd = eventfd(0, EFD_CLOEXEC);
	if (acceptor.stop_fd < 0 || pthread_create(&acceptor.thread, NULL, loop, NULL) != 0)
		die("cannot start the acceptor");
	return true;
}

void acceptor_stop(void)
{
	uint64_t one = 1;

	if (acceptor.fd < 0)
		return;
	if (write(acceptor.stop_fd, &one, sizeof one) != sizeof one)
		die("cannot wake the acceptor: %s", strerror(errno));
	pthread_join(acceptor.thread, NULL);
	close(acceptor.stop_fd);
	close(acceptor.fd);
	acceptor.fd = acceptor.stop_fd = -1;
}
