/* Bus: a fixed table of subscribers. */
#include "base/bus.h"

#include "base/log.h"

enum { SUBSCRIBERS = 16 };

static struct {
	bus_fn *fn;
	void *self;
} table[SUBSCRIBERS];
static int count;

void bus_subscribe(bus_fn *fn, void *self)
{
	if (count == SUBSCRIBERS)
		die("bus: more than %d subscribers", SUBSCRIBERS);
	table[count].fn = fn;
	table[count].self = self;
	count++;
}

void bus_publish(const struct news *news, int n)
{
	for (int i = 0; n > 0 && i < count; i++)
		table[i].fn(table[i].self, news, n);
}
