/* Templates: a compiled list of nodes; blocks know where they end, so rendering is one walk. */
#include "http/template.h"

#include "base/html_clean.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH = 16, NAME_MAX_BYTES = 120 };

enum op {
	OP_TEXT,  /* a: bytes */
	OP_VALUE, /* a: name */
	OP_HTML,  /* a: name of a formatted text */
	OP_T,	  /* a: key, b: placeholder or NULL */
	OP_ASSET, /* a: name */
	OP_CONTENT,
	OP_IF,	 /* a: name; jump: its else or end */
	OP_ELSE, /* jump: the end */
	OP_EACH, /* a: name; jump: its end */
	OP_END,
};

struct node {
	enum op op;
	const char *a, *b;
	size_t n; /* bytes of OP_TEXT */
	int jump;
};

struct template
{
	struct node *nodes;
	int n;
};

/* --- views --- */

struct view_value {
	struct view_value *next;
	const char *name, *text; /* text NULL: a list */
	bool formatted;		 /* text came out of html_clean */
	struct view *first, **tail;
};

struct view {
	struct arena *arena;
	struct view *next; /* in its list */
	const struct view *outer;
	struct view_value *values;
};

struct view *view_make(struct arena *a)
{
	struct view *v = ARENA_NEW(a, struct view);

	v->arena = a;
	return v;
}

static struct view_value *find(const struct view *v, const char *name)
{
	for (; v; v = v->outer)
		for (struct view_value *x = v->values; x; x = x->next)
			if (strcmp(x->name, name) == 0)
				return x;
	return NULL;
}

static struct view_value *value_new(struct view *v, const char *name)
{
	struct view_value *x = ARENA_NEW(v->arena, struct view_value);

	x->name = name;
	x->next = v->values;
	v->values = x;
	return x;
}

struct view *view_child(struct arena *a, const struct view *outer)
{
	struct view *v = view_make(a);

	v->outer = outer;
	return v;
}

bool view_has(const struct view *v, const char *name)
{
	return find(v, name) != NULL;
}

const char *view_get(const struct view *v, const char *name)
{
	const struct view_value *x = find(v, name);

	return x ? x->text : NULL;
}

void view_set(struct view *v, const char *name, const char *value)
{
	if (value)
		value_new(v, name)->text = value;
}

void view_set_html(struct view *v, const char *name, const char *html)
{
	const char *words, *clean = html ? html_clean(v->arena, html, &words) : NULL;
	struct view_value *x;

	if (!clean)
		return;
	x = value_new(v, name);
	x->text = clean;
	x->formatted = true;
}

void view_set_i64(struct view *v, const char *name, i64 value)
{
	value_new(v, name)->text = arena_printf(v->arena, "%lld", (long long)value);
}

struct view *view_append(struct view *v, const char *list)
{
	struct view *item = view_make(v->arena);
	struct view_value *x;

	for (x = v->values; x && (x->text || strcmp(x->name, list) != 0);)
		x = x->next;
	if (!x) {
		x = value_new(v, list);
		x->tail = &x->first;
	}
	item->outer = v;
	*x->tail = item;
	x->tail = &item->next;
	return item;
}

static bool is_true(const struct view_value *x)
{
	if (!x)
		return false;
	return x->text ? *x->text && strcmp(x->text, "0") != 0 : x->first != NULL;
}

/* --- compiling --- */

struct compiler {
	struct arena *arena;
	struct template *t;
	int cap;
	int open[DEPTH], depth; /* nodes of the blocks that are open */
	char *why;
	size_t why_cap;
};

static struct node *emit(struct compiler *c, enum op op)
{
	struct template *t = c->t;

	if (t->n == c->cap) {
		struct node *more = ARENA_ARRAY(c->arena, struct node, c->cap * 2 + 32);

		if (t->n)
			memcpy(more, t->nodes, sizeof *more * (size_t)t->n);
		t->nodes = more;
		c->cap = c->cap * 2 + 32;
	}
	t->nodes[t->n].op = op;
	return &t->nodes[t->n++];
}

static bool bad(struct compiler *c, const char *what, const char *tag)
{
	snprintf(c->why, c->why_cap, "%s: {{%s}}", what, tag);
	return false;
}

static bool open_block(struct compiler *c, enum op op, const char *name, const char *tag)
{
	if (c->depth == DEPTH)
		return bad(c, "nested too deep", tag);
	c->open[c->depth++] = c->t->n;
	emit(c, op)->a = arena_strdup(c->arena, name);
	return true;
}

static bool add_else(struct compiler *c, const char *tag)
{
	int at = c->depth ? c->open[c->depth - 1] : -1;

	if (at < 0 || c->t->nodes[at].op != OP_IF)
		return bad(c, "else without if", tag);
	c->open[c->depth - 1] = c->t->n;
	emit(c, OP_ELSE);
	c->t->nodes[at].jump = c->t->n;
	return true;
}

static bool close_block(struct compiler *c, bool each, const char *tag)
{
	int at = c->depth ? c->open[--c->depth] : -1;

	if (at < 0 || (c->t->nodes[at].op == OP_EACH) != each)
		return bad(c, "closes nothing", tag);
	emit(c, OP_END);
	c->t->nodes[at].jump = c->t->n;
	return true;
}

