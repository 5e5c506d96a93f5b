/* Small parts of the base floor: errors, buffers, log lines, networks, the cache, the bus. */
#include "base/buf.h"
#include "base/bus.h"
#include "base/cache.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/network.h"
#include "base/utf8.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void codes_have_status_and_name(void **state)
{
	(void)state;
#define X(code, status, wire) \
	assert_int_equal(err_status(code), status); \
	assert_string_equal(err_wire(code), wire); \
	assert_in_range(status, 200, 599);
	ERR_LIST(X)
#undef X
}

static void failures_keep_the_first_code(void **state)
{
	struct failure f = {0};

	(void)state;
	assert_int_equal(
		failure_add(&f, E_INVALID, "name", "BlankValue", "Name: %s", "empty"), E_INVALID);
	assert_int_equal(failure_add(&f, E_FORBIDDEN, NULL, NULL, "no"), E_FORBIDDEN);
	assert_int_equal(f.code, E_INVALID);
	assert_int_equal(f.count, 2);
	assert_string_equal(f.details[0].field, "name");
	assert_string_equal(f.details[0].code, "BlankValue");
	assert_string_equal(f.details[0].text, "Name: empty");
	assert_string_equal(f.details[1].field, "base");
	assert_string_equal(f.details[1].code, "");
	for (int i = 0; i < 2 * FAILURE_DETAILS; i++)
		failure_add(&f, E_INVALID, "x", "y", "z");
	assert_int_equal(f.count, FAILURE_DETAILS);
}

/* Sentences quote what people sent; wherever they are cut they stay UTF-8. */
static void failures_are_valid_text(void **state)
{
	char text[400];

	(void)state;
	for (int pad = 0; pad < 4; pad++) {
		struct failure f = {0};
		size_t n = 0;

		while (n < (size_t)pad)
			text[n++] = 'a';
		while (n + 4 < sizeof text)
			n += (size_t)snprintf(
				text + n, 5, "%s", n % 2 ? "\xe2\x82\xac" : "\xc4\x8d");
		failure_add(&f, E_INVALID, text, NULL, "%s", text);
		failure_add(&f, E_INVALID, NULL, NULL, "Email: %.10s is wrong", text);
		assert_true(utf8_valid(f.details[0].text, strlen(f.details[0].text)));
		assert_true(utf8_valid(f.details[0].field, strlen(f.details[0].field)));
		assert_in_range(strlen(f.details[0].text), 220, 223);
		assert_true(utf8_valid(f.details[1].text, strlen(f.details[1].text)));
		assert_non_null(strstr(f.details[1].text, " is wrong"));
	}
}

static void buffer_has_an_exact_maximum(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	buf_str(&b, "");
	assert_string_equal(b.p, "");
	for (int i = 0; i < 1000; i++)
		buf_char(&b, 'a');
	assert_int_equal(b.n, 1000);
	assert_int_equal(b.p[1000], 0);
	assert_false(b.failed);
	buf_add(&b, "", 0);
	assert_false(b.failed);
	buf_char(&b, 'b');
	assert_true(b.failed);
	assert_int_equal(b.n, 1000);
	buf_add(&b, "", 0);
	assert_true(b.failed);
	buf_reset(&b);
	assert_false(b.failed);
	assert_string_equal(b.p, "");
	buf_printf(&b, "%999d", 1);
	assert_int_equal(b.n, 999);
	buf_printf(&b, "%d", 22);
	assert_true(b.failed);
	assert_int_equal(b.n, 999);
	buf_reset(&b);
	assert_false(buf_grow(&b, SIZE_MAX));
	buf_free(&b);
	assert_null(b.p);
	buf_str(&b, "again");
	assert_string_equal(b.p, "again");
	buf_free(&b);
}

static void buffer_of_nothing_takes_nothing(void **state)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(0);

	(void)state;
	buf_add(&b, NULL, 0);
	assert_false(b.failed);
	buf_char(&b, 'x');
	assert_true(b.failed);
	assert_int_equal(b.n, 0);
}

