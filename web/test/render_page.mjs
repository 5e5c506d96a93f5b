/*
 * The template language of pages/ (see pages/layout.html) for tests: the server has its own renderer in C. Throws on
 * anything that the language does not have, so a template that renders here has no syntax of another kind.
 */

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => escapes[sign]);
const tag = /\{\{(#if [a-z_]+|else|\/if|#each [a-z_]+|\/each|t [a-z0-9_.]+(?: [a-z_]+)?|html [a-z_]+|asset [a-z0-9._-]+|>content|[a-z_]+)\}\}/g;

function parse(source, tokens = tokenize(source), until = []) {
  const nodes = [];
  while (tokens.length > 0) {
    const token = tokens.shift();
    if (token.tag && until.includes(token.tag)) return { nodes, end: token.tag };
    nodes.push(token.tag ? parseTag(token.tag, source, tokens) : { kind: "text", text: token.text });
  }
  if (until.length > 0) throw new Error(`missing ${until.join(" or ")}`);
  return { nodes, end: "" };
}

function parseTag(text, source, tokens) {
  const [word, ...rest] = text.split(" ");
  if (word === "#if") {
    const yes = parse(source, tokens, ["else", "/if"]);
    const no = yes.end === "else" ? parse(source, tokens, ["/if"]).nodes : [];
    return { kind: "if", name: rest[0], yes: yes.nodes, no };
  }
  if (word === "#each") return { kind: "each", name: rest[0], body: parse(source, tokens, ["/each"]).nodes };
  if (word === "html") return { kind: "html", name: rest[0] };
  if (word === "t") return { kind: "t", key: rest[0], name: rest[1] ?? "" };
  if (word === "asset") return { kind: "asset", name: rest[0] };
  if (word === ">content") return { kind: "content" };
  if (word === "else" || word.startsWith("/")) throw new Error(`stray {{${text}}}`);
  return { kind: "value", name: word };
}

function tokenize(source) {
  const tokens = [];
  let at = 0;
  for (const match of source.matchAll(tag)) {
    tokens.push({ text: source.slice(at, match.index) }, { tag: match[1] });
    at = match.index + match[0].length;
  }
  tokens.push({ text: source.slice(at) });
  const stray = tokens.find((token) => token.text?.includes("{{"));
  if (stray) throw new Error(`not in the language: ${stray.text.slice(stray.text.indexOf("{{"), stray.text.indexOf("{{") + 40)}`);
  return tokens;
}

export function stripComment(source) {
  return source.replace(/^<!--.*?-->\s*/s, "");
}

/* All nodes of a template, flat, for checks. */
export function templateNodes(source) {
  const flat = (nodes) => nodes.flatMap((node) => [node, ...flat(node.yes ?? []), ...flat(node.no ?? []), ...flat(node.body ?? [])]);
  return flat(parse(stripComment(source)).nodes);
}

/* Renders with `values`, texts from `texts`, assets from `asset(name)`; an unknown name or key is an error. */
export function renderPage(source, values, { texts, asset, content = "" }) {
  const lookup = (scopes, name) => {
    const scope = scopes.find((values) => name in values);
    if (!scope) throw new Error(`no value "${name}"`);
    return scope[name];
  };
  const isTrue = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const render = (nodes, scopes) => nodes.map((node) => renderNode(node, scopes)).join("");
  const renderNode = (node, scopes) => {
    if (node.kind === "text") return node.text;
    if (node.kind === "value") return escape(lookup(scopes, node.name) ?? "");
    /* the server makes it safe; here it stands for itself */
    if (node.kind === "html") return lookup(scopes, node.name) ?? "";
    if (node.kind === "asset") return escape(asset(node.name));
    if (node.kind === "content") return content;
    if (node.kind === "if") return render(isTrue(lookup(scopes, node.name)) ? node.yes : node.no, scopes);
    if (node.kind === "each") return lookup(scopes, node.name).map((item) => render(node.body, [item, ...scopes])).join("");
    if (typeof texts[node.key] !== "string") throw new Error(`no text "${node.key}"`);
    return escape(node.name ? texts[node.key].replace(`{${node.name}}`, lookup(scopes, node.name)) : texts[node.key]);
  };
  return render(parse(stripComment(source)).nodes, [values]);
}
