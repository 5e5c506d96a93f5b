/* The body {"organization": {…}} of creates and updates. */
#ifndef TEND_HTTP_ORGANIZATION_BODY_H
#define TEND_HTTP_ORGANIZATION_BODY_H

#include "domain/organization.h"
#include "http/rq.h"

/* What the field table fills in; organization_body_input makes the domain's input of it. */
struct organization_body {
	struct organization_input organization;
	struct opt_texts tags, domains;
	json_t *fields;
};

extern const struct field_table organization_body_fields;

/* Points into the body. */
struct organization_input *organization_body_input(struct organization_body *body);

#endif
