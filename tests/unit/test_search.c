/*
 * Searches: that whichever way is taken to the tickets, the answer is the same, and that it is what
 * a look at every ticket gives. Random questions over random tickets, with the ways' limits so
 * small that each is walked.
 */
#include "domain/search_i.h"
#include "domain/tag.h"
#include "unit/unit_house.h"

enum { TICKETS = 150, ROUNDS = 2500, WORDS = 6, COMMENTS = 3, TERMS = 4 };

static const char *const words[WORDS] = {"printer", "paper", "invoice", "fire", "late", "red"};
static const char *const tags[] = {"vip", "gold", "vipers"};

/* What the tickets hold: bits of words. */
static struct made {
	i64 id;
	unsigned subject, comments[COMMENTS];
	int comment_count;
	bool commented[PEOPLE];
} made[TICKETS];

static uint64_t state_of_dice = 88172645463325252u;

static unsigned dice(unsigned n)
{
	state_of_dice ^= state_of_dice << 13;
	state_of_dice ^= state_of_dice >> 7;
	state_of_dice ^= state_of_dice << 17;
	return (unsigned)(state_of_dice >> 33) % n;
}

/* --- tickets --- */

static const char *text_of(unsigned bits)
{
	const char *text = "x";

	for (int i = 0; i < WORDS; i++)
		if (bits & 1u << i)
			text = arena_printf(cx.arena, "%s %s", text, words[i]);
	return text;
}

static unsigned some_words(void)
{
	return dice(1 << WORDS) & dice(1 << WORDS);
}

static void add_comment(struct made *m)
{
	int who = 3 + (int)dice(3), n = m->comment_count++;
	struct ticket_result result;

	m->comments[n] = some_words();
	m->commented[who] = true;
	cx.actor = (struct actor){.id = people[who], .role = ROLE_ADMIN, .address = ""};
	ok(ticket_update(&cx, (ticket_id){m->id},
		&(struct ticket_input){.comment = {.body = text_of(m->comments[n])}}, &result));
	cx.actor = house;
}

static void make_ticket(struct made *m, int place)
{
	const char *chosen[COUNT_OF(tags)];
	struct ticket_input in = {.requester_id = {true, people[dice(3)].v},
		.status = {true, STATUS_NEW + dice(4)},
		.priority = {true, dice(5)},
		.type = {true, dice(5)},
		.tags_set = true,
		.tags = {chosen, 0}};
	struct ticket_result result;

	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (!dice(3))
			chosen[in.tags.n++] = tags[i];
	m->subject = some_words();
	m->comments[0] = some_words();
	m->comment_count = 1;
	in.subject = (struct opt_text){true, text_of(m->subject)};
	in.comment.body = text_of(m->comments[0]);
	if (dice(2))
		in.group_id = (struct opt_i64){true, groups[dice(GROUPS)].v};
	cx.now += place % 7 ? MINUTE_MS : -HOUR_MS;
	ok(ticket_create(&cx, &in, &result));
	m->id = result.ticket->id.v;
}

static void make_tickets(void)
{
	for (int i = 0; i < TICKETS; i++) {
		forget();
		make_ticket(&made[i], i);
		if (i % 5 == 0)
			ok(comment_index_new(&cx));
		for (int k = i ? (int)dice(COMMENTS) : 0; k > 0; k--)
			if (made[i - 1].comment_count < COMMENTS)
				add_comment(&made[i - 1]);
	}
	for (int i = 0; i < TICKETS; i += 11)
		ok(ticket_delete(&cx, (ticket_id){made[i].id}));
	ok(comment_index_new(&cx));
}

static int setup(void **state)
{
	if (house_open(state))
		return -1;
	make_tickets();
	return 0;
}

/* --- questions --- */

