/*
 * live --tend FILE: what the event stream promises. A change arrives within a second; a stream that
 * comes back with Last-Event-ID gets what it missed, once and in order; nobody hears of tickets he
 * may not see; losing access ends the stream. What concerns the very person says so; who is at a
 * ticket is told to the others.
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOON_MS = 3000, CUT_MS = 5000, QUIET_MS = 700, TEXT_MAX = 65536, CREATED = 5, BREAKS = 8 };

/* Append what comes to text until it holds `want` or ms pass; *ret_closed: the peer closed. */
static bool hear(int fd, char *text, const char *want, int ms, bool *ret_closed)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	i64 end = mono_ms() + ms;
	size_t n = strlen(text);

	*ret_closed = false;
	while (!strstr(text, want) && mono_ms() < end && n + 1 < TEXT_MAX) {
		ssize_t got;

		if (poll(&p, 1, (int)(end - mono_ms())) <= 0)
			break;
		got = recv(fd, text + n, TEXT_MAX - 1 - n, 0);
		if (got <= 0) {
			*ret_closed = true;
			break;
		}
		n += (size_t)got;
		text[n] = 0;
	}
	return strstr(text, want) != NULL;
}

static i64 create_ticket(struct world *w, const char *more)
{
	char json[256];
	const struct answer *a;

	snprintf(json, sizeof json, "{\"ticket\":{\"comment\":{\"body\":\"x\"}%s}}", more);
	a = http_json(w->http, world_person(w, "agent")->auth, "POST", "/api/v2/tickets", json);
	return json_integer_value(json_object_get(json_object_get(a->json, "ticket"), "id"));
}

/* The id of the last event in the text, "" when there is none. */
static void last_id(const char *text, char out[32])
{
	out[0] = 0;
	for (const char *p = strstr(text, "id: "); p; p = strstr(p + 4, "id: "))
		if (p == text || p[-1] == '\n')
			snprintf(out, 32, "%.*s", (int)strspn(p + 4, "0123456789"), p + 4);
}

/* What names a ticket in an event. */
static const char *ticket_text(char out[48], i64 id)
{
	snprintf(out, 48, "\"ticket_id\":%lld", (long long)id);
	return out;
}

static bool ids_ascend(const char *text)
{
	i64 before = 0;

	for (const char *p = strstr(text, "\nid: "); p; p = strstr(p + 5, "\nid: ")) {
		i64 id = strtoll(p + 5, NULL, 10);

		if (id <= before)
			return false;
		before = id;
	}
	return true;
}

static void test_resume(struct world *w)
{
	static char text[TEXT_MAX];
	char id[32], want[48];
	i64 missed[CREATED];
	bool closed, all = true;
	int fd = world_stream(w, "agent", NULL);

	text[0] = 0;
	tap(fd >= 0, "an agent opens the stream");
	ticket_text(want, create_ticket(w, ""));
	if (!tap(hear(fd, text, want, SOON_MS, &closed), "a new ticket is told at once"))
		tap_note("%s", text);
	hear(fd, text, "no more of it", QUIET_MS, &closed);
	last_id(text, id);
	close(fd);
	for (int i = 0; i < CREATED; i++)
		missed[i] = create_ticket(w, "");
	fd = world_stream(w, "agent", id);
	text[0] = 0;
	hear(fd, text, ticket_text(want, missed[CREATED - 1]), SOON_MS, &closed);
	for (int i = 0; i < CREATED; i++)
		all = all && strstr(text, ticket_text(want, missed[i]));
	if (!tap(all, "a stream that comes back gets all it missed (after %s)", id))
		tap_note("%s", text);
	tap(ids_ascend(text), "each once and in order");
	close(fd);
}

/* Only whole events count, as in a browser: what was cut off in the middle will come again. */
static void keep_whole(char *text)
{
	char *end = text;

	for (char *p = strstr(text, "\n\n"); p; p = strstr(p + 2, "\n\n"))
		end = p + 2;
	*end = 0;
}

