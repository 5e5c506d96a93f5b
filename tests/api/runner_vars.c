/*
 * ${name}, and the few words that make bytes no text file can hold:
 * ${repeat N TEXT}  ${hex FF 00}  ${lf}  ${cr}  ${base64 TEXT}; ${totp KEY} is what an
 * authenticator app with that key (base 32) shows when the daemon's clock is looked at.
 */
#include "runner.h"

#include "base/clock.h"
#include "base/totp.h"

#include <stdio.h>
#include <stdlib.h>

enum { VARS_MAX = 500, EXPANDED_MAX = 128 * 1024 * 1024 };

struct vars {
	struct arena *arena;
	struct {
		const char *name, *value;
	} at[VARS_MAX];
	int n;
};

struct vars *vars_new(struct arena *a)
{
	struct vars *v = ARENA_NEW(a, struct vars);

	v->arena = a;
	return v;
}

void vars_set(struct vars *v, const char *name, const char *value)
{
	int i = 0;

	while (i < v->n && strcmp(v->at[i].name, name) != 0)
		i++;
	if (i == VARS_MAX)
		return;
	v->n += i == v->n;
	v->at[i].name = arena_strdup(v->arena, name);
	v->at[i].value = arena_strdup(v->arena, value);
}

const char *vars_get(const struct vars *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (strcmp(v->at[i].name, name) == 0)
			return v->at[i].value;
	return NULL;
}

static void add_hex(struct buf *out, const char *digits)
{
	char *end;

	for (unsigned long byte; *digits; digits = end) {
		byte = strtoul(digits, &end, 16);
		if (end == digits)
			return;
		buf_char(out, (char)byte);
	}
}

static void add_repeat(struct buf *out, const char *argument)
{
	char *text;
	long n = strtol(argument, &text, 10);

	text += *text == ' ';
	for (size_t length = strlen(text); n > 0; n--)
		buf_add(out, text, length);
}

static void add_base64(struct buf *out, const char *text)
{
	char both[4096], coded[8192];

	snprintf(both, sizeof both, "%.*s", (int)strcspn(text, ":"), text);
	text += strcspn(text, ":");
	http_basic(coded, sizeof coded, both, *text ? text + 1 : "");
	buf_str(out, coded + strlen("Basic "));
}

/* Base 32 in, blanks passed over. */
static void add_totp(const struct vars *v, struct buf *out, const char *key)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const char *moved = vars_get(v, "clock_ms"), *digit;
	i64 now = clock_now_ms() + (moved ? strtoll(moved, NULL, 10) : 0);
	uint8_t secret[TOTP_SECRET];
	char code[TOTP_DIGITS + 1];
	uint32_t bits = 0;
	size_t n = 0;
	int held = 0;

	for (; *key && n < sizeof secret; key++) {
		digit = strchr(digits, *key);
		if (!digit)
			continue;
		bits = bits << 5 | (uint32_t)(digit - digits);
		held += 5;
		if (held >= 8) {
			held -= 8;
			secret[n++] = (uint8_t)(bits >> held);
		}
	}
	totp_code(code, secret, n, now / 1000 / TOTP_STEP_S);
	buf_str(out, code);
}

static bool add_word(struct vars *v, struct buf *out, const char *word)
{
	const char *value;

	if (strncmp(word, "repeat ", 7) == 0)
		add_repeat(out, word + 7);
	else if (strncmp(word, "hex ", 4) == 0)
		add_hex(out, word + 4);
	else if (strncmp(word, "base64 ", 7) == 0)
		add_base64(out, word + 7);
	else if (strncmp(word, "totp ", 5) == 0)
		add_totp(v, out, word + 5);
	else if (strcmp(word, "lf") == 0 || strcmp(word, "cr") == 0)
		buf_char(out, *word == 'l' ? '\n' : '\r');
	else if ((value = vars_get(v, word)) != NULL)
		buf_str(out, value);
	else
		return false;
	return true;
}

/* The brace that ends a ${…} whose inside begins at p; words may hold further ${…}. */
static const char *closing(const char *p)
{
	int depth = 1;

	for (; *p; p++) {
		depth += p[0] == '$' && p[1] == '{';
		depth -= *p == '}';
		if (depth == 0)
			return p;
	}
	return NULL;
}

const char *vars_expand(struct vars *v, const char *text, size_t *ret_n, char why[WHY_MAX])
{
	struct buf out = BUF_INIT(EXPANDED_MAX);
	const char *copy = NULL;

	while (text) {
		const char *open = strstr(text, "${"), *close = open ? closing(open + 2) : NULL;
		const char *word;

		buf_add(&out, text, close ? (size_t)(open - text) : strlen(text));
		text = close ? close + 1 : NULL;
		if (!close)
			break;
		word = vars_expand(v, arena_strndup(v->arena, open + 2, (size_t)(close - open - 2)),
			NULL, why);
		if (!word || !add_word(v, &out, word)) {
			if (word)
				snprintf(why, WHY_MAX, "nothing is known as ${%.200s} here", word);
			buf_free(&out);
			return NULL;
		}
	}
	copy = arena_strndup(v->arena, out.n ? out.p : "", out.n);
	if (ret_n)
		*ret_n = out.n;
	buf_free(&out);
	return copy;
}