/* The inside of {{…}}, trimmed. */
static bool compile_tag(struct compiler *c, const char *tag)
{
	char word[NAME_MAX_BYTES] = "", second[NAME_MAX_BYTES] = "", third[NAME_MAX_BYTES] = "";
	int words = sscanf(tag, "%119s %119s %119s", word, second, third);
	struct node *n;

	if (strcmp(word, "#if") == 0 && words == 2)
		return open_block(c, OP_IF, second, tag);
	if (strcmp(word, "#each") == 0 && words == 2)
		return open_block(c, OP_EACH, second, tag);
	if (strcmp(word, "else") == 0 && words == 1)
		return add_else(c, tag);
	if (strcmp(word, "/if") == 0 || strcmp(word, "/each") == 0)
		return close_block(c, word[1] == 'e', tag);
	if (strcmp(word, ">content") == 0) {
		emit(c, OP_CONTENT);
	} else if (strcmp(word, "asset") == 0 && words == 2) {
		emit(c, OP_ASSET)->a = arena_strdup(c->arena, second);
	} else if (strcmp(word, "html") == 0 && words == 2) {
		emit(c, OP_HTML)->a = arena_strdup(c->arena, second);
	} else if (strcmp(word, "t") == 0 && words >= 2) {
		n = emit(c, OP_T);
		n->a = arena_strdup(c->arena, second);
		n->b = words == 3 ? arena_strdup(c->arena, third) : NULL;
	} else if (words == 1 && word[0] != '#' && word[0] != '/') {
		emit(c, OP_VALUE)->a = arena_strdup(c->arena, word);
	} else {
		return bad(c, "not understood", tag);
	}
	return true;
}

struct template *template_compile(
	struct arena *a, const char *text, size_t n, char *why, size_t why_cap)
{
	struct compiler c = {
		.arena = a, .t = ARENA_NEW(a, struct template), .why = why, .why_cap = why_cap};
	const char *s = text, *end = text + n;

	while (s < end) {
		const char *open = memmem(s, (size_t)(end - s), "{{", 2), *close;
		struct node *node;
		char *tag;

		if (!open)
			open = end;
		if (open > s) {
			node = emit(&c, OP_TEXT);
			node->a = s;
			node->n = (size_t)(open - s);
		}
		if (open == end)
			break;
		close = memmem(open, (size_t)(end - open), "}}", 2);
		tag = arena_strndup(a, open + 2, (size_t)((close ? close : end) - open - 2));
		if (!close)
			bad(&c, "not closed", tag);
		if (!close || !compile_tag(&c, tag))
			return NULL;
		s = close + 2;
	}
	if (c.depth)
		bad(&c, "a block is not closed", c.t->nodes[c.open[c.depth - 1]].a);
	return c.depth ? NULL : c.t;
}

/* --- rendering --- */

struct renderer {
	const struct template *t;
	const struct template_sources *sources;
	const struct buf *content;
	struct buf *out;
};

/* "Up to {file_limit} each" with the placeholder replaced by its value. */
static void write_text(struct renderer *r, const struct node *n, const struct view *v)
{
	const char *text = r->sources->text(r->sources->self, n->a), *at, *value;
	const struct view_value *x = n->b ? find(v, n->b) : NULL;
	char name[NAME_MAX_BYTES + 2], head[2048];

	if (!text)
		text = n->a;
	if (!n->b) {
		buf_html(r->out, text);
		return;
	}
	snprintf(name, sizeof name, "{%s}", n->b);
	value = x && x->text ? utf8_set_apart(v->arena, x->text, r->sources->leftwards) : "";
	for (; (at = strstr(text, name)); text = at + strlen(name)) {
		if ((size_t)(at - text) >= sizeof head)
			break;
		memcpy(head, text, (size_t)(at - text));
		head[at - text] = 0;
		buf_html(r->out, head);
		buf_html(r->out, value);
	}
	buf_html(r->out, text);
}

static void render_range(struct renderer *r, int from, int to, const struct view *v);

static void render_each(struct renderer *r, int at, const struct view *v)
{
	const struct node *n = &r->t->nodes[at];
	const struct view_value *x = find(v, n->a);

	if (!x || x->text)
		return;
	for (const struct view *item = x->first; item; item = item->next)
		render_range(r, at + 1, n->jump, item);
}

static void write_node(struct renderer *r, const struct node *n, const struct view *v)
{
	const struct view_value *x;
	const char *s;

	switch (n->op) {
	case OP_TEXT:
		buf_add(r->out, n->a, n->n);
		break;
	case OP_VALUE:
		x = find(v, n->a);
		if (x && x->text)
			buf_html(r->out, x->text);
		break;
	case OP_HTML:
		x = find(v, n->a);
		if (x && x->formatted)
			buf_str(r->out, x->text);
		break;
	case OP_T:
		write_text(r, n, v);
		break;
	case OP_ASSET:
		s = r->sources->asset(r->sources->self, n->a);
		buf_html(r->out, s ? s : "");
		break;
	case OP_CONTENT:
		if (r->content && r->content->p)
			buf_add(r->out, r->content->p, r->content->n);
		break;
	case OP_IF:
	case OP_ELSE:
	case OP_EACH:
	case OP_END:
		break;
	}
}

static void render_range(struct renderer *r, int from, int to, const struct view *v)
{
	for (int i = from; i < to;) {
		const struct node *n = &r->t->nodes[i];

		if (n->op == OP_EACH) {
			render_each(r, i, v);
			i = n->jump;
		} else if (n->op == OP_ELSE || (n->op == OP_IF && !is_true(find(v, n->a)))) {
			i = n->jump;
		} else {
			write_node(r, n, v);
			i++;
		}
	}
}

void template_render(const struct template *t, const struct template_sources *sources,
	const struct view *v, const struct buf *content, struct buf *out)
{
	struct renderer r = {t, sources, content, out};

	render_range(&r, 0, t->n, v);
}
