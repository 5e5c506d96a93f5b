/*
 * Ids of webhooks and of what belongs to them, as the API shows them: a ULID, 10 characters for the
 * time at which the row was made and 16 for its number, in Crockford's base 32. Computed, so that
 * nothing has to be stored or drawn.
 */
#include "webhook_i.h"

#include <string.h>

enum { TIME_CHARS = 10, ID_CHARS = 16 };

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void write_number(char *out, int chars, uint64_t v)
{
	for (int i = chars - 1; i >= 0; i--, v >>= 5)
		out[i] = digits[v & 31];
}

void webhook_key_write(char out[WEBHOOK_KEY], i64 created_at, i64 id)
{
	write_number(out, TIME_CHARS, (uint64_t)created_at);
	write_number(out + TIME_CHARS, ID_CHARS, (uint64_t)id);
	out[TIME_CHARS + ID_CHARS] = 0;
}

bool webhook_key_parse(const char *key, i64 *ret_id)
{
	uint64_t v = 0;

	if (strlen(key) != TIME_CHARS + ID_CHARS)
		return false;
	for (const char *p = key + TIME_CHARS; *p; p++) {
		const char *digit = strchr(digits, *p);

		if (!digit || v >> 58)
			return false;
		v = v << 5 | (uint64_t)(digit - digits);
	}
	*ret_id = (i64)v;
	return true;
}
