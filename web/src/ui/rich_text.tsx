/* Formatted text of a message, built from its tree (core/rich.ts). */

import type { ComponentChildren } from "preact";
import { t } from "../core/i18n";
import { parseRich, type RichNode } from "../core/rich";
import { LinkedText } from "./linked_text";

function View({ node }: { node: RichNode }): ComponentChildren {
  if (typeof node === "string") return <LinkedText text={node} />;
  const inside = node.children.map((child, at) => <View key={at} node={child} />);
  if (node.tag === "br") return <br />;
  if (node.tag === "img") return <img src={node.src} alt={t("compose.rich.image")} loading="lazy" />;
  if (node.tag === "a") {
    return node.href ? (
      <a href={node.href} target="_blank" rel="noopener noreferrer" dir="auto">
        {node.children.filter((child) => typeof child === "string").join("") || node.href}
      </a>
    ) : (
      <span>{inside}</span>
    );
  }
  const Tag = node.tag;
  return Tag === "p" ? <p dir="auto">{inside}</p> : <Tag>{inside}</Tag>;
}

export function RichText({ html }: { html: string }) {
  return (
    <div class="rich">
      {parseRich(html).map((node, at) => (
        <View key={at} node={node} />
      ))}
    </div>
  );
}
