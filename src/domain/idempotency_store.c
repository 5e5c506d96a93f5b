/* Answers kept for Idempotency-Key. */
#include "domain/idempotency.h"

#include "base/clock.h"

#include <inttypes.h>

#define LIFETIME_MS (2 * HOUR_MS)

QUERY(idempotency_select, "SELECT body_hash, status, location, answer FROM idempotency "
			  "WHERE user_id = ? AND key = ? AND created_at > ?");
QUERY(idempotency_insert,
	"INSERT INTO idempotency (user_id, key, body_hash, status, location, answer, created_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, key) DO UPDATE SET "
	"body_hash = excluded.body_hash, status = excluded.status, location = excluded.location, "
	"answer = excluded.answer, created_at = excluded.created_at");
QUERY(idempotency_forget, "DELETE FROM idempotency WHERE created_at <= ? AND created_at <= "
			  "(SELECT max(created_at) FROM "
			  "(SELECT created_at FROM idempotency ORDER BY created_at LIMIT 20) o)");
QUERY_SCAN(idempotency_scrub_answer, "the answers of two hours",
	"UPDATE idempotency SET answer = '' WHERE location LIKE ?");

enum err idempotency_find(struct cx *cx, const char *key, const uint8_t body_hash[SECRET_HASH],
	struct kept_answer **ret)
{
	struct stmt *s = db_stmt(cx->db, &idempotency_select);
	struct kept_answer *answer = NULL;
	bool same = true;

	bind_i64(s, cx->actor.id.v);
	bind_text(s, key);
	bind_i64(s, cx->now - LIFETIME_MS);
	if (db_row(s)) {
		size_t n;
		const void *hash = col_blob(s, &n);

		same = n == SECRET_HASH && secret_equal(hash, body_hash, SECRET_HASH);
		answer = ARENA_NEW(cx->arena, struct kept_answer);
		answer->status = (int)col_i64(s);
		answer->location = col_dup(s, cx->arena);
		answer->body = col_dup(s, cx->arena);
	}
	TRY(db_done(s));
	if (!same)
		return fail(cx, E_IDEMPOTENT, NULL, NULL,
			"The idempotency key was used for a different request body");
	*ret = answer;
	return OK;
}

enum err idempotency_keep(struct cx *cx, const char *key, const uint8_t body_hash[SECRET_HASH],
	const struct kept_answer *answer)
{
	struct stmt *s = db_stmt(cx->db, &idempotency_insert);

	bind_i64(s, cx->actor.id.v);
	bind_text(s, key);
	bind_blob(s, body_hash, SECRET_HASH);
	bind_i64(s, answer->status);
	bind_text(s, answer->location);
	bind_text(s, answer->body);
	bind_i64(s, cx->now);
	TRY(db_run(s));
	s = db_stmt(cx->db, &idempotency_forget);
	bind_i64(s, cx->now - LIFETIME_MS);
	return db_run(s);
}

enum err idempotency_scrub(struct cx *cx, i64 ticket)
{
	struct stmt *s = db_stmt(cx->db, &idempotency_scrub_answer);

	bind_text(s, arena_printf(cx->arena, "%%/api/v2/tickets/%" PRId64 ".json", ticket));
	return db_run(s);
}
