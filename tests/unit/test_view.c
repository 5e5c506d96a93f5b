/*
 * Views: that C and SQL mean the same. For random conditions over random tickets, a view holds
 * exactly the tickets that fit, once, in order; its count follows.
 */
#include "domain/can.h"
#include "domain/tag.h"
#include "domain/ticket_since.h"
#include "unit/unit_house.h"

QUERY(test_condition_rate,
	"INSERT INTO satisfaction_rating (ticket_id, requester_id, score, created_at, updated_at) "
	"VALUES (?, ?, ?, 0, 0)");

enum { TICKETS = 120, ROUNDS = 1500 };

static ticket_id tickets[TICKETS];
static uint64_t state_of_dice = 88172645463325252u;

static unsigned dice(unsigned n)
{
	state_of_dice ^= state_of_dice << 13;
	state_of_dice ^= state_of_dice >> 7;
	state_of_dice ^= state_of_dice << 17;
	return (unsigned)(state_of_dice >> 33) % n;
}

static void update(ticket_id id, user_id actor, enum role role, struct ticket_input in)
{
	struct ticket_result result;

	cx.actor = (struct actor){.id = actor, .role = role, .address = ""};
	cx.fail = (struct failure){0};
	ok(ticket_update(&cx, id, &in, &result));
	cx.actor = house;
}

/* What is kept beside a ticket follows it. */
static void test_since(void **state)
{
	struct ticket_input in = {.subject = {true, "Since"},
		.requester_id = {true, people[0].v},
		.comment = {.body = "Hello"}};
	struct ticket_result made;
	struct ticket_since s;
	i64 keep = cx.now, begin;

	(void)state;
	forget();
	ok(ticket_create(&cx, &in, &made));
	begin = made.ticket->created_at;
	ok(ticket_since_get(&cx, made.ticket, &s));
	assert_int_equal(s.status_at, begin);
	assert_int_equal(s.assigned_at, 0);
	assert_int_equal(s.assignee_at, 0);
	cx.now += HOUR_MS;
	update(made.ticket->id, people[3], ROLE_AGENT,
		(struct ticket_input){.assignee_id = {true, people[3].v},
			.comment = {.body = "Yes", .public_set = true, .public = true}});
	ok(ticket_load(&cx, made.ticket->id, &made.ticket));
	ok(ticket_since_get(&cx, made.ticket, &s));
	assert_int_equal(s.status_at, begin + HOUR_MS); /* new became open */
	assert_int_equal(s.assigned_at, begin + HOUR_MS);
	assert_int_equal(s.assignee_at, begin + HOUR_MS);
	assert_int_equal(s.requester_at, begin);
	assert_int_equal(s.replies, 1);
	assert_int_equal(s.agent_stations, 1);
	cx.now += HOUR_MS;
	update(made.ticket->id, people[0], ROLE_END_USER,
		(struct ticket_input){.comment = {.body = "Thanks"}});
	ok(ticket_since_get(&cx, made.ticket, &s));
	assert_int_equal(s.requester_at, begin + 2 * HOUR_MS);
	assert_int_equal(s.status_at, begin + HOUR_MS);
	assert_int_equal(s.replies, 1);
	cx.now += HOUR_MS;
	update(made.ticket->id, people[4], ROLE_ADMIN,
		(struct ticket_input){
			.assignee_id = {true, people[4].v}, .status = {true, STATUS_SOLVED}});
	ok(ticket_load(&cx, made.ticket->id, &made.ticket));
	ok(ticket_since_get(&cx, made.ticket, &s));
	assert_int_equal(s.status_at, begin + 3 * HOUR_MS);
	assert_int_equal(s.agent_stations, 2);
	cx.now = keep;
	ok(ticket_delete(&cx, made.ticket->id));
}

/* --- C and SQL say the same --- */

