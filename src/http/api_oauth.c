/*
 * OAuth clients and tokens as an administrator and their owners see them. A secret and a token are
 * shown once, in the answer that makes them.
 */
#include "http/path.h"
#include "http/view_people.h"

#include "base/secret.h"
#include "domain/oauth_client.h"
#include "domain/token.h"

#include <string.h>

enum { SECRET_CHARACTERS = 43 }; /* 256 bits */

static const char *const by_id[] = {"id", NULL};

/* --- clients --- */

#define AT(member) offsetof(struct oauth_client_input, member)
/* clang-format off */
static const struct field client_field_list[] = {
	{"name", F_TEXT, AT(name), 200, "Name", "Required; people read it when they allow it"},
	{"identifier", F_TEXT, AT(identifier), OAUTH_IDENTIFIER_MAX, "Identifier",
	 "Required, unique: the client_id of the protocol; letters, digits and ._- only"},
	{"company", F_TEXT, AT(company), 200, "Company", NULL},
	{"description", F_TEXT, AT(description), 1000, "Description", NULL},
	{"kind", F_TEXT, AT(kind), 20, "Kind",
	 "confidential (keeps a secret; the default) or public (an app on people's devices)"},
	{"redirect_uri", F_TEXTS, AT(redirect_uris), OAUTH_REDIRECTS_MAX, "Redirect URI",
	 "Where people come back to, exactly: https, http on localhost or an app's scheme"},
	{0}
};
/* clang-format on */
static const struct field_table client_fields = {
	"client", sizeof(struct oauth_client_input), client_field_list};

static void write_redirects(struct jw *jw, const char *lines)
{
	jw_array(jw, "redirect_uri");
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		jw_strn(jw, NULL, lines, n);
		lines += n;
		lines += *lines == '\n';
	}
	jw_end(jw);
}

/* secret: its text when it was just made, else NULL. */
static void client_write(
	struct rq *rq, const char *key, const struct oauth_client *c, const char *secret)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", c->id.v);
	jw_printf(jw, "url", "%s/api/v2/oauth/clients/%lld.json", rq->base_url, (long long)c->id.v);
	jw_str(jw, "identifier", c->identifier);
	jw_str(jw, "name", c->name);
	jw_str(jw, "company", c->company);
	jw_str(jw, "description", c->description);
	jw_str(jw, "kind", client_kind_name(c->kind));
	jw_bool(jw, "global", false);
	jw_null(jw, "logo_url");
	write_redirects(jw, c->redirect_uris);
	jw_str(jw, "secret", secret);
	jw_i64(jw, "user_id", c->user.v);
	jw_time(jw, "created_at", c->created_at);
	jw_time(jw, "updated_at", c->updated_at);
	jw_end(jw);
}

static done clients_list(struct rq *rq, void *in)
{
	struct oauth_client *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_id, &page) || oauth_client_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "clients");
	for (int i = 0; i < n; i++)
		client_write(rq, NULL, &rows[i], NULL);
	return reply_page(rq, &page);
}

/* Clients that come with the program: there are none. */
static done global_clients_list(struct rq *rq, void *in)
{
	struct page page;

	(void)in;
	if (rq_page_whole(rq, NULL, 0, 0, 0, &page))
		return reply_error(rq);
	reply_list(rq, "global_clients");
	return reply_page(rq, &page);
}

static done client_show(struct rq *rq, void *in)
{
	struct oauth_client *c;
	client_id id;

	(void)in;
	if (rq_id(rq, "oauth_client_id", &id.v) || oauth_client_load(&rq->cx, id, &c) ||
		(!c && fail_not_found(&rq->cx)))
		return reply_error(rq);
	reply_begin(rq, 200);
	client_write(rq, "client", c, NULL);
	return reply_end(rq);
}

static done client_post(struct rq *rq, void *in)
{
	char secret[SECRET_CHARACTERS + 1];
	struct oauth_client *c;

	secret_text(secret, SECRET_CHARACTERS);
	if (oauth_client_create(&rq->cx, in, secret, &c))
		return reply_error(rq);
	reply_made(rq, true, "oauth/clients", c->id.v);
	client_write(rq, "client", c, c->has_secret ? secret : NULL);
	return reply_end(rq);
}

