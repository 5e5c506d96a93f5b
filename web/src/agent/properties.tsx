/* Status, priority, owner and tags of the open ticket: native selects, so every device has its own good picker. */

import { get } from "../core/api";
import { t } from "../core/i18n";
import type { Priority, Status, Ticket } from "../core/types";
import { announce } from "../ui/announce";
import { Combobox, type Option } from "../ui/combobox";
import { Icon } from "../ui/icon";
import { changeTags, normalTag, priorityText, setAssignee, setPriority, setStatus, statusText } from "./edits";
import { focusOn, TITLE_ID } from "./focus";
import { agentName, agents, me } from "./session";

const choosable: Status[] = ["open", "pending", "hold", "solved"];
const TAGS_MAX = 100;
const TAG_MAX = 80;
const OFFERED = 8;
const priorities: Priority[] = ["urgent", "high", "normal", "low"];

function Choice(props: { id: string; label: string; value: string; disabled: boolean; options: [string, string][]; onPick: (value: string) => void }) {
  return (
    <label class="choice">
      <span class="visually-hidden">{props.label}</span>
      <select id={props.id} value={props.value} disabled={props.disabled} onChange={(event) => props.onPick(event.currentTarget.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </label>
  );
}

function statusOptions(ticket: Ticket): [string, string][] {
  const list = choosable.includes(ticket.status) ? choosable : [ticket.status, ...choosable];
  return list.map((status) => [status, statusText(status)]);
}

function ownerOptions(ticket: Ticket): [string, string][] {
  const own = me.value;
  const others = agents.value.filter((agent) => agent.id !== own?.id).map((agent): [string, string] => [String(agent.id), agent.name]);
  const list: [string, string][] = [["", t("agent.assignee.nobody")]];
  if (own) list.push([String(own.id), t("agent.assignee.me", { name: own.name })]);
  list.push(...others);
  const owner = ticket.assignee_id;
  if (owner !== null && !list.some(([value]) => value === String(owner))) list.push([String(owner), agentName(owner) ?? `#${owner}`]);
  return list;
}

/* The tags that begin like what is typed and are not there yet. */
async function knownTags(typed: string, ticket: Ticket): Promise<Option[]> {
  const tag = normalTag(typed);
  if (!tag) return [];
  const { tags } = await get<{ tags: string[] }>(`autocomplete/tags?name=${encodeURIComponent(tag)}&page[size]=${OFFERED}`);
  return tags.filter((name) => !ticket.tags.includes(name) && name !== tag).map((name) => ({ value: name, label: name }));
}

function TagField({ ticket }: { ticket: Ticket }) {
  const add = (typed: string) => {
    const tag = normalTag(typed);
    if (ticket.tags.includes(tag)) announce(t("agent.tags.there", { tag }));
    else if (tag) changeTags(ticket, [tag], []);
  };
  if (ticket.tags.length >= TAGS_MAX) return <span class="muted">{t("agent.tags.full", { max: TAGS_MAX })}</span>;
  return (
    <Combobox
      wiring={{ id: "tag-field", class: "tag-field", "aria-label": t("agent.tags.add"), maxLength: TAG_MAX }}
      text=""
      placeholder={t("agent.tags.placeholder")}
      suggest={(typed) => knownTags(typed, ticket)}
      onPick={({ value }) => add(value)}
      onTyped={add}
      free
    />
  );
}

/* By keyboard the focus goes on to the next one, or to where one adds them. */
function removeTag(ticket: Ticket, tag: string, event: MouseEvent): void {
  const next = (event.currentTarget as Element).closest(".tag")?.nextElementSibling?.querySelector<HTMLElement>("button, input");
  if (event.detail === 0) next?.focus();
  changeTags(ticket, [], [tag]);
}

/* Out of the fields, where the keys of the ticket count again. */
function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  focusOn(TITLE_ID);
}

function Tags({ ticket, fixed }: { ticket: Ticket; fixed: boolean }) {
  return (
    <div class="tags" role="group" aria-label={t("agent.tags.label")}>
      {ticket.tags.map((tag) => (
        <span key={tag} class="tag">
          {tag}
          {!fixed && (
            <button type="button" class="tag-remove" aria-label={t("agent.tags.remove", { tag })} onClick={(event) => removeTag(ticket, tag, event)}>
              <Icon name="close" size={14} />
            </button>
          )}
        </span>
      ))}
      {!fixed && <TagField ticket={ticket} />}
    </div>
  );
}

export function Properties({ ticket }: { ticket: Ticket }) {
  const fixed = ticket.status === "closed";
  return (
    <div class="properties" onKeyDown={onEscape}>
      <div class="choices">
        <Choice
          id="status"
          label={t("agent.property.status")}
          value={ticket.status}
          disabled={fixed}
          options={statusOptions(ticket)}
          onPick={(value) => setStatus(ticket, value as Status)}
        />
        <Choice
          id="priority"
          label={t("agent.property.priority")}
          value={ticket.priority ?? ""}
          disabled={fixed}
          options={[["", priorityText(null)], ...priorities.map((name): [string, string] => [name, priorityText(name)])]}
          onPick={(value) => setPriority(ticket, (value || null) as Priority | null)}
        />
        <Choice
          id="assignee"
          label={t("agent.property.assignee")}
          value={ticket.assignee_id === null ? "" : String(ticket.assignee_id)}
          disabled={fixed}
          options={ownerOptions(ticket)}
          onPick={(value) => setAssignee(ticket, value ? Number(value) : null)}
        />
      </div>
      <Tags ticket={ticket} fixed={fixed} />
    </div>
  );
}