static int times(const char *text, const char *want)
{
	int n = 0;

	for (const char *p = strstr(text, want); p; p = strstr(p + 1, want))
		n++;
	return n;
}

/* Connections that break at any byte while others write: together the streams tell every ticket
 * once. */
static void test_breaks(struct world *w)
{
	static char all[BREAKS * TEXT_MAX], text[TEXT_MAX];
	char id[32] = "", want[64];
	i64 made[BREAKS * CREATED];
	int n = 0, lost = 0, twice = 0, fd;
	bool closed;

	all[0] = 0;
	for (int round = 0; round < BREAKS; round++) {
		fd = world_stream(w, "agent", *id ? id : NULL);
		text[0] = 0;
		if (round == 0)
			hear(fd, text, "event: hello", SOON_MS, &closed);
		for (int i = 0; i < CREATED; i++)
			made[n++] = create_ticket(w, "");
		/* the last round hears all; the others stop in the middle of what comes */
		if (round + 1 == BREAKS)
			hear(fd, text, ticket_text(want, made[n - 1]), SOON_MS, &closed);
		hear(fd, text, "no more of it", round + 1 == BREAKS ? QUIET_MS : 5 * round,
			&closed);
		close(fd);
		keep_whole(text);
		if (strstr(text, "id: "))
			last_id(text, id);
		strncat(all, text, sizeof all - strlen(all) - 1);
	}
	for (int i = 0; i < n; i++) {
		int told;

		snprintf(want, sizeof want, "\"ticket.created\",\"ticket_id\":%lld}",
			(long long)made[i]);
		told = times(all, want);
		lost += told == 0;
		twice += told > 1;
	}
	if (!tap(!lost, "over %d breaks of the connection nothing is lost", BREAKS))
		tap_note("%d of %d lost", lost, n);
	tap(!twice, "and nothing comes twice");
	tap(!strstr(all, "event: resync"), "and nobody has to reload");
}

/* The way of a page that opens a new stream: it cannot set the header. */
static void test_resume_by_query(struct world *w)
{
	static char text[TEXT_MAX];
	char id[32], path[64], want[48];
	bool closed;
	i64 missed;
	int fd = world_stream(w, "agent", NULL);

	text[0] = 0;
	hear(fd, text, "event: hello", SOON_MS, &closed);
	last_id(text, id);
	close(fd);
	tap(*id, "the greeting carries the id to come back with");
	missed = create_ticket(w, "");
	snprintf(path, sizeof path, "/api/v2/events/stream?last_event_id=%s", id);
	fd = world_stream_at(w, "agent", path, NULL);
	text[0] = 0;
	if (!tap(hear(fd, text, ticket_text(want, missed), SOON_MS, &closed),
		    "?last_event_id= resumes as the header does"))
		tap_note("%s", text);
	close(fd);
	fd = world_stream(w, "agent", "999999999");
	text[0] = 0;
	tap(hear(fd, text, "event: resync", SOON_MS, &closed),
		"an id that was never there asks for a reload");
	close(fd);
}

/* --- what concerns one person --- */

static bool hears_notice(int fd, char *text, const char *notice, i64 ticket)
{
	char want[96];
	bool closed;

	snprintf(want, sizeof want, "\"ticket_id\":%lld,\"notice\":\"%s\"}", (long long)ticket,
		notice);
	return hear(fd, text, want, SOON_MS, &closed);
}

