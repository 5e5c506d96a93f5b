/*
 * Fault injection for tests: FAULT("commit") is true when the n-th passage of that point was
 * asked to fail through TEND_FAULT_AT="commit:3" (name:n, counted from 1). Compiled in only with
 * -DTEND_FAULT; otherwise it is the constant false.
 */
#ifndef TEND_BASE_FAULT_H
#define TEND_BASE_FAULT_H

#include "base/err.h"

#ifdef TEND_FAULT
bool fault_hit(const char *point);
#define FAULT(point) fault_hit(point)
#else
#define FAULT(point) false
#endif

#endif
