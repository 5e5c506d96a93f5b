/* The house's part of the event log, by the index event_house. */
#include "base/json.h"
#include "domain/house_log.h"

#include <string.h>

/* Kinds of one source type; the first of the house (see sql/0019). From 70 on they are about
 * tickets again. */
enum { KINDS = 10, FIRST_KIND = 30 };

#define FROM_HOUSE \
	"FROM event e WHERE e.kind >= 30 AND e.kind < 70 AND e.at >= ? AND e.at < ? AND " \
	"(0 = ? OR e.actor_id = ?) AND (0 = ? OR e.kind IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"

LIST(house_log, "SELECT e.id, e.at, e.actor_id, e.kind, e.subject_id, e.detail " FROM_HOUSE, "e.at",
	"e.id");
QUERY(house_log_count, "SELECT count(*) FROM (SELECT 1 " FROM_HOUSE " LIMIT ?) n");

QUERY(house_name_user, "SELECT name FROM user_account WHERE id = ?");
QUERY(house_name_organization, "SELECT name FROM organization WHERE id = ?");
QUERY(house_name_group, "SELECT name FROM agent_group WHERE id = ?");
QUERY(house_name_policy, "SELECT title FROM policy WHERE id = ?");
QUERY(house_name_calendar, "SELECT name FROM calendar WHERE id = ?");
QUERY(house_name_field, "SELECT title FROM custom_field WHERE id = ?");
QUERY(house_name_rule, "SELECT title FROM rule WHERE id = ?");
QUERY(house_name_webhook, "SELECT name FROM webhook WHERE id = ?");
QUERY(house_name_token, "SELECT name FROM token WHERE id = ?");
QUERY(house_name_client, "SELECT name FROM oauth_client WHERE id = ?");
QUERY(house_name_category, "SELECT name FROM trigger_category WHERE id = ?");
QUERY(house_name_brand, "SELECT name FROM brand WHERE id = ?");
QUERY(house_name_form, "SELECT name FROM ticket_form WHERE id = ?");
QUERY(house_name_status, "SELECT agent_label FROM custom_status WHERE id = ?");
QUERY(house_name_role, "SELECT name FROM custom_role WHERE id = ?");
QUERY(house_name_address, "SELECT email FROM recipient_address WHERE id = ?");

/* What the beginning of a kind's name stands for; name NULL: events of it name no row. */
static const struct source {
	const char *type;
	const struct query *name;
} sources[] = {{"user", &house_name_user}, {"organization", &house_name_organization},
	{"group", &house_name_group}, {"membership", &house_name_user},
	{"policy", &house_name_policy}, {"calendar", &house_name_calendar},
	{"field", &house_name_field}, {"rule", &house_name_rule}, {"webhook", &house_name_webhook},
	{"setting", NULL}, {"token", &house_name_token}, {"oauth_client", &house_name_client}};

/* Where the source's row is when the detail has this key, with this value if one is said. */
static const struct closer {
	const char *key, *value;
	const struct query *name;
} closers[] = {{"kind", "trigger_category", &house_name_category},
	{"brand", NULL, &house_name_brand}, {"ticket_form", NULL, &house_name_form},
	{"custom_status", NULL, &house_name_status}, {"custom_role", NULL, &house_name_role},
	{"recipient_address", NULL, &house_name_address}};

/* What else the detail names by its id; name NULL: a row like the source's. */
static const struct other {
	const char *key;
	const struct query *name;
} others[] = {{"into", NULL}, {"joined_group_id", &house_name_group},
	{"left_group_id", &house_name_group}, {"default_group_id", &house_name_group},
	{"joined_organization_id", &house_name_organization},
	{"left_organization_id", &house_name_organization},
	{"default_organization_id", &house_name_organization}, {"client_id", &house_name_client}};

static const struct source *source_of(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++)
		if (strlen(sources[i].type) == n && strncmp(sources[i].type, name, n) == 0)
			return &sources[i];
	return NULL;
}

static const struct source *source_of_kind(enum event_kind kind)
{
	const char *name = event_kind_name(kind);

	return name ? source_of(name, strcspn(name, ".")) : NULL;
}