static void test_notices(struct world *w)
{
	static char text[TEXT_MAX], other_text[TEXT_MAX];
	char more[64], path[64], json[256], id[32];
	bool closed;
	i64 ticket;
	int fd = world_stream(w, "agent_b", NULL), other = world_stream(w, "agent", NULL);

	text[0] = other_text[0] = 0;
	hear(fd, text, "event: hello", SOON_MS, &closed);
	last_id(text, id);
	snprintf(more, sizeof more, ",\"assignee_id\":%lld",
		(long long)world_person(w, "agent_b")->id);
	ticket = create_ticket(w, more);
	if (!tap(hears_notice(fd, text, "assigned", ticket), "who is given a ticket is told so"))
		tap_note("%s", text);
	snprintf(path, sizeof path, "/api/v2/tickets/%lld", (long long)ticket);
	snprintf(json, sizeof json,
		"{\"ticket\":{\"comment\":{\"public\":false,\"body\":\"@%s look\"}}}",
		world_person(w, "agent_b")->title);
	http_json(w->http, world_person(w, "agent")->auth, "PUT", path, json);
	if (!tap(hears_notice(fd, text, "mentioned", ticket), "who is named in a note is told so"))
		tap_note("%s", text);
	tap(hears_notice(fd, text, "commented", ticket), "and of words on a ticket of his");
	hear(other, other_text, "no more of it", QUIET_MS, &closed);
	tap(!strstr(other_text, "\"notice\""), "nobody else is told that");
	tap(strstr(other_text, "ticket.updated") && !strstr(other_text, "comment.mentioned"),
		"nor that somebody was named at all");
	close(fd);
	close(other);
	fd = world_stream(w, "agent_b", id);
	text[0] = 0;
	tap(hears_notice(fd, text, "assigned", ticket) &&
			hears_notice(fd, text, "mentioned", ticket),
		"who comes back is told what it meant");
	close(fd);
}

/* --- presence --- */

static int say(struct world *w, const char *person, i64 ticket, const char *state)
{
	char path[64], json[96];

	snprintf(path, sizeof path, "/api/v2/tickets/%lld/presence", (long long)ticket);
	snprintf(json, sizeof json, "{\"state\":\"%s\",\"tab\":\"one\"}", state);
	return http_json(w->http, world_person(w, person)->auth, "POST", path, json)->status;
}

static const char *state_text(char out[96], struct world *w, i64 ticket, const char *state)
{
	const struct person *p = world_person(w, "agent_b");

	snprintf(out, 96,
		"\"ticket_id\":%lld,\"user\":{\"id\":%lld,\"name\":\"%s\"},\"state\":\"%s\"",
		(long long)ticket, (long long)p->id, p->title, state);
	return out;
}

static void test_presence(struct world *w)
{
	static char text[TEXT_MAX], own_text[TEXT_MAX], closed_text[TEXT_MAX];
	char want[96];
	bool closed;
	i64 ticket = create_ticket(w, ""), next = create_ticket(w, "");
	int fd = world_stream(w, "agent", NULL), own = world_stream(w, "agent_b", NULL);
	int restricted = world_stream(w, "restricted", NULL);

	text[0] = own_text[0] = closed_text[0] = 0;
	tap(say(w, "agent_b", ticket, "viewing") == 200, "an agent says that he looks at a ticket");
	if (!tap(hear(fd, text, state_text(want, w, ticket, "viewing"), SOON_MS, &closed),
		    "the others hear of it at once"))
		tap_note("%s", text);
	say(w, "agent_b", ticket, "viewing");
	say(w, "agent_b", ticket, "replying");
	tap(hear(fd, text, state_text(want, w, ticket, "replying"), SOON_MS, &closed),
		"and that he writes");
	tap(times(text, state_text(want, w, ticket, "viewing")) == 1, "each change once");
	say(w, "agent_b", next, "viewing");
	tap(hear(fd, text, state_text(want, w, next, "viewing"), SOON_MS, &closed) &&
			strstr(text, state_text(want, w, ticket, "left")),
		"a tab that goes to another ticket leaves the first");
	tap(say(w, "restricted", ticket, "viewing") == 404,
		"who may not see a ticket is not at it");
	hear(own, own_text, "no more of it", QUIET_MS, &closed);
	hear(restricted, closed_text, "no more of it", QUIET_MS, &closed);
	tap(!strstr(own_text, "event: presence"), "nobody is told of himself");
	tap(!strstr(closed_text, "event: presence"), "nor of tickets that he may not see");
	say(w, "agent_b", next, "left");
	tap(hear(fd, text, state_text(want, w, next, "left"), SOON_MS, &closed),
		"who says that he leaves has left");
	close(fd);
	close(own);
	close(restricted);
}

