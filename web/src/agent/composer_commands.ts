/* What the composer adds to the list of commands. */

import { addCommands } from "../core/commands";
import { sendKeeping, sendMain, startWriting } from "./composer";
import { mode, setMode } from "./composer_store";
import { surface } from "./composer_surface";
import { undoSend } from "./held";
import { open } from "./ticket_store";

const isOpen = () => open.peek() !== null && open.peek()?.ticket.status !== "closed";

function switchMode(): void {
  setMode(mode.peek() === "note" ? "reply" : "note");
}

/* The list of canned replies, as "/" opens it, from anywhere in the ticket. */
function openCanned(): boolean {
  if (!startWriting(mode.peek())) return false;
  const stop = surface.subscribe((field) => {
    if (!field) return;
    queueMicrotask(() => stop());
    void import("./composer_field").then(({ offerCanned }) => offerCanned(field));
  });
  return true;
}

export function addWritingCommands(): void {
  addCommands([
    { id: "write:reply", group: "write", title: "compose.command.reply", keys: ["r"], when: isOpen, run: () => startWriting("reply") },
    { id: "write:note", group: "write", title: "compose.command.note", keys: ["n"], when: isOpen, run: () => startWriting("note") },
    { id: "write:canned", group: "write", title: "live.command.canned", keys: ["m"], when: isOpen, run: openCanned },
    { id: "write:switch", group: "write", title: "compose.command.switch", keys: [], when: isOpen, run: switchMode },
    { id: "write:send", group: "write", title: "compose.command.send", keys: ["Mod+Enter"], when: isOpen, run: sendMain },
    { id: "write:send_keep", group: "write", title: "compose.command.send_keep", keys: ["Mod+Shift+Enter"], when: isOpen, run: sendKeeping },
    { id: "write:undo_send", group: "write", title: "compose.command.undo_send", keys: [], run: undoSend },
  ]);
}
