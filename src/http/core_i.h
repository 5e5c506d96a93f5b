/* Private to http: handlers of the core routes that live in files of their own. */
#ifndef TEND_HTTP_CORE_I_H
#define TEND_HTTP_CORE_I_H

#include "http/http_i.h"

done metrics_show(struct rq *rq, void *in);
done openapi_show(struct rq *rq, void *in);

#endif
