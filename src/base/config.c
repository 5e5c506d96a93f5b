/* Configuration: table, file, environment, flags. */
#include "base/config.h"

#include "base/log.h"
#include "base/network.h"
#include "base/utf8.h"
#include "base/zone.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

static const struct setting {
	const char *key;
	enum config_type type;
	const char *otherwise;
	i64 least, most;
	const char *help;
} settings[CONFIG_KEYS] = {
#define X(constant, key, type, otherwise, least, most, help) \
	[constant] = {key, type, otherwise, least, most, help},
	CONFIG_LIST(X)
#undef X
};

static const char *const levels[] = {"debug", "info", "warn", "error"};

static int find_key(const char *key)
{
	for (int i = 0; i < CONFIG_KEYS; i++)
		if (strcmp(settings[i].key, key) == 0)
			return i;
	return -1;
}

/* A whole number, with K, M or G when bytes. */
static bool parse_number(const char *text, bool bytes, i64 *ret)
{
	char *end;
	i64 v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || errno || v < 0)
		return false;
	if (bytes && *end) {
		static const char units[] = "KMG";
		const char *unit = strchr(units, toupper((unsigned char)*end));

		if (!unit || end[1])
			return false;
		for (const char *p = units; p <= unit; p++)
			if (__builtin_mul_overflow(v, 1024, &v))
				return false;
		end++;
	}
	*ret = v;
	return !*end;
}

static bool check_number(const struct setting *s, const char *value, char *why, size_t why_cap)
{
	i64 v;

	if (parse_number(value, s->type == CONFIG_BYTES, &v) && v >= s->least && v <= s->most)
		return true;
	snprintf(why, why_cap, "%s must be a number from %lld to %lld%s", s->key,
		(long long)s->least, (long long)s->most,
		s->type == CONFIG_BYTES ? " (K, M, G allowed)" : "");
	return false;
}

static bool check_url(const struct setting *s, const char *value, char *why, size_t why_cap)
{
	const char *host = strncmp(value, "https://", 8) == 0  ? value + 8
			   : strncmp(value, "http://", 7) == 0 ? value + 7
							       : NULL;

	if (!*value || (host && *host && !strpbrk(host, "/?# \"<>\\")))
		return true;
	snprintf(
		why, why_cap, "%s must look like https://help.example.com, without a path", s->key);
	return false;
}

static bool check_level(const struct setting *s, const char *value, char *why, size_t why_cap)
{
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (strcmp(levels[i], value) == 0)
			return true;
	snprintf(why, why_cap, "%s must be debug, info, warn or error", s->key);
	return false;
}

static bool check_text(const struct setting *s, const char *value, char *why, size_t why_cap)
{
	size_t n = strlen(value);
	bool good = utf8_valid(value, n);

	for (const char *p = value; *p; p++)
		good = good && !iscntrl((unsigned char)*p);
	if (good && (n = utf8_length(value)) >= (size_t)s->least && n <= (size_t)s->most)
		return true;
	snprintf(why, why_cap, "%s must have %lld to %lld characters (UTF-8)", s->key,
		(long long)s->least, (long long)s->most);
	return false;
}

static bool check_value(
	struct arena *a, const struct setting *s, const char *value, char *why, size_t why_cap)
{
	struct sockaddr_storage address;
	struct networks networks;
	socklen_t length;

	switch (s->type) {
	case CONFIG_TEXT:
		return check_text(s, value, why, why_cap);
	case CONFIG_NUMBER:
	case CONFIG_BYTES:
		return check_number(s, value, why, why_cap);
	case CONFIG_LISTEN:
		return network_parse_listen(value, &address, &length, why, why_cap);
	case CONFIG_URL:
		return check_url(s, value, why, why_cap);
	case CONFIG_NETWORKS:
		return networks_parse(a, value, &networks, why, why_cap);
	case CONFIG_ZONE:
		if (zone_open(value))
			return true;
		snprintf(why, why_cap, "%s must be an IANA zone such as Europe/Zagreb", s->key);
		return false;
	case CONFIG_LEVEL:
		return check_level(s, value, why, why_cap);
	}
	return false;
}

