/*
 * Rules: views, macros, triggers and automations, kept in one table with one life (list, make,
 * change, order, switch off, delete, revisions). What a kind does with its conditions and actions
 * is in view.h, macro.h, trigger.h and automation.h.
 */
#ifndef TEND_DOMAIN_RULE_H
#define TEND_DOMAIN_RULE_H

#include "domain/action.h"
#include "domain/condition.h"
#include "domain/page.h"

enum {
	RULE_TITLE = 255, /* code points */
	RULE_DESCRIPTION = 2000,
	RULE_KIND_MAX = 1000,	     /* rules of one kind that are not deleted */
	RULE_ACTIVE_MAX = 500,	     /* active triggers, active automations */
	RULE_DEFINITION = 256 << 10, /* bytes */
};

/* X(constant, stored number, singular, plural) */
#define RULE_KIND_LIST(X) \
	X(RULE_VIEW, 1, "view", "views") \
	X(RULE_MACRO, 2, "macro", "macros") \
	X(RULE_TRIGGER, 3, "trigger", "triggers") \
	X(RULE_AUTOMATION, 4, "automation", "automations")

#define X(constant, number, ...) constant = number,
enum rule_kind { RULE_KIND_LIST(X) };
#undef X

ID_TYPE(rule_id);

/* Who may see and use a view or macro. Triggers and automations are everybody's. */
enum rule_access { ACCESS_ALL, ACCESS_GROUPS, ACCESS_USER };

/* How a view shows its tickets. */
enum { VIEW_COLUMNS = 30 };
struct view_output {
	const char *columns[VIEW_COLUMNS]; /* names as in the API: "subject", "custom_fields_12" */
	int column_count;
	const char *group_by, *sort_by; /* NULL: none */
	bool group_descending, sort_descending;
};

struct rule {
	rule_id id;
	enum rule_kind kind;
	const char *title, *description;
	bool active;
	i64 position;
	i64 category;	 /* of a trigger; 0: none */
	i64 version;	 /* counts edits; the id of the revision */
	bool is_default; /* came with the fresh database */
	enum rule_access access;
	struct id_list access_ids; /* groups, or the one user */
	user_id owner;		   /* who made it */
	i64 created_at, updated_at, deleted_at;
	struct conditions conditions; /* not of a macro */
	struct action_list actions;   /* not of a view */
	struct view_output output;    /* of a view */
};

/* What a list asks for. Zero: everything of the kind that the actor may see. */
struct rule_filter {
	enum rule_kind kind;
	struct opt_i64 active;
	const char *query;   /* words in the title, or NULL */
	const char *access;  /* "personal", "shared", "account", "agent" or NULL */
	i64 group, category; /* 0: any */
	const char *prefix;  /* macros: category part of the title ("Refunds::…"), or NULL */
};

/* Everything a create or an update may carry. */
struct rule_input {
	struct opt_text title, description;
	struct opt_i64 active, position, category;
	bool access_set;
	enum rule_access access;
	struct id_list access_ids;
	const json_t *conditions; /* {"all","any"} or NULL: as it is */
	const json_t *actions;	  /* list or NULL: as it is */
	const json_t *output;	  /* or NULL */
};

/* One that the actor may see; E_NOT_FOUND otherwise. */
enum err rule_get(struct cx *cx, enum rule_kind kind, rule_id id, struct rule **ret) NODISCARD;
/* A page; sorts: position, title (alphabetical), created_at, updated_at, id, and the windows of
 * rule_usage.h. Offset style sets page->count. */
enum err rule_list(struct cx *cx, const struct rule_filter *filter, struct page *page,
	struct rule **ret, int *ret_n) NODISCARD;
enum err rule_count(struct cx *cx, const struct rule_filter *filter, i64 *ret) NODISCARD;
/* Shared ones need an administrator (views and macros of one's own: any agent). E_INVALID names
 * what is wrong. Writes an event and a revision, moves the generation. */
enum err rule_create(struct cx *cx, enum rule_kind kind, const struct rule_input *in,
	struct rule **ret) NODISCARD;
enum err rule_update(struct cx *cx, enum rule_kind kind, rule_id id, const struct rule_input *in,
	struct rule **ret) NODISCARD;
enum err rule_delete(struct cx *cx, enum rule_kind kind, rule_id id) NODISCARD;
/* May the actor change and delete it? His scopes are not asked (can.h). */
bool rule_may_write(const struct cx *cx, const struct rule *rule);
/* Put them in this order; those not named follow. */
enum err rule_reorder(struct cx *cx, enum rule_kind kind, const struct id_list *ids) NODISCARD;

/* One kept state of a rule: who saved it when, and the definition as JSON text. */
struct rule_revision {
	rule_id rule;
	i64 version, created_at;
	user_id author;
	const char *definition;
};
enum err rule_revision_list(struct cx *cx, const struct rule *rule, struct page *page,
	struct rule_revision **ret, int *ret_n) NODISCARD;
enum err rule_revision_get(
	struct cx *cx, const struct rule *rule, i64 version, struct rule_revision **ret) NODISCARD;

/*
 * All active rules of a kind in their order, compiled; from a process-wide cache that is renewed
 * when the generation (a kept count in the database, read in this transaction) has moved. Give the
 * set back with rule_set_release.
 */
struct rule_set {
	struct rule *v;
	int n;
};
enum err rule_set_open(struct cx *cx, enum rule_kind kind, struct rule_set **ret) NODISCARD;
void rule_set_release(struct rule_set *set);
/* CLEANUP(rule_set_cleanup) struct rule_set *set = NULL; */
void rule_set_cleanup(struct rule_set **set);

/* What a rule did to a ticket, newest first: the trace. */
struct rule_trace {
	event_id id;
	ticket_id ticket;
	rule_id rule;
	i64 at;
	const char *detail; /* {"rule":{kind,id,title,version},"conditions":[…],"changes":[…],…} */
};
enum err rule_trace_of_ticket(struct cx *cx, const struct ticket *t, struct page *page,
	struct rule_trace **ret, int *ret_n) NODISCARD;

const char *rule_kind_name(enum rule_kind kind);   /* "view" */
const char *rule_kind_plural(enum rule_kind kind); /* "views" */

/* Fresh database: standard views, notifying triggers, closing automation, example macros. After
 * group_create and field_seed. */
enum err rule_seed(struct cx *cx) NODISCARD;

#endif