static void bind_filter(struct stmt *s, const struct house_filter *f)
{
	static const enum event_kind all[] = {
#define X(constant, number, wire) constant,
		EVENT_LIST(X)
#undef X
	};
	const struct source *wanted =
		f->source_type ? source_of(f->source_type, strlen(f->source_type)) : NULL;
	int n = 0;

	bind_i64(s, f->from);
	bind_i64(s, f->to ? f->to : INT64_MAX);
	bind_i64(s, f->actor.v);
	bind_i64(s, f->actor.v);
	bind_i64(s, wanted != NULL);
	for (size_t i = 0; wanted && i < COUNT_OF(all) && n < KINDS; i++)
		if ((int)all[i] >= FIRST_KIND && source_of_kind(all[i]) == wanted) {
			bind_i64(s, all[i]);
			n++;
		}
	for (; n < KINDS; n++)
		bind_i64(s, 0);
}

static enum err name_of(struct cx *cx, const struct query *q, i64 id, const char **ret)
{
	struct stmt *s;

	*ret = NULL;
	if (!q || !id)
		return OK;
	s = db_stmt(cx->db, q);
	bind_i64(s, id);
	return db_run_text(s, cx->arena, ret);
}

static const struct query *name_query(const struct source *source, const json_t *detail)
{
	for (size_t i = 0; i < COUNT_OF(closers); i++) {
		const char *value = json_get_str(detail, closers[i].key);

		if (value && (!closers[i].value || strcmp(value, closers[i].value) == 0))
			return closers[i].name;
	}
	return source ? source->name : NULL;
}

/* The name of the row; of one that has none or is gone, what it was called then. */
static enum err name_source(
	struct cx *cx, const struct source *source, const json_t *detail, struct house_entry *e)
{
	const char *then = json_get_str(detail, "title");

	TRY(name_of(cx, name_query(source, detail), e->source_id, &e->source_name));
	if (!then)
		then = json_get_str(detail, "name");
	if (!e->source_name && then)
		e->source_name = arena_strdup(cx->arena, then);
	return OK;
}

static enum err name_other(
	struct cx *cx, const struct source *source, const json_t *detail, struct house_entry *e)
{
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		const struct query *own = others[i].name, *same = source ? source->name : NULL;
		i64 id = json_get_i64(detail, others[i].key, 0);

		if (id)
			return name_of(cx, own ? own : same, id, &e->other_name);
	}
	return OK;
}

static enum err add_names(struct cx *cx, struct house_entry *e)
{
	const struct source *source = source_of_kind(e->kind);
	CLEANUP(json_cleanup) json_t *detail = json_parse(e->detail, strlen(e->detail), NULL, 0);

	e->source_type = source ? source->type : "other";
	TRY(name_of(cx, &house_name_user, e->actor.v, &e->actor_name));
	TRY(name_source(cx, source, detail, e));
	return name_other(cx, source, detail, e);
}

static enum err count(struct cx *cx, const struct house_filter *filter, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &house_log_count);

	bind_filter(s, filter);
	bind_i64(s, HOUSE_COUNT_MAX);
	return db_run_i64(s, 0, ret);
}

static void read_row(struct stmt *s, struct arena *a, struct house_entry *e)
{
	e->id = col_i64(s);
	e->at = col_i64(s);
	e->actor.v = col_i64(s);
	e->kind = (enum event_kind)col_i64(s);
	e->source_id = col_i64(s);
	e->detail = col_dup(s, a);
}

enum err house_log_list(struct cx *cx, const struct house_filter *filter, struct page *page,
	struct house_entry **ret, int *ret_n)
{
	struct house_entry *rows = ARENA_ARRAY(cx->arena, struct house_entry, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s;
	int n;

	if (filter->source_type && !source_of(filter->source_type, strlen(filter->source_type)))
		return fail(cx, E_PARAM, NULL, NULL, "Parameter filter[source_type] is unknown");
	s = list_open(cx, &house_log, page);
	bind_filter(s, filter);
	list_bind(s, &house_log, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].at, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	for (int i = 0; i < n; i++)
		TRY(add_names(cx, &rows[i]));
	*ret = rows;
	*ret_n = n;
	return page->cursor ? OK : count(cx, filter, &page->count);
}
