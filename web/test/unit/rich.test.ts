/* Formatted text: what the server lets through is read, everything else is left out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRich, richBody, richOfText } from "../../src/core/rich";

const link = `/attachments/token/${"a".repeat(43)}`;

test("known elements become a tree, entities become signs", () => {
  assert.deepEqual(parseRich("<p>a <strong>b &amp; c</strong></p><ul><li>d<br>e</li></ul>"), [
    { tag: "p", children: ["a ", { tag: "strong", children: ["b & c"] }] },
    { tag: "ul", children: [{ tag: "li", children: ["d", { tag: "br", children: [] }, "e"] }] },
  ]);
});

test("links and images only lead where they may", () => {
  assert.deepEqual(parseRich('<a href="https://e.example/?a&amp;b">x</a>'), [{ tag: "a", href: "https://e.example/?a&b", children: ["x"] }]);
  assert.deepEqual(parseRich('<a href="javascript:alert(1)">x</a>'), [{ tag: "a", children: ["x"] }]);
  assert.deepEqual(parseRich(`<img src="${link}" alt=""><img src="https://evil.example/x.png">`), [{ tag: "img", src: link, children: [] }]);
});

test("what is not known keeps its words and loses its tag", () => {
  assert.deepEqual(parseRich("<marquee>a</marquee><script>b</script></p>c"), ["a", "b", "c"]);
});

test("only formatted comments have a formatted body", () => {
  assert.equal(richBody('<div class="zd-comment" dir="auto"><p dir="auto">a</p></div>'), null);
  assert.equal(richBody('<div class="zd-comment zd-comment-rich" dir="auto"><p>a</p></div>'), "<p>a</p>");
  assert.equal(richBody(undefined), null);
});

test("plain text becomes paragraphs, with its signs escaped", () => {
  assert.equal(richOfText('a < "b"\n\nc'), "<p>a &lt; &quot;b&quot;</p><p></p><p>c</p>");
});
