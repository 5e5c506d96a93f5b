/*
 * Signed texts that leave the house without a row of their own: the customer's link to a ticket,
 * and the time inside a form. Each kind signs under its own label, so that one can never pass for
 * another. 128 bits of MAC: nobody guesses one.
 */
#include "domain/ticket_link.h"

#include "base/secret.h"

#include <string.h>

enum { VALUE = 8, MAC = 16, SIGNED = VALUE + MAC, LABEL_MAX = 16 };

static void sign(struct cx *cx, const char *label, const uint8_t value[VALUE], uint8_t ret[MAC])
{
	uint8_t text[LABEL_MAX + VALUE], mac[SECRET_HASH];
	size_t n = strlen(label);

	memcpy(text, label, n);
	memcpy(text + n, value, VALUE);
	secret_mac(mac, cx->link_key, text, n + VALUE);
	memcpy(ret, mac, MAC);
}

static char *make(struct cx *cx, const char *label, i64 v)
{
	uint8_t bytes[SIGNED];

	for (int i = 0; i < VALUE; i++)
		bytes[i] = (uint8_t)((uint64_t)v >> (8 * (VALUE - 1 - i)));
	sign(cx, label, bytes, bytes + VALUE);
	return secret_base64(cx->arena, bytes, SIGNED);
}

static bool open_signed(struct cx *cx, const char *label, const char *text, i64 *ret)
{
	uint8_t bytes[SIGNED] = {0}, mac[MAC];
	bool formed = text && secret_unbase64(bytes, sizeof bytes, text, strlen(text)) == SIGNED;
	uint64_t v = 0;

	/* the same work for every wrong text */
	sign(cx, label, bytes, mac);
	if (!secret_equal(mac, bytes + VALUE, MAC) || !formed)
		return false;
	for (int i = 0; i < VALUE; i++)
		v = v << 8 | bytes[i];
	*ret = (i64)v;
	return true;
}

char *ticket_link_token(struct cx *cx, ticket_id id)
{
	return make(cx, "ticket-link", id.v);
}

bool ticket_link_open(struct cx *cx, const char *token, ticket_id *ret_id)
{
	return open_signed(cx, "ticket-link", token, &ret_id->v);
}

char *form_stamp_make(struct cx *cx)
{
	return make(cx, "form-stamp", cx->now);
}

bool form_stamp_open(struct cx *cx, const char *stamp, i64 *ret_at)
{
	return open_signed(cx, "form-stamp", stamp, ret_at);
}