static const char *random_term(void)
{
	static const char *const ops[] = {":", "<", ">", "<=", ">="};
	const char *word = words[dice(WORDS)];

	switch (dice(13)) {
	case 0:
	case 1:
		return word;
	case 2:
		return arena_printf(cx.arena, "subject:%s", word);
	case 3:
		return arena_printf(cx.arena, "comment:%.3s*", word);
	case 4:
		return arena_printf(cx.arena, "status%s%s", ops[dice(COUNT_OF(ops))],
			status_name((enum status)(STATUS_NEW + dice(4))));
	case 5:
		return arena_printf(cx.arena, "priority%s%s", ops[dice(COUNT_OF(ops))],
			priority_name((enum priority)(1 + dice(4))));
	case 6:
		return arena_printf(cx.arena, "ticket_type:%s",
			ticket_type_name((enum ticket_type)(1 + dice(4))));
	case 7:
		return arena_printf(cx.arena, "tags:%s", dice(4) ? tags[dice(3)] : "vip*");
	case 8:
		return dice(4) ? arena_printf(
					 cx.arena, "requester:%lld", (long long)people[dice(3)].v)
			       : "requester:ana";
	case 9:
		return dice(3) ? arena_printf(
					 cx.arena, "group:%lld", (long long)groups[dice(GROUPS)].v)
			       : "group:none";
	case 10:
		return dice(3) ? arena_printf(cx.arena, "commenter:%lld",
					 (long long)people[3 + dice(3)].v)
			       : "commenter:dora";
	case 11:
		return "has_attachment:true";
	default:
		return arena_printf(cx.arena, "created%s2hours", ops[1 + dice(2)]);
	}
}

static const char *random_query(void)
{
	const char *text = "type:ticket";

	for (unsigned n = dice(TERMS + 1); n > 0; n--)
		text = arena_printf(cx.arena, "%s %s%s", text, dice(4) ? "" : "-", random_term());
	return text;
}

/* --- the slow way --- */

static bool compares(enum search_op op, i64 a, i64 b)
{
	switch (op) {
	case OP_IS:
		return a == b;
	case OP_LESS:
		return a < b;
	case OP_LESS_EQUAL:
		return a <= b;
	case OP_MORE:
		return a > b;
	case OP_MORE_EQUAL:
		return a >= b;
	}
	return false;
}

static bool has_tag(const struct ticket *t, const struct search_term *term)
{
	const char *text = arena_printf(cx.arena, " %s ", t->tags);

	return strstr(text, arena_printf(cx.arena, term->prefix ? " %s" : " %s ", term->value));
}

static bool commented(const struct made *m, const char *value)
{
	i64 user = strcmp(value, "dora") == 0 ? people[3].v : atoll(value);

	for (int i = 0; i < PEOPLE; i++)
		if (people[i].v == user)
			return m->commented[i];
	return false;
}

static bool fits_term(const struct made *m, const struct ticket *t, const struct search_term *term)
{
	enum status status = STATUS_NEW;
	enum priority priority = PRIORITY_NONE;
	enum ticket_type type = TYPE_NONE;
	i64 from, to;

	switch (term->key) {
	case KEY_STATUS:
		assert_true(status_parse(term->value, &status));
		return compares(term->op, t->status, status);
	case KEY_PRIORITY:
		assert_true(priority_parse(term->value, &priority));
		return compares(term->op, t->priority, priority);
	case KEY_TICKET_TYPE:
		assert_true(ticket_type_parse(term->value, &type));
		return t->type == type;
	case KEY_TAGS:
		return has_tag(t, term);
	case KEY_REQUESTER:
		return t->requester.v ==
		       (strcmp(term->value, "ana") == 0 ? people[0].v : atoll(term->value));
	case KEY_GROUP:
		return strcmp(term->value, "none") == 0 ? !t->group.v
							: t->group.v == atoll(term->value);
	case KEY_HAS_ATTACHMENT:
		return false;
	case KEY_COMMENTER:
		return commented(m, term->value);
	case KEY_CREATED:
		assert_true(search_time_range(cx.now, term->value, &from, &to));
		return term->op == OP_LESS ? t->created_at < from : t->created_at >= to;
	default:
		fail_msg("no such term");
		return false;
	}
}

static unsigned word_bit(const char *value)
{
	for (int i = 0; i < WORDS; i++)
		if (strncmp(words[i], value, strlen(value)) == 0)
			return 1u << i;
	return 0;
}

