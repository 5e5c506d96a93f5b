/*
 * What a rule says to a webhook. A text is the house's own and goes as it was written; pairs are
 * put into the form that the webhook has, so that they stay right when that is changed.
 */
#include "base/jsonw.h"
#include "domain/action.h"
#include "domain/webhook.h"

#include <string.h>

#define PAIR_OF_TEXT "message" /* what a target's plain text is called */

struct message {
	struct cx *cx;
	struct placeholder_source *source;
	const char *const *pairs; /* key, value, key, value… */
	int n;			  /* texts, twice the pairs */
	struct buf out;
};

static enum err value_of(struct message *m, int i, const char **ret)
{
	return placeholder_fill(m->cx, m->pairs[i + 1], PLACEHOLDER_TEXT, m->source, ret);
}

/* An object names each key once: the last of those alike counts. */
static bool comes_again(const struct message *m, int i)
{
	for (int later = i + 2; later < m->n; later += 2)
		if (strcmp(m->pairs[i], m->pairs[later]) == 0)
			return true;
	return false;
}

static enum err write_json(struct message *m)
{
	const char *value;
	struct jw w;

	jw_init(&w, &m->out);
	jw_object(&w, NULL);
	for (int i = 0; i < m->n; i += 2) {
		if (comes_again(m, i))
			continue;
		TRY(value_of(m, i, &value));
		jw_str(&w, m->pairs[i], value);
	}
	jw_end(&w);
	return OK;
}

#define XML_FIRST "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define XML_NEXT  XML_FIRST "0123456789.-"

static enum err write_xml(struct message *m)
{
	const char *value;

	buf_str(&m->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><message>");
	for (int i = 0; i < m->n; i += 2) {
		const char *key = m->pairs[i];

		if (!strchr(XML_FIRST, *key) || strspn(key, XML_NEXT) != strlen(key))
			return failure_about(&m->cx->fail,
				fail(m->cx, E_INVALID, "actions", "InvalidValue:xml_name",
					"Actions: \"%.60s\" cannot be the name of an XML element",
					key),
				"%.60s", key);
		TRY(value_of(m, i, &value));
		buf_printf(&m->out, "<%s>", key);
		buf_html(&m->out, value);
		buf_printf(&m->out, "</%s>", key);
	}
	buf_str(&m->out, "</message>");
	return OK;
}

static enum err write_form(struct message *m)
{
	const char *value;

	for (int i = 0; i < m->n; i += 2) {
		TRY(value_of(m, i, &value));
		buf_str(&m->out, i ? "&" : "");
		buf_url(&m->out, m->pairs[i]);
		buf_char(&m->out, '=');
		buf_url(&m->out, value);
	}
	return OK;
}

static enum err write_pairs(struct message *m, const struct webhook *webhook)
{
	if (webhook_asks(webhook)) {
		buf_char(&m->out, '?');
		return write_form(m);
	}
	switch (webhook->format) {
	case WEBHOOK_JSON:
		return write_json(m);
	case WEBHOOK_XML:
		return write_xml(m);
	case WEBHOOK_FORM:
		break;
	}
	return write_form(m);
}

static enum placeholder_target target_of(const struct webhook *webhook)
{
	switch (webhook->format) {
	case WEBHOOK_JSON:
		return PLACEHOLDER_JSON;
	case WEBHOOK_XML:
		return PLACEHOLDER_XML;
	case WEBHOOK_FORM:
		return PLACEHOLDER_FORM;
	}
	return PLACEHOLDER_JSON;
}

/* Is a target's text, filled, a whole body already? A form has pairs only. */
static bool is_body(const struct webhook *webhook, const char *text)
{
	CLEANUP(json_cleanup) json_t *j = NULL;

	if (webhook_asks(webhook) || webhook->format == WEBHOOK_FORM)
		return false;
	if (webhook->format == WEBHOOK_XML)
		return text[strspn(text, " \t\r\n")] == '<';
	j = json_parse(text, strlen(text), NULL, 0);
	return json_is_object(j) || json_is_array(j);
}

static void message_cleanup(struct message *m)
{
	buf_free(&m->out);
}

static enum err compose(struct message *m, const struct webhook *webhook, const char **ret)
{
	const int most = webhook_asks(webhook) ? WEBHOOK_QUERY_MAX : WEBHOOK_BODY_MAX;

	m->out = (struct buf)BUF_INIT((size_t)most);
	TRY(write_pairs(m, webhook));
	if (m->out.failed)
		return fail(m->cx, E_INVALID, "webhook", "TooLong",
			"Webhook: the message is longer than %d bytes", most);
	*ret = arena_strndup(m->cx->arena, m->out.n ? m->out.p : "", m->out.n);
	return OK;
}

enum err action_message(struct cx *cx, const struct action *action, const struct webhook *webhook,
	struct placeholder_source *source, const char **ret)
{
	const char *const *texts = action->texts.v;
	CLEANUP(message_cleanup) struct message m = {.cx = cx, .source = source};

	if (action->pairs) {
		m.pairs = texts + 1;
		m.n = action->texts.n - 1;
		return compose(&m, webhook, ret);
	}
	TRY(placeholder_fill(cx, texts[1], target_of(webhook), source, ret));
	if (action->field == ACTION_NOTIFY_TARGET && !is_body(webhook, *ret)) {
		m.pairs = (const char *const[]){PAIR_OF_TEXT, texts[1]};
		m.n = 2;
		return compose(&m, webhook, ret);
	}
	if (strlen(*ret) > WEBHOOK_BODY_MAX)
		return fail(cx, E_INVALID, "webhook", "TooLong",
			"Webhook: the body is longer than %d bytes", WEBHOOK_BODY_MAX);
	return OK;
}
