/* One SLA policy: name, for which tickets, what is promised, and beside it what that would do to real tickets. */

import { useMemo, useState } from "preact/hooks";
import { get, post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { ask } from "../ui/dialog";
import { CheckField, DeleteButton, Form, TextField } from "../ui/form";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { looseError, useAnswer, useChange } from "./ask_server";
import type { Schedule } from "./calendar_types";
import { ConditionEditor } from "./condition_editor";
import { conditionFaults, definitionsOf, readConditions, type Definitions } from "./condition_model";
import { useKeptDraft } from "./kept_draft";
import { KeptNote } from "./kept_note";
import { bodyOf, draftOf, faults, type Draft, type Policy, type Row } from "./policy_model";
import { PolicyGrid } from "./policy_grid";
import { applyToOpen } from "./promise_apply";
import { ReachField, type Reach } from "./promise_parts";
import { PromisePreview } from "./promise_preview";

interface EditorProps {
  policy: Policy | null;
  schedules: Schedule[];
  onDone: () => void;
  onCancel: () => void;
}

function useDefinitions(): Definitions | null {
  const { data } = useAnswer<{ definitions: Record<string, unknown> }>("slas/policies/definitions");
  return useMemo(() => data && definitionsOf(data.definitions), [data]);
}

function firstFault(wrong: readonly string[]): string {
  if (wrong.includes("empty")) return t("sla.fault.empty");
  if (wrong.includes("warn")) return t("sla.fault.warn");
  if (wrong.some((place) => place.endsWith(".goal"))) return t("sla.fault.goal");
  return wrong.some((place) => place.includes(".")) ? t("sla.fault.span") : "";
}

/* True when it may go on: nobody saved it meanwhile, or this one is to win. */
async function isStillOurs(policy: Policy): Promise<boolean> {
  const { sla_policy: now } = await get<{ sla_policy: Policy }>(`slas/policies/${policy.id}`);
  if (now.version === policy.version && now.title === policy.title) return true;
  return ask({ title: t("sla.conflict.title"), text: t("sla.conflict.text"), yes: t("sla.conflict.mine"), danger: true });
}

interface StandProps {
  draft: Draft;
  wrong: ReadonlySet<string>;
  set: (change: Partial<Draft>) => void;
}

function ClockFields({ draft, wrong, set }: StandProps) {
  const toggle = (status: string, on: boolean) => set({ pause: on ? [...draft.pause, status] : draft.pause.filter((one) => one !== status) });
  return (
    <fieldset class="plain-set">
      <legend>{t("sla.clock.title")}</legend>
      <p class="field-hint">{t("sla.clock.hint")}</p>
      <CheckField label={t("sla.clock.pending")} checked={draft.pause.includes("pending")} onInput={(on) => toggle("pending", on)} />
      <CheckField label={t("sla.clock.hold")} checked={draft.pause.includes("hold")} onInput={(on) => toggle("hold", on)} />
      <TextField
        label={t("sla.clock.warn")}
        hint={t("sla.clock.warn_hint")}
        value={draft.warn}
        error={wrong.has("warn") ? t("sla.fault.warn") : undefined}
        onInput={(warn) => set({ warn })}
      />
    </fieldset>
  );
}

async function deletePolicy(policy: Policy): Promise<boolean> {
  const sure = await ask({
    title: t("sla.delete.title", { name: seeded(policy.title) }),
    text: t("sla.delete.text"),
    yes: t("sla.delete.yes"),
    danger: true,
  });
  if (!sure) return false;
  await remove(`slas/policies/${policy.id}`);
  toast(t("sla.delete.done", { name: seeded(policy.title) }));
  return true;
}

export function PolicyEditor(props: EditorProps) {
  const definitions = useDefinitions();
  return definitions ? <LoadedEditor {...props} definitions={definitions} /> : <Skeleton rows={5} />;
}

/* What is typed, and whether it can be sent. */
function useDraft(policy: Policy | null, definitions: Definitions) {
  const first = useMemo(() => ({ ...draftOf(policy, readConditions(policy?.filter)), reach: "new" as Reach }), []);
  const kept = useKeptDraft(`policies/${policy?.id ?? "new"}`, first);
  const { draft } = kept;
  const wrong = faults(draft);
  const unfilled = conditionFaults(draft.filter, definitions);
  return {
    kept,
    draft,
    set: kept.change,
    setRow: (row: Row) => kept.change({ rows: draft.rows.map((other) => (other.metric === row.metric ? row : other)) }),
    wrong,
    unfilled: Object.fromEntries(unfilled.map((place) => [place, t("sla.fault.filter")])),
    /* Enough for a preview; to save it needs a name, too. */
    ready: unfilled.length === 0 && wrong.every((place) => place === "title"),
    fault: firstFault(wrong) || (unfilled.length === 0 ? "" : t("sla.fault.filter")),
  };
}

/* Stores it; false when somebody else's change was to stay. */
async function store(policy: Policy | null, draft: Draft, reach: Reach): Promise<boolean> {
  if (policy && !(await isStillOurs(policy))) return false;
  const body = { sla_policy: bodyOf(draft) };
  if (policy) await put(`slas/policies/${policy.id}`, body);
  else await post("slas/policies", body);
  if (reach === "open") await applyToOpen();
  else toast(t("sla.saved", { name: draft.title.trim() }));
  return true;
}

function LoadedEditor({ policy, schedules, onDone, onCancel, definitions }: EditorProps & { definitions: Definitions }) {
  const { kept, draft, set, setRow, wrong, unfilled, ready, fault } = useDraft(policy, definitions);
  const [tried, setTried] = useState(false);
  const change = useChange();
  const places = new Set(wrong);
  const errors = tried ? { ...change.fields, ...unfilled } : change.fields;
  const leave = (then: () => void) => {
    kept.discard();
    then();
  };
  const save = async () => {
    setTried(true);
    if (!ready || wrong.length > 0) return;
    let stored = false;
    await change.run(async () => (stored = await store(policy, draft, draft.reach)));
    if (stored) leave(onDone);
  };
  const drop = () => void change.run(async () => policy && (await deletePolicy(policy)) && leave(onDone));
  return (
    <Form
      error={tried && (fault || wrong.length > 0) ? t("rules.look_above") : looseError(change, (key) => key === "title")}
      busy={change.busy}
      unchanged={policy !== null && !kept.changed}
      onSave={() => void save()}
      onCancel={() => leave(onCancel)}
      aside={policy && <DeleteButton text={t("sla.delete.button")} onClick={drop} />}
    >
      <div class="promise-editor">
        <div class="promise-main">
          <KeptNote kept={kept} />
          <TextField
            label={t("sla.editor.title")}
            value={draft.title}
            maxLength={255}
            error={tried && places.has("title") ? t("sla.fault.title") : (change.fields.title ?? undefined)}
            onInput={(title) => set({ title })}
          />
          <section class="plain-set">
            <h2>{t("sla.editor.promises")}</h2>
            <p class="field-hint">{t("sla.editor.spans")}</p>
            <PolicyGrid rows={draft.rows} schedules={schedules} wrong={places} tried={tried} onInput={setRow} />
          </section>
          <section class="plain-set">
            <h2>{t("sla.editor.filter")}</h2>
            <p class="field-hint">{t("sla.editor.filter_hint")}</p>
            <ConditionEditor {...{ definitions, errors }} value={draft.filter} onInput={(filter) => set({ filter })} />
          </section>
          <ClockFields draft={draft} wrong={places} set={set} />
          <ReachField value={draft.reach} onInput={(reach) => set({ reach })} />
        </div>
        <PromisePreview
          reach={draft.reach}
          supposed={ready && (kept.changed || !policy) ? { sla_policy: { ...(policy ? { id: policy.id } : {}), ...bodyOf(draft) } } : null}
          waiting={ready ? t("sla.preview.unchanged") : fault}
        />
      </div>
    </Form>
  );
}