static bool has_word(const struct made *m, int comment, const struct search_term *term)
{
	unsigned bit = word_bit(term->value);

	return (term->key != KEY_COMMENT && (m->subject & bit)) ||
	       (term->key != KEY_SUBJECT && (m->comments[comment] & bit));
}

/* All words of one comment; none of any. */
static bool fits_words(const struct made *m, const struct search *s)
{
	bool fits = false;

	for (int c = 0; c < m->comment_count; c++) {
		bool all = true;

		for (int i = 0; i < s->term_count; i++) {
			const struct search_term *term = &s->terms[i];

			if (search_is_condition(term))
				continue;
			if (!term->negated)
				all = all && has_word(m, c, term);
			else if (has_word(m, c, term))
				return false;
		}
		fits = fits || all;
	}
	return fits;
}

static bool fits(const struct made *m, const struct ticket *t, const struct search *s)
{
	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *term = &s->terms[i];
		bool any = false;

		if (!search_is_condition(term))
			continue;
		for (int k = 0; k < s->term_count; k++)
			if (k == i || search_joins(term, &s->terms[k]))
				any = any || fits_term(m, t, &s->terms[k]);
		if (any == term->negated)
			return false;
	}
	return fits_words(m, s);
}

static i64 key_of(const struct ticket *t, enum search_sort sort)
{
	switch (sort) {
	case SORT_NEWEST:
		break;
	case SORT_CREATED:
		return t->created_at;
	case SORT_UPDATED:
		return t->updated_at;
	case SORT_PRIORITY:
		return t->priority;
	case SORT_STATUS:
		return t->status;
	case SORT_TYPE:
		return t->type;
	}
	return t->id.v;
}

static struct row {
	i64 key, id;
} expected[TICKETS];

static int ascending(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->id < y->id ? -1 : 1;
}

static int descending(const void *a, const void *b)
{
	return ascending(b, a);
}

static int expect(const struct search *s)
{
	int n = 0;

	for (int i = 0; i < TICKETS; i++) {
		struct ticket *t;

		ok(ticket_load(&cx, (ticket_id){made[i].id}, &t));
		if (!t->deleted_at && fits(&made[i], t, s))
			expected[n++] = (struct row){key_of(t, s->sort), t->id.v};
	}
	qsort(expected, (size_t)n, sizeof *expected, s->ascending ? ascending : descending);
	return n;
}

/* --- all ways --- */

static void check(const char *text, const char *way, const struct id_list *ids, int n)
{
	if (ids->n != n)
		fail_msg("%s (%s): %d tickets, not %d", text, way, ids->n, n);
	for (int i = 0; i < n; i++)
		if (ids->v[i] != expected[i].id)
			fail_msg("%s (%s): ticket %lld at place %d, not %lld", text, way,
				(long long)ids->v[i], i, (long long)expected[i].id);
}

/* Right up to the depth; beyond, at least that and no more than there are. */
static void check_count(const char *text, const char *way, i64 count, int n)
{
	if (count > n || (count < n && count < search_effort.depth))
		fail_msg("%s (%s): %lld counted, not %d", text, way, (long long)count, n);
}

/* These are sorted among those that were found. */
static bool is_sorted_of_words(const struct search *s)
{
	return s->sort != SORT_NEWEST && search_match_text(cx.arena, s, false);
}

