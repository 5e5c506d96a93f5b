/*
 * tend serve: start everything in order, wait for a signal, stop everything in the other order.
 * Without an administrator it serves the loopback only, and prints a link that makes the first.
 */
#include "channels/bulk_runner.h"
#include "channels/jail.h"
#include "channels/janitor.h"
#include "channels/outgoing.h"
#include "channels/pdf_page.h"
#include "channels/picture.h"
#include "channels/pump.h"
#include "channels/ticker.h"
#include "cmd.h"
#include "db/reader.h"
#include "db/writer.h"
#include "domain/comment.h"
#include "domain/placeholder.h"
#include "domain/session.h"
#include "domain/user.h"
#include "http/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/network.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINK_TEXT = 32, LINK_LIFE_HOURS = 24 };

struct serve {
	struct cmd_line line;
	struct config config;
	struct arena *arena;
	const char *data_dir;
	uint8_t link_key[SECRET_KEY];
	char setup_link[LINK_TEXT + 1]; /* "" when there is an administrator */
	int lock_fd;
};

/* Options: one per setting, plus --print-config. */
static const struct cmd_spec *serve_spec(struct arena *a)
{
	static const struct {
		const char *key, *help;
	} settings[] = {
#define X(constant, key, type, otherwise, least, most, help) {key, help},
		CONFIG_LIST(X)
#undef X
	};
	struct cmd_option *options = ARENA_ARRAY(a, struct cmd_option, COUNT_OF(settings) + 2);
	struct cmd_spec *spec = ARENA_NEW(a, struct cmd_spec);

	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		char *name = arena_strdup(a, settings[i].key);

		for (char *p = name; *p; p++)
			if (*p == '_')
				*p = '-';
		options[i] = (struct cmd_option){name, "VALUE", settings[i].help, false};
	}
	options[COUNT_OF(settings)] = (struct cmd_option){
		"print-config", NULL, "print what holds and where it came from, then stop", false};
	*spec = (struct cmd_spec){.name = "serve",
		.summary = "Serve the helpdesk until SIGTERM or SIGINT.",
		.options = options};
	return spec;
}

static int load_config(struct serve *s)
{
	struct config_flag flags[CONFIG_KEYS];
	char why[512];
	int n = 0;

	_Static_assert((int)CONFIG_KEYS < (int)CMD_OPTIONS, "an option for each setting");
	for (int i = 0; i < CONFIG_KEYS; i++) {
		const struct cmd_option *o = &s->line.spec->options[i];
		char *key;

		if (!s->line.values[i])
			continue;
		key = arena_strdup(s->arena, o->name);
		for (char *p = key; *p; p++)
			if (*p == '-')
				*p = '_';
		flags[n++] = (struct config_flag){key, s->line.values[i]};
	}
	if (!config_load(s->arena, s->data_dir, flags, n, &s->config, why, sizeof why))
		return cmd_fail(&s->line, "%s", why);
	log_set_level((enum log_level)config_level(&s->config));
	return -1;
}

/* One daemon per data directory. */
static int lock_directory(struct serve *s)
{
	const char *path = arena_printf(s->arena, "%s/tend.lock", s->data_dir);

	mkdir(s->data_dir, 0700);
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return cmd_fail(&s->line, "cannot open %s: %s", path, strerror(errno));
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return cmd_fail(&s->line, "another `tend serve` already serves %s", s->data_dir);
	return -1;
}

static bool listens_on_loopback(const char *listen)
{
	struct sockaddr_storage address;
	struct networks loopback;
	struct arena *a = arena_new(0);
	socklen_t length;
	uint8_t bytes[16];
	char why[128];
	bool local = network_parse_listen(listen, &address, &length, why, sizeof why) &&
		     network_bytes_of((struct sockaddr *)&address, bytes) &&
		     networks_parse(a, "127.0.0.0/8, ::1", &loopback, why, sizeof why) &&
		     networks_contain(&loopback, bytes);

	arena_free(a);
	return local;
}

