/*
 * Placeholders on a real ticket: values, escaping for each target, what is unknown, values that
 * look like placeholders, notes that customers must not read, and blacking out afterwards.
 */
#include "base/buf.h"
#include "base/secret.h"
#include "domain/comment.h"
#include "domain/placeholder.h"
#include "domain/seed.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct db *db;
static struct cx cx;
static struct ticket *t;
static user_id agent;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static struct placeholder_source about(void)
{
	return (struct placeholder_source){.ticket = t,
		.current_user = agent,
		.reader = t->requester,
		.base_url = "https://help.example.com"};
}

static const char *filled_for(const char *text, enum placeholder_target target, bool public_only)
{
	struct placeholder_source source = about();
	const char *out;

	source.public_only = public_only;
	ok(placeholder_fill(&cx, text, target, &source, &out));
	return out;
}

static const char *filled(const char *text)
{
	return filled_for(text, PLACEHOLDER_TEXT, false);
}

static void values_are_the_ticket_s(void **state)
{
	char number[64];

	(void)state;
	snprintf(number, sizeof number, "#%lld.", (long long)t->id.v);
	assert_string_equal(filled("#{{ticket.id}}."), number);
	assert_string_equal(
		filled("{{ticket.status}}/{{ticket.priority}}/{{ticket.tags}}"), "open/high/a b");
	assert_string_equal(filled("{{ ticket.requester.name }}"), "Ana Marija Kos");
	assert_string_equal(
		filled("{{ticket.requester.first_name}}|{{ticket.requester.last_name}}"),
		"Ana Marija|Kos");
	assert_string_equal(filled("{{ticket.requester.email}}"), "ana@example.com");
	assert_string_equal(filled("{{ticket.assignee.name}}={{current_user.name}}"), "Bo=Bo");
	assert_string_equal(filled("{{ticket.group.name}}"), "Support");
	assert_string_equal(filled("[{{ticket.organization.name}}]"), "[]");
	assert_string_equal(filled("{{ticket.created_at_with_timestamp}}"), "2026-11-23T09:00:00Z");
	assert_non_null(
		strstr(filled("{{ticket.url}}"), "https://help.example.com/agent/tickets/"));
	assert_string_equal(filled("{{ticket.latest_public_comment}}"),
		"It <b>smokes</b> & \"stinks\"\n{{ticket.id}}");
	assert_string_equal(filled("{{ticket.latest_comment}}"), "between us");
	assert_string_equal(filled(""), "");
}

static void deadlines_are_told_for_people(void **state)
{
	(void)state;
	/* a promise of the seeded policy runs: the customer wrote */
	assert_non_null(strstr(filled("{{ticket.promise}}"), "We will answer by "));
	assert_non_null(strstr(filled("{{ticket.answer_by}}"), "2026"));
	cx.now += (i64)365 * 24 * 3600 * 1000;
	assert_string_equal(filled("{{ticket.promise}}"), "We will answer as soon as we can.");
	assert_string_equal(filled("{{ticket.answer_by}}"), "");
	cx.now -= (i64)365 * 24 * 3600 * 1000;
}

