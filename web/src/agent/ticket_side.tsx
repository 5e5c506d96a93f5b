/* The parts of the side panel that come after deadlines and customer; loaded when the panel is first open. */

import { useEffect } from "preact/hooks";
import { SideCustomer } from "./side_customer";
import { SideFields } from "./side_fields";
import { Links, OtherTickets, Satisfaction } from "./side_parts";
import { SidePeople } from "./side_people";
import { loadSide, side } from "./side_store";
import { Rules } from "./side_rules";
import { open } from "./ticket_store";

export function TicketSide() {
  const view = open.value;
  const key = view ? `${view.ticket.id} ${view.ticket.updated_at}` : "";
  useEffect(() => void loadSide(), [key]);
  if (!view) return null;
  const known = side.value?.ticket === view.ticket.id ? side.value : null;
  return (
    <>
      <SideFields key={view.ticket.id} view={view} />
      {known && <OtherTickets side={known} />}
      {known && <Links view={view} side={known} />}
      <SidePeople key={`people-${view.ticket.id}`} view={view} />
      <SideCustomer key={`customer-${view.ticket.requester_id}`} />
      <Satisfaction view={view} />
      {known && <Rules view={view} side={known} />}
    </>
  );
}