static bool parse_key(const char *hex, uint8_t out[SECRET_KEY])
{
	for (int i = 0; i < SECRET_KEY; i++) {
		unsigned byte;

		if (sscanf(hex + i * 2, "%2x", &byte) != 1)
			return false;
		out[i] = (uint8_t)byte;
	}
	return true;
}

static enum err make_setup_link(struct cx *cx, void *arg)
{
	struct serve *s = arg;
	uint8_t hash[SECRET_HASH];

	secret_text(s->setup_link, LINK_TEXT);
	secret_hash(hash, s->setup_link, LINK_TEXT);
	return link_make(
		cx, LINK_FIRST_ADMIN, hash, (user_id){0}, cx->now + LINK_LIFE_HOURS * HOUR_MS);
}

/* Where people reach the house: links in what rules write begin with it. */
static enum err note_site(struct cx *cx, void *arg)
{
	const struct serve *s = arg;
	const char *url = config_text(&s->config, CFG_PUBLIC_URL);

	if (!*url)
		url = arena_printf(s->arena, "http://%s", config_text(&s->config, CFG_LISTEN));
	return placeholder_set_site(cx, url);
}

/* Migrate, seed, read the signing key, see whether there is an administrator. */
static int prepare_database(struct serve *s)
{
	struct cmd_env env;
	int code = cmd_open(&env, &s->line, true);
	const char *key = NULL;
	i64 admins = 0;
	enum err e;

	if (code >= 0)
		return code;
	e = meta_get(&env.cx, "link_key", &key);
	if (e == OK)
		e = user_count_admins(&env.cx, &admins);
	if (e == OK && !admins)
		e = cmd_transaction(&env, make_setup_link, s);
	if (e == OK)
		e = cmd_transaction(&env, note_site, s);
	if (e != OK)
		code = cmd_fail_cx(&s->line, &env.cx, e);
	else if (!key || strlen(key) != SECRET_KEY * 2 || !parse_key(key, s->link_key))
		code = cmd_fail(&s->line, "the database has no signing key: restore a backup");
	else if (!admins && !listens_on_loopback(config_text(&s->config, CFG_LISTEN)))
		code = cmd_fail(&s->line,
			"make the administrator first: tend init --data %s --admin-email E "
			"--admin-name N",
			s->data_dir);
	cmd_close(&env);
	return code;
}

static void allow_open_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	/* secrets must not end in a core file */
	limit = (struct rlimit){0, 0};
	setrlimit(RLIMIT_CORE, &limit);
	prctl(PR_SET_DUMPABLE, 0);
}

static void announce(const struct serve *s, int port)
{
	const char *url = config_text(&s->config, CFG_PUBLIC_URL);
	const char *listen = config_text(&s->config, CFG_LISTEN);
	char base[128];

	snprintf(base, sizeof base, "http://%.*s:%d", (int)(strrchr(listen, ':') - listen), listen,
		port);
	if (*url)
		snprintf(base, sizeof base, "%s", url);
	printf("Tend serves %s\n  agents:    %s/agent\n  customers: %s/new\n", base, base, base);
	if (s->setup_link[0])
		printf("Nobody can sign in yet. Open this link once, within %d hours, to make the "
		       "administrator:\n  %s/setup/%s\n",
			LINK_LIFE_HOURS, base, s->setup_link);
	fflush(stdout);
}

static const char *text_or_null(const struct config *c, enum config_key key)
{
	const char *text = config_text(c, key);

	return *text ? text : NULL;
}

static struct server_options server_options(const struct serve *s)
{
	const struct config *c = &s->config;

	return (struct server_options){.listen = config_text(c, CFG_LISTEN),
		.public_url = text_or_null(c, CFG_PUBLIC_URL),
		.web_dir = text_or_null(c, CFG_WEB_DIR),
		.trusted_proxies = text_or_null(c, CFG_TRUSTED_PROXIES),
		.name = config_text(c, CFG_NAME),
		.time_zone = config_text(c, CFG_TIME_ZONE),
		.data_dir = s->data_dir,
		.workers = (int)config_number(c, CFG_WORKERS),
		.rate_limit = (int)config_number(c, CFG_RATE_LIMIT),
		.max_connections = (int)config_number(c, CFG_MAX_CONNECTIONS),
		.max_per_address = (int)config_number(c, CFG_MAX_PER_ADDRESS),
		.max_upload = config_number(c, CFG_MAX_UPLOAD),
		.free_floor = config_number(c, CFG_FREE_FLOOR),
		.link_key = s->link_key,
		.call_out = outgoing_call,
		.fetch_picture = picture_fetch,
		.draw_page = pdf_page_draw};
}

