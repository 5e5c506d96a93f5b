/* The questions behind some buttons of the bar: who gets them, which tags, which macro, which ticket they are merged into. */

import { useEffect, useState } from "preact/hooks";
import { errorText, get, post, put } from "../core/api";
import { t, tn } from "../core/i18n";
import { seeded } from "../core/seeded";
import { Dialog } from "../ui/dialog";
import { Field, Form, SelectField, TextField } from "../ui/form";
import { Combobox } from "../ui/combobox";
import { toast } from "../ui/toast";
import { bulkDialog, runBulk, type BulkChange } from "./bulk_jobs";
import { normalTag } from "./edits";
import { chosen, chosenCount, unchoose } from "./queue_chosen";
import { subjectText } from "./queue_row";
import { peekRow, refreshQueue } from "./queue_store";
import { agents, groups, meId } from "./session";

const close = () => {
  bulkDialog.value = null;
};

function run(change: BulkChange): void {
  close();
  void runBulk("update", change);
}

const KEEP = "keep";

function AssignDialog() {
  const [group, setGroup] = useState(KEEP);
  const [agent, setAgent] = useState(String(meId.peek()));
  const keep = { value: KEEP, label: t("queue.bulk.keep") };
  const nobody = { value: "", label: t("agent.assignee.nobody") };
  const save = () => {
    const change: BulkChange = {};
    if (group !== KEEP) change.group_id = Number(group);
    if (agent !== KEEP) change.assignee_id = agent === "" ? null : Number(agent);
    run(change);
  };
  const people = agents.value.map(({ id, name }) => ({ value: String(id), label: id === meId.value ? t("agent.assignee.me", { name }) : name }));
  return (
    <Dialog title={tn("queue.bulk.assign_title", chosenCount.value)} onClose={close}>
      <Form save={t("queue.bulk.assign")} unchanged={group === KEEP && agent === KEEP} onSave={save} onCancel={close}>
        <SelectField label={t("agent.property.assignee")} value={agent} choices={[keep, nobody, ...people]} onInput={setAgent} />
        <SelectField
          label={t("queue.column.group")}
          value={group}
          choices={[keep, ...groups.value.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onInput={setGroup}
        />
      </Form>
    </Dialog>
  );
}

function tagsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).map(normalTag).filter(Boolean))];
}

function TagDialog() {
  const [add, setAdd] = useState("");
  const [take, setTake] = useState("");
  const save = () => {
    const change: BulkChange = {};
    if (tagsOf(add).length > 0) change.add_tags = tagsOf(add);
    if (tagsOf(take).length > 0) change.remove_tags = tagsOf(take);
    run(change);
  };
  return (
    <Dialog title={tn("queue.bulk.tag_title", chosenCount.value)} onClose={close}>
      <Form save={t("queue.bulk.apply")} unchanged={!add.trim() && !take.trim()} onSave={save} onCancel={close}>
        <TextField label={t("queue.bulk.tag_add")} hint={t("queue.bulk.tag_hint")} value={add} onInput={setAdd} />
        <TextField label={t("queue.bulk.tag_remove")} value={take} onInput={setTake} />
      </Form>
    </Dialog>
  );
}

interface Macro {
  id: number;
  title: string;
  description: string | null;
}

function MacroDialog() {
  const [macros, setMacros] = useState<readonly Macro[]>([]);
  const [picked, setPicked] = useState<Macro | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    get<{ macros: Macro[] }>("macros/active?per_page=100")
      .then((answer) => setMacros(answer.macros))
      .catch((cause: unknown) => setError(errorText(cause)));
  }, []);
  const suggest = async (typed: string) => {
    const fitting = macros.filter(({ title }) => seeded(title).toLowerCase().includes(typed.toLowerCase()));
    return fitting.slice(0, 12).map(({ id, title, description }) => ({ value: String(id), label: seeded(title), hint: seeded(description ?? "") }));
  };
  return (
    <Dialog title={tn("queue.bulk.macro_title", chosenCount.value)} onClose={close}>
      <Form save={t("queue.bulk.macro")} unchanged={!picked} error={error} onSave={() => picked && run({ macro_id: picked.id })} onCancel={close}>
        <Field
          label={t("queue.bulk.macro_field")}
          hint={t("queue.bulk.macro_hint")}
          control={(wiring) => (
            <Combobox
              wiring={wiring}
              text={picked ? seeded(picked.title) : ""}
              placeholder={t("queue.bulk.macro_find")}
              suggest={suggest}
              onPick={(option) => setPicked(macros.find(({ id }) => String(id) === option.value) ?? null)}
            />
          )}
        />
      </Form>
    </Dialog>
  );
}

async function unmerge(sources: readonly number[]): Promise<void> {
  try {
    for (const id of sources) await put(`tickets/${id}/unmerge`, {});
    toast(t("agent.edit.undone"));
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
  void refreshQueue();
}

function MergeDialog() {
  const ids = [...chosen.value].sort((a, b) => a - b);
  const [target, setTarget] = useState(String(ids[0] ?? ""));
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const sources = ids.filter((id) => id !== Number(target));
    setBusy(true);
    try {
      await post(`tickets/${target}/merge`, { ids: sources });
      close();
      unchoose();
      toast(t("queue.bulk.merged", { n: sources.length, number: target }), { label: t("agent.edit.undo"), run: () => void unmerge(sources) });
      void refreshQueue();
    } catch (cause) {
      setError(errorText(cause));
    }
    setBusy(false);
  };
  return (
    <Dialog title={tn("queue.bulk.merge_title", ids.length)} onClose={close}>
      <Form save={t("queue.bulk.merge")} busy={busy} error={error} onSave={() => void save()} onCancel={close}>
        <SelectField
          label={t("queue.bulk.merge_into")}
          hint={t("queue.bulk.merge_hint")}
          value={target}
          choices={ids.map((id) => ({ value: String(id), label: `#${id} ${subjectText(peekRow(id)?.subject ?? "")}` }))}
          onInput={setTarget}
        />
      </Form>
    </Dialog>
  );
}

const dialogs = { assign: AssignDialog, tag: TagDialog, macro: MacroDialog, merge: MergeDialog };

export function BulkDialogs() {
  const Shown = bulkDialog.value ? dialogs[bulkDialog.value] : null;
  return Shown ? <Shown /> : null;
}
