/*
 * Reads for `tend check`. Each query answers rows (what, id, found, expected) for what differs, so
 * a sound database answers none; one table lists them.
 */
#include "domain/verify.h"

#include "domain/wait.h"

#include <stdio.h>
#include <string.h>

#define EVERYTHING "tend check goes over everything"

/* counted rows on the left, kept counts on the right */
#define COUNTED \
	"SELECT 'ticket' AS name, 0 AS ref, count(*) AS value FROM ticket " \
	"WHERE deleted_at IS NULL " \
	"UNION ALL SELECT 'ticket.status', status, count(*) FROM ticket " \
	"WHERE deleted_at IS NULL GROUP BY status " \
	"UNION ALL SELECT 'queue.open', 0, count(*) FROM ticket " \
	"WHERE deleted_at IS NULL AND status < 5 " \
	"UNION ALL SELECT 'queue.unassigned', 0, count(*) FROM ticket " \
	"WHERE deleted_at IS NULL AND status < 5 AND assignee_id IS NULL " \
	"UNION ALL SELECT 'queue.assignee', assignee_id, count(*) FROM ticket " \
	"WHERE deleted_at IS NULL AND status < 5 AND assignee_id IS NOT NULL " \
	"GROUP BY assignee_id " \
	"UNION ALL SELECT 'tag:' || tag, 0, count(*) FROM ticket_tag GROUP BY tag " \
	"UNION ALL SELECT 'users', role, count(*) FROM user_account WHERE active = 1 " \
	"GROUP BY role " \
	"UNION ALL SELECT 'organizations', 0, count(*) FROM organization " \
	"WHERE deleted_at IS NULL " \
	"UNION ALL SELECT 'organization_memberships', 0, count(*) " \
	"FROM organization_membership " \
	"UNION ALL SELECT 'comment.indexed', 0, coalesce(max(id), 0) FROM comment"

QUERY_SCAN(counts_differ, EVERYTHING,
	"SELECT 'kept count ' || e.name, e.ref, coalesce(k.value, 0), e.value FROM (" COUNTED ") e "
	"LEFT JOIN counter k ON k.name = e.name AND k.ref = e.ref "
	"WHERE e.value <> coalesce(k.value, 0)");
QUERY_SCAN(counts_left_over, EVERYTHING,
	"SELECT 'kept count ' || k.name, k.ref, k.value, 0 FROM counter k "
	"LEFT JOIN (" COUNTED ") e ON e.name = k.name AND e.ref = k.ref "
	"WHERE k.value <> 0 AND e.name IS NULL AND (k.name LIKE 'ticket%' OR k.name LIKE "
	"'queue%' OR k.name = 'users' OR k.name LIKE 'organization%')");
QUERY_SCAN(comment_counts, EVERYTHING,
	"SELECT 'comment_count of ticket', t.id, t.comment_count, count(c.id) FROM ticket t "
	"LEFT JOIN comment c ON c.ticket_id = t.id GROUP BY t.id, t.comment_count "
	"HAVING t.comment_count <> count(c.id)");
QUERY_SCAN(person_counts, EVERYTHING,
	"SELECT 'person_count of ticket', t.id, t.person_count, count(p.user_id) FROM ticket t "
	"LEFT JOIN ticket_person p ON p.ticket_id = t.id GROUP BY t.id, t.person_count "
	"HAVING t.person_count <> count(p.user_id)");
QUERY_SCAN(field_counts, EVERYTHING,
	"SELECT 'field_count of ticket', t.id, t.field_count, count(v.field_id) FROM ticket t "
	"LEFT JOIN ticket_field_value v ON v.ticket_id = t.id GROUP BY t.id, t.field_count "
	"HAVING t.field_count <> count(v.field_id)");
QUERY_SCAN(incident_counts, EVERYTHING,
	"SELECT 'incident_count of ticket', t.id, t.incident_count, count(i.id) FROM ticket t "
	"LEFT JOIN ticket i ON i.problem_id = t.id AND i.deleted_at IS NULL "
	"GROUP BY t.id, t.incident_count HAVING t.incident_count <> count(i.id)");
