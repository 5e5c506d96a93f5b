/* Rows of mentions. */
#include "mention_i.h"

#include "ticket_i.h"

#include <string.h>

#define MENTIONS \
	"SELECT m.id, m.user_id, m.author_id, m.ticket_id, m.comment_id, " \
	"coalesce(m.group_id, 0), " \
	"m.at, coalesce(m.seen_at, 0), t.subject, substr(c.body, 1, 300) FROM mention m " \
	"JOIN ticket t ON t.id = m.ticket_id JOIN comment c ON c.id = m.comment_id " \
	"WHERE m.user_id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE
#define COUNT \
	"FROM mention m JOIN ticket t ON t.id = m.ticket_id " \
	"WHERE m.user_id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE

LIST(mentions_of_user, MENTIONS, "m.id", "m.id");
LIST(mentions_unseen, MENTIONS " AND m.seen_at IS NULL", "m.id", "m.id");
QUERY(mention_count_all, "SELECT count(*) " COUNT);
QUERY(mention_count_new, "SELECT count(*) " COUNT " AND m.seen_at IS NULL");
QUERY(mention_count_tickets, "SELECT count(DISTINCT m.ticket_id) " COUNT " AND m.seen_at IS NULL");
QUERY(mention_people, "SELECT id, name_fold FROM user_account WHERE role = ? AND active = 1 AND "
		      "suspended = 0 ORDER BY id");
QUERY(mention_groups, "SELECT id, name_fold FROM agent_group WHERE deleted_at IS NULL ORDER BY id");
QUERY(mention_group_members,
	"SELECT g.user_id FROM group_membership g JOIN user_account u ON u.id = g.user_id "
	"WHERE g.group_id = ? AND u.active = 1 ORDER BY g.id LIMIT ?");
QUERY(mention_insert_row,
	"INSERT INTO mention (user_id, ticket_id, comment_id, author_id, group_id, at) "
	"VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (comment_id, user_id) DO NOTHING");
QUERY(mention_update_seen,
	"UPDATE mention SET seen_at = ? WHERE id = ? AND user_id = ? AND seen_at IS NULL");
QUERY(mention_update_ticket, "UPDATE mention SET seen_at = ? WHERE user_id = ? AND ticket_id = ? "
			     "AND seen_at IS NULL");

/* --- who can be named --- */

struct names {
	struct mention_name *v;
	int n, cap;
};

static enum err add_names(struct cx *cx, struct names *all, struct stmt *s, bool groups)
{
	while (db_row(s)) {
		i64 id = col_i64(s);
		const char *name = col_dup(s, cx->arena);

		if (!name || !*name)
			continue;
		if (all->n == all->cap) {
			struct mention_name *more;

			all->cap = all->cap ? all->cap * 2 : 64;
			more = ARENA_ARRAY(cx->arena, struct mention_name, all->cap);
			for (int i = 0; i < all->n; i++)
				more[i] = all->v[i];
			all->v = more;
		}
		all->v[all->n++] = (struct mention_name){.user = groups ? 0 : id,
			.group = groups ? id : 0,
			.name = name,
			.n = strlen(name)};
	}
	return db_done(s);
}

enum err mention_names(struct cx *cx, struct mention_name **ret, int *ret_n)
{
	struct names all = {0};

	for (enum role role = ROLE_AGENT; role <= ROLE_ADMIN; role++) {
		struct stmt *s = db_stmt(cx->db, &mention_people);

		bind_i64(s, role);
		TRY(add_names(cx, &all, s, false));
	}
	TRY(add_names(cx, &all, db_stmt(cx->db, &mention_groups), true));
	*ret = all.v;
	*ret_n = all.n;
	return OK;
}

enum err mention_members(struct cx *cx, i64 group, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &mention_group_members);

	*ret = (struct id_list){0};
	bind_i64(s, group);
	bind_i64(s, MENTION_MAX);
	return id_list_read(cx, s, ret);
}

enum err mention_insert(struct cx *cx, const struct comment *c, i64 user, i64 group)
{
	struct stmt *s = db_stmt(cx->db, &mention_insert_row);

	bind_i64(s, user);
	bind_i64(s, c->ticket.v);
	bind_i64(s, c->id.v);
	bind_i64(s, c->author.v);
	bind_ref(s, group);
	bind_i64(s, cx->now);
	return db_run(s);
}

/* --- the actor's --- */

static void bind_own(struct cx *cx, struct stmt *s)
{
	bind_i64(s, cx->actor.id.v);
	ticket_bind_visible(s, &cx->actor);
}

static enum err count(struct cx *cx, const struct query *q, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_own(cx, s);
	return db_run_i64(s, 0, ret);
}

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct mention *row = ret;

	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->author.v = col_i64(s);
	row->ticket.v = col_i64(s);
	row->comment.v = col_i64(s);
	row->group.v = col_i64(s);
	row->at = col_i64(s);
	row->seen_at = col_i64(s);
	row->subject = col_dup(s, a);
	row->excerpt = col_dup(s, a);
	return row->id;
}

enum err mention_list(
	struct cx *cx, bool unseen, struct page *page, struct mention **ret, int *ret_n)
{
	const struct list_def *list = unseen ? &mentions_unseen : &mentions_of_user;
	struct stmt *s = list_open(cx, list, page);
	void *rows;

	bind_own(cx, s);
	TRY(list_read(cx, s, list, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	return count(cx, unseen ? &mention_count_new : &mention_count_all, &page->count);
}

enum err mention_count_unseen(struct cx *cx, i64 *ret)
{
	return count(cx, &mention_count_tickets, ret);
}

enum err mention_see(struct cx *cx, const struct id_list *ids, ticket_id ticket)
{
	struct stmt *s;

	for (int i = 0; i < ids->n; i++) {
		s = db_stmt(cx->db, &mention_update_seen);
		bind_i64(s, cx->now);
		bind_i64(s, ids->v[i]);
		bind_i64(s, cx->actor.id.v);
		TRY(db_run(s));
	}
	if (!ticket.v)
		return OK;
	s = db_stmt(cx->db, &mention_update_ticket);
	bind_i64(s, cx->now);
	bind_i64(s, cx->actor.id.v);
	bind_i64(s, ticket.v);
	return db_run(s);
}
