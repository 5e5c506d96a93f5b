/*
 * The first steps in a new house: invite a colleague, choose the promise, put the form on the site;
 * and a sample ticket to play with. A house that was there before this has nothing open.
 */
#ifndef TEND_DOMAIN_FIRST_RUN_H
#define TEND_DOMAIN_FIRST_RUN_H

#include "base/json.h"
#include "domain/ticket.h"

enum first_step { FIRST_COLLEAGUE, FIRST_PROMISE, FIRST_FORM, FIRST_STEPS };
enum first_state { FIRST_TODO, FIRST_DONE, FIRST_SKIPPED };

struct first_run {
	bool open; /* something is to be done, and nobody has put it away */
	enum first_state steps[FIRST_STEPS];
	ticket_id sample; /* v 0: there is none */
};

/* Wire names: "colleague", "promise", "form"; "todo", "done", "skipped". */
const char *first_step_name(enum first_step step);
const char *first_state_name(enum first_state state);

/* A new house: all is to be done. */
enum err first_run_begin(struct cx *cx) NODISCARD;
/* Put it away for good. */
enum err first_run_close(struct cx *cx) NODISCARD;
enum err first_run_get(struct cx *cx, struct first_run *ret) NODISCARD;
/* {"open": false, "promise": "done"}: what is given changes. E_INVALID on an unknown state. */
enum err first_run_update(struct cx *cx, const json_t *changes, struct first_run *ret) NODISCARD;

/* What a customer might write. */
struct sample_text {
	const char *name, *email, *subject, *body;
};
/* The sample ticket: the one that is there, or a new one. */
enum err first_run_sample(struct cx *cx, const struct sample_text *text, ticket_id *ret) NODISCARD;

#endif