QUERY_SCAN(purged_alive, EVERYTHING,
	"SELECT 'deletion of purged ticket', g.ticket_id, 0, 1 FROM ticket_purge g "
	"JOIN ticket t ON t.id = g.ticket_id WHERE t.deleted_at IS NULL");
QUERY_SCAN(merged_open, EVERYTHING,
	"SELECT 'status of merged ticket', t.id, t.status, 6 FROM ticket_merge g "
	"JOIN ticket t ON t.id = g.source_id WHERE g.undone_at IS NULL AND t.status <> 6");
QUERY_SCAN(tag_counts, EVERYTHING,
	"SELECT 'number of tags of ticket', t.id, "
	"CASE WHEN t.tags = '' THEN 0 ELSE length(t.tags) - length(replace(t.tags, ' ', '')) + 1 "
	"END, "
	"count(g.tag) FROM ticket t LEFT JOIN ticket_tag g ON g.ticket_id = t.id "
	"GROUP BY t.id, t.tags HAVING count(g.tag) <> "
	"CASE WHEN t.tags = '' THEN 0 ELSE length(t.tags) - length(replace(t.tags, ' ', '')) + 1 "
	"END");
/* Rows of the index that there should be (domain/text_place.h). */
#define TEXT_PLACES \
	"(SELECT p.id, p.ticket_id * 4096 + p.number AS place FROM (SELECT c.id, c.ticket_id, " \
	"row_number() OVER (PARTITION BY c.ticket_id ORDER BY c.id) - 1 AS number " \
	"FROM comment c) p WHERE p.number < 4096) p"
QUERY_SCAN(search_missing, EVERYTHING,
	"SELECT 'search index of comment', p.id, 0, 1 FROM " TEXT_PLACES
	" WHERE p.place NOT IN (SELECT rowid FROM ticket_text)");
QUERY_SCAN(search_left_over, EVERYTHING,
	"SELECT 'search index of ticket', x.rowid / 4096, 1, 0 FROM ticket_text x "
	"WHERE x.rowid NOT IN (SELECT p.place FROM " TEXT_PLACES ")");
QUERY_SCAN(user_search_missing, EVERYTHING,
	"SELECT 'search index of user', u.id, 0, 1 FROM user_account u "
	"WHERE u.active = 1 AND u.id NOT IN (SELECT rowid FROM user_text)");
QUERY_SCAN(user_search_left_over, EVERYTHING,
	"SELECT 'search index of user', x.rowid, 1, 0 FROM user_text x "
	"WHERE x.rowid NOT IN (SELECT id FROM user_account WHERE active = 1)");
QUERY_SCAN(organization_search_missing, EVERYTHING,
	"SELECT 'search index of organization', o.id, 0, 1 FROM organization o "
	"WHERE o.deleted_at IS NULL AND o.id NOT IN (SELECT rowid FROM organization_text)");
QUERY_SCAN(organization_search_left_over, EVERYTHING,
	"SELECT 'search index of organization', x.rowid, 1, 0 FROM organization_text x "
	"WHERE x.rowid NOT IN (SELECT id FROM organization WHERE deleted_at IS NULL)");
QUERY_SCAN(created_events, EVERYTHING,
	"SELECT 'ticket.created events of ticket', t.id, count(e.id), 1 FROM ticket t "
	"LEFT JOIN event e ON e.ticket_id = t.id AND e.kind = 1 GROUP BY t.id "
	"HAVING count(e.id) <> 1");
QUERY_SCAN(comments_elsewhere, EVERYTHING,
	"SELECT 'ticket of the event of comment', c.id, coalesce(e.ticket_id, 0), c.ticket_id "
	"FROM comment c JOIN event e ON e.id = c.event_id "
	"WHERE e.ticket_id IS NULL OR e.ticket_id <> c.ticket_id");

