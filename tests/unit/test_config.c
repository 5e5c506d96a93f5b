/* Configuration: who wins, what is refused and where it says so, for every key and type. */
#include "base/config.h"
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/tend-config-XXXXXX";
static char path[64], why[512];
static struct arena *arena;
static struct config config;

static void write_conf(const char *text, size_t n)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static bool load(const char *conf, const struct config_flag *flags, int n)
{
	write_conf(conf, strlen(conf));
	why[0] = 0;
	return config_load(arena, dir, flags, n, &config, why, sizeof why);
}

static void must_load(const char *conf)
{
	if (!load(conf, NULL, 0))
		fail_msg("%s: %s", conf, why);
}

static void assert_setting(enum config_key key, const char *value, const char *source)
{
	assert_string_equal(config_text(&config, key), value);
	assert_string_equal(config.source[key], source);
}

static void defaults_hold(void **state)
{
	(void)state;
	unlink(path);
	assert_true(config_load(arena, dir, NULL, 0, &config, why, sizeof why));
	for (int i = 0; i < CONFIG_KEYS; i++)
		assert_string_equal(config.source[i], "default");
	assert_setting(CFG_LISTEN, "127.0.0.1:8080", "default");
	assert_int_equal(config_number(&config, CFG_MAX_UPLOAD), 50 << 20);
	assert_int_equal(config_number(&config, CFG_RATE_LIMIT), 700);
	assert_int_equal(config_level(&config), LOG_INFO);
	must_load("");
	assert_setting(CFG_NAME, "Support", "default");
}

/* Every default is a value that the table itself accepts. */
static void defaults_are_valid(void **state)
{
	(void)state;
#define X(constant, key, type, otherwise, least, most, help) \
	must_load(key " = " otherwise "\n"); \
	assert_setting(constant, otherwise, "tend.conf line 1");
	CONFIG_LIST(X)
#undef X
}

static void later_sources_win(void **state)
{
	static const struct config_flag flag = {"rate_limit", "3"};

	(void)state;
	must_load("# a remark\n\n  rate_limit=1  \r\nname =  Ana = Co \nlog_level = warn");
	assert_setting(CFG_RATE_LIMIT, "1", "tend.conf line 3");
	assert_setting(CFG_NAME, "Ana = Co", "tend.conf line 4");
	assert_int_equal(config_level(&config), LOG_WARN);
	setenv("TEND_RATE_LIMIT", "2", 1);
	must_load("rate_limit = 1\n");
	assert_setting(CFG_RATE_LIMIT, "2", "TEND_RATE_LIMIT");
	assert_true(load("rate_limit = 1\n", &flag, 1));
	assert_setting(CFG_RATE_LIMIT, "3", "--rate-limit");
	assert_int_equal(config_number(&config, CFG_RATE_LIMIT), 3);
	unsetenv("TEND_RATE_LIMIT");
}

/* Refused, with the place and the word in the sentence. */
static void assert_refused(const char *conf, const char *place, const char *word)
{
	if (load(conf, NULL, 0))
		fail_msg("took %s", conf);
	if (!strstr(why, place) || !strstr(why, word))
		fail_msg("\"%s\" says neither %s nor %s", why, place, word);
}

static void bad_lines_are_named(void **state)
{
	static const struct config_flag flag = {"max_upload", "much"};

	(void)state;
	assert_refused("nonsense = 1\n", "tend.conf line 1", "\"nonsense\"");
	assert_refused("\n\n# x\nrate_limit\n", "tend.conf line 4", "key = value");
	assert_refused("rate_limit = 1\nrate_limit = many\n", "tend.conf line 2", "rate_limit");
	assert_refused("= 5\n", "tend.conf line 1", "\"\"");
	assert_refused("Rate_Limit = 5\n", "tend.conf line 1", "Rate_Limit");
	setenv("TEND_LISTEN", "nowhere", 1);
	assert_refused("", "TEND_LISTEN", "nowhere");
	unsetenv("TEND_LISTEN");
	assert_false(load("", &flag, 1));
	assert_non_null(strstr(why, "--max-upload"));
}

