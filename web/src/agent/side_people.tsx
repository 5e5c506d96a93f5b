/* Who else is told: people copied on answers, and colleagues who follow. */

import { t } from "../core/i18n";
import { Combobox, type Option } from "../ui/combobox";
import { Icon } from "../ui/icon";
import { editTicket } from "./edits";
import { findPeople, isAddress, personOption } from "./people_search";
import { agentName, agents } from "./session";
import type { OpenTicket } from "./ticket_store";

interface ListProps {
  title: string;
  label: string;
  ids: readonly number[];
  name: (id: number) => string;
  fixed: boolean;
  suggest: (typed: string) => Promise<Option[]>;
  onAdd: (value: string) => void;
  onRemove: (id: number) => void;
}

function People({ title, label, ids, name, fixed, suggest, onAdd, onRemove }: ListProps) {
  return (
    <div class="side-people">
      <p class="field-label">{title}</p>
      <ul>
        {ids.map((id) => (
          <li key={id} class="tag">
            <bdi>{name(id)}</bdi>
            {!fixed && (
              <button type="button" class="tag-remove" aria-label={t("ticket.people.remove", { name: name(id) })} onClick={() => onRemove(id)}>
                <Icon name="close" size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!fixed && (
        <Combobox
          wiring={{ "aria-label": label }}
          placeholder={label}
          suggest={suggest}
          text=""
          onPick={({ value }) => onAdd(value)}
          onTyped={(typed) => isAddress(typed) && onAdd(typed.trim())}
        />
      )}
    </div>
  );
}

export function SidePeople({ view }: { view: OpenTicket }) {
  const { ticket } = view;
  const fixed = ticket.status === "closed";
  const ccs = ticket.email_cc_ids ?? [];
  const followers = ticket.follower_ids ?? [];
  const name = (id: number) => view.users.get(id)?.name ?? agentName(id) ?? `#${id}`;
  const colleagues = async (typed: string): Promise<Option[]> =>
    agents.value
      .filter((agent) => !followers.includes(agent.id) && agent.name.toLowerCase().includes(typed.toLowerCase()))
      .slice(0, 8)
      .map(personOption);
  const copy = (value: string, action: "put" | "delete") => {
    const who = value.includes("@") ? { user_email: value } : { user_id: Number(value) };
    const back = action === "put" ? "delete" : "put";
    editTicket(ticket, { email_ccs: [{ ...who, action }] }, { email_ccs: [{ ...who, action: back }] }, t("ticket.people.ccs"));
  };
  const follow = (id: number, action: "put" | "delete") => {
    const back = action === "put" ? "delete" : "put";
    editTicket(ticket, { followers: [{ user_id: id, action }] }, { followers: [{ user_id: id, action: back }] }, t("ticket.people.followers"));
  };
  return (
    <section class="context-part" aria-labelledby="people-title">
      <h3 id="people-title">{t("ticket.people.title")}</h3>
      <People
        title={t("ticket.people.ccs")}
        label={t("ticket.people.add_cc")}
        ids={ccs}
        {...{ name, fixed }}
        suggest={async (typed) => (await findPeople(typed)).map(personOption)}
        onAdd={(value) => copy(value, "put")}
        onRemove={(id) => copy(String(id), "delete")}
      />
      <People
        title={t("ticket.people.followers")}
        label={t("ticket.people.add_follower")}
        ids={followers}
        {...{ name, fixed }}
        suggest={colleagues}
        onAdd={(value) => follow(Number(value), "put")}
        onRemove={(id) => follow(id, "delete")}
      />
    </section>
  );
}
