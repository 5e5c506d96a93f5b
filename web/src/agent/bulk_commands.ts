/* Commands for the tickets that are picked: the keys of one ticket, while none is open. */

import { addCommands, type AppCommand } from "../core/commands";
import { route } from "../core/router";
import { BULK_MORE_ID, BULK_PRIORITY_ID, BULK_STATUS_ID, bulkDialog, runBulk, running } from "./bulk_jobs";
import { chosenCount } from "./queue_chosen";
import { meId } from "./session";

function arePicked(): boolean {
  const { section, ticket } = route.peek();
  return section === "tickets" && ticket === null && chosenCount.peek() > 0 && running.peek() === null;
}

function open(dialog: "assign" | "tag" | "macro"): AppCommand["run"] {
  return () => void (bulkDialog.value = dialog);
}

/* A menu of the bar, which may still be on its way. */
function openMenu(id: string): AppCommand["run"] {
  return () => {
    const button = document.querySelector<HTMLElement>(`#${id} > .menu > button`);
    button?.click();
    return button !== null;
  };
}

const picked: Omit<AppCommand, "group" | "when">[] = [
  { id: "bulk:solve", title: "queue.bulk.solve", keys: ["e"], run: () => void runBulk("update", { status: "solved" }) },
  { id: "bulk:assign", title: "queue.bulk.assign", keys: ["a"], run: open("assign") },
  { id: "bulk:assign_me", title: "agent.help.assign_me", keys: ["Shift+a"], run: () => void runBulk("update", { assignee_id: meId.peek() }) },
  { id: "bulk:status", title: "queue.bulk.status", keys: ["s"], run: openMenu(BULK_STATUS_ID) },
  { id: "bulk:priority", title: "queue.bulk.priority", keys: ["p"], run: openMenu(BULK_PRIORITY_ID) },
  { id: "bulk:tag", title: "queue.bulk.tag", keys: ["t"], run: open("tag") },
  { id: "bulk:macro", title: "queue.bulk.macro", keys: ["m"], run: open("macro") },
  { id: "bulk:more", title: "queue.bulk.more", keys: ["."], run: openMenu(BULK_MORE_ID) },
  { id: "bulk:spam", title: "queue.bulk.spam", keys: [], run: () => void runBulk("spam") },
  { id: "bulk:delete", title: "queue.bulk.delete", keys: [], run: () => void runBulk("delete") },
];

export function addBulkCommands(): void {
  addCommands(picked.map((command) => ({ ...command, group: "picked", when: arePicked })));
}
