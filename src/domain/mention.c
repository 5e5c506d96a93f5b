/* Finding names in a note. */
#include "mention_i.h"

#include "base/utf8.h"
#include "domain/event.h"

#include <inttypes.h>
#include <string.h>

/* A letter, a digit, or a part of a character beyond ASCII. */
static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Mark the longest names that the text at p begins with. */
static void mark(struct mention_name *names, int n, const char *p)
{
	size_t longest = 0;

	for (int i = 0; i < n; i++)
		if (names[i].n > longest && strncmp(p, names[i].name, names[i].n) == 0 &&
			!is_word(p[names[i].n]))
			longest = names[i].n;
	for (int i = 0; longest && i < n; i++)
		if (names[i].n == longest && strncmp(p, names[i].name, longest) == 0)
			names[i].named = true;
}

static void tell_one(struct id_list *told, struct cx *cx, i64 user)
{
	if (user != cx->actor.id.v && told->n < MENTION_MAX && !id_list_has(told, user))
		id_list_add(cx->arena, told, user);
}

/* Rows for those who are not told yet, then the event. */
static enum err store(
	struct cx *cx, const struct comment *c, const struct mention_name *names, int n)
{
	struct id_list told = {0}, members;
	int before = 0;

	for (int i = 0; i < n; i++) {
		if (!names[i].named)
			continue;
		if (names[i].group) {
			TRY(mention_members(cx, names[i].group, &members));
			for (int k = 0; k < members.n; k++)
				tell_one(&told, cx, members.v[k]);
		} else {
			tell_one(&told, cx, names[i].user);
		}
		for (; before < told.n; before++)
			TRY(mention_insert(cx, c, told.v[before], names[i].group));
	}
	if (!told.n)
		return OK;
	return event_add(cx, EVENT_COMMENT_MENTIONED, c->ticket, c->id.v,
		arena_printf(
			cx->arena, "{\"comment_id\":%" PRId64 ",\"people\":%d}", c->id.v, told.n),
		NULL);
}

enum err mention_note(struct cx *cx, const struct comment *c)
{
	struct mention_name *names;
	const char *text;
	int n;

	if (c->public || c->author_role == ROLE_END_USER || c->channel == CHANNEL_RULE ||
		!strchr(c->body, '@'))
		return OK;
	TRY(mention_names(cx, &names, &n));
	text = utf8_fold(cx->arena, c->body);
	for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@'))
		if (at == text || !is_word(at[-1]))
			mark(names, n, at + 1);
	return store(cx, c, names, n);
}
