/* Views, macros, triggers and automations between the API's shape and the domain's (7.14). */
#ifndef TEND_HTTP_RULE_BODY_H
#define TEND_HTTP_RULE_BODY_H

#include "domain/rule.h"
#include "http/rq.h"

/* Bodies of the kinds, in their envelopes. The handler's input is opaque: see rule_body_input. */
extern const struct field_table view_body_fields, macro_body_fields, trigger_body_fields,
	automation_body_fields;

/* What a body gives. E_INVALID when restriction, conditions or output have no such shape. */
enum err rule_body_input(
	struct rq *rq, enum rule_kind kind, void *in, struct rule_input *ret) NODISCARD;

/* What an item of update_many gives: active, position, category_id. */
struct rule_input rule_body_switch(const json_t *item);

/* One object, with what ?include= asks for: key NULL inside an array, "view" at the top. */
enum err rule_write(struct rq *rq, const char *key, const struct rule *r) NODISCARD;
/* "views": the whole reply. */
done reply_rules(struct rq *rq, enum rule_kind kind, const struct rule *rows, int n,
	const struct page *page);
/* {"trigger":{…}}; created: 201 with Location. */
done reply_rule(struct rq *rq, const struct rule *r, bool created);
/* :id of the path, as far as the actor may see it. */
enum err path_rule(struct rq *rq, enum rule_kind kind, struct rule **ret) NODISCARD;

/* The columns of a view: [{"id","title","filterable","sortable"}]. */
enum err view_columns_write(struct rq *rq, const char *key, const struct view_output *o) NODISCARD;

#endif