#define USAGE_SINCE "(SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'rule_usage_since')"
QUERY_SCAN(usage_of_rules, EVERYTHING,
	"SELECT 'uses of rule', r.id, coalesce(u.uses, 0), coalesce(e.fired, 0) FROM rule r "
	"LEFT JOIN (SELECT rule_id, sum(uses) AS uses FROM rule_usage WHERE at >= " USAGE_SINCE
	" GROUP BY rule_id) u ON u.rule_id = r.id "
	"LEFT JOIN (SELECT subject_id, count(*) AS fired FROM event WHERE kind = 20 "
	"AND at >= " USAGE_SINCE " GROUP BY subject_id) e ON e.subject_id = r.id "
	"WHERE r.kind IN (3, 4) AND coalesce(u.uses, 0) <> coalesce(e.fired, 0)");

static const struct query *const differences[] = {&counts_differ, &counts_left_over,
	&comment_counts, &person_counts, &field_counts, &incident_counts, &purged_alive,
	&merged_open, &tag_counts, &search_missing, &search_left_over, &user_search_missing,
	&user_search_left_over, &organization_search_missing, &organization_search_left_over,
	&created_events, &comments_elsewhere, &usage_of_rules};

QUERY_SCAN(files_all, EVERYTHING,
	"SELECT storage_key, size, sha256 FROM attachment WHERE redacted = 0 ORDER BY id");
QUERY_SCAN(files_count, EVERYTHING, "SELECT count(*) FROM attachment WHERE redacted = 0");
QUERY(ticket_after, "SELECT min(id) FROM ticket WHERE id > ?");

enum err verify_engine(struct cx *cx, verify_report *report, void *self)
{
	return db_verify(cx->db, report, self);
}

enum err verify_counts(struct cx *cx, verify_report *report, void *self)
{
	for (size_t i = 0; i < COUNT_OF(differences); i++) {
		struct stmt *s = db_stmt(cx->db, differences[i]);

		while (db_row(s)) {
			char text[256], what[64];
			i64 id, found;

			snprintf(what, sizeof what, "%s", col_text(s));
			id = col_i64(s);
			found = col_i64(s);
			snprintf(text, sizeof text, "%s %lld is %lld and should be %lld", what,
				(long long)id, (long long)found, (long long)col_i64(s));
			report(self, text);
		}
		TRY(db_done(s));
	}
	return OK;
}

enum err verify_waits(struct cx *cx, verify_report *report, void *self, i64 *ret_tickets)
{
	struct arena *mine = arena_new(ARENA_ITEM_MAX), *callers = cx->arena;
	enum err e = OK;
	ticket_id at = {0};
	i64 n = 0;

	cx->arena = mine;
	while (e == OK) {
		struct stmt *s = db_stmt(cx->db, &ticket_after);

		bind_i64(s, at.v);
		e = db_run_i64(s, 0, &at.v);
		if (e != OK || !at.v)
			break;
		e = wait_verify(cx, at, report, self);
		arena_reset(mine);
		n++;
	}
	cx->arena = callers;
	arena_free(mine);
	*ret_tickets = n;
	return e;
}

enum err verify_files(struct cx *cx, struct verify_file **ret, int *ret_n)
{
	struct verify_file *files;
	struct stmt *s;
	i64 count;
	int n = 0;

	TRY(db_run_i64(db_stmt(cx->db, &files_count), 0, &count));
	files = ARENA_ARRAY(cx->arena, struct verify_file, count + 1);
	s = db_stmt(cx->db, &files_all);
	while (n < count && db_row(s)) {
		struct verify_file *f = &files[n++];
		const void *hash;
		size_t size;

		f->storage_key = col_dup(s, cx->arena);
		f->size = col_i64(s);
		hash = col_blob(s, &size);
		if (size == sizeof f->sha256)
			memcpy(f->sha256, hash, size);
	}
	TRY(db_done(s));
	*ret = files;
	*ret_n = n;
	return OK;
}
