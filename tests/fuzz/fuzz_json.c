/* JSON bodies: the strict parser, then every kind of field. What parses prints and parses again. */
#include "base/json.h"
#include "fuzz/fuzz.h"
#include "http/http_i.h"

struct input {
	struct opt_text text;
	struct opt_i64 number, id, yes, at;
	struct opt_texts texts;
	struct opt_ids ids;
	json_t *any;
};

static const struct field fields[] = {
	{"text", F_TEXT, offsetof(struct input, text), 100, NULL, NULL},
	{"number", F_I64, offsetof(struct input, number), 0, NULL, NULL},
	{"id", F_ID, offsetof(struct input, id), 0, NULL, NULL},
	{"yes", F_BOOL, offsetof(struct input, yes), 0, NULL, NULL},
	{"at", F_TIME, offsetof(struct input, at), 0, NULL, NULL},
	{"texts", F_TEXTS, offsetof(struct input, texts), 20, NULL, NULL},
	{"ids", F_IDS, offsetof(struct input, ids), 20, NULL, NULL},
	{"any", F_JSON, offsetof(struct input, any), 0, NULL, NULL},
	{0},
};
static const struct field_table table = {"ticket", sizeof(struct input), fields};

/* http/params.c */
enum err params_parse(struct rq *rq, const struct field_table *table, void **ret_in);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[64];
	json_t *json = json_parse((const char *)data, size, why, sizeof why), *again;
	struct rq_private p = {0};
	void *in;
	char *text;

	if (!json)
		return 0;
	text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
	again = json_parse(text, strlen(text), why, sizeof why);
	HOLDS(again && json_equal(json, again));
	p.rq.private = &p;
	p.rq.cx.arena = arena_new(FUZZ_ARENA);
	p.rq.json = json;
	if (json_is_object(json) && params_parse(&p.rq, &table, &in) == OK)
		HOLDS(((struct input *)in)->texts.v.n <= 20);
	arena_free(p.rq.cx.arena);
	json_decref(again);
	json_decref(json);
	free(text);
	return 0;
}
