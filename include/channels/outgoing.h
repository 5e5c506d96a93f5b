/*
 * HTTP out, on libcurl: one request at a time per handle, to https (http only where networks are
 * opened). The address of every socket is judged before it connects (base/network), whatever name
 * led to it; nothing is redirected, no proxy and no file of the environment is asked. 10 s to
 * connect, 12 s in all; the answer is read up to WEBHOOK_ANSWER_MAX.
 */
#ifndef TEND_CHANNELS_OUTGOING_H
#define TEND_CHANNELS_OUTGOING_H

#include "domain/webhook_delivery.h"

#include <curl/curl.h>

struct outgoing;

/* Start libcurl; once, before threads. */
void outgoing_init(void);
/* A request that is ready to run: its easy handle is outgoing_handle. The call must live until
 * outgoing_free. */
struct outgoing *outgoing_new(const struct webhook_call *call);
CURL *outgoing_handle(struct outgoing *o);
/* What came of it, when libcurl says that it is over; in the arena. */
void outgoing_answer(
	struct outgoing *o, CURLcode result, struct arena *a, struct webhook_answer *ret);
void outgoing_free(struct outgoing *o);

/* Run one and wait for it; any thread. Ends early once outgoing_stop was called. */
void outgoing_call(struct arena *a, const struct webhook_call *call, struct webhook_answer *ret);
void outgoing_stop(void);
bool outgoing_stopping(void);

#endif
