/* Private to server.c, reply.c and sse.c, the only files that see libmicrohttpd. */
#ifndef TEND_HTTP_MHD_I_H
#define TEND_HTTP_MHD_I_H

#include "http/http_i.h"

#include <microhttpd.h>

#if MHD_VERSION < 0x00097500
#error "libmicrohttpd 0.9.75 or newer is needed"
#endif

#endif
