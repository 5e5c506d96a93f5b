/* Between the editor's document and the text that is kept and sent. */

import { type Mark, type Node, Fragment } from "prosemirror-model";
import { escapeRich, parseRich, type RichNode } from "../core/rich";
import { schema } from "./schema";

const BLOCK_TAGS: Record<string, string> = {
  paragraph: "p",
  blockquote: "blockquote",
  bullet_list: "ul",
  ordered_list: "ol",
  list_item: "li",
  code_block: "pre",
};

function open(mark: Mark): string {
  return mark.type.name === "link" ? `<a href="${escapeRich(mark.attrs.href as string)}">` : `<${mark.type.name}>`;
}

function close(mark: Mark): string {
  return mark.type.name === "link" ? "</a>" : `</${mark.type.name}>`;
}

function inlineHtml(node: Node): string {
  const bare = node.isText ? escapeRich(node.text ?? "") : node.type.name === "image" ? `<img src="${escapeRich(node.attrs.src as string)}" alt="">` : "<br>";
  return node.marks.map(open).join("") + bare + [...node.marks].reverse().map(close).join("");
}

export function toHtml(node: Node): string {
  if (node.isInline) return inlineHtml(node);
  let inside = "";
  node.forEach((child) => {
    inside += toHtml(child);
  });
  const tag = BLOCK_TAGS[node.type.name];
  return tag ? `<${tag}>${inside}</${tag}>` : inside;
}

export function toText(doc: Node): string {
  return doc.textBetween(0, doc.content.size, "\n", (leaf) => (leaf.type.name === "hard_break" ? "\n" : ""));
}

const MARK_TAGS = new Set(["strong", "em", "u", "s", "code", "a"]);
const NODE_TAGS: Record<string, string> = { ...Object.fromEntries(Object.entries(BLOCK_TAGS).map(([name, tag]) => [tag, name])) };

function inlineNodes(list: readonly RichNode[], marks: readonly Mark[]): Node[] {
  return list.flatMap((item): Node[] => {
    if (typeof item === "string") return item ? [schema.text(item, marks)] : [];
    if (item.tag === "br") return [schema.nodes.hard_break!.create()];
    if (item.tag === "img") return [schema.nodes.image!.create({ src: item.src })];
    if (!MARK_TAGS.has(item.tag)) return inlineNodes(item.children, marks);
    const name = item.tag === "a" ? "link" : item.tag;
    const mark = name === "link" && !item.href ? null : schema.marks[name]!.create({ href: item.href });
    return inlineNodes(item.children, mark ? mark.addToSet(marks) : marks);
  });
}

function isBlock(item: RichNode): boolean {
  return typeof item !== "string" && item.tag in NODE_TAGS;
}

/* Blocks, with the words between them in paragraphs of their own. */
function blockNodes(list: readonly RichNode[]): Node[] {
  const found: Node[] = [];
  let words: RichNode[] = [];
  const flush = () => {
    if (words.some((item) => typeof item !== "string" || item.trim() !== "")) found.push(schema.nodes.paragraph!.create(null, inlineNodes(words, [])));
    words = [];
  };
  for (const item of list) {
    if (!isBlock(item) || typeof item === "string") {
      words.push(item);
      continue;
    }
    flush();
    const type = schema.nodes[NODE_TAGS[item.tag] ?? "paragraph"]!;
    if (type.name === "code_block") {
      const text = inlineNodes(item.children, []).map((node) => node.text ?? "\n").join("");
      found.push(type.create(null, text ? schema.text(text) : null));
    } else if (type.inlineContent) found.push(type.create(null, inlineNodes(item.children, [])));
    else {
      const made = type.createAndFill(null, Fragment.from(blockNodes(item.children)));
      if (made) found.push(made);
      else found.push(...blockNodes(item.children));
    }
  }
  flush();
  return found;
}

export function fromHtml(html: string): Node {
  const blocks = blockNodes(parseRich(html)).map((block) => (block.type.name === "list_item" ? schema.nodes.bullet_list!.create(null, block) : block));
  return schema.nodes.doc!.create(null, blocks.length > 0 ? blocks : [schema.nodes.paragraph!.create()]);
}