static void test_restricted(struct world *w)
{
	static char text[TEXT_MAX];
	char other[48], own[48], more[64];
	bool closed;
	int fd = world_stream(w, "restricted", NULL);

	text[0] = 0;
	ticket_text(other, create_ticket(w, ""));
	snprintf(more, sizeof more, ",\"assignee_id\":%lld",
		(long long)world_person(w, "restricted")->id);
	ticket_text(own, create_ticket(w, more));
	if (!tap(hear(fd, text, own, SOON_MS, &closed), "a restricted agent hears of his ticket"))
		tap_note("%s", text);
	if (!tap(!strstr(text, other), "and of no other"))
		tap_note("%s", text);
	close(fd);
	tap(world_stream(w, "customer", NULL) < 0, "a customer gets no stream");
}

/* Each event is asked whether its ticket may be seen, however long that one's words are; a stream
 * that comes back asks for all it missed at once. */
static void test_long_words(struct world *w)
{
	enum { CHARACTERS = 65000 };
	static char text[TEXT_MAX], json[CHARACTERS * 4 + 128];
	char own[48], more[64], id[32];
	bool closed;
	int fd = world_stream(w, "restricted", NULL), n;

	snprintf(more, sizeof more, ",\"assignee_id\":%lld",
		(long long)world_person(w, "restricted")->id);
	text[0] = 0;
	hear(fd, text, ticket_text(own, create_ticket(w, more)), SOON_MS, &closed);
	last_id(text, id);
	close(fd);
	n = snprintf(json, sizeof json, "{\"ticket\":{\"comment\":{\"body\":\"");
	for (int i = 0; i < CHARACTERS; i++)
		n += snprintf(json + n, sizeof json - (size_t)n, "%s", "\xf0\x9f\x98\x80");
	snprintf(json + n, sizeof json - (size_t)n, "\"}}}");
	for (int i = 0; i < CREATED; i++)
		http_json(w->http, world_person(w, "agent")->auth, "POST", "/api/v2/tickets", json);
	ticket_text(own, create_ticket(w, more));
	fd = world_stream(w, "restricted", id);
	text[0] = 0;
	tap(*id && hear(fd, text, own, SOON_MS, &closed),
		"a restricted agent's stream passes by tickets of the longest words");
	close(fd);
}

static void test_cut(struct world *w)
{
	static char text[TEXT_MAX];
	char path[64];
	bool closed;
	int fd = world_stream(w, "agent_b", NULL);

	text[0] = 0;
	snprintf(
		path, sizeof path, "/api/v2/users/%lld", (long long)world_person(w, "agent_b")->id);
	http_json(w->http, world_person(w, "admin")->auth, "PUT", path,
		"{\"user\":{\"suspended\":true}}");
	hear(fd, text, "no such text", CUT_MS, &closed);
	/* the connection, or at least this answer: the last chunk of RFC 9112 7.1 */
	closed = closed || strstr(text, "\r\n0\r\n\r\n");
	if (!tap(closed, "suspending an agent ends his stream within 5 s"))
		tap_note("%s", text);
	close(fd);
	tap(world_stream(w, "agent_b", NULL) < 0, "and he opens no other");
}

