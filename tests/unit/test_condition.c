/* Conditions: what they accept, what they say of a ticket and of an update. */
#include "unit/unit_house.h"

static bool fits_subject(const char *condition, unsigned place, const struct condition_subject *s)
{
	struct conditions c;
	bool fits;

	ok(parse(arena_printf(cx.arena, "{'all':[%s]}", condition), place, &c));
	ok(conditions_fit(&cx, &c, s, &fits));
	return fits;
}

/* --- what is refused --- */

static void test_refused(void **state)
{
	static const struct {
		unsigned place;
		const char *condition, *names;
	} cases[] = {
		{IN_VIEW, "{'field':'colour','operator':'is','value':'red'}", "colour"},
		{IN_VIEW, "{'operator':'is','value':'red'}", "field"},
		{IN_VIEW, "7", "field"},
		{IN_VIEW, "{'field':'status','operator':'contains','value':'new'}", "contains"},
		{IN_VIEW, "{'field':'status','operator':'changed','value':'new'}", "changed"},
		{IN_VIEW, "{'field':'status','operator':'is','value':'fresh'}", "fresh"},
		{IN_VIEW, "{'field':'status','operator':'is','value':''}", "status"},
		{IN_VIEW, "{'field':'status','operator':'is','value':{}}", "status"},
		{IN_VIEW, "{'field':'comment_is_public','operator':'is','value':'true'}",
			"comment_is_public"},
		{IN_VIEW, "{'field':'SOLVED','operator':'is','value':'x'}", "SOLVED"},
		{IN_VIEW, "{'field':'SOLVED','operator':'is','value':-1}", "SOLVED"},
		{IN_VIEW, "{'field':'SOLVED','operator':'is','value':99999999}", "SOLVED"},
		{IN_VIEW, "{'field':'SOLVED','operator':'is_not','value':1}", "is_not"},
		{IN_VIEW, "{'field':'group_id','operator':'is','value':'current_user'}",
			"group_id"},
		{IN_VIEW, "{'field':'custom_fields_x','operator':'is','value':1}",
			"custom_fields_x"},
		{IN_VIEW, "{'field':'current_tags','operator':'includes','value':' , '}", "tags"},
		{IN_TRIGGER, "{'field':'SOLVED','operator':'is','value':1}", "SOLVED"},
		{IN_TRIGGER, "{'field':'update_type','operator':'is','value':'Delete'}", "Delete"},
		{IN_POLICY, "{'field':'assignee_id','operator':'is','value':'current_user'}",
			"current_user"},
		{IN_POLICY, "{'field':'update_type','operator':'is','value':'Create'}",
			"update_type"},
	};
	struct conditions c;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		forget();
		if (parse(arena_printf(cx.arena, "{'any':[%s]}", cases[i].condition),
			    cases[i].place, &c) != E_INVALID)
			fail_msg("accepted %s", cases[i].condition);
		assert_string_equal(cx.fail.details[0].field, "conditions.any.0");
		if (!strstr(cx.fail.details[0].text, cases[i].names))
			fail_msg("%s: %s", cases[i].condition, cx.fail.details[0].text);
	}
	assert_int_equal(parse("[]", IN_VIEW, &c), E_INVALID);
	assert_int_equal(parse("{'all':{}}", IN_VIEW, &c), E_INVALID);
	ok(parse("{'all':null}", IN_VIEW, &c));
	ok(parse("{'all':[{'field':'custom_fields_999','operator':'is','value':1}]}", IN_VIEW, &c));
	assert_int_equal(conditions_check(&cx, &c, "conditions"), E_INVALID);
	ok(parse(
		arena_printf(cx.arena,
			"{'all':[{'field':'custom_fields_%lld','operator':'less_than','value':1}]}",
			(long long)fields[0]),
		IN_VIEW, &c));
	assert_int_equal(conditions_check(&cx, &c, "conditions"), E_INVALID);
	cx.fail = (struct failure){0};
}

static void test_too_many(void **state)
{
	struct buf text = BUF_INIT(1 << 20);
	struct conditions c;

	(void)state;
	forget();
	buf_str(&text, "{'all':[");
	for (int i = 0; i <= CONDITION_MAX; i++)
		buf_str(&text, i ? ",{'field':'status','operator':'is','value':'new'}"
				 : "{'field':'status','operator':'is','value':'new'}");
	buf_str(&text, "]}");
	assert_int_equal(parse(text.p, IN_VIEW, &c), E_INVALID);
	cx.fail = (struct failure){0};
	buf_free(&text);
}

