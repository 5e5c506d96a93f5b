/*
 * Webhooks without a wire: which addresses are open, ids, what rules put into the outbox, what an
 * answer means for a delivery and its receiver, and what is swept away.
 */
#include "base/network.h"
#include "base/secret.h"
#include "domain/webhook_delivery.h"
#include "domain/webhook_i.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct db *db;
static struct cx cx;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static bool may(const char *host)
{
	uint8_t address[16];

	if (!network_bytes_of_host(host, address))
		fail_msg("%s is an address", host);
	return network_outbound_may(address, false);
}

static void private_addresses_are_closed(void **state)
{
	static const char *const closed[] = {"127.0.0.1", "127.1", "0x7f000001", "017700000001",
		"2130706433", "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.255", "169.254.1.1",
		"172.16.0.1", "172.31.255.255", "192.168.0.1", "192.0.0.8", "192.0.2.1",
		"192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "240.0.0.1", "255.255.255.255", "localhost", "LOCALHOST.",
		"a.localhost", "::", "::1", "[::1]", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1",
		"3fff::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "4000::1"};
	static const char *const open[] = {"8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1",
		"172.15.255.255", "192.169.0.1", "223.255.255.255", "::ffff:8.8.8.8",
		"2606:4700::1111", "2001:4860:4860::8888", "2003::1"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(closed); i++)
		if (may(closed[i]))
			fail_msg("%s is open", closed[i]);
	for (size_t i = 0; i < COUNT_OF(open); i++)
		if (!may(open[i]))
			fail_msg("%s is closed", open[i]);
}

static void names_are_no_addresses(void **state)
{
	static const char *const names[] = {"example.com", "127.0.0.1.nip.io", "localhost.com",
		"ip6-localhost", "notlocalhost", "1.2.3.4.5", "0x", "g::1", ""};
	uint8_t address[16];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (network_bytes_of_host(names[i], address))
			fail_msg("%s is no address", names[i]);
}

static void named_networks_are_open(void **state)
{
	struct arena *a = arena_new(0);
	struct networks open;
	uint8_t address[16];
	char why[100];

	(void)state;
	assert_true(networks_parse(a, "10.1.0.0/16", &open, why, sizeof why));
	network_outbound_allow(&open);
	assert_true(may("10.1.2.3"));
	assert_true(may("::ffff:10.1.2.3"));
	assert_false(may("10.2.0.1"));
	assert_false(may("64:ff9b::10.1.2.3"));
	assert_true(network_bytes_of_host("10.1.2.3", address));
	assert_true(network_outbound_may(address, true));
	assert_true(network_bytes_of_host("8.8.8.8", address));
	assert_false(network_outbound_may(address, true)); /* without TLS */
	network_outbound_allow(NULL);
	arena_free(a);
}

static void ids_come_back(void **state)
{
	static const char *const bad[] = {"", "1", "01JDJ0000000000000000000",
		"01JDJ000000000000000000000U", "01JDJ00000ZZZZZZZZZZZZZZZZ",
		"01JDJ0000000000000000000i1"};
	static const i64 ids[] = {1, 31, 32, 123456789, INT64_MAX};
	char key[WEBHOOK_KEY];
	i64 id;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		webhook_key_write(key, 1732233600000, ids[i]);
		assert_int_equal(strlen(key), 26);
		assert_true(webhook_key_parse(key, &id));
		assert_true(id == ids[i]);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(webhook_key_parse(bad[i], &id));
}

/* --- on a database --- */

static struct webhook *make(void)
{
	struct webhook_input in = {
		.name = {true, "w"}, .endpoint = {true, "https://hooks.example.com/"}};
	struct webhook *w;

	ok(webhook_create(&cx, &in, &w));
	return w;
}

/* How many of the webhook's deliveries are due. */
static int due(const struct webhook *w, struct outbox_item **ret)
{
	int n;

	ok(outbox_due(&cx, w->id, 100, ret, &n));
	return n;
}

static struct webhook_answer said(int status)
{
	return (struct webhook_answer){.status_code = status, .payload = "said"};
}

/* Record an answer to a delivery; was the webhook disabled by it? */
static bool record(i64 outbox_id, struct webhook_answer answer)
{
	struct webhook_call call = {.method = "POST"};
	bool disabled;

	ok(webhook_record(&cx, outbox_id, &call, &answer, 512, &disabled));
	return disabled;
}

static void rules_fill_the_outbox(void **state)
{
	struct webhook_input off = {.status = {true, "inactive"}};
	struct webhook *w = make();
	struct outbox_item *items;
	const char *payload;
	char *long_body = arena_alloc(cx.arena, WEBHOOK_BODY_MAX + 2);

	(void)state;
	ok(webhook_enqueue(&cx, w->key, "{\"a\":1}", (event_id){0}, (ticket_id){0}));
	assert_int_equal(due(w, &items), 1);
	ok(outbox_payload(&cx, items[0].id, &payload));
	assert_string_equal(payload, "{\"a\":1}");
	ok(webhook_enqueue(&cx, "gone", "x", (event_id){0}, (ticket_id){0}));
	memset(long_body, 'x', WEBHOOK_BODY_MAX + 1);
	assert_int_equal(
		webhook_enqueue(&cx, w->key, long_body, (event_id){0}, (ticket_id){0}), E_INVALID);
	cx.fail = (struct failure){0};
	ok(webhook_update(&cx, w->key, &off));
	ok(webhook_enqueue(&cx, w->key, "x", (event_id){0}, (ticket_id){0}));
	assert_int_equal(due(w, &items), 1);
}

static void retries_wait_longer_and_longer(void **state)
{
	struct webhook *w = make();
	struct outbox_item *items, *item;
	i64 begin = cx.now, before = 0;
	int tries = 0;

	(void)state;
	ok(webhook_enqueue(&cx, w->key, "x", (event_id){0}, (ticket_id){0}));
	assert_int_equal(due(w, &items), 1);
	do {
		i64 wait;

		record(items[0].id, said(tries % 2 ? 0 : 503));
		ok(outbox_load(&cx, items[0].id, &item));
		wait = item->next_try_at - cx.now;
		assert_int_equal(item->tries, ++tries);
		assert_true(wait >= before || wait >= HOUR_MS * 3 / 4);
		assert_true(wait <= HOUR_MS * 5 / 4);
		before = wait;
		cx.now = item->next_try_at;
	} while (item->state == OUTBOX_QUEUED && tries < 1000);
	assert_int_equal(item->state, OUTBOX_FAILED);
	assert_true(cx.now - begin > WEBHOOK_RETRY_FOR);
	assert_true(cx.now - begin < WEBHOOK_RETRY_FOR + 2 * HOUR_MS);
	assert_true(tries > 50 && tries < 120);
}

static void answers_mean_what_they_say(void **state)
{
	static const struct {
		int status;
		enum outbox_state then;
	} cases[] = {{200, OUTBOX_SENT}, {204, OUTBOX_SENT}, {301, OUTBOX_FAILED},
		{400, OUTBOX_FAILED}, {404, OUTBOX_FAILED}, {409, OUTBOX_QUEUED},
		{410, OUTBOX_FAILED}, {429, OUTBOX_QUEUED}, {500, OUTBOX_QUEUED},
		{503, OUTBOX_QUEUED}, {0, OUTBOX_QUEUED}};
	struct webhook_answer closed = said(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct webhook *w = make();
		struct outbox_item *items, *item;

		ok(webhook_enqueue(&cx, w->key, "x", (event_id){0}, (ticket_id){0}));
		assert_int_equal(due(w, &items), 1);
		record(items[0].id, said(cases[i].status));
		ok(outbox_load(&cx, items[0].id, &item));
		assert_int_equal(item->state, cases[i].then);
		if (item->state == OUTBOX_QUEUED) {
			closed.hopeless = true;
			record(items[0].id, closed);
			ok(outbox_load(&cx, items[0].id, &item));
			assert_int_equal(item->state, OUTBOX_FAILED);
		}
	}
}

static void receivers_that_fail_are_disabled(void **state)
{
	struct webhook *w = make();
	struct outbox_item *items;
	i64 begin = cx.now;
	bool disabled = false;
	int n = 0;

	(void)state;
	while (!disabled && n < 100) {
		ok(webhook_enqueue(&cx, w->key, "x", (event_id){0}, (ticket_id){0}));
		due(w, &items);
		disabled = record(items[0].id, said(500));
		n++;
		cx.now += 2 * HOUR_MS;
	}
	assert_true(disabled);
	assert_true(n >= WEBHOOK_DISABLE_FAILURES);
	assert_true(cx.now - begin >= WEBHOOK_DISABLE_AFTER);
	ok(webhook_get(&cx, w->key, &w));
	assert_false(w->active);
	assert_true(w->disabled_at > 0);
}

static i64 count_rows(void)
{
	QUERY(test_outbox_rows, "SELECT (SELECT COUNT(*) FROM outbox) + "
				"(SELECT COUNT(*) FROM webhook_attempt)");
	i64 n;

	ok(db_run_i64(db_stmt(db, &test_outbox_rows), 0, &n));
	return n;
}

static void what_is_over_is_swept(void **state)
{
	struct webhook *kept = make(), *gone = make();
	struct outbox_item *items;
	i64 begin = count_rows();
	int removed;

	(void)state;
	for (int i = 0; i < 10; i++) {
		ok(webhook_enqueue(&cx, kept->key, "x", (event_id){0}, (ticket_id){0}));
		ok(webhook_enqueue(&cx, gone->key, "x", (event_id){0}, (ticket_id){0}));
		due(kept, &items);
		record(items[0].id, said(200));
	}
	assert_int_equal(count_rows(), begin + 30);
	ok(webhook_sweep(&cx, 500, &removed));
	assert_int_equal(removed, 0);
	ok(webhook_delete(&cx, gone->key));
	ok(webhook_sweep(&cx, 4, &removed));
	assert_int_equal(removed, 4);
	ok(webhook_sweep(&cx, 500, &removed));
	assert_int_equal(removed, 6);
	assert_int_equal(count_rows(), begin + 20);
	cx.now += WEBHOOK_KEPT_FOR + 1;
	ok(webhook_sweep(&cx, 500, &removed));
	assert_int_equal(removed, 10);
}

static void finished_ones_are_bounded(void **state)
{
	struct webhook *w = make();
	struct outbox_item *items;
	int removed;

	(void)state;
	for (int i = 0; i < WEBHOOK_INVOCATIONS_KEPT + 7; i++) {
		ok(webhook_enqueue(&cx, w->key, "x", (event_id){0}, (ticket_id){0}));
		due(w, &items);
		record(items[0].id, said(200));
	}
	ok(webhook_sweep(&cx, 500, &removed));
	assert_int_equal(removed, 7);
}

static int begin_story(void **state)
{
	(void)state;
	arena_reset(cx.arena);
	cx.fail = (struct failure){0};
	cx.news_count = cx.news_cap = 0;
	cx.now = 1763769600000;
	return db_begin(db) == OK ? 0 : -1;
}

static int end_story(void **state)
{
	(void)state;
	db_rollback(db);
	return 0;
}

static int open_all(void **state)
{
	(void)state;
	secret_init();
	if (unit_dir_make() || !(db = unit_db()))
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(256 << 20),
		.actor = actor_system(),
		.random = secret_random};
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	arena_free(cx.arena);
	db_close(db);
	return unit_dir_remove();
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, begin_story, end_story)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(private_addresses_are_closed),
		cmocka_unit_test(names_are_no_addresses),
		cmocka_unit_test(named_networks_are_open),
		cmocka_unit_test(ids_come_back),
		STORY(rules_fill_the_outbox),
		STORY(retries_wait_longer_and_longer),
		STORY(answers_mean_what_they_say),
		STORY(receivers_that_fail_are_disabled),
		STORY(what_is_over_is_swept),
		STORY(finished_ones_are_bounded),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
