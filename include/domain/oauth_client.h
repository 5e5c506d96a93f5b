/*
 * OAuth clients: programs that people let act for them. An administrator registers one; only the
 * hash of its secret is kept. A deleted client's tokens end.
 */
#ifndef TEND_DOMAIN_OAUTH_CLIENT_H
#define TEND_DOMAIN_OAUTH_CLIENT_H

#include "base/secret.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum {
	OAUTH_IDENTIFIER_MAX = 100,
	OAUTH_REDIRECTS_MAX = 20,
	OAUTH_REDIRECT_MAX = 1000, /* bytes of one */
};

enum client_kind { CLIENT_CONFIDENTIAL = 1, CLIENT_PUBLIC = 2 };
/* "confidential", "public". */
const char *client_kind_name(enum client_kind v);

struct oauth_client {
	client_id id;
	const char *identifier, *name;
	const char *company, *description; /* NULL: none */
	enum client_kind kind;
	bool has_secret;
	uint8_t secret_hash[SECRET_HASH];
	const char *redirect_uris; /* one a line, "" for none */
	user_id user;		   /* who registered it */
	i64 created_at, updated_at;
};

struct oauth_client_input {
	struct opt_text name, identifier, company, description, kind;
	struct {
		bool set;
		struct text_list v;
	} redirect_uris; /* as opt_texts */
};

/* NULL when there is none or it was deleted. */
enum err oauth_client_load(struct cx *cx, client_id id, struct oauth_client **ret) NODISCARD;
enum err oauth_client_find(
	struct cx *cx, const char *identifier, struct oauth_client **ret) NODISCARD;
enum err oauth_client_list(
	struct cx *cx, struct page *page, struct oauth_client **ret, int *ret_n) NODISCARD;
/* secret: its text, kept as a hash; public clients have none. E_INVALID names the field;
 * E_FORBIDDEN, here and below: the actor's own credentials carry less than all scopes. */
enum err oauth_client_create(struct cx *cx, const struct oauth_client_input *in, const char *secret,
	struct oauth_client **ret) NODISCARD;
enum err oauth_client_update(struct cx *cx, client_id id, const struct oauth_client_input *in,
	struct oauth_client **ret) NODISCARD;
/* Another secret; the old one ends. E_INVALID for a public client. */
enum err oauth_client_set_secret(
	struct cx *cx, client_id id, const char *secret, struct oauth_client **ret) NODISCARD;
enum err oauth_client_delete(struct cx *cx, client_id id) NODISCARD;

/* Is this exactly one of the client's? */
bool oauth_client_redirects_to(const struct oauth_client *client, const char *uri);
/* Where a browser may be sent: https, http on this machine, or a scheme of an app's own
 * ("org.example.app:/…"); no fragment, no blanks. */
bool oauth_redirect_valid(const char *uri);

#endif
