/* Rows of OAuth clients. */
#ifndef TEND_DOMAIN_OAUTH_CLIENT_I_H
#define TEND_DOMAIN_OAUTH_CLIENT_I_H

#include "domain/oauth_client.h"

enum err oauth_client_store_insert(struct cx *cx, struct oauth_client *client) NODISCARD;
enum err oauth_client_store_update(struct cx *cx, const struct oauth_client *client) NODISCARD;
enum err oauth_client_store_delete(struct cx *cx, client_id id) NODISCARD;

#endif