static void numbers_are_written(void **state)
{
	static const i64 values[] = {0, 1, -1, 9, 10, -10, INT32_MAX, INT64_MAX, INT64_MIN,
		INT64_MIN + 1, 1000000000000000000};
	char text[32];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		CLEANUP(buf_free) struct buf b = BUF_INIT(64);

		buf_i64(&b, values[i]);
		snprintf(text, sizeof text, "%lld", (long long)values[i]);
		assert_string_equal(b.p, text);
	}
}

static void text_is_escaped(void **state)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(1000);

	(void)state;
	buf_html(&b, "<a href=\"x\" id='y'>&amp;\xc4\x8d</a>");
	assert_string_equal(
		b.p, "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\xc4\x8d&lt;/a&gt;");
	buf_reset(&b);
	buf_url(&b, "aZ09-._~ /?#&=+%\"\xc4\x8d\x01\x7f");
	assert_string_equal(b.p, "aZ09-._~%20%2F%3F%23%26%3D%2B%25%22%C4%8D%01%7F");
}

/* log_quote's result must be JSON and hold as much of s as fits. */
static void check_quote(const char *s, size_t cap, size_t least)
{
	char *out = malloc(cap), why[100] = "";
	json_t *j;

	assert_non_null(out);
	assert_ptr_equal(log_quote(out, cap, s), out);
	assert_true(strlen(out) < cap);
	j = json_parse(out, strlen(out), why, sizeof why);
	if (!j)
		fail_msg("%s: %s", out, why);
	assert_in_range(strlen(json_string_value(j)), least, strlen(s) * 3);
	json_decref(j);
	free(out);
}