/* A second administrator's token as Basic credentials for "agent". */
static void act_as_agent(struct world *w, char auth[512], i64 *ret_admin)
{
	static const char email[] = "second@admins.example";
	char json[256], out[256], token[128] = "", user[300];
	const struct answer *a;

	snprintf(json, sizeof json,
		"{\"user\":{\"name\":\"Second\",\"email\":\"%s\",\"role\":\"admin\"}}", email);
	a = http_json(w->http, world_person(w, "admin")->auth, "POST", "/api/v2/users", json);
	*ret_admin = json_integer_value(json_object_get(json_object_get(a->json, "user"), "id"));
	daemon_command(&w->daemon, NULL, out, sizeof out, "token", "create", "--user", email,
		"--name", "live", "--scope", "read", NULL);
	sscanf(out, "%127s", token);
	snprintf(user, sizeof user, "%s/token", world_person(w, "agent")->email);
	http_basic(auth, 512, user, token);
}

/* Streams that a token opened for another than its owner end with the owner's access, too; those
 * that this other one opened himself go on. */
static void test_cut_token(struct world *w)
{
	static struct world acting;
	static char text[TEXT_MAX], own_text[TEXT_MAX];
	char path[64], want[48];
	bool closed, own_closed;
	int fd, own;
	i64 admin;

	acting = *w;
	for (int i = 0; i < PEOPLE; i++)
		if (strcmp(acting.people[i].name, "agent") == 0)
			act_as_agent(w, acting.people[i].auth, &admin);
	fd = world_stream(&acting, "agent", NULL);
	own = world_stream(w, "agent", NULL);
	tap(fd >= 0, "an administrator's token opens a stream as somebody else");
	text[0] = own_text[0] = 0;
	snprintf(path, sizeof path, "/api/v2/users/%lld", (long long)admin);
	http_json(w->http, world_person(w, "admin")->auth, "PUT", path,
		"{\"user\":{\"role\":\"agent\"}}");
	hear(fd, text, "no such text", CUT_MS, &closed);
	closed = closed || strstr(text, "\r\n0\r\n\r\n");
	tap(closed, "it ends within 5 s when that administrator is none any more");
	ticket_text(want, create_ticket(w, ""));
	tap(hear(own, own_text, want, SOON_MS, &own_closed), "the agent's own stream goes on");
	close(fd);
	close(own);
}

/* Asks how many streams there are, again and again over one connection. */
static int ask_numbers(struct world *w, int times_asked)
{
	static const char ask[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
	static const char last[] =
		"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	int fd = raw_connect(w->daemon.port);

	for (int i = 1; i < times_asked; i++)
		send(fd, ask, strlen(ask), MSG_NOSIGNAL);
	send(fd, last, strlen(last), MSG_NOSIGNAL);
	return fd;
}

/* A stream is listed until the library lets go of it, which is later than the end of its request.
 */
static void test_counted(struct world *w)
{
	enum { ROUNDS = 30, STREAMS = 60, ASKED = 100 };
	static char text[TEXT_MAX];
	int fd[STREAMS], asking;
	bool closed = true;

	for (int round = 0; closed && round < ROUNDS; round++) {
		for (int i = 0; i < STREAMS; i++)
			fd[i] = world_stream(w, "agent", NULL);
		asking = ask_numbers(w, ASKED);
		for (int i = 0; i < STREAMS; i++)
			close(fd[i]);
		create_ticket(w, ""); /* all of them wake, and end */
		do
			text[0] = 0;
		while (hear(asking, text, "tend_streams ", SOON_MS, &closed));
		close(asking);
	}
	tap(closed && http_json(w->http, world_person(w, "agent")->auth, "GET", "/api/v2/users/me",
			      NULL)
					->status == 200,
		"streams are counted while they end");
}

int main(int argc, char **argv)
{
	static struct world w;

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	world_start(&w, argc > 2 ? argv[2] : "build/asan/tend", NULL);
	test_resume(&w);
	test_breaks(&w);
	test_resume_by_query(&w);
	test_notices(&w);
	test_presence(&w);
	test_restricted(&w);
	test_long_words(&w);
	test_counted(&w);
	test_cut(&w);
	test_cut_token(&w);
	world_end(&w);
	return tap_end();
}