static done client_put(struct rq *rq, void *in)
{
	struct oauth_client *c;
	client_id id;

	if (rq_id(rq, "oauth_client_id", &id.v) || oauth_client_update(&rq->cx, id, in, &c))
		return reply_error(rq);
	reply_begin(rq, 200);
	client_write(rq, "client", c, NULL);
	return reply_end(rq);
}

static done client_secret(struct rq *rq, void *in)
{
	char secret[SECRET_CHARACTERS + 1];
	struct oauth_client *c;
	client_id id;

	(void)in;
	secret_text(secret, SECRET_CHARACTERS);
	if (rq_id(rq, "oauth_client_id", &id.v) || oauth_client_set_secret(&rq->cx, id, secret, &c))
		return reply_error(rq);
	reply_begin(rq, 200);
	client_write(rq, "client", c, secret);
	return reply_end(rq);
}

static done client_remove(struct rq *rq, void *in)
{
	client_id id;

	(void)in;
	if (rq_id(rq, "oauth_client_id", &id.v) || oauth_client_delete(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- tokens --- */

struct token_body {
	struct opt_text name;
	struct opt_i64 client_id;
	struct opt_texts scopes;
};

#undef AT
#define AT(member) offsetof(struct token_body, member)
/* clang-format off */
static const struct field token_field_list[] = {
	{"client_id", F_ID, AT(client_id), 0, "Client", "Whom it is for; none: a plain API token"},
	{"scopes", F_TEXTS, AT(scopes), 50, "Scopes",
	 "read, write, tickets:read, users:write …; no more than one's own credentials carry"},
	{"name", F_TEXT, AT(name), 200, "Name", "What it is for"},
	{0}
};
/* clang-format on */
static const struct field_table token_fields = {
	"token", sizeof(struct token_body), token_field_list};

static void write_words(struct jw *jw, const char *key, const char *words)
{
	jw_array(jw, key);
	while (*words) {
		size_t n = strcspn(words, " ");

		jw_strn(jw, NULL, words, n);
		words += n;
		words += *words == ' ';
	}
	jw_end(jw);
}

/* text: the whole token when it was just made, else NULL. */
static void token_write(struct rq *rq, const char *key, const struct token *t, const char *text)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", t->id.v);
	jw_printf(jw, "url", "%s/api/v2/oauth/tokens/%lld.json", rq->base_url, (long long)t->id.v);
	jw_i64(jw, "user_id", t->user.v);
	jw_id(jw, "client_id", t->client.v);
	jw_str(jw, "name", t->name);
	jw_str(jw, "token", text);
	jw_null(jw, "refresh_token");
	write_words(jw, "scopes", t->scopes.words);
	jw_time(jw, "created_at", t->created_at);
	jw_time(jw, "expires_at", t->expires_at);
	jw_time(jw, "refresh_token_expires_at", t->refreshes ? t->over_at : 0);
	jw_time(jw, "used_at", t->used_at);
	jw_end(jw);
}

static done tokens_list(struct rq *rq, void *in)
{
	const char *all = rq_query(rq, "all");
	struct token_filter filter = {.all = all && strcmp(all, "true") == 0};
	struct token *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_id, &page) || rq_query_i64(rq, "client_id", 0, &filter.client.v) ||
		token_page(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "tokens");
	for (int i = 0; i < n; i++)
		token_write(rq, NULL, &rows[i], NULL);
	return reply_page(rq, &page);
}

/*
 * :oauth_token_id, or "current" for the one that the request came with: every token may look at
 * itself and end itself, whatever its scopes.
 */
static enum err path_token(struct rq *rq, enum capability for_others, struct token *ret)
{
	token_id own = {rq->cx.actor.token_id}, id = own;

	if (strcmp(rq_param(rq, "oauth_token_id"), "current") != 0)
		TRY(rq_id(rq, "oauth_token_id", &id.v));
	if (id.v != own.v && can(&rq->cx.actor, for_others))
		return fail(&rq->cx, E_FORBIDDEN, NULL, NULL, "%s",
			"The scopes of this token do not reach other tokens");
	return token_get(&rq->cx, id, ret);
}

static done token_show(struct rq *rq, void *in)
{
	struct token token;

	(void)in;
	if (path_token(rq, CAP_TOKEN_READ, &token))
		return reply_error(rq);
	reply_begin(rq, 200);
	token_write(rq, "token", &token, NULL);
	return reply_end(rq);
}

static enum err read_scopes(struct rq *rq, const struct text_list *list, struct scopes *ret)
{
	const char *words = "", *bad;

	for (int i = 0; i < list->n; i++)
		words = arena_printf(rq->cx.arena, "%s %s", words, list->v[i]);
	if (!scope_parse(rq->cx.arena, words, ret, &bad))
		return fail(&rq->cx, E_INVALID, "scopes", "InvalidValue",
			"Scopes: %.100s is no scope", bad);
	return OK;
}

/* For oneself. */
static done token_post(struct rq *rq, void *in)
{
	const struct token_body *body = in;
	char text[SECRET_TOKEN];
	struct token_input input = {.user = rq->cx.actor.id,
		.client = {body->client_id.v},
		.name = body->name.v ? body->name.v : "API",
		.text = text};
	struct token token;
	token_id id;

	secret_token_new(text);
	if (read_scopes(rq, &body->scopes.v, &input.scopes) || token_create(&rq->cx, &input, &id) ||
		token_get(&rq->cx, id, &token))
		return reply_error(rq);
	reply_made(rq, true, "oauth/tokens", id.v);
	token_write(rq, "token", &token, text);
	return reply_end(rq);
}

static done token_remove(struct rq *rq, void *in)
{
	struct token token;

	(void)in;
	if (path_token(rq, CAP_TOKEN_WRITE, &token) || token_revoke(&rq->cx, token.id))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define CLIENTS "/api/v2/oauth/clients"
#define CLIENT	CLIENTS "/:oauth_client_id"
#define TOKENS	"/api/v2/oauth/tokens"
#define TOKEN	TOKENS "/:oauth_token_id"
/* clang-format off */
const struct route oauth_routes[] = {
	{M_GET, CLIENTS, clients_list, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0, NULL,
	 "OAuth clients: programs that people can let act for them"},
	{M_POST, CLIENTS, client_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &client_fields, 0,
	 NULL, "Register an OAuth client; the answer shows its secret once"},
	{M_GET, CLIENT, client_show, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0, NULL,
	 "One OAuth client"},
	{M_PUT, CLIENT, client_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &client_fields, 0, NULL,
	 "Change an OAuth client"},
	{M_PUT, CLIENT "/generate_secret", client_secret, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE,
	 NULL, 0, NULL, "Give an OAuth client another secret, shown once; the old one ends"},
	{M_DELETE, CLIENT, client_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete an OAuth client; its tokens end"},
	{M_GET, "/api/v2/oauth/global_clients", global_clients_list, RUN_READ, CAP_ADMIN_READ,
	 BODY_NONE, NULL, 0, NULL, "OAuth clients that come with the program: none"},
	{M_GET, TOKENS, tokens_list, RUN_READ, CAP_TOKEN_READ, BODY_NONE, NULL, 0, "client_id,all",
	 "One's own live tokens; with all=true an administrator sees everybody's"},
	{M_POST, TOKENS, token_post, RUN_WRITE, CAP_TOKEN_WRITE, BODY_JSON, &token_fields, 0, NULL,
	 "Make a token for oneself; the answer shows it once"},
	{M_GET, TOKEN, token_show, RUN_READ, CAP_ME, BODY_NONE, NULL, 0, NULL,
	 "One token; \"current\" is the one that asks"},
	{M_DELETE, TOKEN, token_remove, RUN_WRITE, CAP_ME, BODY_NONE, NULL, 0, NULL,
	 "End a token; \"current\" is the one that asks"},
	{0}
};
/* clang-format on */
