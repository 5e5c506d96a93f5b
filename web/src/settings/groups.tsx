/* Groups: teams that tickets are given to, and who is in them. */

import { useMemo, useState } from "preact/hooks";
import { agents, loadSession } from "../agent/session";
import { post, put, remove } from "../core/api";
import { t, tn } from "../core/i18n";
import { listing } from "../core/listing";
import { Dialog } from "../ui/dialog";
import { DeleteButton, Form, FormError, SelectField, TextArea, TextField, type Choice } from "../ui/form";
import { offWhile } from "../ui/off_while";
import type { Column } from "../ui/table";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";
import { ListScreen } from "./list_screen";
import { askFirst } from "./said";

interface Group {
  id: number;
  name: string;
  description: string;
  default: boolean;
}

interface Membership {
  id: number;
  user_id: number;
}

interface AddProps {
  others: readonly Choice[];
  busy: boolean;
  onAdd: (user: number) => void;
}

function AddMember({ others, busy, onAdd }: AddProps) {
  const [chosen, setChosen] = useState("");
  if (others.length === 0) return null;
  return (
    <div class="fields-row">
      <SelectField
        label={t("people.group.add")}
        value={chosen}
        choices={[{ value: "", label: t("people.group.choose") }, ...others]}
        onInput={setChosen}
      />
      <button
        type="button"
        class="button button-quiet"
        disabled={chosen === ""}
        {...offWhile(busy)}
        onClick={() => {
          setChosen("");
          onAdd(Number(chosen));
        }}
      >
        {t("people.group.join")}
      </button>
    </div>
  );
}

function nameOf(id: number): string {
  return agents.value.find((agent) => agent.id === id)?.name ?? `#${id}`;
}

function Members({ group }: { group: Group }) {
  const answer = useAnswer<{ group_memberships: Membership[] }>(`groups/${group.id}/memberships?page[size]=100`);
  const change = useChange();
  const act = async (work: () => Promise<unknown>) => {
    await change.run(work);
    answer.reload();
  };
  const join = (user: number) => void act(() => post("group_memberships", { group_membership: { user_id: user, group_id: group.id } }));
  return (
    <Answered answer={answer}>
      {({ group_memberships: members }) => (
        <div class="members">
          <h3>{tn("people.group.members", members.length)}</h3>
          <ul class="plain-rows">
            {members.map((row) => (
              <li key={row.id}>
                <bdi>{nameOf(row.user_id)}</bdi>
                <button
                  type="button"
                  class="text-button"
                  aria-label={t("people.group.leave_of", { name: nameOf(row.user_id) })}
                  {...offWhile(change.busy)}
                  onClick={() => void act(() => remove(`group_memberships/${row.id}`))}
                >
                  {t("people.group.leave")}
                </button>
              </li>
            ))}
          </ul>
          <AddMember
            others={agents.value
              .filter((agent) => !members.some((row) => row.user_id === agent.id))
              .map((agent) => ({ value: String(agent.id), label: agent.name }))}
            busy={change.busy}
            onAdd={join}
          />
          <FormError text={change.error} />
        </div>
      )}
    </Answered>
  );
}

function GroupDialog({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const change = useChange();
  const save = async () => {
    const body = { group: { name, description } };
    if (!(await change.run(() => (group ? put(`groups/${group.id}`, body) : post("groups", body))))) return;
    toast(t("people.group.saved", { name }));
    onClose();
  };
  const erase = async () => {
    if (!group) return;
    if (!(await askFirst(t("people.group.delete"), t("people.group.delete_text", { name: group.name })))) return;
    if (!(await change.run(() => remove(`groups/${group.id}`)))) return;
    toast(t("people.group.deleted", { name: group.name }));
    onClose();
  };
  return (
    <Dialog title={group ? group.name : t("people.group.new")} size="wide" onClose={onClose}>
      <Form
        busy={change.busy}
        error={change.fields.name ? "" : change.error}
        unchanged={name.trim() === "" || (name === group?.name && description === group.description)}
        onSave={() => void save()}
        onCancel={onClose}
        aside={group && !group.default && <DeleteButton text={t("people.group.delete")} onClick={() => void erase()} />}
      >
        <TextField label={t("people.name")} value={name} maxLength={100} error={change.fields.name} onInput={setName} />
        <TextArea label={t("people.group.description")} rows={2} maxLength={1000} value={description} onInput={setDescription} />
      </Form>
      {group && <Members group={group} />}
    </Dialog>
  );
}

const columns = (show: (row: Group) => void): Column<Group>[] => [
  {
    title: t("people.name"),
    cell: (row) => (
      <>
        <button type="button" class="text-button" onClick={() => show(row)}>
          <bdi>{row.name}</bdi>
        </button>{" "}
        {row.default && <span class="badge">{t("people.group.default")}</span>}
      </>
    ),
  },
  { title: t("people.group.description"), cell: (row) => <bdi class="muted">{row.description}</bdi> },
];

export function Groups() {
  const list = useMemo(() => listing<Group>(() => "groups", "groups", 100), []);
  const dialog = (group: Group | null, close: () => void) => {
    const done = () => {
      close();
      void loadSession().catch(() => undefined);
    };
    return <GroupDialog group={group} onClose={done} />;
  };
  const words = { label: t("people.groups"), empty: t("people.group.none"), add: t("people.group.new") };
  return <ListScreen {...words} {...{ list, columns, dialog }} />;
}
