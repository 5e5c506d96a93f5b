/* What formatted text may hold: the same elements that the server lets through (base/html_clean). */

import { Schema, type DOMOutputSpec, type MarkSpec, type NodeSpec } from "prosemirror-model";

const HOLE = 0;
const simple = (tag: string): DOMOutputSpec => [tag, HOLE];
const OWN_FILE = /\/attachments\/token\/[0-9A-Za-z]{40,64}/;
const LINK = /^(https?:|mailto:|tel:)/i;

const nodes: Record<string, NodeSpec> = {
  doc: { content: "block+" },
  paragraph: {
    content: "inline*",
    group: "block",
    parseDOM: ["p", "h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag })),
    toDOM: () => ["p", { dir: "auto" }, HOLE],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => simple("blockquote") },
  bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => simple("ul") },
  ordered_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ol" }], toDOM: () => simple("ol") },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => simple("li") },
  code_block: {
    content: "text*",
    marks: "",
    group: "block",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => simple("pre"),
  },
  text: { group: "inline" },
  image: {
    inline: true,
    group: "inline",
    draggable: true,
    attrs: { src: {} },
    parseDOM: [
      {
        tag: "img[src]",
        getAttrs: (element) => {
          const src = OWN_FILE.exec(element.getAttribute("src") ?? "")?.[0];
          return src ? { src } : false;
        },
      },
    ],
    toDOM: (node) => ["img", { src: node.attrs.src as string, alt: "" }],
  },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (element) => {
          const href = element.getAttribute("href") ?? "";
          return LINK.test(href) ? { href } : false;
        },
      },
    ],
    toDOM: (mark) => ["a", { href: mark.attrs.href as string, rel: "noopener noreferrer" }, HOLE],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }, { style: "font-weight=bold" }], toDOM: () => simple("strong") },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => simple("em") },
  u: { parseDOM: [{ tag: "u" }], toDOM: () => simple("u") },
  s: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => simple("s") },
  code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => simple("code") },
};

export const schema = new Schema({ nodes, marks });
