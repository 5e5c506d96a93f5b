/* Gives the modules under test the English texts, as the page does before it starts the app. */

import agent from "../../i18n/en/agent.json";
import compose from "../../i18n/en/compose.json";
import live from "../../i18n/en/live.json";
import seed from "../../i18n/en/seed.json";
import queue from "../../i18n/en/queue.json";
import ticket from "../../i18n/en/ticket.json";
import { addTexts } from "../../src/core/i18n";

addTexts({ ...agent, ...queue, ...ticket, ...compose, ...live, ...seed });
