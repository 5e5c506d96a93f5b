/*
 * Formatted text as the server gives it: only a few elements, every one closed, five entities (base/html_clean). Read
 * into a tree of our own, so that no HTML is ever put into the page as a string; what is not known is left out.
 */

export interface RichElement {
  tag: RichTag;
  href?: string;
  src?: string;
  children: RichNode[];
}

export type RichNode = string | RichElement;

const TAGS = ["p", "br", "strong", "em", "u", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img"] as const;
export type RichTag = (typeof TAGS)[number];

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const FILE = /^\/attachments\/token\/[0-9A-Za-z]{40,64}$/;
const LINK = /^(https?:|mailto:|tel:)/i;

function plain(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}

function attribute(source: string, name: string): string {
  return plain(new RegExp(`\\b${name}="([^"]*)"`).exec(source)?.[1] ?? "");
}

function element(tag: RichTag, source: string): RichElement | null {
  const made: RichElement = { tag, children: [] };
  if (tag === "img") {
    const src = attribute(source, "src");
    return FILE.test(src) ? { ...made, src } : null;
  }
  const href = tag === "a" ? attribute(source, "href") : "";
  return LINK.test(href) ? { ...made, href } : made;
}

export function parseRich(html: string): RichNode[] {
  const top: RichNode[] = [];
  const stack: { tag: string; children: RichNode[] }[] = [{ tag: "", children: top }];
  for (const [, text, closing, name = "", rest = ""] of html.matchAll(/([^<]+)|<(\/?)([a-z]+)([^>]*)>/g)) {
    const here = stack.at(-1)?.children ?? top;
    if (text !== undefined) here.push(plain(text));
    else if (closing) {
      const at = stack.findLastIndex((open) => open.tag === name);
      if (at > 0) stack.length = at;
    } else {
      const tag = TAGS.find((known) => known === name);
      const made = tag ? element(tag, rest) : null;
      if (!made) continue;
      here.push(made);
      if (tag !== "br" && tag !== "img") stack.push(made);
    }
  }
  return top;
}

/* The formatted text in a html_body of the API; null when the comment is plain. */
export function richBody(htmlBody: string | undefined): string | null {
  return /^<div class="zd-comment zd-comment-rich"[^>]*>([\s\S]*)<\/div>$/.exec(htmlBody ?? "")?.[1] ?? null;
}

/* Plain text as formatted text, a paragraph for each line. */
export function richOfText(text: string): string {
  return text.split("\n").map((line) => `<p>${escaped(line)}</p>`).join("");
}

export function escapeRich(text: string): string {
  return escaped(text);
}
