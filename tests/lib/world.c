/* The people of the API tests. */
#include "lib/world.h"

#include "lib/tap.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STREAM_WAIT_MS = 5000 };

static const struct person cast[PEOPLE] = {
	{.name = "anonymous"},
	{.name = "admin",
		.email = "admin@example.com",
		.role = "admin",
		.scope = "write",
		.title = "Ada Admin"},
	{.name = "agent",
		.email = "agent@example.com",
		.role = "agent",
		.scope = "write",
		.title = "Grace Agent"},
	{.name = "agent_b",
		.email = "agent.b@example.com",
		.role = "agent",
		.scope = "write",
		.title = "Alan Agent"},
	{.name = "restricted",
		.email = "restricted@example.com",
		.role = "agent",
		.scope = "write",
		.title = "Rita Restricted"},
	{.name = "customer",
		.email = "customer@example.net",
		.role = "end-user",
		.scope = "write",
		.title = "Carl Customer"},
	{.name = "customer_b",
		.email = "customer.b@example.org",
		.role = "end-user",
		.scope = "write",
		.title = "Dora Customer"},
	{.name = "reader", .email = "agent@example.com", .scope = "read"},
	{.name = "writer_out",
		.email = "gone@example.com",
		.role = "agent",
		.scope = "write",
		.title = "Gone Agent"},
};

static void must(struct world *w, int status, const char *what, const char *who)
{
	if (status == 0)
		return;
	daemon_log_show(&w->daemon);
	tap_bail("tend %s for %s exits with %d", what, who, status);
}

static void make_person(struct world *w, struct person *p)
{
	struct daemon *d = &w->daemon;
	char out[1024], user[256];

	if (!p->email)
		return;
	if (p->role && strcmp(p->name, "admin") != 0)
		must(w,
			daemon_command(d, PERSON_PASSWORD "\n", out, sizeof out, "user", "add",
				"--email", p->email, "--name", p->title, "--role", p->role,
				"--password-stdin", NULL),
			"user add", p->email);
	must(w,
		daemon_command(d, NULL, out, sizeof out, "token", "create", "--user", p->email,
			"--name", p->name, "--scope", p->scope, NULL),
		"token create", p->email);
	if (sscanf(out, "%127s", p->token) != 1 || strncmp(p->token, "tend_", 5) != 0)
		tap_bail("tend token create printed no token but: %s", out);
	snprintf(user, sizeof user, "%s/token", p->email);
	http_basic(p->auth, sizeof p->auth, user, p->token);
	http_basic(p->auth_password, sizeof p->auth_password, p->email,
		strcmp(p->name, "admin") == 0 ? ADMIN_PASSWORD : PERSON_PASSWORD);
	snprintf(p->auth_bearer, sizeof p->auth_bearer, "Bearer %s", p->token);
	if (strcmp(p->name, "writer_out") == 0)
		must(w,
			daemon_command(d, NULL, out, sizeof out, "user", "disable", "--email",
				p->email, NULL),
			"user disable", p->email);
}

static void learn_id(struct world *w, struct person *p)
{
	const struct answer *a;

	if (!p->email || strcmp(p->name, "writer_out") == 0)
		return;
	a = http_json(w->http, p->auth, "GET", "/api/v2/users/me.json", NULL);
	p->id = json_integer_value(json_object_get(json_object_get(a->json, "user"), "id"));
	if (!p->id)
		tap_bail("users/me as %s answers %d %.300s%s", p->name, a->status,
			a->body.p ? a->body.p : "", a->failure);
}

static void restrict_agent(struct world *w)
{
	char path[64];
	const struct answer *a;

	snprintf(path, sizeof path, "/api/v2/users/%lld",
		(long long)world_person(w, "restricted")->id);
	a = http_json(w->http, world_person(w, "admin")->auth, "PUT", path,
		"{\"user\":{\"ticket_restriction\":\"assigned\"}}");
	if (a->status != 200)
		tap_bail("an admin cannot restrict an agent: %d %.300s", a->status,
			a->body.p ? a->body.p : a->failure);
}

void world_start(struct world *w, const char *program, const char *conf)
{
	memset(w, 0, sizeof *w);
	daemon_new(&w->daemon, program, conf);
	memcpy(w->people, cast, sizeof cast);
	for (int i = 0; i < PEOPLE; i++)
		make_person(w, &w->people[i]);
	if (!daemon_start(&w->daemon, NULL, NULL)) {
		daemon_log_show(&w->daemon);
		tap_bail("the daemon does not start");
	}
	w->http = http_new(w->daemon.url);
	for (int i = 0; i < PEOPLE; i++)
		learn_id(w, &w->people[i]);
	restrict_agent(w);
}

/* What the tests did left nothing that disagrees with itself or with the event log. */
static void check_data(struct world *w)
{
	char found[4096];
	int code = daemon_command(&w->daemon, NULL, found, sizeof found, "check", NULL);

	if (!tap(code == 0, "the data is sound"))
		tap_note("tend check ends with %d:\n%s", code, found);
}

void world_end(struct world *w)
{
	char bad[4096];
	bool ended = daemon_ended(&w->daemon), clean;
	int status = daemon_stop(&w->daemon, SIGTERM, 10000);

	clean = !daemon_log_bad(&w->daemon, bad, sizeof bad);
	if (ended)
		tap(false, "the daemon lives until it is stopped");
	else if (!tap(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0,
			 "the daemon ends with 0 on SIGTERM"))
		tap_note("wait status %d", status);
	if (!tap(clean, "sanitizers found nothing"))
		tap_note("%s", bad);
	check_data(w);
	http_free(w->http);
	daemon_remove(&w->daemon);
}

const struct person *world_person(const struct world *w, const char *name)
{
	for (int i = 0; i < PEOPLE; i++)
		if (strcmp(w->people[i].name, name) == 0)
			return &w->people[i];
	return NULL;
}

/* The answer's header, byte by byte, so that no event is taken with it. */
static bool header_says_ok(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char got[4096] = "";
	size_t n = 0;

	while (n + 1 < sizeof got && !strstr(got, "\r\n\r\n")) {
		if (poll(&p, 1, STREAM_WAIT_MS) <= 0 || recv(fd, got + n, 1, 0) != 1)
			return false;
		got[++n] = 0;
	}
	return strncmp(got + strlen("HTTP/1.1 "), "200", 3) == 0;
}

int world_stream(const struct world *w, const char *person, const char *last_id)
{
	return world_stream_at(w, person, "/api/v2/events/stream", last_id);
}

int world_stream_at(
	const struct world *w, const char *person, const char *path, const char *last_id)
{
	char ask[1024];
	int fd = raw_connect(w->daemon.port), n;

	n = snprintf(ask, sizeof ask,
		"GET %s HTTP/1.1\r\nHost: localhost\r\n"
		"Accept: text/event-stream\r\nAuthorization: %s\r\n%s%s%s\r\n",
		path, world_person(w, person)->auth, last_id ? "Last-Event-ID: " : "",
		last_id ? last_id : "", last_id ? "\r\n" : "");
	if (fd >= 0 && send(fd, ask, (size_t)n, MSG_NOSIGNAL) == n && header_says_ok(fd))
		return fd;
	close(fd);
	return -1;
}