/* Spellings of clients, and what is written is read again as the same. */
static void test_spellings(void **state)
{
	static const struct {
		const char *given, *field;
		i64 number;
	} cases[] = {
		{"{'field':'ticket_type_id','operator':'is','value':'2'}", "type", TYPE_INCIDENT},
		{"{'field':'type','operator':'is','value':'task'}", "type", TYPE_TASK},
		{"{'field':'ticket_fields_12','operator':'is','value':'a'}", "custom_fields_12", 0},
		{"{'field':'custom_fields_12','operator':'is','value':true}", "custom_fields_12",
			0},
		{"{'source':'status','operator':'is','value':'open'}", "status", STATUS_OPEN},
		{"{'field':'channel','operator':'is','value':'email'}", "via_id", CHANNEL_EMAIL},
		{"{'field':'via_id','operator':'is','value':0}", "via_id", CHANNEL_WEB},
		{"{'field':'group_id','operator':'is','value':12}", "group_id", 12},
		{"{'field':'group_id','operator':'is','value':'12'}", "group_id", 12},
		{"{'field':'group_id','operator':'is','value':null}", "group_id", 0},
		{"{'field':'SOLVED','operator':'greater_than','value':'96'}", "SOLVED", 96},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct conditions c, again;
		struct buf text = BUF_INIT(10000);
		struct jw w;
		json_t *j;

		forget();
		ok(parse(arena_printf(cx.arena, "{'all':[%s]}", cases[i].given), IN_VIEW, &c));
		assert_string_equal(condition_field_name(cx.arena, &c.all.v[0]), cases[i].field);
		assert_int_equal(c.all.v[0].number, cases[i].number);
		jw_init(&w, &text);
		conditions_write(&w, NULL, &c);
		j = json_parse(text.p, text.n, NULL, 0);
		ok(conditions_parse(cx.arena, &cx.fail, j, "conditions", IN_VIEW, &again));
		assert_int_equal(again.all.v[0].number, cases[i].number);
		assert_string_equal(again.all.v[0].value_json, c.all.v[0].value_json);
		json_decref(j);
		buf_free(&text);
	}
}

/* --- updates, as triggers see them --- */

static const struct {
	const char *condition;
	bool updated, made, seen;
} changes[] = {
	/* pending -> open, nobody -> agent 3 */
	{"{'field':'status','operator':'changed'}", true, true, false},
	{"{'field':'status','operator':'not_changed'}", false, false, true},
	{"{'field':'status','operator':'value','value':'open'}", true, true, false},
	{"{'field':'status','operator':'value','value':'solved'}", false, false, false},
	{"{'field':'status','operator':'not_value','value':'open'}", false, false, true},
	{"{'field':'status','operator':'value_previous','value':'pending'}", true, false, false},
	{"{'field':'status','operator':'not_value_previous','value':'pending'}", false, true, true},
	{"{'field':'assignee_id','operator':'changed','value':null}", true, true, false},
	{"{'field':'assignee_id','operator':'is','value':'current_user'}", true, true, true},
	{"{'field':'assignee_id','operator':'value','value':'current_user'}", true, true, false},
	{"{'field':'requester_id','operator':'is_not','value':'current_user'}", true, true, true},
	{"{'field':'requester_id','operator':'is','value':'assignee_id'}", false, false, false},
	{"{'field':'group_id','operator':'is','value':'current_groups'}", true, true, true},
	{"{'field':'priority','operator':'changed'}", false, false, false},
	{"{'field':'update_type','operator':'is','value':'Change'}", true, false, false},
	{"{'field':'update_type','operator':'is','value':'Create'}", false, true, false},
	{"{'field':'comment_is_public','operator':'is','value':'true'}", true, true, false},
	{"{'field':'comment_is_public','operator':'is','value':false}", false, false, false},
	{"{'field':'comment_is_public','operator':'is','value':'not_relevant'}", true, true, false},
	{"{'field':'comment_includes_word','operator':'includes','value':'REFUND'}", true, true,
		false},
	{"{'field':'comment_includes_word','operator':'not_includes','value':'refund'}", false,
		false, true},
	{"{'field':'role','operator':'is','value':'agent'}", true, true, false},
	{"{'field':'current_via_id','operator':'is','value':'email'}", true, true, false},
	{"{'field':'attachment','operator':'is','value':'true'}", true, true, false},
	{"{'field':'current_tags','operator':'changed'}", true, true, false},
};

