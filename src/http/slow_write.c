/* Writing from a slow handler. */
#include "http/slow_write.h"

#include "db/writer.h"

struct call {
	struct rq *rq;
	enum err (*fn)(struct rq *rq, void *arg);
	void *arg;
	struct actor actor; /* fn may run twice: it begins as it began */
};

static enum err run(void *arg, struct db *db, const struct news **ret_news, int *ret_count)
{
	struct call *c = arg;
	struct cx *cx = &c->rq->cx;
	enum err e;

	cx->db = db;
	cx->actor = c->actor;
	cx->fail = (struct failure){0};
	cx->news_count = 0;
	e = c->fn(c->rq, c->arg);
	*ret_news = cx->news;
	*ret_count = cx->news_count;
	return e;
}

enum err slow_write(struct rq *rq, enum err (*fn)(struct rq *rq, void *arg), void *arg)
{
	struct call c = {.rq = rq, .fn = fn, .arg = arg, .actor = rq->cx.actor};
	struct db *db = rq->cx.db;
	enum err e = writer_call(run, &c);

	rq->cx.db = db;
	if (e != OK && rq->cx.fail.code == OK)
		return fail(&rq->cx, e, NULL, NULL, "The change could not be stored");
	return e;
}