static enum err index_new_comments(struct db *db)
{
	return comment_index_new(&(struct cx){.db = db});
}

static void open_networks(struct serve *s, enum outbound what, enum config_key key)
{
	struct networks *open = ARENA_NEW(s->arena, struct networks);
	char why[128];

	if (!networks_parse(s->arena, config_text(&s->config, key), open, why, sizeof why))
		die("networks: %s", why); /* config_load has checked it */
	network_outbound_allow(what, open);
}

/* Calls to others: libcurl, and the networks that are open to them. */
static void allow_outgoing(struct serve *s)
{
	outgoing_init();
	open_networks(s, OUTBOUND_WEBHOOK, CFG_OUTBOUND_ALLOW);
	open_networks(s, OUTBOUND_PICTURE, CFG_PICTURE_ALLOW);
}

/* Everything that writes, in the order in which it must start. The ticker and the pump subscribe
 * to the bus, so they come before the server makes news. */
static void start_writing(const struct serve *s, const char *path)
{
	reader_init(path);
	writer_start(&(struct writer_options){.path = path,
		.free_floor = config_number(&s->config, CFG_FREE_FLOOR),
		.before_commit = index_new_comments,
		.queue_max = (int)config_number(&s->config, CFG_QUEUE_MAX)});
	ticker_start();
	pump_start();
	bulk_runner_start();
	janitor_start(s->data_dir);
}

static int run(struct serve *s)
{
	struct server_options options = server_options(s);
	char why[256];
	sigset_t signals;
	int got, port;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL); /* all threads; this one waits for them */
	allow_outgoing(s);
	start_writing(s, arena_printf(s->arena, "%s/tend.db", s->data_dir));
	if (!server_start(&options, &port, why, sizeof why)) {
		janitor_stop();
		bulk_runner_stop();
		pump_stop();
		ticker_stop();
		writer_stop();
		return cmd_fail(&s->line, "cannot serve: %s", why);
	}
	announce(s, port);
	if (!jail_has_landlock())
		log_event(LOG_WARN, "jail.partial", "\"missing\":\"landlock\"");
	log_event(LOG_INFO, "serve.started", "\"port\":%d,\"version\":\"%s\"", port, TEND_VERSION);
	sigwait(&signals, &got);
	log_event(LOG_INFO, "serve.stopping", "\"signal\":%d", got);
	janitor_stop();
	bulk_runner_stop();
	pump_stop();
	ticker_stop();
	server_drain();
	writer_stop();
	server_stop();
	reader_close_all();
	log_event(LOG_INFO, "serve.stopped", "%s", "");
	return EXIT_DONE;
}

int cmd_serve(int argc, char **argv)
{
	struct serve s = {.arena = arena_new(16 * 1024 * 1024), .lock_fd = -1};
	int code = cmd_parse(&s.line, serve_spec(s.arena), argc, argv);

	if (code < 0 && !s.line.data_dir)
		code = cmd_usage(&s.line, "--data DIR is missing");
	s.data_dir = s.line.data_dir;
	if (code < 0)
		code = load_config(&s);
	if (code < 0 && cmd_value(&s.line, "print-config")) {
		config_print(&s.config, stdout);
		code = EXIT_DONE;
	}
	allow_open_files();
	if (code < 0)
		code = lock_directory(&s);
	if (code < 0)
		code = prepare_database(&s);
	if (code < 0)
		code = run(&s);
	if (s.lock_fd >= 0)
		close(s.lock_fd);
	arena_free(s.arena);
	return code;
}
