/* Groups: teams that tickets are given to, and who is in them. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { agents, loadSession } from "../agent/session";
import { post, put, remove } from "../core/api";
import { t, tn } from "../core/i18n";
import { listing } from "../core/listing";
import { ask, Dialog } from "../ui/dialog";
import { Form, SelectField, TextArea, TextField, type Choice } from "../ui/form";
import { Table, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";

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
        disabled={chosen === "" || busy}
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
                  disabled={change.busy}
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
          {change.error && (
            <p class="form-error" role="alert">
              {change.error}
            </p>
          )}
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
    const title = t("people.group.delete");
    if (!(await ask({ title, text: t("people.group.delete_text", { name: group.name }), yes: title, danger: true }))) return;
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
        aside={
          group && !group.default ? (
            <button type="button" class="button button-danger" onClick={() => void erase()}>
              {t("people.group.delete")}
            </button>
          ) : null
        }
      >
        <TextField label={t("people.name")} value={name} maxLength={100} error={change.fields.name} onInput={setName} />
        <TextArea label={t("people.group.description")} rows={2} maxLength={1000} value={description} onInput={setDescription} />
      </Form>
      {group && <Members group={group} />}
    </Dialog>
  );
}

export function Groups() {
  const list = useMemo(() => listing<Group>(() => "groups", "groups", 100), []);
  const [open, setOpen] = useState<Group | "new" | null>(null);
  useEffect(() => void list.load(), [list]);
  const close = () => {
    setOpen(null);
    void list.load();
    void loadSession().catch(() => undefined);
  };
  const columns: Column<Group>[] = [
    {
      title: t("people.name"),
      cell: (row) => (
        <>
          <button type="button" class="text-button" onClick={() => setOpen(row)}>
            <bdi>{row.name}</bdi>
          </button>{" "}
          {row.default && <span class="badge">{t("people.group.default")}</span>}
        </>
      ),
    },
    { title: t("people.group.description"), cell: (row) => <bdi class="muted">{row.description}</bdi> },
  ];
  return (
    <>
      <div class="screen-tools">
        <button type="button" class="button" onClick={() => setOpen("new")}>
          {t("people.group.new")}
        </button>
      </div>
      <Table
        label={t("people.groups")}
        columns={columns}
        rows={list.rows.value}
        rowKey={(row) => row.id}
        loading={list.loading.value}
        error={list.error.value}
        retry={() => void list.load()}
        empty={t("people.group.none")}
        more={list.hasMore.value ? () => void list.more() : null}
      />
      {open && <GroupDialog key={open === "new" ? 0 : open.id} group={open === "new" ? null : open} onClose={close} />}
    </>
  );
}
