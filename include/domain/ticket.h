/*
 * Tickets: what they are and the only way to change them. A ticket row is read whole; its tags
 * are in it, people and custom fields are separate reads (person_count, field_count tell whether
 * there are any).
 */
#ifndef TEND_DOMAIN_TICKET_H
#define TEND_DOMAIN_TICKET_H

#include "domain/page.h"

enum {
	TICKET_SUBJECT_MAX = 255, /* code points */
	TICKET_BODY_MAX = 65536,  /* code points of a comment */
	TICKET_HTML_MAX = 524288, /* bytes of the same with its format, as it is kept */
	TICKET_TAGS_MAX = 100,
	TICKET_TAG_MAX = 80,	 /* code points */
	TICKET_PEOPLE_MAX = 48,	 /* cc and followers each */
	TICKET_MACROS_MAX = 10,	 /* named in one update */
	TICKET_UPLOADS_MAX = 20, /* upload tokens in one comment */
	TICKET_BUILT_IN = 1,	 /* id of the brand and the form that say nothing */
};

struct ticket {
	ticket_id id;
	const char *external_id; /* NULL: none; so for all optional text */
	const char *subject, *description, *recipient, *tags, *snippet;
	enum status status;
	enum priority priority;
	enum ticket_type type;
	enum channel channel;
	user_id requester, submitter, assignee;
	group_id group;
	organization_id organization;
	ticket_id problem, followup_of;
	i64 brand, form, custom_status; /* ids; see domain/setting */
	i64 due_at;
	bool is_public;
	int person_count, field_count, incident_count, comment_count, reopens;
	i64 queue_key;
	i64 next_kind, next_due_at, next_goal_at, next_left_s; /* see domain/wait; -1: no value */
	i64 created_at, updated_at, generated_at, solved_at, deleted_at;
};

/* Statuses that custom statuses divide, and at the same time the id of the built-in one of each:
 * closed belongs to solved. */
static inline enum status status_category(enum status s)
{
	return s == STATUS_CLOSED ? STATUS_SOLVED : s;
}

/* Values that may be given or not; `set` tells. For ids, v 0 clears. */
struct opt_i64 {
	bool set;
	i64 v;
};
struct opt_text {
	bool set;
	const char *v; /* NULL clears */
};

struct text_list {
	const char **v;
	int n;
};
struct id_list {
	i64 *v;
	int n;
};
/* Growing id lists in the arena. */
void id_list_add(struct arena *a, struct id_list *list, i64 id);
bool id_list_has(const struct id_list *list, i64 id);
/* Two ids, for qsort and bsearch. */
int compare_ids(const void *a, const void *b);
/* All ids that a statement gives, in its first column; runs and ends it. */
enum err id_list_read(struct cx *cx, struct stmt *s, struct id_list *ret) NODISCARD;

/* A person named by id, by address (made when unknown) or both. */
struct person_ref {
	i64 id;
	const char *email, *name;
	bool remove; /* for cc and follower changes */
};

struct field_value {
	i64 field_id;
	const char *json; /* the value as JSON text; "null" clears */
};

struct comment_input {
	const char *body;   /* NULL: no comment */
	const char *html;   /* the same with its format, clean (base/html_clean); NULL: plain */
	const char *source; /* the HTML that it was made from; NULL: none */
	bool public_set, public;
	i64 author_id; /* 0: the actor */
	struct text_list uploads;
	i64 created_at; /* imports only; 0: now */
};

/* Everything a create or an update may carry. Zero-initialised means: nothing given. */
struct ticket_input {
	struct opt_text subject, external_id, recipient;
	struct opt_i64 status, priority, type, requester_id, submitter_id, assignee_id, group_id,
		organization_id, problem_id, due_at, followup_of_id, brand_id, form_id,
		custom_status_id;
	const char *assignee_email;
	bool has_requester;
	struct person_ref requester;
	bool tags_set;
	struct text_list tags, add_tags, remove_tags;
	bool cc_set, followers_set;
	bool cc_add,
		followers_add; /* the list adds to (or takes from) what is there; else replaces */
	struct person_ref *cc, *followers;
	int cc_count, follower_count;
	struct field_value *fields;
	int field_count;
	struct comment_input comment;
	struct id_list macros; /* that the agent used, for the audit; unknown ones are left out */
	const char *metadata;  /* JSON text for audit.metadata.custom, or NULL */
	bool undo; /* this takes the actor's own last change back: new may come back, and what his
		    * solve ended goes on as if it had never been solved */
	bool safe_update;
	const char *updated_stamp;
	enum channel channel;	/* 0: api */
	const char *via_source; /* JSON text for audit.via.source, or NULL */
};

/* The outcome of a create or update: the ticket as it is now and the event (audit) it wrote. */
struct ticket_result {
	struct ticket *ticket;
	event_id audit; /* v 0: nothing changed */
};

/* Make a ticket: checks the actor, makes the requester when needed, writes comment, event, waits,
 * search index. E_INVALID with details when the input does not do. WRITE connection only. */
enum err ticket_create(
	struct cx *cx, const struct ticket_input *in, struct ticket_result *ret) NODISCARD;
/* Change one. E_NOT_FOUND also when the actor may not see it; E_UPDATE_CONFLICT by safe_update. */
enum err ticket_update(struct cx *cx, ticket_id id, const struct ticket_input *in,
	struct ticket_result *ret) NODISCARD;
/* Soft delete. */
enum err ticket_delete(struct cx *cx, ticket_id id) NODISCARD;

/* Read one that the actor may see; E_NOT_FOUND otherwise. */
enum err ticket_get(struct cx *cx, ticket_id id, struct ticket **ret) NODISCARD;
/* Read one without asking who it is for; deleted ones too. *ret NULL when there is none. */
enum err ticket_load(struct cx *cx, ticket_id id, struct ticket **ret) NODISCARD;

/* Set by domain/wait: the queue position and the copy of the next wait (-1 = none). */
enum err ticket_set_next(struct cx *cx, ticket_id id, i64 queue_key, i64 kind, i64 due_at,
	i64 goal_at, i64 left_s) NODISCARD;

#endif
