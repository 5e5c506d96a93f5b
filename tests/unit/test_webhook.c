/*
 * Webhooks without a wire: which addresses are open, ids, what rules put into the outbox, what an
 * answer means for a delivery and its receiver, and what is swept away.
 */
#include "base/network.h"
#include "base/secret.h"
#include "domain/action.h"
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
	return network_outbound_may(OUTBOUND_WEBHOOK, address, false);
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
	network_outbound_allow(OUTBOUND_WEBHOOK, &open);
	assert_true(may("10.1.2.3"));
	assert_true(may("::ffff:10.1.2.3"));
	assert_false(may("10.2.0.1"));
	assert_false(may("64:ff9b::10.1.2.3"));
	assert_true(network_bytes_of_host("10.1.2.3", address));
	assert_true(network_outbound_may(OUTBOUND_WEBHOOK, address, true));
	assert_false(network_outbound_may(OUTBOUND_PICTURE, address, true));
	assert_true(network_bytes_of_host("8.8.8.8", address));
	assert_false(network_outbound_may(OUTBOUND_WEBHOOK, address, true)); /* without TLS */
	network_outbound_allow(OUTBOUND_WEBHOOK, NULL);
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

/* The body that the action of this JSON makes for the webhook. */
static const char *message(const struct webhook *w, const char *field, const char *second)
{
	const char *text = arena_printf(
		cx.arena, "[{\"field\":\"%s\",\"value\":[\"%s\",%s]}]", field, w->key, second);
	CLEANUP(json_cleanup) json_t *j = json_parse(text, strlen(text), NULL, 0);
	const struct ticket ticket = {.subject = "1 < 2 & \"3\"", .next_kind = -1};
	struct placeholder_source source = {.ticket = &ticket};
	struct action_list list;
	const char *body;

	ok(actions_parse(cx.arena, &cx.fail, j, BY_TRIGGER, &list));
	ok(actions_check(&cx, &list));
	ok(action_message(&cx, &list.v[0], w, &source, &body));
	return body;
}

static struct webhook *sends(const char *method, const char *format, const char *endpoint)
{
	struct webhook *w = make();
	struct webhook_input in = {.http_method = {true, method},
		.request_format = {true, format},
		.endpoint = {true, endpoint}};

	ok(webhook_update(&cx, w->key, &in));
	ok(webhook_get(&cx, w->key, &w));
	return w;
}

#define HOOK	 "https://hooks.example.com/a"
#define PAIRS	 "[[\"id\",\"x\"],[\"t t\",\"{{ticket.title}}\"],[\"id\",7]]"
#define XML(xml) "<?xml version=\"1.0\" encoding=\"UTF-8\"?><message>" xml "</message>"

