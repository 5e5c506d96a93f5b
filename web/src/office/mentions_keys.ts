/* Keys of the mentions: along the lines; Enter follows the one with the focus. */

import { addCommands, type AppCommand } from "../core/commands";
import { route } from "../core/router";

/* From nowhere to the first. */
function step(by: 1 | -1): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>(".mention a")];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  const next = lines[at < 0 ? 0 : at + by];
  next?.focus();
  return next !== undefined;
}

const common: Pick<AppCommand, "group" | "when" | "keyboardOnly"> = { group: "list", when: () => route.peek().section === "mentions", keyboardOnly: true };

addCommands([
  { ...common, id: "mentions:next", title: "live.mentions.next_key", keys: ["j", "ArrowDown"], run: () => step(1) },
  { ...common, id: "mentions:previous", title: "live.mentions.previous_key", keys: ["k", "ArrowUp"], run: () => step(-1) },
]);
