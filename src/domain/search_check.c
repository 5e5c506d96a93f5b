/* What is wrong with a search, for those who write one: pure, by the tables of the words. */
#include "search_i.h"

#include <string.h>

/* X(key, what its values are): only those whose values can be judged without the database. */
#define JUDGED_LIST(X) \
	X(KEY_STATUS, is_status) \
	X(KEY_PRIORITY, is_priority) \
	X(KEY_TICKET_TYPE, is_type) \
	X(KEY_VIA, is_channel)

static bool is_status(const char *v)
{
	enum status unused;

	return status_parse(v, &unused);
}

static bool is_priority(const char *v)
{
	enum priority unused;

	return strcmp(v, "none") == 0 || priority_parse(v, &unused);
}

static bool is_type(const char *v)
{
	enum ticket_type unused;

	return strcmp(v, "none") == 0 || ticket_type_parse(v, &unused);
}

static bool is_channel(const char *v)
{
	enum channel unused;

	return channel_parse(v, &unused);
}

const char *search_term_fault(i64 now, const struct search_term *t)
{
	static const struct {
		enum search_key key;
		bool (*is_value)(const char *v);
	} judged[] = {
#define X(key, fn) {key, fn},
		JUDGED_LIST(X)
#undef X
	};
	i64 from, to;

	if (t->key == KEY_WORD || t->key == KEY_CUSTOM_FIELD)
		return NULL;
	if (!(search_key_types(t->key) & SEARCH_TICKETS))
		return "key";
	for (size_t i = 0; i < COUNT_OF(judged); i++)
		if (judged[i].key == t->key && !judged[i].is_value(t->value))
			return "value";
	if (t->key == KEY_ID && !search_is_number(t->value))
		return "number";
	if ((t->key == KEY_CREATED || t->key == KEY_UPDATED || t->key == KEY_SOLVED ||
		    t->key == KEY_DUE) &&
		!search_time_range(now, t->value, &from, &to))
		return "time";
	return NULL;
}

const char *search_ticket_key(int i)
{
	static const struct {
		const char *name;
		unsigned types;
	} keys[] = {
#define X(constant, name, other, types) {name, types},
		SEARCH_KEY_LIST(X)
#undef X
	};

	for (size_t k = 0; k < COUNT_OF(keys); k++)
		if (keys[k].types & SEARCH_TICKETS && i-- == 0)
			return keys[k].name;
	return NULL;
}
