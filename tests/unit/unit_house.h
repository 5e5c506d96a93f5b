/*
 * A small house for tests of rules: people, groups, an organisation and custom fields in a database
 * of its own, within one transaction that is rolled back at the end.
 */
#ifndef TEND_UNIT_HOUSE_H
#define TEND_UNIT_HOUSE_H

#include "base/clock.h"
#include "base/secret.h"
#include "domain/field.h"
#include "domain/group.h"
#include "domain/membership.h"
#include "domain/organization.h"
#include "domain/seed.h"
#include "domain/user.h"
#include "domain/view.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PEOPLE = 6, GROUPS = 3 };

static struct db *db;
static struct cx cx;
static struct actor house;
static user_id people[PEOPLE]; /* 0-2 customers, 3-5 agents */
static group_id groups[GROUPS];
static organization_id company;
static i64 fields[5]; /* text, checkbox, integer, tagger, multiselect */

static inline void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static inline void forget(void)
{
	arena_reset(cx.arena);
	cx.news = NULL;
	cx.news_count = cx.news_cap = 0;
	cx.fail = (struct failure){0};
}

/* JSON with single quotes. */
static inline json_t *json(const char *text)
{
	char *copy = arena_strdup(cx.arena, text);
	json_t *j;

	for (char *c = copy; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	j = json_parse(copy, strlen(copy), NULL, 0);
	if (!j)
		fail_msg("not JSON: %s", text);
	return j;
}

static inline enum err parse(const char *text, unsigned place, struct conditions *ret)
{
	CLEANUP(json_cleanup) json_t *j = json(text);

	cx.fail = (struct failure){0};
	return conditions_parse(cx.arena, &cx.fail, j, "conditions", place, ret);
}

static inline user_id make_person(const char *name, const char *role)
{
	struct user_input in = {.name = {true, name},
		.email = {true, arena_printf(cx.arena, "%s@example.com", name)},
		.role = {true, role}};
	struct user *user;

	ok(user_create(&cx, &in, &user));
	return user->id;
}

static inline void make_people(void)
{
	static const char *const names[PEOPLE] = {"ana", "boris", "cvita", "dora", "eva", "filip"};
	struct organization_input in = {.name = {true, "Company"}};
	struct organization *o;
	struct group_membership unused;

	for (int i = 0; i < PEOPLE; i++)
		people[i] = make_person(names[i], i < 3 ? "end-user" : i == 4 ? "admin" : "agent");
	groups[0].v = 1;
	for (int i = 1; i < GROUPS; i++) {
		struct group_input g = {.name = {true, arena_printf(cx.arena, "Team %d", i)}};
		struct group *made;

		ok(group_create(&cx, &g, &made));
		groups[i] = made->id;
	}
	for (int i = 3; i < PEOPLE; i++)
		for (int g = 0; g < GROUPS; g++)
			if (i == 3 || g != i - 3)
				(void)!group_membership_add(
					&cx, people[i], groups[g], false, &unused);
	cx.fail = (struct failure){0};
	ok(organization_create(&cx, &in, &o));
	company = o->id;
}

static inline void make_fields(void)
{
	static const char *const types[] = {"text", "checkbox", "integer", "tagger", "multiselect"};
	static struct option_input options[] = {
		{0, "Gold", "gold", false}, {0, "A", "a", false}, {0, "B", "b", false}};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct field_input in = {.type = {true, types[i]}, .title = {true, types[i]}};
		struct custom_field made;

		if (i >= 3) {
			in.options_set = true;
			in.options = options;
			in.option_count = COUNT_OF(options);
		}
		ok(field_create(&cx, FIELD_TICKET, &in, &made));
		fields[i] = made.id.v;
	}
}

/* Group fixtures: the house opens on a Monday at 12:00. */
static inline int house_open(void **state)
{
	(void)state;
	secret_init();
	if (unit_dir_make())
		return -1;
	db = unit_db();
	if (!db)
		return -1;
	house = actor_system();
	cx = (struct cx){.db = db,
		.arena = arena_new(256 << 20),
		.now = (i64)20000 * DAY_MS + 4 * DAY_MS,
		.random = secret_random,
		.actor = house};
	/* days count from a Thursday */
	cx.now -= (cx.now - 4 * DAY_MS) % (7 * DAY_MS) - 12 * HOUR_MS;
	if (db_begin(db))
		return -1;
	ok(seed(&cx));
	make_people();
	make_fields();
	return 0;
}

static inline int house_close(void **state)
{
	(void)state;
	db_rollback(db);
	db_close(db);
	arena_free(cx.arena);
	return unit_dir_remove();
}

#endif