static bool set_value(struct arena *a, struct config *c, const struct config_flag *given,
	const char *source, char *why)
{
	int key = find_key(given->key);
	char detail[256];

	if (key < 0) {
		snprintf(why, LINE_MAX_BYTES, "%s: there is no setting \"%s\"", source, given->key);
		return false;
	}
	if (!check_value(a, &settings[key], given->value, detail, sizeof detail)) {
		snprintf(why, LINE_MAX_BYTES, "%s: %s", source, detail);
		return false;
	}
	c->value[key] = arena_strdup(a, given->value);
	c->source[key] = arena_strdup(a, source);
	return true;
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1]))
		*--end = 0;
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* One line of the file; n bytes, the newline included. */
static bool read_line(
	struct arena *a, struct config *c, char *line, size_t n, const char *source, char *why)
{
	char *text, *equals;

	if (strlen(line) != n) {
		snprintf(why, LINE_MAX_BYTES, "%s: there is a NUL byte", source);
		return false;
	}
	text = trim(line);
	equals = strchr(text, '=');
	if (!*text || *text == '#')
		return true;
	if (!equals) {
		snprintf(why, LINE_MAX_BYTES, "%s: write `key = value`", source);
		return false;
	}
	*equals = 0;
	return set_value(a, c, &(struct config_flag){trim(text), trim(equals + 1)}, source, why);
}

static bool read_file(struct arena *a, const char *data_dir, struct config *c, char *why)
{
	const char *path = arena_printf(a, "%s/tend.conf", data_dir);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	bool good = f || errno == ENOENT;
	ssize_t n;

	for (int number = 1; good && f && (n = getline(&line, &cap, f)) >= 0; number++)
		good = read_line(
			a, c, line, (size_t)n, arena_printf(a, "tend.conf line %d", number), why);
	if (!*why && (!good || (f && ferror(f)))) {
		snprintf(why, LINE_MAX_BYTES, "cannot read %s: %s", path, strerror(errno));
		good = false;
	}
	free(line);
	if (f)
		fclose(f);
	return good;
}

static bool read_environment(struct arena *a, struct config *c, char *why)
{
	for (int i = 0; i < CONFIG_KEYS; i++) {
		char *name = arena_printf(a, "TEND_%s", settings[i].key);
		const char *value;

		for (char *p = name; *p; p++)
			*p = (char)toupper((unsigned char)*p);
		value = getenv(name);
		if (value &&
			!set_value(a, c, &(struct config_flag){settings[i].key, value}, name, why))
			return false;
	}
	return true;
}

static const char *flag_name(struct arena *a, const char *key)
{
	char *name = arena_printf(a, "--%s", key);

	for (char *p = name; *p; p++)
		if (*p == '_')
			*p = '-';
	return name;
}

bool config_load(struct arena *a, const char *data_dir, const struct config_flag *flags,
	int flag_count, struct config *ret, char *why, size_t why_cap)
{
	char text[LINE_MAX_BYTES] = "";
	bool good;

	for (int i = 0; i < CONFIG_KEYS; i++) {
		ret->value[i] = settings[i].otherwise;
		ret->source[i] = "default";
	}
	good = read_file(a, data_dir, ret, text) && read_environment(a, ret, text);
	for (int i = 0; good && i < flag_count; i++)
		good = set_value(a, ret, &flags[i], flag_name(a, flags[i].key), text);
	if (!good)
		snprintf(why, why_cap, "%s", text);
	return good;
}

const char *config_text(const struct config *c, enum config_key key)
{
	return c->value[key];
}

i64 config_number(const struct config *c, enum config_key key)
{
	i64 v = 0;

	if (!parse_number(c->value[key], settings[key].type == CONFIG_BYTES, &v))
		die("config: %s is not a number", settings[key].key);
	return v;
}

int config_level(const struct config *c)
{
	for (int i = 0; i < (int)COUNT_OF(levels); i++)
		if (strcmp(levels[i], c->value[CFG_LOG_LEVEL]) == 0)
			return i;
	return LOG_INFO;
}

void config_print(const struct config *c, FILE *out)
{
	for (int i = 0; i < CONFIG_KEYS; i++)
		fprintf(out, "%s = %s  # %s; %s\n", settings[i].key, c->value[i], c->source[i],
			settings[i].help);
}
