/*
 * What an agent asks of others: the administrators for one more agent, the owner of an address for
 * its proof. Nobody is made and nothing is sent: the wish is an event in the log.
 */
#ifndef TEND_DOMAIN_USER_REQUEST_H
#define TEND_DOMAIN_USER_REQUEST_H

#include "domain/user.h"

/* For whom. E_INVALID: no name, or no address that nobody has yet. */
enum err user_request_add(struct cx *cx, const char *name, const char *email) NODISCARD;
/* The owner of this address shall prove it; one that is proved already is no wish. E_NOT_FOUND,
 * E_FORBIDDEN (an agent and somebody who is not an end-user), E_INVALID (a phone number). */
enum err identity_request_verification(
	struct cx *cx, user_id user, i64 id, struct identity *ret) NODISCARD;

#endif
