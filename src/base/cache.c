/* Cache: a short list in order of use under one lock (tens of entries, found near the front). */
#include "base/cache.h"

/* Unlink and return the object, NULL when it is not listed. The lock is held. */
static struct cached *unlink_object(struct cache *c, i64 id, i64 version)
{
	for (struct cached **at = &c->first; *at; at = &(*at)->next) {
		struct cached *o = *at;

		if (o->id == id && o->version == version) {
			*at = o->next;
			c->count--;
			o->listed = false;
			return o;
		}
	}
	return NULL;
}

static void link_first(struct cache *c, struct cached *o)
{
	o->next = c->first;
	o->listed = true;
	c->first = o;
	c->count++;
}

struct cached *cache_get(struct cache *c, i64 id, i64 version)
{
	struct cached *o;

	pthread_mutex_lock(&c->lock);
	o = unlink_object(c, id, version);
	if (o) {
		link_first(c, o);
		o->users++;
	}
	pthread_mutex_unlock(&c->lock);
	return o;
}

/* Unlink the least recently used; returned when nobody uses it. The lock is held. */
static struct cached *push_out(struct cache *c)
{
	struct cached *last = c->first;

	while (last->next)
		last = last->next;
	unlink_object(c, last->id, last->version);
	return last->users ? NULL : last;
}

struct cached *cache_put(struct cache *c, i64 id, i64 version, struct cached *object)
{
	struct cached *dead = NULL, *o;

	pthread_mutex_lock(&c->lock);
	o = unlink_object(c, id, version);
	if (o) {
		dead = object;
	} else {
		o = object;
		o->id = id;
		o->version = version;
		o->users = 0;
		if (c->count >= c->max)
			dead = push_out(c);
	}
	link_first(c, o);
	o->users++;
	pthread_mutex_unlock(&c->lock);
	if (dead)
		c->destroy(dead);
	return o;
}

void cache_release(struct cache *c, struct cached *object)
{
	bool dead;

	if (!object)
		return;
	pthread_mutex_lock(&c->lock);
	dead = --object->users == 0 && !object->listed;
	pthread_mutex_unlock(&c->lock);
	if (dead)
		c->destroy(object);
}

void cache_drop(struct cache *c, i64 id, i64 version)
{
	struct cached *o;

	pthread_mutex_lock(&c->lock);
	o = unlink_object(c, id, version);
	if (o && o->users)
		o = NULL;
	pthread_mutex_unlock(&c->lock);
	if (o)
		c->destroy(o);
}