static void pairs_take_the_webhook_s_form(void **state)
{
	static const struct {
		const char *method, *format, *field, *value, *body;
	} cases[] = {
		{"POST", "json", "notification_webhook", PAIRS,
			"{\"t t\":\"1 < 2 & \\\"3\\\"\",\"id\":\"7\"}"},
		{"POST", "json", "notification_webhook", "[]", "{}"},
		{"POST", "form_encoded", "notification_webhook", PAIRS,
			"id=x&t%20t=1%20%3C%202%20%26%20%223%22&id=7"},
		{"PUT", "xml", "notification_webhook", "[[\"a\",\"{{ticket.title}}\"]]",
			XML("<a>1 &lt; 2 &amp; &quot;3&quot;</a>")},
		{"GET", "json", "notification_webhook", PAIRS,
			"?id=x&t%20t=1%20%3C%202%20%26%20%223%22&id=7"},
		{"DELETE", "xml", "notification_webhook", "[[\"t t\",\"x\"]]", "?t%20t=x"},
		{"GET", "json", "notification_webhook", "[]", "?"},
		/* a text goes as it is */
		{"POST", "json", "notification_webhook", "\"plain {{ticket.title}}\"",
			"plain 1 < 2 & \\\"3\\\""},
		{"DELETE", "json", "notification_webhook", "\"plain\"", "plain"},
		/* that of a target does when it is a body */
		{"POST", "json", "notification_target", "\" {\\\"a\\\": 1}\"", " {\"a\": 1}"},
		{"POST", "json", "notification_target", "\"now {{ticket.title}}\"",
			"{\"message\":\"now 1 < 2 & \\\"3\\\"\"}"},
		{"POST", "json", "notification_target", "\"[7] done\"",
			"{\"message\":\"[7] done\"}"},
		{"POST", "json", "notification_target", "\"{{ticket.subject}}\"",
			"{\"message\":\"1 < 2 & \\\"3\\\"\"}"},
		{"POST", "xml", "notification_target", "\"a < b\"",
			XML("<message>a &lt; b</message>")},
		{"POST", "xml", "notification_target", "\"<a/>\"", "<a/>"},
		{"POST", "form_encoded", "notification_target", "\"a=b\"", "message=a%3Db"},
		{"GET", "json", "notification_target", "\"{}\"", "?message=%7B%7D"},
		{"POST", "json", "notification_target", "[[\"a\",\"b\"]]", "{\"a\":\"b\"}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct webhook *w = sends(cases[i].method, cases[i].format, HOOK);

		assert_string_equal(message(w, cases[i].field, cases[i].value), cases[i].body);
		ok(webhook_delete(&cx, w->key));
	}
}

static void queries_stand_in_the_address(void **state)
{
	static const struct {
		const char *method, *endpoint, *body, *url, *sent;
	} cases[] = {
		{"GET", HOOK, "?a=b", HOOK "?a=b", NULL},
		{"DELETE", HOOK, "?a=b", HOOK "?a=b", NULL},
		{"DELETE", HOOK "?own=1", "?a=b&c=d", HOOK "?own=1&a=b&c=d", NULL},
		{"GET", HOOK "?", "?a=b", HOOK "?a=b", NULL},
		{"GET", HOOK, "?", HOOK, NULL},
		{"GET", HOOK, "{}", HOOK, NULL},
		{"DELETE", HOOK, "{}", HOOK, "{}"},
		{"DELETE", HOOK, "?a b", HOOK, "?a b"},
		{"DELETE", HOOK, "?a#b", HOOK, "?a#b"},
		{"POST", HOOK, "?a=b", HOOK, "?a=b"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct webhook *w = sends(cases[i].method, "json", cases[i].endpoint);
		struct webhook_call call;

		webhook_call_make(&cx, w, "key", cases[i].body, &call);
		assert_string_equal(call.url, cases[i].url);
		if (cases[i].sent)
			assert_string_equal(call.body, cases[i].sent);
		else
			assert_null(call.body);
		assert_int_equal(
			strcmp(call.headers[0].name, "Content-Type") == 0, cases[i].sent != NULL);
		ok(webhook_delete(&cx, w->key));
	}
}

static void messages_that_cannot_be_are_refused(void **state)
{
	struct webhook *w = sends("POST", "xml", HOOK);
	const char *texts[] = {w->key, "not a name", "x"};
	struct action action = {.field = ACTION_NOTIFY_WEBHOOK, .pairs = true, .texts = {texts, 3}};
	char *longer = arena_alloc(cx.arena, WEBHOOK_QUERY_MAX + 1);
	struct placeholder_source source = {0};
	const char *unused;

	(void)state;
	assert_int_equal(action_message(&cx, &action, w, &source, &unused), E_INVALID);
	texts[1] = "name";
	ok(action_message(&cx, &action, w, &source, &unused));
	memset(longer, 'x', WEBHOOK_QUERY_MAX);
	longer[WEBHOOK_QUERY_MAX] = 0;
	texts[2] = longer;
	ok(action_message(&cx, &action, w, &source, &unused));
	w->method = WEBHOOK_GET;
	assert_int_equal(action_message(&cx, &action, w, &source, &unused), E_INVALID);
	cx.fail = (struct failure){0};
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
		STORY(pairs_take_the_webhook_s_form),
		STORY(queries_stand_in_the_address),
		STORY(messages_that_cannot_be_are_refused),
		STORY(retries_wait_longer_and_longer),
		STORY(answers_mean_what_they_say),
		STORY(receivers_that_fail_are_disabled),
		STORY(what_is_over_is_swept),
		STORY(finished_ones_are_bounded),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
