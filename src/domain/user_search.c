/* Users by the words that their names begin with: what is asked while somebody types. */
#include "user_i.h"

#include "base/utf8.h"

#include <string.h>

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
	struct user *user = NULL;
	const char *match;

	if (utf8_is_email(text)) {
		TRY(user_by_email(cx, text, &user));
		user_page_of_one(cx, user, page, ret, ret_n);
		return OK;
	}
	match = search_match(cx->arena, text);
	if (match)
		return user_store_search(cx, match, page, ret, ret_n);
	user_page_of_one(cx, NULL, page, ret, ret_n);
	return OK;
}