static const struct way {
	const char *name;
	struct search_effort effort;
} ways[] = {
	{"as served", {.few = 20000,
			      .named = 5000,
			      .single = 300,
			      .sort = 3000,
			      .sample = 8000,
			      .span = 12000,
			      .newest = 30000,
			      .first = 250,
			      .chunk = SEARCH_CHUNK,
			      .look = SEARCH_LOOK,
			      .depth = SEARCH_DEPTH}},
	{"side by side", {.few = 20000,
				 .named = 5000,
				 .single = 0,
				 .sort = 3000,
				 .sample = 0,
				 .span = 7,
				 .newest = 30,
				 .first = 250,
				 .chunk = 3,
				 .look = 1,
				 .depth = 20}},
	{"one after the other", {.few = 20000,
					.named = 5000,
					.single = 1000,
					.sort = 0,
					.sample = 0,
					.span = 20,
					.newest = 9,
					.first = 1,
					.chunk = 5,
					.look = SEARCH_LOOK,
					.depth = SEARCH_DEPTH}},
	{"no condition is rare", {.few = 0,
					 .named = 0,
					 .single = 0,
					 .sort = 0,
					 .sample = 0,
					 .span = 1,
					 .newest = 3,
					 .first = 2,
					 .chunk = 1,
					 .look = 1,
					 .depth = 5}},
	{"frequent ones are walked", {.few = 0,
					     .named = 0,
					     .single = 0,
					     .sort = 0,
					     .sample = 1000,
					     .span = 9,
					     .newest = 70,
					     .first = 3,
					     .chunk = 4,
					     .look = 2,
					     .depth = SEARCH_DEPTH}},
	{"some of each", {.few = 12,
				 .named = 7,
				 .single = 4,
				 .sort = 5,
				 .sample = 100,
				 .span = 33,
				 .newest = 40,
				 .first = 4,
				 .chunk = 8,
				 .look = 5,
				 .depth = 30}},
	{"unsolved by themselves", {.few = 200,
					   .named = 3,
					   .single = 0,
					   .sort = 2,
					   .sample = 0,
					   .span = 50,
					   .newest = 25,
					   .first = 6,
					   .chunk = 50,
					   .look = SEARCH_LOOK,
					   .depth = 10}},
	{"a frequent name", {.few = 200,
				    .named = 3,
				    .single = 0,
				    .sort = 2,
				    .sample = 0,
				    .span = 20,
				    .newest = 25,
				    .first = 6,
				    .chunk = 50,
				    .look = 10,
				    .depth = 3}},
	{"sorted when asked", {.few = 200,
				      .named = 50,
				      .single = 0,
				      .sort = 0,
				      .sample = 0,
				      .span = 5,
				      .newest = 25,
				      .first = 4,
				      .chunk = 50,
				      .look = 5,
				      .depth = 8}},
};

static void test_ways(void **state)
{
	struct search_effort served = search_effort;
	int parted = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		const char *text;
		struct id_list ids;
		struct search s;
		int n, want;
		i64 count;

		forget();
		text = random_query();
		ok(search_parse(&cx, text, &s));
		s.sort = (enum search_sort)(dice(2) ? 0 : dice(SORT_TYPE + 1));
		s.ascending = dice(2);
		n = expect(&s);
		parted += n > 0 && n < TICKETS / 2;
		for (size_t i = 0; i < COUNT_OF(ways); i++) {
			search_effort = ways[i].effort;
			want = 1 + (int)dice(TICKETS);
			if (want > search_effort.depth)
				want = search_effort.depth;
			ok(search_tickets(&cx, &s, want, &ids, &count));
			check_count(text, ways[i].name, count, n);
			if (n > search_effort.depth && is_sorted_of_words(&s))
				continue;
			ids.n = ids.n < want ? ids.n : want;
			check(text, ways[i].name, &ids, n < want ? n : want);
		}
		search_effort = served;
	}
	assert_true(parted > ROUNDS / 4); /* the questions were worth asking */
}

/* An export by pages is the search by id. */
static void test_export(void **state)
{
	struct search_effort served = search_effort;

	(void)state;
	for (int round = 0; round < ROUNDS / 5; round++) {
		const char *text;
		struct id_list all = {0}, page;
		struct search s;
		int n, limit = 1 + (int)dice(20);
		i64 after = 0;

		forget();
		text = random_query();
		ok(search_parse(&cx, text, &s));
		s.sort = SORT_NEWEST;
		s.ascending = true;
		n = expect(&s);
		search_effort = ways[dice(COUNT_OF(ways))].effort;
		do {
			ok(search_tickets_after(&cx, &s, after, limit, &page));
			for (int i = 0; i < page.n; i++)
				id_list_add(cx.arena, &all, page.v[i]);
			after = page.n ? page.v[page.n - 1] : after;
		} while (page.n == limit);
		check(text, "export", &all, n);
		search_effort = served;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_export),
	};

	return cmocka_run_group_tests(tests, setup, house_close);
}
