/* Private to http: the resources of api_forms.c, for the list in api_settings.c. */
#ifndef TEND_HTTP_API_FORMS_H
#define TEND_HTTP_API_FORMS_H

#include "http/resource.h"

extern const struct resource form_resource, status_resource;

#endif