static const char *one_of(const char *const *list, size_t n)
{
	return list[dice((unsigned)n)];
}
#define ONE_OF(...) \
	one_of((const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

static const char *random_person(void)
{
	i64 id = people[dice(PEOPLE)].v;

	return dice(4) ? arena_printf(cx.arena, "%lld", (long long)id)
		       : ONE_OF("current_user", "all_agents", "''", "null");
}

static const char *random_value(enum condition_value value)
{
	switch (value) {
	case VALUE_STATUS:
		return ONE_OF("new", "open", "pending", "hold", "solved", "closed");
	case VALUE_PRIORITY:
		return ONE_OF("", "low", "normal", "high", "urgent");
	case VALUE_TYPE:
		return ONE_OF("", "problem", "incident", "question", "task", "3");
	case VALUE_CHANNEL:
		return ONE_OF("web", "email", "api", "4");
	case VALUE_GROUP:
		return dice(2) ? arena_printf(cx.arena, "%lld", (long long)groups[dice(GROUPS)].v)
			       : ONE_OF("", "current_groups");
	case VALUE_USER:
		return random_person();
	case VALUE_ORGANIZATION:
		return dice(2) ? arena_printf(cx.arena, "%lld", (long long)company.v) : "";
	case VALUE_ID:
		return ONE_OF("1", "2", "3", "5");
	case VALUE_TAGS:
		return ONE_OF("vip", "gold", "vip gold", "Silver,nobody", "none");
	case VALUE_WORDS:
		return ONE_OF("printer", "PRINTER on", "račun", "help@example.com", "fire now");
	case VALUE_BOOL:
		return ONE_OF("true", "false");
	case VALUE_VISIBLE:
		return ONE_OF("public", "private", "true", "false");
	case VALUE_NUMBER:
		return ONE_OF("0", "1", "2");
	case VALUE_HOURS:
		return ONE_OF("0", "1", "2", "10", "24", "48", "100");
	case VALUE_SCORE:
		return ONE_OF("unoffered", "offered", "bad", "good");
	case VALUE_CUSTOM:
		return ONE_OF("", "true", "false", "7", "12", "Red Car", "red", "gold", "a b", "b",
			"50%_");
	case VALUE_ROLE:
	case VALUE_UPDATE:
	case VALUE_PRIVACY:
		break;
	}
	return "";
}

static bool is_ordered(enum condition_operator op)
{
	return op == OPERATOR_LESS || op == OPERATOR_GREATER;
}

/* A condition that may stand in a view or an automation. */
static const char *random_condition(void)
{
	for (;;) {
		enum condition_field field = (enum condition_field)dice(CONDITION_CUSTOM_FIELD + 8);
		enum condition_operator op =
			(enum condition_operator)dice(OPERATOR_NOT_PRESENT + 1);
		int custom = (int)dice(COUNT_OF(fields));
		struct condition c = {.custom = {fields[custom]}};
		struct conditions unused;
		const char *text, *value;

		c.field = field > CONDITION_CUSTOM_FIELD ? CONDITION_CUSTOM_FIELD : field;
		if (c.field == CONDITION_CUSTOM_FIELD && is_ordered(op) && custom != 2)
			continue;
		value = c.field == CONDITION_CUSTOM_FIELD && is_ordered(op)
				? ONE_OF("7", "12", "-3", "9.5")
				: random_value(condition_field_value(c.field));
		text = arena_printf(cx.arena, "{'field':'%s','operator':'%s','value':'%s'}",
			condition_field_name(cx.arena, &c), condition_operator_name(op),
			strcmp(value, "''") == 0 || strcmp(value, "null") == 0 ? "" : value);
		if (parse(arena_printf(cx.arena, "{'all':[%s]}", text),
			    dice(2) ? IN_VIEW : IN_AUTOMATION, &unused) == OK)
			return text;
	}
}

static const char *random_conditions(void)
{
	struct buf text = BUF_INIT(1 << 16);
	const char *copy;
	unsigned all = dice(3), any = dice(3);

	buf_str(&text, "{'all':[");
	for (unsigned i = 0; i < all; i++)
		buf_printf(&text, "%s%s", i ? "," : "", random_condition());
	buf_str(&text, "],'any':[");
	for (unsigned i = 0; i < any; i++)
		buf_printf(&text, "%s%s", i ? "," : "", random_condition());
	buf_str(&text, "]}");
	copy = arena_strdup(cx.arena, text.p);
	buf_free(&text);
	return copy;
}

/* Somebody who asks: the house, an agent, agents who see only some tickets. */
static void random_actor(void)
{
	unsigned who = dice(5);

	cx.actor = house;
	if (!who)
		return;
	cx.actor = (struct actor){.id = people[3 + dice(3)], .role = ROLE_AGENT, .address = ""};
	if (who > 1)
		cx.actor.restriction = (enum restriction)(who == 2 ? RESTRICTION_NONE : who - 2);
}

/* All pages of the view, forward; every id must come once. */
static int walk(const struct conditions *c, const struct view_output *o, const char *sort,
	bool descending, int limit, i64 ids[TICKETS + 1])
{
	struct page page = {.cursor = true, .limit = limit, .sort = sort, .descending = descending};
	struct ticket *rows;
	int n, count = 0;

	do {
		ok(view_tickets(&cx, c, o, &page, &rows, &n));
		for (int i = 0; i < n; i++) {
			for (int k = 0; k < count; k++)
				if (ids[k] == rows[i].id.v)
					fail_msg("ticket %lld twice", (long long)ids[k]);
			assert_true(count < TICKETS);
			ids[count++] = rows[i].id.v;
		}
		page.has_at = true;
		page.at = page.last;
	} while (page.has_more);
	return count;
}

/* The page before the last row of a walk is the rows before it. */
static void check_backward(const struct conditions *c, const struct view_output *o,
	const char *sort, bool descending, const i64 *ids, int n)
{
	struct page page = {.cursor = true, .limit = n, .sort = sort, .descending = descending};
	struct ticket *rows;
	int got;

	if (n < 2)
		return;
	ok(view_tickets(&cx, c, o, &page, &rows, &got));
	page.at = page.last;
	page.has_at = page.backward = true;
	page.limit = 3;
	ok(view_tickets(&cx, c, o, &page, &rows, &got));
	assert_int_equal(got, n - 1 < 3 ? n - 1 : 3);
	for (int i = 0; i < got; i++)
		assert_int_equal(rows[i].id.v, ids[n - 1 - got + i]);
}

static bool is_in(const i64 *ids, int n, i64 id)
{
	for (int i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static void check_same(const char *text, const struct conditions *c, const i64 *ids, int n)
{
	i64 count;

	for (int i = 0; i < TICKETS; i++) {
		struct condition_subject s = {.actor = cx.actor.id};
		struct ticket *t;
		bool seen, fits;

		ok(ticket_load(&cx, tickets[i], &t));
		s.now = t;
		ok(can_see_ticket(&cx, t, &seen));
		ok(conditions_fit(&cx, c, &s, &fits));
		if ((fits && seen && !t->deleted_at) != is_in(ids, n, t->id.v))
			fail_msg("ticket %lld (C says %d, SQL %d) %s", (long long)t->id.v, fits,
				is_in(ids, n, t->id.v), text);
	}
	ok(view_count_of(&cx, c, &count));
	if (count != n)
		fail_msg("%lld counted, %d listed: %s", (long long)count, n, text);
}

static void test_same(void **state)
{
	int sorts = 0, parted = 0;

	(void)state;
	while (view_sorts[sorts])
		sorts++;
	for (int round = 0; round < ROUNDS; round++) {
		struct view_output output = {
			.group_descending = dice(2), .sort_descending = dice(2)};
		const struct view_column *columns = view_columns();
		const char *text, *sort = VIEW_SORT;
		bool descending = dice(2);
		struct conditions c;
		i64 ids[TICKETS + 1];
		int n;

		forget();
		do
			sort = view_sorts[dice((unsigned)sorts)];
		while (strcmp(sort, "tags") == 0 || strcmp(sort, "description") == 0);
		if (dice(2)) {
			const struct view_column *group = &columns[dice((unsigned)sorts - 1)];
			const struct view_column *by = &columns[dice((unsigned)sorts - 1)];

			output.group_by = group->groupable ? group->name : NULL;
			output.sort_by = by->sortable ? by->name : NULL;
			sort = VIEW_SORT;
		}
		text = random_conditions();
		cx.actor = house;
		ok(parse(text, IN_VIEW | IN_AUTOMATION, &c));
		random_actor();
		n = walk(&c, &output, sort, descending, 1 + (int)dice(40), ids);
		parted += n > 0 && n < TICKETS - 5;
		check_same(text, &c, ids, n);
		check_backward(&c, &output, sort, descending, ids, n);
		cx.actor = house;
	}
	assert_true(parted > ROUNDS / 5); /* the questions were worth asking */
}

static void test_order(void **state)
{
	static const struct condition_list none;
	struct conditions c = {none, none};
	struct view_output output = {
		.group_by = "status", .sort_by = "updated", .sort_descending = true};
	struct page page = {.limit = TICKETS, .sort = VIEW_SORT};
	struct ticket *rows;
	int n;

	(void)state;
	forget();
	page.limit = 100;
	ok(view_tickets(&cx, &c, &output, &page, &rows, &n));
	assert_int_equal(n, 100);
	assert_int_equal(page.count, TICKETS - 5);
	for (int i = 1; i < n; i++) {
		assert_true(rows[i - 1].status <= rows[i].status);
		if (rows[i - 1].status == rows[i].status)
			assert_true(rows[i - 1].updated_at >= rows[i].updated_at);
	}
}

/* A count holds until something happens. */
static void test_count(void **state)
{
	struct rule view = {.id = {7}, .kind = RULE_VIEW, .version = 1};
	i64 first, second;
	bool fresh;

	(void)state;
	forget();
	ok(parse("{'all':[{'field':'status','operator':'less_than','value':'solved'}]}", IN_VIEW,
		&view.conditions));
	ok(view_count(&cx, &view, &first, &fresh));
	assert_true(fresh);
	ok(view_count(&cx, &view, &second, &fresh));
	assert_true(fresh);
	assert_int_equal(first, second);
	for (int i = 0; i < TICKETS; i++) {
		struct ticket *t;

		ok(ticket_load(&cx, tickets[i], &t));
		if (t->status >= STATUS_SOLVED || t->deleted_at || !t->assignee.v)
			continue;
		update(t->id, people[4], ROLE_ADMIN,
			(struct ticket_input){.status = {true, STATUS_SOLVED}});
		break;
	}
	ok(view_count(&cx, &view, &second, &fresh));
	assert_true(fresh);
	assert_int_equal(second, first - 1);
}

static int random_fields(struct field_value *values)
{
	int n = 0;

	if (dice(3))
		values[n++] = (struct field_value){
			fields[0], ONE_OF("\"Red Car\"", "\"red\"", "\"50%_\"", "\"a\\\\b\"")};
	if (dice(2))
		values[n++] = (struct field_value){fields[1], ONE_OF("true", "false")};
	if (dice(2))
		values[n++] = (struct field_value){fields[2], ONE_OF("7", "12", "-3")};
	if (dice(2))
		values[n++] = (struct field_value){fields[3], ONE_OF("\"gold\"", "\"a\"")};
	if (dice(2))
		values[n++] =
			(struct field_value){fields[4], ONE_OF("[\"a\",\"b\"]", "[\"b\"]", "[]")};
	return n;
}

static struct ticket_input random_ticket(struct field_value *values)
{
	struct ticket_input in = {.subject = {true, ONE_OF("Printer on fire", "račun", "RAČUN!",
							    "fire now", "Re: printer", "fire")},
		.recipient = {dice(2), "Help@example.com"},
		.requester_id = {true, people[dice(3)].v},
		.status = {dice(2), 1 + (i64)dice(5)},
		.priority = {true, (i64)dice(5)},
		.type = {true, dice(3) ? (i64)dice(5) : 0},
		.channel = (enum channel)(1 + dice(3)),
		.comment = {.body = ONE_OF("The printer burns", "What is on the račun?", "x"),
			.public_set = true,
			.public = dice(4) > 0},
		.fields = values,
		.field_count = random_fields(values)};

	if (dice(2) || in.status.v >= STATUS_OPEN)
		in.assignee_id = (struct opt_i64){true, people[3].v};
	if (dice(2))
		in.group_id = (struct opt_i64){true, groups[dice(GROUPS)].v};
	if (dice(2))
		in.due_at = (struct opt_i64){true, cx.now + (i64)dice(100) * HOUR_MS};
	if (dice(3))
		tag_split(cx.arena, ONE_OF("vip", "vip gold", "silver", "other"), &in.tags);
	in.tags_set = in.tags.n > 0;
	if (dice(2))
		in.organization_id = (struct opt_i64){true, company.v};
	return in;
}

static void random_update(ticket_id id)
{
	struct ticket_input in = {0};
	struct ticket *t;
	unsigned who = 3 + dice(3);

	ok(ticket_load(&cx, id, &t));
	if (t->status == STATUS_CLOSED || t->deleted_at)
		return;
	if (dice(2))
		in.comment = (struct comment_input){
			.body = "Answer", .public_set = true, .public = dice(2)};
	if (dice(2) && t->assignee.v)
		in.status = (struct opt_i64){true, STATUS_OPEN + (i64)dice(5)};
	if (dice(3) == 0 && t->is_public) {
		in = (struct ticket_input){.comment = {.body = "And again"}};
		update(id, t->requester, ROLE_END_USER, in);
	} else {
		update(id, people[who], ROLE_ADMIN, in);
	}
}

static void make_tickets(void)
{
	struct field_value values[8];
	struct ticket_result made;

	for (int i = 0; i < TICKETS; i++) {
		struct ticket_input in = random_ticket(values);
		struct stmt *s;

		cx.now += (i64)dice(60) * MINUTE_MS;
		cx.fail = (struct failure){0};
		ok(ticket_create(&cx, &in, &made));
		tickets[i] = made.ticket->id;
		if (dice(3))
			continue;
		s = db_stmt(db, &test_condition_rate);
		bind_i64(s, tickets[i].v);
		bind_i64(s, made.ticket->requester.v);
		bind_i64(s, 1 + (i64)dice(3));
		ok(db_run(s));
	}
	for (int i = 0; i < TICKETS; i++) {
		cx.now += (i64)dice(60) * MINUTE_MS;
		random_update(tickets[dice(TICKETS)]);
	}
	for (int i = 0; i < 5; i++)
		ok(ticket_delete(&cx, tickets[i * 7]));
}

static int setup(void **state)
{
	if (house_open(state))
		return -1;
	make_tickets();
	/* a Monday at 12:00 again */
	cx.now += 14 * DAY_MS;
	cx.now -= (cx.now - 4 * DAY_MS) % (7 * DAY_MS) - 12 * HOUR_MS;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests_name("view", tests, setup, house_close);
}
