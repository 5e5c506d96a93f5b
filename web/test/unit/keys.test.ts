/* Key presses and what they are called, on several keyboards; the list of commands and keys that people choose; the palette's search. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addCommands, chooseKeys, commands, commandsByKeys, conflictOf, keysOf, runFirst, type AppCommand } from "../../src/core/commands";
import { fuzzyScore, plain } from "../../src/core/fuzzy";
import { isSingleKey, KeySequence, keyName, type KeyEvent } from "../../src/core/keymap";
import { isQuiet } from "../../src/core/quiet";
import { keyParts } from "../../src/ui/keys";
import "./texts";

function press(key: string, code = "", more: Partial<KeyEvent> = {}): KeyEvent {
  return { key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more };
}

const shift = { shiftKey: true };
const altGraph = { getModifierState: (name: string) => name === "AltGraph" };

/* Key, code, what is held: what it is called. */
const names: [string, [string, string, Partial<KeyEvent>?][], string[]][] = [
  [
    "a Latin keyboard",
    [["j", "KeyJ"], ["A", "KeyA", shift], ["?", "Slash", shift], ["[", "BracketLeft"], ["ArrowDown", "ArrowDown"], ["ArrowDown", "ArrowDown", shift], [" ", "Space"], ["F5", "F5"]],
    ["j", "Shift+a", "?", "[", "ArrowDown", "Shift+ArrowDown", "", "F5"],
  ],
  [
    "the Croatian keyboard: letters by what they write, brackets by their place, AltGr never",
    [
      ["z", "KeyY"], ["y", "KeyZ"], ["š", "BracketLeft"], ["đ", "BracketRight"], ["č", "Semicolon"], ["ž", "Backslash"], ["/", "Digit7", shift], ["?", "Minus", shift], ["-", "Slash"],
      ["[", "KeyF", { ctrlKey: true, altKey: true }], ["[", "KeyF", altGraph], ["@", "KeyV", altGraph], ["Dead", "Digit1", altGraph],
    ],
    ["z", "y", "[", "]", "", "", "/", "?", "-", "", "", "", ""],
  ],
  [
    "the Georgian keyboard: by place",
    [["ჯ", "KeyJ"], ["ა", "KeyA"], ["თ", "KeyT", shift], ["უ", "KeyU"], ["გ", "KeyG"], ["/", "Slash"], ["?", "Slash", shift], ["კ", "KeyK", { ctrlKey: true }]],
    ["j", "a", "Shift+t", "u", "g", "/", "?", "Mod+k"],
  ],
  [
    "the Gujarati keyboard: by place, letters of two code points too",
    [["ર", "KeyJ"], ["ક", "KeyK"], ["ો", "KeyA"], ["ઓ", "KeyA", shift], ["ત્ર", "Digit6", shift], ["ક્ષ", "KeyX", shift], ["ય", "Slash"], ["ય", "Slash", shift], ["ડ", "BracketLeft"]],
    ["j", "k", "a", "Shift+a", "", "Shift+x", "/", "?", "["],
  ],
  [
    "what is held, and composing",
    [
      ["k", "KeyK", { ctrlKey: true }], ["K", "KeyK", { metaKey: true, shiftKey: true }], ["Enter", "Enter", { ctrlKey: true }], ["Enter", "Enter", { metaKey: true, shiftKey: true }],
      ["j", "KeyJ", { altKey: true }], ["j", "KeyJ", { isComposing: true }], ["Process", "KeyJ"], ["Unidentified", ""], ["Shift", "ShiftLeft", shift], ["Dead", "Quote"],
    ],
    ["Mod+k", "Mod+Shift+k", "Mod+Enter", "Mod+Shift+Enter", "", "", "", "", "", ""],
  ],
];

for (const [keyboard, presses, expected] of names) {
  test(`keys of ${keyboard}`, () => {
    assert.deepEqual(presses.map(([key, code, held]) => keyName(press(key, code, held))), expected);
  });
}

test("which keys the switch for single keys turns off", () => {
  assert.deepEqual(["j", "Shift+a", "g u", "?", "["].map(isSingleKey), [true, true, true, true, true]);
  assert.deepEqual(["Mod+k", "Enter", "Escape", "ArrowDown", "Shift+ArrowDown", "Mod+Shift+Enter"].map(isSingleKey), [false, false, false, false, false, false]);
});

