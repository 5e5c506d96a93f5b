/* Keys of the board: along the tickets, take the one in focus, hand it over. */

import { meId } from "../agent/session";
import { addCommands, type AppCommand } from "../core/commands";
import { route } from "../core/router";
import { handing } from "./hand_over";
import { takeTicket } from "./store";
import { focusedTicket, stepFocus } from "./tickets";

const onBoard = () => route.peek().section === "board";
const onTicket = () => onBoard() && focusedTicket() !== null;
const notMine = () => onTicket() && focusedTicket()?.assignee_id !== meId.peek();

const boardCommands: AppCommand[] = [
  { id: "board:next", group: "list", title: "board.next_key", keys: ["j", "ArrowDown"], when: onBoard, keyboardOnly: true, run: () => stepFocus(1) },
  { id: "board:previous", group: "list", title: "board.previous_key", keys: ["k", "ArrowUp"], when: onBoard, keyboardOnly: true, run: () => stepFocus(-1) },
  {
    id: "board:take",
    group: "ticket",
    title: "board.take_key",
    keys: ["Shift+a"],
    when: notMine,
    run: () => {
      const ticket = focusedTicket();
      if (ticket) takeTicket(ticket);
    },
  },
  {
    id: "board:hand_over",
    group: "ticket",
    title: "board.hand_over_key",
    keys: ["a"],
    when: onTicket,
    run: () => {
      handing.value = focusedTicket();
    },
  },
];
addCommands(boardCommands);