static void test_changes(void **state)
{
	struct ticket before = {.id = {1}, .status = STATUS_PENDING, .tags = "", .subject = ""};
	struct ticket now = before;
	struct comment comment = {.public = true, .body = "A Refund, please"};
	struct condition_subject updated, made, seen = {.now = &now};

	(void)state;
	forget();
	now.status = STATUS_OPEN;
	now.assignee = people[3];
	now.requester = before.requester = people[0];
	now.group = before.group = groups[0];
	now.tags = "vip";
	seen.actor = people[3];
	updated = (struct condition_subject){.now = &now,
		.before = &before,
		.is_update = true,
		.comment = &comment,
		.comment_has_attachment = true,
		.actor = people[3],
		.actor_role = ROLE_AGENT,
		.channel = CHANNEL_EMAIL};
	made = updated;
	made.before = NULL;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const char *c = changes[i].condition;

		if (fits_subject(c, IN_TRIGGER, &updated) != changes[i].updated)
			fail_msg("updated: %s", c);
		if (fits_subject(c, IN_TRIGGER, &made) != changes[i].made)
			fail_msg("made: %s", c);
		if (fits_subject(c, IN_TRIGGER, &seen) != changes[i].seen)
			fail_msg("seen: %s", c);
	}
}

static void test_custom_changes(void **state)
{
	struct custom_field definition = {.id = {fields[3]}, .type = FIELD_TAGGER};
	struct field_checked value = {.field = &definition, .json = "\"gold\""};
	const char *before = "\"silver\"";
	struct ticket now = {.id = {1}, .tags = "", .subject = ""};
	struct condition_subject s = {.now = &now,
		.before = &now,
		.is_update = true,
		.fields = &value,
		.fields_before = &before,
		.field_count = 1};
	static const struct {
		const char *operator, * value;
		bool fits;
	} cases[] = {{"changed", "", true}, {"not_changed", "", false}, {"value", "gold", true},
		{"value", "silver", false}, {"not_value", "gold", false},
		{"value_previous", "silver", true}, {"not_value_previous", "silver", false}};

	(void)state;
	forget();
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (fits_subject(
			    arena_printf(cx.arena,
				    "{'field':'custom_fields_%lld','operator':'%s','value':'%s'}",
				    (long long)fields[3], cases[i].operator, cases[i].value),
			    IN_TRIGGER, &s) != cases[i].fits)
			fail_msg("%s %s", cases[i].operator, cases[i].value);
}

/* --- hours --- */

static void test_hours(void **state)
{
	static const struct {
		const char *operator;
		i64 hours;
		i64 ago_ms;
		bool fits;
	} cases[] = {
		{"greater_than", 24, 24 * HOUR_MS, false},
		{"greater_than", 24, 24 * HOUR_MS + 1, true},
		{"less_than", 24, 24 * HOUR_MS - 1, true},
		{"less_than", 24, 24 * HOUR_MS, false},
		{"is", 24, 24 * HOUR_MS, true},
		{"is", 24, 25 * HOUR_MS - 1, true},
		{"is", 24, 25 * HOUR_MS, false},
		{"is", 0, 0, true},
		/* asked on Monday at 12:00; the office is open from 9 to 17, Monday to Friday */
		{"less_than_business_hours", 4, 20 * HOUR_MS, true},
		{"less_than_business_hours", 3, 20 * HOUR_MS, false},
		{"is_business_hours", 3, 60 * HOUR_MS, true},
		{"greater_than_business_hours", 3, 60 * HOUR_MS, false},
		{"greater_than_business_hours", 3, 70 * HOUR_MS, true},
	};
	i64 keep = cx.now;

	(void)state;
	forget();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ticket t = {.id = {999}, .created_at = cx.now - cases[i].ago_ms};
		struct condition_subject s = {.now = &t};

		if (fits_subject(
			    arena_printf(cx.arena, "{'field':'NEW','operator':'%s','value':%lld}",
				    cases[i].operator,(long long) cases[i].hours),
			    IN_VIEW, &s) != cases[i].fits)
			fail_msg("%s %lld, %lld ms ago",
				cases[i].operator,(long long) cases[i].hours,
				(long long)cases[i].ago_ms);
	}
	cx.now = keep;
}

static void test_definitions(void **state)
{
	static const unsigned places[] = {IN_POLICY, IN_VIEW, IN_TRIGGER, IN_AUTOMATION};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct buf text = BUF_INIT(1 << 20);
		const json_t *item;
		json_t *j;
		struct jw w;
		size_t k;

		forget();
		jw_init(&w, &text);
		jw_object(&w, NULL);
		ok(conditions_write_definitions(&cx, &w, "all", "any", places[i]));
		jw_end(&w);
		j = json_parse(text.p, text.n, NULL, 0);
		assert_non_null(j);
		assert_true(json_array_size(json_object_get(j, "any")) > 10);
		json_array_foreach (json_object_get(j, "all"), k, item) {
			assert_true(*json_get_str(item, "title"));
			assert_true(json_array_size(json_object_get(item, "operators")) > 0);
		}
		json_decref(j);
		buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_custom_changes),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_definitions),
	};

	return cmocka_run_group_tests_name("condition", tests, house_open, house_close);
}