static void quoted_text_is_json(void **state)
{
	static const char georgian[] =
		"\xe1\x83\x90\xe1\x83\x91\xe1\x83\x92\xe1\x83\x93\xe1\x83\x94"
		"\xe1\x83\x95\xe1\x83\x96\xe1\x83\x97\xe1\x83\x98\xe1\x83\x99";
	char small[16];

	(void)state;
	assert_string_equal(log_quote(small, sizeof small, NULL), "null");
	assert_string_equal(log_quote(small, sizeof small, "\xff"), "\"\\u00ff\"");
	check_quote("", 16, 0);
	check_quote("a\"b\\c\n\t\x01\x7f", 100, 9);
	check_quote(georgian, 100, 30);
	for (size_t cap = 16; cap < 50; cap++)
		check_quote(georgian, cap, cap - 16 > 30 ? 30 : cap - 16);
	check_quote("GET /\xff\xfe\xc3( \xed\xa0\x80 /x", 100, 10);
	check_quote("\xc4", 100, 0);
	check_quote("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 16, 5);
}

/* What log_event writes to stderr. */
static size_t capture(char *out, size_t cap, const char *pairs)
{
	char path[] = "/tmp/tend-log-XXXXXX";
	int fd = mkstemp(path), kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_true(fd >= 0 && kept >= 0);
	unlink(path);
	dup2(fd, STDERR_FILENO);
	log_event(LOG_INFO, "test.event", "%s", pairs);
	log_event(LOG_DEBUG, "test.hidden", "%s", "\"a\":1");
	dup2(kept, STDERR_FILENO);
	close(kept);
	n = pread(fd, out, cap - 1, 0);
	close(fd);
	assert_true(n > 0);
	out[n] = 0;
	return (size_t)n;
}

static void log_lines_are_json(void **state)
{
	static char line[20000], pairs[10000];
	i64 at;

	(void)state;
	capture(line, sizeof line, "");
	assert_non_null(strstr(line, "\"event\":\"test.event\"}\n"));
	for (size_t size = 10; size < sizeof pairs; size += size < 3900 || size > 4200 ? 397 : 1) {
		size_t n =
			(size_t)snprintf(pairs, sizeof pairs, "\"a\":\"%*s\"", (int)size - 6, "x");
		json_t *j;

		assert_int_equal(n, size);
		n = capture(line, sizeof line, pairs);
		assert_int_equal(line[n - 1], '\n');
		assert_ptr_equal(strchr(line, '\n'), line + n - 1);
		j = json_parse(line, n, NULL, 0);
		if (!j)
			fail_msg("with %zu bytes: %.200s", size, line);
		assert_string_equal(json_get_str(j, "event"), "test.event");
		assert_string_equal(json_get_str(j, "level"), "info");
		assert_true(clock_parse(json_get_str(j, "time"), &at));
		assert_true(n < 4100);
		json_decref(j);
	}
}

static bool contains(const char *list, const char *address)
{
	struct arena *a = arena_new(0);
	struct networks n;
	char why[128] = "";
	uint8_t bytes[16];
	bool inside;

	if (!networks_parse(a, list, &n, why, sizeof why))
		fail_msg("%s", why);
	assert_true(network_bytes_of_text(address, bytes));
	inside = networks_contain(&n, bytes);
	arena_free(a);
	return inside;
}

static void networks_contain_their_addresses(void **state)
{
	(void)state;
	assert_false(contains("", "127.0.0.1"));
	assert_true(contains("127.0.0.0/8", "127.255.255.255"));
	assert_false(contains("127.0.0.0/8", "128.0.0.0"));
	assert_true(contains("10.0.0.0/8, 192.168.0.0/16\t::1", "192.168.255.1"));
	assert_true(contains("10.0.0.0/8, 192.168.0.0/16\t::1", "::1"));
	assert_false(contains("10.0.0.0/8,::1", "::2"));
	assert_true(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
	assert_true(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
	assert_true(contains("0.0.0.0/0", "255.255.255.255"));
	assert_false(contains("0.0.0.0/0", "2001:db8::1"));
	assert_true(contains("::/0", "2001:db8::1"));
	assert_true(contains("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(contains("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(contains("1.2.3.4", "1.2.3.4"));
	assert_false(contains("1.2.3.4/31", "1.2.3.6"));
	assert_true(contains("1.2.3.4/31", "1.2.3.5"));
}

static void bad_networks_are_refused(void **state)
{
	static const char *const bad[] = {"x", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1",
		"10.0.0.0/+8", "10.0.0/8", "256.0.0.1", "10.0.0.0/8/8", "/8", "::1%lo", "0x7f.1",
		"10.0.0.0/99999999999999999999", "1.2.3.4, nonsense", "localhost", "127.1"};
	struct arena *a = arena_new(0);
	struct networks n;
	char why[128];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		why[0] = 0;
		if (networks_parse(a, bad[i], &n, why, sizeof why))
			fail_msg("took %s", bad[i]);
		assert_non_null(strstr(why, "is not a network"));
	}
	assert_true(networks_parse(a, NULL, &n, why, sizeof why));
	assert_true(networks_parse(a, " ,, \t", &n, why, sizeof why));
	assert_int_equal(n.n, 0);
	arena_free(a);
}

static void listen_addresses_are_parsed(void **state)
{
	static const char *const bad[] = {"", ":", ":80", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8a", "[::1]",
		"[::1]:", "::1:80", "[]:80", "[:80", "[127.0.0.1]:80", "localhost:80", "[::1:80",
		"127.0.0.1 :80", "127.0.0.1:80 ", "[::1]x:80",
		"1111111111111111111111111111111111111111111111111111111111111111111111111111:80"};
	struct sockaddr_storage at;
	socklen_t length;
	char why[200];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (network_parse_listen(bad[i], &at, &length, why, sizeof why))
			fail_msg("took %s", bad[i]);
	assert_true(network_parse_listen("127.0.0.1:8080", &at, &length, why, sizeof why));
	assert_int_equal(length, sizeof(struct sockaddr_in));
	assert_int_equal(ntohs(((struct sockaddr_in *)&at)->sin_port), 8080);
	assert_true(network_parse_listen("[::]:65535", &at, &length, why, sizeof why));
	assert_int_equal(length, sizeof(struct sockaddr_in6));
	assert_int_equal(ntohs(((struct sockaddr_in6 *)&at)->sin6_port), 65535);
	assert_true(network_parse_listen("0.0.0.0:0", &at, &length, why, sizeof why));
	assert_int_equal(ntohs(((struct sockaddr_in *)&at)->sin_port), 0);
}

struct thing {
	struct cached base;
	int name;
};
static int destroyed;
static void destroy_thing(struct cached *object)
{
	destroyed++;
	free(object);
}

static struct cached *new_thing(int name)
{
	struct thing *t = calloc(1, sizeof *t);

	assert_non_null(t);
	t->name = name;
	return &t->base;
}

static void cache_keeps_what_is_used(void **state)
{
	struct cache c = CACHE_INIT(2, destroy_thing);
	struct cached *one, *other;

	(void)state;
	destroyed = 0;
	assert_null(cache_get(&c, 1, 1));
	one = cache_put(&c, 1, 1, new_thing(1));
	cache_release(&c, cache_put(&c, 2, 1, new_thing(2)));
	assert_ptr_equal(cache_get(&c, 1, 1), one); /* now 2 is the oldest */
	cache_release(&c, one);
	cache_release(&c, cache_put(&c, 3, 1, new_thing(3)));
	assert_int_equal(destroyed, 1);
	assert_null(cache_get(&c, 2, 1));
	cache_release(&c, cache_put(&c, 4, 1, new_thing(4)));
	assert_null(cache_get(&c, 1, 1)); /* pushed out, but in use */
	assert_int_equal(destroyed, 1);
	cache_release(&c, one);
	assert_int_equal(destroyed, 2);
	one = cache_get(&c, 3, 1);
	other = cache_put(&c, 3, 1, new_thing(3)); /* somebody was quicker */
	assert_ptr_equal(one, other);
	assert_int_equal(destroyed, 3);
	cache_drop(&c, 3, 1);
	assert_null(cache_get(&c, 3, 1));
	assert_int_equal(((struct thing *)one)->name, 3);
	cache_release(&c, one);
	cache_release(&c, other);
	assert_int_equal(destroyed, 4);
	cache_drop(&c, 4, 1);
	cache_drop(&c, 4, 1);
	cache_release(&c, NULL);
	assert_int_equal(destroyed, 5);
	assert_int_equal(c.count, 0);
}

static i64 heard[2];
static void hear(void *self, const struct news *news, int n)
{
	for (int i = 0; i < n; i++)
		*(i64 *)self = *(i64 *)self * 10 + news[i].event_id;
}

static void bus_tells_everybody_in_order(void **state)
{
	static const struct news news[] = {{.event_id = 1}, {.event_id = 2}, {.event_id = 3}};

	(void)state;
	bus_publish(news, 3); /* nobody listens yet */
	bus_subscribe(hear, &heard[0]);
	bus_subscribe(hear, &heard[1]);
	bus_publish(news, 3);
	bus_publish(NULL, 0);
	assert_int_equal(heard[0], 123);
	assert_int_equal(heard[1], 123);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_have_status_and_name),
		cmocka_unit_test(failures_keep_the_first_code),
		cmocka_unit_test(failures_are_valid_text),
		cmocka_unit_test(buffer_has_an_exact_maximum),
		cmocka_unit_test(buffer_of_nothing_takes_nothing),
		cmocka_unit_test(numbers_are_written),
		cmocka_unit_test(text_is_escaped),
		cmocka_unit_test(quoted_text_is_json),
		cmocka_unit_test(log_lines_are_json),
		cmocka_unit_test(networks_contain_their_addresses),
		cmocka_unit_test(bad_networks_are_refused),
		cmocka_unit_test(listen_addresses_are_parsed),
		cmocka_unit_test(cache_keeps_what_is_used),
		cmocka_unit_test(bus_tells_everybody_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
