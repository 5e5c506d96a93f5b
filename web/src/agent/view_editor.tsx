/* The editor of a view: what it asks, how it is sorted and grouped, who sees it, and what it would show. */

import { useEffect, useState } from "preact/hooks";
import { ApiError, errorText, get, post, put, remove } from "../core/api";
import { t, tn, type TextKey } from "../core/i18n";
import { go, route } from "../core/router";
import { seeded } from "../core/seeded";
import { ask, Dialog } from "../ui/dialog";
import { focusBeside } from "../ui/focus_beside";
import { CheckField, Form, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { MoveButtons } from "../ui/move_buttons";
import { toast } from "../ui/toast";
import { ConditionEditor } from "../settings/condition_editor";
import { definitionsOf, isComplete, type Conditions, type Definitions } from "../settings/condition_model";
import { useKeptDraft } from "../settings/kept_draft";
import { KeptNote } from "../settings/kept_note";
import { groupColumns, sortColumns } from "./queue_ask";
import { columnName } from "./queue_columns";
import { loadQueue } from "./queue_store";
import { loadViews } from "./queue_views";
import { subjectText } from "./queue_row";
import { parsed } from "./search_store";
import { conditionsOf } from "./search_to_view";
import { agents, groups, me, meId } from "./session";
import { ticketFields, wantFields } from "./ticket_fields";
import { draftOf, freshDraft, loadView, restrictionOf, viewBody, type ViewDraft } from "./view_draft";
import { viewEdit, type ViewEdit } from "./view_edits";

const PAUSE_MS = 400;
const columns =
  "subject requester organization assignee group status priority type created updated solved due_date tags via sla_next_breach_at".split(" ");

/* What can be asked. Without it there is nothing to edit. */
function useDefinitions(onFailed: () => void): Definitions | null {
  const [definitions, setDefinitions] = useState<Definitions | null>(null);
  useEffect(() => {
    wantFields();
    get<{ definitions: Record<string, unknown> }>("views/definitions")
      .then((answer) => setDefinitions(definitionsOf(answer.definitions)))
      .catch((cause: unknown) => {
        toast(errorText(cause), null, "error");
        onFailed();
      });
  }, []);
  return definitions;
}

/* What the editor opens with, and which parts of a search it could not take along. */
function useStart(edit: ViewEdit, onFailed: () => void): [ViewDraft | null, string[]] {
  const [start, setStart] = useState<ViewDraft | null>(null);
  const [left, setLeft] = useState<string[]>([]);
  useEffect(() => {
    if (edit.id !== undefined) {
      loadView(edit.id)
        .then((view) => setStart(draftOf(view)))
        .catch((cause: unknown) => {
          toast(errorText(cause), null, "error");
          onFailed();
        });
    } else if (edit.query) {
      const known = { me: meId.peek(), groups: groups.peek(), agents: agents.peek() };
      const { left: parts, ...conditions } = conditionsOf(parsed.peek(), known);
      setLeft(parts.map(({ start, end }) => edit.query?.slice(start, end) ?? ""));
      setStart({ ...freshDraft, conditions, title: edit.query });
    } else setStart(freshDraft);
  }, []);
  return [start, left];
}

function areComplete(conditions: Conditions, definitions: Definitions): boolean {
  const check = (name: "all" | "any") =>
    conditions[name].every((one) => isComplete(one, definitions[name].find(({ subject }) => subject === one.field)));
  return check("all") && check("any");
}

interface Shown {
  count: number;
  subjects: string[];
  error: string;
}

interface PreviewRows {
  rows: { ticket: { id: number; subject: string | null } }[];
}

function usePreview(draft: ViewDraft, ready: boolean): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const body = JSON.stringify({ view: viewBody(draft) });
  useEffect(() => {
    if (!ready) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const view = JSON.parse(body) as unknown;
      const name = ({ ticket }: PreviewRows["rows"][number]) => `#${ticket.id} ${subjectText(ticket.subject)}`;
      Promise.all([post<{ view_count: { value: number } }>("views/preview/count", view), post<PreviewRows>("views/preview?per_page=5", view)])
        .then(([{ view_count }, { rows }]) => wanted && setShown({ count: view_count.value, subjects: rows.map(name), error: "" }))
        .catch((cause: unknown) => wanted && setShown({ count: 0, subjects: [], error: errorText(cause) }));
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [body, ready]);
  return ready ? shown : null;
}

function Preview({ draft, ready }: { draft: ViewDraft; ready: boolean }) {
  const shown = usePreview(draft, ready);
  return (
    <section class="view-preview" aria-live="polite">
      <h3>{t("queue.editor.preview")}</h3>
      {!ready && <p class="muted">{t("queue.editor.incomplete")}</p>}
      {shown?.error && <p class="field-error">{shown.error}</p>}
      {shown && !shown.error && (
        <>
          <p>{tn("queue.editor.count", shown.count)}</p>
          <ul>
            {shown.subjects.map((subject) => (
              <li key={subject} dir="auto">
                {subject}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const columnText = (column: string) => t(`queue.column.${column}` as TextKey);

interface PartProps {
  draft: ViewDraft;
  change: (change: Partial<ViewDraft>) => void;
}

/* Moves an element of a list. */
export function moved<T>(list: readonly T[], at: number, by: 1 | -1): T[] {
  const next = [...list];
  const [item] = next.splice(at, 1);
  next.splice(at + by, 0, item as T);
  return next;
}

function Columns({ draft, change }: PartProps) {
  const custom = ticketFields.value.filter((field) => field.removable && field.active);
  const own = custom.map(({ id, title }): [string, string] => [`custom_fields_${id}`, title]);
  const titles = new Map([...columns.map((column): [string, string] => [column, columnText(column)]), ...own]);
  const free = [...titles.keys()].filter((column) => !draft.columns.includes(column));
  const title = (column: string) => titles.get(columnName(column)) ?? column;
  return (
    <fieldset class="view-columns">
      <legend>{t("queue.editor.columns")}</legend>
      <p class="field-hint">{t("queue.editor.columns_hint")}</p>
      <ol>
        {draft.columns.map((column, at) => (
          <li key={column}>
            <span>{title(column)}</span>
            <MoveButtons name={title(column)} at={at} count={draft.columns.length} onMove={(by) => change({ columns: moved(draft.columns, at, by) })} />
            <button
              type="button"
              class="icon-button"
              aria-label={t("queue.editor.remove", { name: title(column) })}
              onClick={(event) => {
                focusBeside(event.currentTarget);
                change({ columns: draft.columns.filter((one) => one !== column) });
              }}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      {free.length > 0 && (
        <SelectField
          label={t("queue.editor.add_column")}
          value=""
          choices={[{ value: "", label: "–" }, ...free.map((column) => ({ value: column, label: title(column) }))]}
          onInput={(column) => column && change({ columns: [...draft.columns, column] })}
        />
      )}
    </fieldset>
  );
}

function Order({ draft, change }: PartProps) {
  const ways = [
    { value: "asc", label: t("queue.editor.up_first") },
    { value: "desc", label: t("queue.editor.down_first") },
  ];
  const choices = (list: readonly string[], now: string, none: string) => {
    const all = now && !list.includes(now) ? [...list, now] : list;
    return [{ value: "", label: none }, ...all.map((column) => ({ value: column, label: list.includes(column) ? columnText(column) : column }))];
  };
  const groupChoices = choices(groupColumns, draft.group, t("queue.group.none"));
  const sortChoices = choices(sortColumns, draft.sort, t("queue.editor.newest"));
  return (
    <div class="view-order">
      <SelectField label={t("queue.editor.group")} value={draft.group} choices={groupChoices} onInput={(group) => change({ group })} />
      <SelectField label={t("queue.editor.group_way")} value={draft.groupOrder} choices={ways} onInput={(groupOrder) => change({ groupOrder })} />
      <SelectField label={t("queue.editor.sort")} value={draft.sort} choices={sortChoices} onInput={(sort) => change({ sort })} />
      <SelectField label={t("queue.editor.sort_way")} value={draft.sortOrder} choices={ways} onInput={(sortOrder) => change({ sortOrder })} />
    </div>
  );
}

function Access({ draft, change }: PartProps) {
  const admin = me.value?.role === "admin";
  const kinds: ViewDraft["access"][] = admin ? ["me", "all", "groups"] : ["me"];
  const toggle = (id: number, on: boolean) => change({ groupIds: on ? [...draft.groupIds, id] : draft.groupIds.filter((one) => one !== id) });
  return (
    <>
      <SelectField
        label={t("queue.editor.access")}
        hint={admin ? "" : t("queue.editor.access_hint")}
        value={draft.access}
        choices={kinds.map((kind) => ({ value: kind, label: t(`queue.access.${kind}` as TextKey) }))}
        onInput={(access) => change({ access: access as ViewDraft["access"] })}
      />
      {draft.access === "groups" &&
        groups.value.map(({ id, name }) => <CheckField key={id} label={name} checked={draft.groupIds.includes(id)} onInput={(on) => toggle(id, on)} />)}
    </>
  );
}

async function afterSave(id: number): Promise<void> {
  await loadViews();
  const { section, view } = route.peek();
  if (section === "tickets") {
    if (view === String(id)) void loadQueue();
    go({ view: String(id), query: "", ticket: null });
  }
}

async function deleteView(id: number, title: string, close: () => void): Promise<void> {
  const yes = await ask({ title: t("queue.editor.delete_title", { title }), text: t("queue.editor.delete_text"), yes: t("queue.editor.delete"), danger: true });
  if (!yes) return;
  try {
    await remove(`views/${id}`);
    close();
    if (route.peek().view === String(id)) go({ view: "all", ticket: null });
    await loadViews();
    toast(t("queue.editor.deleted", { title }));
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
}

interface EditorProps {
  edit: ViewEdit;
  definitions: Definitions;
  start: ViewDraft;
  left: string[];
  onDone: () => void;
}

function Editor({ edit, definitions, start, left, onDone }: EditorProps) {
  const kept = useKeptDraft(`views/${edit.id ?? `new/${edit.query ?? ""}`}`, start);
  const { draft, change } = kept;
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const ready = areComplete(draft.conditions, definitions) && draft.conditions.all.length + draft.conditions.any.length > 0;
  const leave = () => {
    kept.discard();
    onDone();
  };
  const save = async () => {
    setBusy(true);
    setError("");
    try {
      const body = { view: { ...viewBody(draft), restriction: restrictionOf(draft, meId.peek()) } };
      const path = edit.id === undefined ? "views" : `views/${edit.id}`;
      const { view } = await (edit.id === undefined ? post<{ view: { id: number } }>(path, body) : put<{ view: { id: number } }>(path, body));
      leave();
      toast(t("queue.editor.saved", { title: draft.title }));
      await afterSave(view.id);
    } catch (cause) {
      setErrors(cause instanceof ApiError ? cause.fields : {});
      setError(errorText(cause));
      setBusy(false);
    }
  };
  const aside = edit.id !== undefined && (
    <button type="button" class="button button-danger" onClick={() => void deleteView(edit.id as number, seeded(draft.title), leave)}>
      {t("queue.editor.delete")}
    </button>
  );
  return (
    <Form error={error} busy={busy} unchanged={!draft.title.trim() || !ready} onSave={() => void save()} onCancel={leave} aside={aside}>
      <KeptNote kept={kept} />
      {left.length > 0 && <p class="view-left">{t("queue.editor.left", { parts: left.join("  ") })}</p>}
      <TextField label={t("queue.editor.title")} error={errors.title} value={draft.title} maxLength={255} required onInput={(title) => change({ title })} />
      <ConditionEditor definitions={definitions} value={draft.conditions} errors={errors} onInput={(conditions) => change({ conditions })} />
      <Preview draft={draft} ready={ready} />
      <Order draft={draft} change={change} />
      <Columns draft={draft} change={change} />
      <Access draft={draft} change={change} />
    </Form>
  );
}

/* In a dialog over the list, or in one over the settings. */
export function ViewEditor({ edit, onDone }: { edit: ViewEdit; onDone: () => void }) {
  const [start, left] = useStart(edit, onDone);
  const definitions = useDefinitions(onDone);
  return (
    <Dialog title={t(edit.id === undefined ? "queue.editor.new" : "queue.editor.edit")} size="wide" onClose={onDone}>
      {start && definitions && <Editor {...{ edit, definitions, start, left, onDone }} />}
    </Dialog>
  );
}

export function ViewEditorDialog() {
  const edit = viewEdit.value;
  return edit && <ViewEditor key={`${edit.id} ${edit.query}`} edit={edit} onDone={() => (viewEdit.value = null)} />;
}