test("two-key sequences: found in time, forgotten later", () => {
  const sequence = new KeySequence((start) => "g u".startsWith(start));
  assert.deepEqual(sequence.press("g", 0), []);
  assert.deepEqual(sequence.press("u", 500), ["g u", "u"]);
  assert.deepEqual(sequence.press("u", 600), ["u"]);
  sequence.press("g", 1000);
  assert.deepEqual(sequence.press("u", 4000), ["u"]);
  assert.deepEqual(sequence.press("", 4100), []);
});

const ran: string[] = [];
function command(id: string, keys: string[], more: Partial<AppCommand> = {}): AppCommand {
  return { id, group: "app", title: "agent.help.help", keys, run: (key) => void ran.push(`${id} ${key}`), ...more };
}

test("commands: the newest with these keys comes first, one that cannot or need not run gives way", () => {
  addCommands([command("a:one", ["x"]), command("a:two", ["x", "g u"], { when: () => false }), command("a:three", ["x"], { run: () => false })]);
  assert.deepEqual(commandsByKeys.value.get("x")?.map(({ id }) => id), ["a:three", "a:two", "a:one"]);
  assert.equal(runFirst(commandsByKeys.value.get("x") ?? [], "x"), true);
  assert.deepEqual(ran, ["a:one x"]);
  assert.equal(runFirst(commandsByKeys.value.get("g u") ?? [], "g u"), false);
  addCommands([command("a:one", ["y"])]);
  assert.equal(commands.value.filter(({ id }) => id === "a:one").length, 1);
  assert.equal(commandsByKeys.value.get("y")?.length, 1);
});

test("chosen keys take the place of the first ones, conflicts are named, and back", () => {
  const one = commands.value.find(({ id }) => id === "a:one") as AppCommand;
  chooseKeys("a:one", ["q"]);
  assert.deepEqual(keysOf(one), ["q"]);
  assert.equal(commandsByKeys.value.has("y"), false);
  assert.equal(conflictOf("a:one", "x")?.id, "a:two");
  assert.equal(conflictOf("a:one", "g")?.id, "a:two", "the beginning of a sequence is taken too");
  assert.equal(conflictOf("a:two", "q w")?.id, "a:one", "and what a single key would cut off");
  assert.equal(conflictOf("a:one", "q"), null);
  chooseKeys("a:one", null);
  assert.deepEqual(keysOf(one), ["y"]);
});

test("keys as they stand on the keyboard", () => {
  assert.deepEqual(keyParts("Mod+Shift+Enter"), ["Ctrl", "Shift", "Enter"]);
  assert.deepEqual(keyParts("g u"), ["g", "u"]);
  assert.deepEqual(keyParts("Shift++"), ["Shift", "+"]);
  assert.deepEqual(keyParts("ArrowDown"), ["↓"]);
});

test("the palette finds by letters in order, without accents, beginnings first", () => {
  const rank = (typed: string, texts: string[]) =>
    texts.map((text) => ({ text, score: fuzzyScore(plain(typed), plain(text)) })).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).map(({ text }) => text);
  assert.deepEqual(rank("rep", ["Reports", "Reply", "Prepare", "Note"]).slice(0, 2).sort(), ["Reply", "Reports"]);
  assert.deepEqual(rank("cicak", ["Ana Čičak", "Ivo"]), ["Ana Čičak"]);
  assert.deepEqual(rank("atm", ["Assign to me", "Status"]), ["Assign to me"]);
  assert.deepEqual(rank("zzz", ["Assign to me"]), []);
});

test("quiet hours go over midnight", () => {
  const at = (hour: number, minute = 0) => new Date(2026, 10, 22, hour, minute);
  assert.deepEqual([21, 22, 23, 3, 6, 7].map((hour) => isQuiet(at(hour), "22:00", "07:00")), [false, true, true, true, true, false]);
  assert.deepEqual([11, 12, 13].map((hour) => isQuiet(at(hour), "12:00", "13:00")), [false, true, false]);
  assert.equal(isQuiet(at(3), "", "07:00"), false);
  assert.equal(isQuiet(at(3), "07:00", "07:00"), false);
});
