/* A template of pages/ as the server gets it: without the comment in front, with {{>name}} replaced by pages/parts/name.html. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const parts = join(dirname(fileURLToPath(import.meta.url)), "pages/parts");

export function readPage(file) {
  const text = readFileSync(file, "utf8").replace(/^<!--.*?-->\s*/s, "");
  return text.replace(/\{\{>(?!content\}\})([a-z_]+)\}\}\n/g, (_, name) => readPage(join(parts, `${name}.html`)));
}
