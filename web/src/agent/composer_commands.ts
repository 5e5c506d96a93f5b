/* What the composer adds to the list of commands. */

import { addCommands } from "../core/commands";
import { sendKeeping, sendMain, startWriting } from "./composer";
import { mode, setMode } from "./composer_store";
import { surface } from "./composer_surface";
import { undoSend } from "./held";
import { inPane } from "./ticket_keys";
import { canChange, open } from "./ticket_store";

const isOpen = () => open.peek() !== null && canChange();

function switchMode(): void {
  setMode(mode.peek() === "note" ? "reply" : "note");
}

/* The list of canned replies, as "/" opens it, from anywhere in the ticket. */
async function openCanned(): Promise<void> {
  const field = surface.peek();
  if (!field || !startWriting(mode.peek())) return;
  const { offerCanned } = await import("./composer_field");
  offerCanned(field);
}

export function addWritingCommands(): void {
  addCommands([
    { id: "write:reply", group: "write", title: "compose.command.reply", keys: ["r"], when: canChange, run: inPane(() => startWriting("reply"), true) },
    { id: "write:note", group: "write", title: "compose.command.note", keys: ["n"], when: canChange, run: inPane(() => startWriting("note"), true) },
    { id: "write:canned", group: "write", title: "live.command.canned", keys: ["m"], when: canChange, run: inPane(openCanned, true) },
    { id: "write:switch", group: "write", title: "compose.command.switch", keys: [], when: isOpen, run: switchMode },
    { id: "write:send", group: "write", title: "compose.command.send", keys: ["Mod+Enter"], when: isOpen, run: sendMain },
    { id: "write:send_keep", group: "write", title: "compose.command.send_keep", keys: ["Mod+Shift+Enter"], when: isOpen, run: sendKeeping },
    { id: "write:undo_send", group: "write", title: "compose.command.undo_send", keys: [], run: undoSend },
  ]);
}
