/* Growing lists of ids in an arena. */
#include "domain/ticket.h"

#include <string.h>

void id_list_add(struct arena *a, struct id_list *list, i64 id)
{
	/* Room doubles at powers of two, so the list needs no capacity of its own. */
	if (!(list->n & (list->n - 1))) {
		i64 *more = ARENA_ARRAY(a, i64, list->n ? list->n * 2 : 1);

		if (list->n)
			memcpy(more, list->v, sizeof *more * (size_t)list->n);
		list->v = more;
	}
	list->v[list->n++] = id;
}

bool id_list_has(const struct id_list *list, i64 id)
{
	for (int i = 0; i < list->n; i++)
		if (list->v[i] == id)
			return true;
	return false;
}

int compare_ids(const void *a, const void *b)
{
	const i64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

enum err id_list_read(struct cx *cx, struct stmt *s, struct id_list *ret)
{
	struct id_list list = {0};

	while (db_row(s))
		id_list_add(cx->arena, &list, col_i64(s));
	TRY(db_done(s));
	*ret = list;
	return OK;
}
