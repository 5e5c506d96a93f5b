/* What people type to find a user, turned into the cheapest question that answers it. */
#include "user_i.h"

#include "base/utf8.h"

#include <string.h>

/* The words of a search, taken apart. */
struct wanted {
	char *words; /* free text, never NULL */
	const char *email, *external_id;
	bool has_role, nothing; /* nothing: no user can match */
	enum role role;
};

/* The value of `key:value`, NULL when the word has another key. */
static char *value_of(char *word, const char *key)
{
	size_t n = strlen(key);

	return strncmp(word, key, n) == 0 && word[n] == ':' ? word + n + 1 : NULL;
}

static void take_word(struct cx *cx, struct wanted *w, char *word)
{
	char *value;

	if ((value = value_of(word, "email")) != NULL)
		w->email = value;
	else if ((value = value_of(word, "external_id")) != NULL)
		w->external_id = value;
	else if ((value = value_of(word, "type")) != NULL)
		w->nothing |= strcmp(value, "user") != 0;
	else if ((value = value_of(word, "role")) != NULL)
		w->has_role = true, w->nothing |= !role_parse(value, &w->role);
	else
		w->words = arena_printf(cx->arena, "%s%s%s", w->words, *w->words ? " " : "", word);
}

static struct wanted parse(struct cx *cx, const char *text)
{
	char *rest = arena_strdup(cx->arena, text), *word;
	struct wanted w = {.words = arena_strndup(cx->arena, "", 0)};

	for (char *p = rest; *p; p++)
		if (*p == '"' || *p == '\t' || *p == '\n')
			*p = ' ';
	while ((word = strsep(&rest, " ")) != NULL)
		if (*word)
			take_word(cx, &w, word);
	return w;
}

/* Begins with a letter that nobody types, lest a prefix of it find everybody. */
const char *user_role_word(enum role role)
{
	switch (role) {
	case ROLE_END_USER:
		return "ꙮenduser";
	case ROLE_AGENT:
		return "ꙮagent";
	case ROLE_ADMIN:
		return "ꙮadmin";
	}
	return "";
}

void user_page_of_one(
	struct cx *cx, const struct user *user, struct page *page, struct user **ret, int *ret_n)
{
	*ret = ARENA_NEW(cx->arena, struct user);
	*ret_n = 0;
	if (!user || page->offset || (page->cursor && page->has_at))
		return;
	**ret = *user;
	*ret_n = page->rows = 1;
	page->count = 1;
	page->first = page->last = page_key(user->id.v, NULL, user->id.v);
}

enum err user_search(
	struct cx *cx, const char *text, struct page *page, struct user **ret, int *ret_n)
{
	struct wanted w = parse(cx, text);
	struct user_filter filter = {.roles = w.has_role ? 1u << w.role : 0};
	struct user *user = NULL;
	const char *match;

	if (!w.email && utf8_is_email(w.words))
		w.email = w.words;
	if (w.email) {
		TRY(user_by_email(cx, w.email, &user));
		w.nothing |= !user;
	}
	if (!user && w.external_id) {
		TRY(user_by_external_id(cx, w.external_id, &user));
		w.nothing |= !user;
	}
	if (user || w.nothing) {
		bool fits = user && !w.nothing && (!w.has_role || user->role == w.role);

		user_page_of_one(cx, fits ? user : NULL, page, ret, ret_n);
		return OK;
	}
	match = search_match(cx->arena, w.words);
	if (match && w.has_role)
		match = arena_printf(cx->arena, "%s \"%s\"*", match, user_role_word(w.role));
	if (match)
		return user_store_search(cx, match, page, ret, ret_n);
	if (*w.words) {
		user_page_of_one(cx, NULL, page, ret, ret_n);
		return OK;
	}
	return user_list(cx, &filter, page, ret, ret_n);
}