static void what_is_unknown_stays(void **state)
{
	static const char *const texts[] = {"{{ticket.nonsense}}", "{{", "}}", "{{}}", "{{{",
		"{{ticket.id", "{{ticket.id}", "{{ ticket id }}", "{{ticket.ticket_field_}}",
		"{{ticket.ticket_field_x}}", "{{ticket.ticket_field_1x}}",
		"{{satisfaction.rating_url}}", "{{Ticket.ID}}", "{{ticket.title|upcase}}"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_string_equal(filled(texts[i]), texts[i]);
	assert_string_equal(filled("{{{ticket.status}}}"), "{open}");
	assert_string_equal(filled("{{ticket.ticket_field_999}}"), "");
}

static void values_are_never_filled_again(void **state)
{
	(void)state;
	assert_string_equal(filled("{{ticket.title}}"), "{{ticket.requester.email}} \"x\"");
	assert_null(strstr(filled("{{ticket.title}}"), "ana@"));
}

static void each_target_has_its_escapes(void **state)
{
	(void)state;
	assert_string_equal(filled_for("{{ticket.latest_public_comment}}", PLACEHOLDER_HTML, false),
		"It &lt;b&gt;smokes&lt;/b&gt; &amp; &quot;stinks&quot;<br>{{ticket.id}}");
	assert_string_equal(filled_for("{{ticket.latest_public_comment}}", PLACEHOLDER_JSON, false),
		"It <b>smokes</b> & \\\"stinks\\\"\\n{{ticket.id}}");
	assert_string_equal(
		filled_for("a={{ticket.latest_public_comment}}", PLACEHOLDER_FORM, false),
		"a=It%20%3Cb%3Esmokes%3C%2Fb%3E%20%26%20%22stinks%22%0A%7B%7Bticket.id%7D%7D");
	assert_null(strchr(
		filled_for("{{ticket.latest_public_comment}}", PLACEHOLDER_LINE, false), '\n'));
	assert_string_equal(filled_for("<p>{{ticket.status}}", PLACEHOLDER_XML, false), "<p>open");
}

static void customers_read_no_notes(void **state)
{
	(void)state;
	assert_null(strstr(
		filled_for("{{ticket.latest_comment}}{{ticket.comments}}", PLACEHOLDER_TEXT, true),
		"between us"));
	assert_non_null(
		strstr(filled_for("{{ticket.comments}}", PLACEHOLDER_TEXT, false), "between us"));
	assert_null(strstr(filled("{{ticket.public_comments}}"), "between us"));
}

static void parts_quote_comments_by_id(void **state)
{
	const char *text = filled_for("Hi:\n{{ticket.latest_public_comment}}\nBye {{ticket.id}}",
		PLACEHOLDER_PARTS, true);
	CLEANUP(json_cleanup) json_t *parts = json_parse(text, strlen(text), NULL, 0);
	struct comment *c;
	const char *joined;

	(void)state;
	assert_int_equal(json_array_size(parts), 3);
	assert_null(strstr(text, "smokes"));
	ok(placeholder_join(&cx, parts, &joined));
	assert_non_null(strstr(joined, "Hi:\nIt <b>smokes"));
	assert_true(json_is_object(json_array_get(parts, 1)));
	ok(comment_redact(&cx, t->id,
		(comment_id){json_get_i64(json_array_get(parts, 1), "comment", 0)}, "smokes", &c));
	ok(placeholder_join(&cx, parts, &joined));
	assert_null(strstr(joined, "smokes"));
	assert_non_null(strstr(joined, "Hi:\nIt <b>"));
}

static void results_are_bounded(void **state)
{
	enum { N = 4000 };
	CLEANUP(buf_free) struct buf many = BUF_INIT(1 << 20);
	struct placeholder_source source = about();
	struct ticket big = *t;
	char *title = arena_alloc(cx.arena, 4096);
	const char *out;

	(void)state;
	memset(title, 'x', 4095);
	big.subject = title;
	source.ticket = &big;
	for (int i = 0; i < N; i++)
		buf_str(&many, "{{ticket.title}}");
	assert_int_equal(placeholder_fill(&cx, many.p, PLACEHOLDER_TEXT, &source, &out), E_INVALID);
	cx.fail = (struct failure){0};
}

static void nothing_is_nothing(void **state)
{
	struct placeholder_source source = {0};
	const char *out;

	(void)state;
	for (int i = 0; placeholder_name(i); i++) {
		const char *text = arena_printf(cx.arena, "<{{%s}}>", placeholder_name(i));

		ok(placeholder_fill(&cx, text, PLACEHOLDER_TEXT, &source, &out));
		assert_true(out[0] == '<' && out[strlen(out) - 1] == '>');
	}
}

static void make_ticket(void)
{
	struct ticket_input in = {.subject = {true, "{{ticket.requester.email}} \"x\"\n"},
		.priority = {true, PRIORITY_HIGH},
		.has_requester = true,
		.requester = {.email = "ana@example.com", .name = "Ana Marija Kos"},
		.tags_set = true};
	struct ticket_input note = {.comment = {.body = "between us", .public_set = true}};
	const char *tags[] = {"b", "a"};
	struct ticket_result result;

	in.tags = (struct text_list){tags, 2};
	ok(user_ensure(&cx, &in.requester, "requester", &(user_id){0}));
	ok(user_ensure(&cx, &in.requester, "requester", (user_id *)&in.comment.author_id));
	in.comment.body = "It <b>smokes</b> & \"stinks\"\n{{ticket.id}}";
	in.assignee_id = (struct opt_i64){true, agent.v};
	ok(ticket_create(&cx, &in, &result));
	note.comment.author_id = agent.v;
	cx.now += 1000;
	ok(ticket_update(&cx, result.ticket->id, &note, &result));
	t = result.ticket;
}

static int setup(void **state)
{
	struct user_input bo = {
		.name = {true, "Bo"}, .email = {true, "bo@example.com"}, .role = {true, "agent"}};
	struct user *user;

	(void)state;
	if (unit_dir_make() || !(db = unit_db()))
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(256 << 20),
		.actor = actor_system(),
		.now = 1795424400000, /* 2026-11-23T09:00:00Z */
		.random = secret_random};
	ok(seed(&cx));
	ok(user_create(&cx, &bo, &user));
	agent = user->id;
	make_ticket();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(cx.arena);
	db_close(db);
	return unit_dir_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_the_ticket_s),
		cmocka_unit_test(deadlines_are_told_for_people),
		cmocka_unit_test(what_is_unknown_stays),
		cmocka_unit_test(values_are_never_filled_again),
		cmocka_unit_test(each_target_has_its_escapes),
		cmocka_unit_test(customers_read_no_notes),
		cmocka_unit_test(results_are_bounded),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(parts_quote_comments_by_id),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