static void bad_values_are_refused(void **state)
{
	static const char *const bad[] = {"rate_limit = -1", "rate_limit = 1000001",
		"rate_limit = 1.5", "rate_limit = 10K",
		"rate_limit =", "rate_limit = 99999999999999999999", "rate_limit = 0x10",
		"max_upload = 1023", "max_upload = 5MB", "max_upload = K",
		"max_upload = 9223372036854775807G", "max_upload = 1T", "max_upload = 1G1",
		"free_space_floor = 1025G", "workers = 65", "write_queue = 15", "listen = 8080",
		"listen = localhost:80", "listen =", "public_url = help.example.com",
		"public_url = http://", "public_url = ftp://x", "public_url = https://x/help",
		"public_url = https://x?y", "public_url = https://x y", "name =",
		"name = 123456789012345678901234567890123456789012345678901234567890123456789012345"
		"678901",
		"name = caf\xe9", "name = a\x01z", "time_zone = Mars/Olympus",
		"time_zone =", "time_zone = ../../etc/passwd", "outbound_allow = 10.0.0.0/64",
		"trusted_proxies = proxy.example.com", "log_level = loud", "log_level ="};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_refused(bad[i], "tend.conf line 1: ", "");
}

static void edge_values_are_taken(void **state)
{
	char text[200];

	(void)state;
	must_load("max_upload = 1K\nfree_space_floor = 1024G\nrate_limit = 0\n"
		  "max_connections = 60000");
	assert_int_equal(config_number(&config, CFG_MAX_UPLOAD), 1024);
	assert_int_equal(config_number(&config, CFG_FREE_FLOOR), 1099511627776);
	assert_int_equal(config_number(&config, CFG_RATE_LIMIT), 0);
	must_load("max_upload = 2m\nlisten = [::1]:0\npublic_url = http://[::1]:8080\n");
	assert_int_equal(config_number(&config, CFG_MAX_UPLOAD), 2 << 20);
	must_load("public_url =\noutbound_allow =\nweb_dir =\n");
	assert_setting(CFG_PUBLIC_URL, "", "tend.conf line 1");
	memcpy(text, "name = ", 8);
	for (int i = 0; i < 80; i++) /* characters, not bytes */
		memcpy(text + 7 + 2 * i, "\xc4\x8d", 3);
	must_load(text);
	memcpy(text + 7 + 160, "x", 2);
	assert_refused(text, "tend.conf line 1", "name");
}

/* An attachment of the largest size that can be configured fits into a backup, where it is one
 * value of SQLite (at most 1,000,000,000 bytes with its row). */
static void largest_upload_fits_a_backup(void **state)
{
	char line[64];

	(void)state;
	snprintf(line, sizeof line, "max_upload = %d\n", 1000000000);
	assert_refused(line, "tend.conf line 1", "max_upload");
	must_load("max_upload = 900M\n");
}

/* A long line is one line, and the numbers behind it stay right. */
static void long_lines_are_counted_once(void **state)
{
	static char text[20000];

	(void)state;
	for (size_t n = 4080; n < 4110; n++) {
		memset(text, '#', n);
		snprintf(text + n, 32, "%s", "\nrate_limit = 5\n");
		must_load(text);
		assert_setting(CFG_RATE_LIMIT, "5", "tend.conf line 2");
		snprintf(text + n, 32, "%s", "\nrate_limit = no\n");
		assert_refused(text, "tend.conf line 2", "rate_limit");
	}
	memset(text, '#', 12000);
	snprintf(text + 12000, 32, "%s", "\n\nunknown = 5\n");
	assert_refused(text, "tend.conf line 3", "unknown");
	memcpy(text, "web_dir = ", 10);
	assert_refused(text, "tend.conf line 1", "");
}

static void odd_files_are_refused(void **state)
{
	(void)state;
	write_conf("rate_limit = 5\0\nnonsense", 24);
	assert_false(config_load(arena, dir, NULL, 0, &config, why, sizeof why));
	assert_non_null(strstr(why, "tend.conf line 1"));
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(config_load(arena, dir, NULL, 0, &config, why, sizeof why));
	assert_non_null(strstr(why, "cannot read"));
	rmdir(path);
}

static void it_prints_itself(void **state)
{
	static char text[8192];
	FILE *f = fmemopen(text, sizeof text, "w");

	(void)state;
	must_load("name = Help\n");
	assert_non_null(f);
	config_print(&config, f);
	fclose(f);
	assert_non_null(strstr(text, "name = Help  # tend.conf line 1; "));
	assert_non_null(strstr(text, "listen = 127.0.0.1:8080  # default; "));
#define X(constant, key, type, otherwise, least, most, help) \
	assert_non_null(strstr(text, key " = "));
	CONFIG_LIST(X)
#undef X
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/tend.conf", dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	unlink(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_hold),
		cmocka_unit_test(defaults_are_valid),
		cmocka_unit_test(later_sources_win),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(edge_values_are_taken),
		cmocka_unit_test(largest_upload_fits_a_backup),
		cmocka_unit_test(long_lines_are_counted_once),
		cmocka_unit_test(odd_files_are_refused),
		cmocka_unit_test(it_prints_itself),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
