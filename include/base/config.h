/*
 * Configuration: command-line flags over TEND_* environment over DATA/tend.conf over defaults.
 * One table (CONFIG_LIST) says what there is; an unknown key or a bad value is an error that
 * names the line. Read-only after config_load; any thread.
 */
#ifndef TEND_BASE_CONFIG_H
#define TEND_BASE_CONFIG_H

#include "base/arena.h"

#include <stdio.h>

enum config_type {
	CONFIG_TEXT,
	CONFIG_NUMBER,
	CONFIG_BYTES,  /* 50M, 64K, 1G or plain */
	CONFIG_LISTEN, /* ADDR:PORT */
	CONFIG_URL,    /* http(s)://host[:port], no path */
	CONFIG_NETWORKS,
	CONFIG_ZONE,  /* IANA name */
	CONFIG_LEVEL, /* debug info warn error */
};

/* X(constant, key, type, default, least, most, help) */
#define CONFIG_LIST(X) \
	X(CFG_LISTEN, "listen", CONFIG_LISTEN, "127.0.0.1:8080", 0, 0, \
		"address and port to serve") \
	X(CFG_PUBLIC_URL, "public_url", CONFIG_URL, "", 0, 0, \
		"URL that customers see, when a proxy stands in front") \
	X(CFG_NAME, "name", CONFIG_TEXT, "Support", 1, 80, "your name on the public pages") \
	X(CFG_TIME_ZONE, "time_zone", CONFIG_ZONE, "UTC", 0, 0, "zone of times on public pages") \
	X(CFG_RATE_LIMIT, "rate_limit", CONFIG_NUMBER, "700", 0, 1000000, \
		"API requests a minute per token, 0 = off") \
	X(CFG_OUTBOUND_ALLOW, "outbound_allow", CONFIG_NETWORKS, "", 0, 0, \
		"private networks that webhooks may reach, there also by plain http") \
	X(CFG_PICTURE_ALLOW, "picture_allow", CONFIG_NETWORKS, "", 0, 0, \
		"private networks from which pictures in messages may be fetched") \
	X(CFG_TRUSTED_PROXIES, "trusted_proxies", CONFIG_NETWORKS, "", 0, 0, \
		"proxies whose X-Forwarded-For and -Proto count") \
	X(CFG_MAX_UPLOAD, "max_upload", CONFIG_BYTES, "50M", 1024, 943718400, \
		"largest attachment") \
	X(CFG_MAX_CONNECTIONS, "max_connections", CONFIG_NUMBER, "4000", 16, 60000, \
		"connections at once") \
	X(CFG_MAX_PER_ADDRESS, "max_connections_per_address", CONFIG_NUMBER, "256", 4, 60000, \
		"connections at once from one address") \
	X(CFG_WORKERS, "workers", CONFIG_NUMBER, "0", 0, 64, "HTTP threads, 0 = one per core") \
	X(CFG_QUEUE_MAX, "write_queue", CONFIG_NUMBER, "4096", 16, 100000, \
		"writes waiting before 503") \
	X(CFG_FREE_FLOOR, "free_space_floor", CONFIG_BYTES, "64M", 0, 1099511627776, \
		"disk space that must stay free; below it writes answer 507") \
	X(CFG_LOG_LEVEL, "log_level", CONFIG_LEVEL, "info", 0, 0, "debug, info, warn or error") \
	X(CFG_WEB_DIR, "web_dir", CONFIG_TEXT, "", 0, 4096, \
		"serve assets and pages from this folder (development)")

enum config_key {
#define X(constant, key, type, otherwise, least, most, help) constant,
	CONFIG_LIST(X)
#undef X
		CONFIG_KEYS
};

struct config {
	const char *value[CONFIG_KEYS];
	const char
		*source[CONFIG_KEYS]; /* "default", "tend.conf line 3", "TEND_LISTEN", "--listen" */
};

/* A flag given on the command line: key with "_", as in CONFIG_LIST. */
struct config_flag {
	const char *key, *value;
};

/* Fill *ret; strings live in the arena. False with a sentence in why: what is wrong and where. */
bool config_load(struct arena *a, const char *data_dir, const struct config_flag *flags,
	int flag_count, struct config *ret, char *why, size_t why_cap);
/* The value; "" when it was left empty. */
const char *config_text(const struct config *c, enum config_key key);
/* CONFIG_NUMBER and CONFIG_BYTES. */
i64 config_number(const struct config *c, enum config_key key);
/* CONFIG_LEVEL as enum log_level. */
int config_level(const struct config *c);
/* "key = value  # source" lines. */
void config_print(const struct config *c, FILE *out);

#endif
