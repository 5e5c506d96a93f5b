/* Own statuses: finer words within New, Open, Pending, On hold and Solved, for agents and for customers. */

import { useMemo, useState } from "preact/hooks";
import { post, put } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { listing } from "../core/listing";
import { seeded } from "../core/seeded";
import { Dialog } from "../ui/dialog";
import { CheckField, Form, SelectField, TextField } from "../ui/form";
import type { Column } from "../ui/table";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { ListScreen } from "./list_screen";

interface Status {
  id: number;
  status_category: string;
  agent_label: string;
  end_user_label: string;
  description: string;
  end_user_description: string;
  active: boolean;
  default: boolean;
}

interface Answer {
  custom_status: Status;
}

const categories = ["new", "open", "pending", "hold", "solved"] as const;
const fresh: Status = {
  id: 0, status_category: "open", agent_label: "", end_user_label: "", description: "", end_user_description: "", active: true, default: false,
};

function StatusDialog({ status, onDone }: { status: Status; onDone: () => void }) {
  const [draft, setDraft] = useState(status);
  const saving = useChange();
  const change = (part: Partial<Status>) => setDraft((old) => ({ ...old, ...part }));
  const save = async () => {
    const { id, default: first, status_category, ...rest } = draft;
    const body = { custom_status: { ...rest, end_user_label: rest.end_user_label || rest.agent_label, ...(id ? {} : { status_category }) } };
    const done = await saving.run(async () => {
      const { custom_status: made } = await (id ? put<Answer>(`custom_statuses/${id}`, body) : post<Answer>("custom_statuses", body));
      if (first && !status.default) await put("custom_status/default", { ids: [made.id] });
    });
    if (!done) return;
    toast(t("rules.saved", { name: draft.agent_label }));
    onDone();
  };
  const choices = categories.map((value) => ({ value, label: t(`agent.status.${value}` as TextKey) }));
  return (
    <Dialog title={status.id ? seeded(status.agent_label) : t("fields.status.new")} onClose={onDone}>
      <Form error={saving.error} busy={saving.busy} unchanged={!draft.agent_label.trim()} onSave={() => void save()} onCancel={onDone}>
        {!status.id && (
          <SelectField
            label={t("fields.status.category")}
            hint={t("fields.status.category_hint")}
            value={draft.status_category}
            choices={choices}
            onInput={(status_category) => change({ status_category })}
          />
        )}
        <TextField
          label={t("fields.status.label")}
          error={saving.fields.agent_label}
          value={draft.agent_label}
          maxLength={48}
          required
          onInput={(agent_label) => change({ agent_label })}
        />
        <TextField label={t("fields.status.description")} value={draft.description} maxLength={255} onInput={(description) => change({ description })} />
        <TextField
          label={t("fields.status.customer_label")}
          value={draft.end_user_label}
          maxLength={48}
          onInput={(end_user_label) => change({ end_user_label })}
        />
        <CheckField label={t("fields.status.default")} disabled={status.default} checked={draft.default} onInput={(on) => change({ default: on })} />
        <CheckField label={t("rules.active")} disabled={status.default} checked={draft.active} onInput={(active) => change({ active })} />
      </Form>
    </Dialog>
  );
}

const columns = (show: (status: Status) => void): Column<Status>[] => [
  {
    title: t("fields.status.label"),
    cell: (status) => (
      <>
        <button type="button" class="text-button" onClick={() => show(status)}>
          <bdi>{seeded(status.agent_label)}</bdi>
        </button>{" "}
        {status.default && <span class="badge">{t("fields.status.is_default")}</span>}
        {!status.active && <span class="badge badge-warn">{t("rules.list.off")}</span>}
        <div class="muted cell-under">
          <bdi>{seeded(status.description)}</bdi>
        </div>
      </>
    ),
  },
  { title: t("fields.status.category"), cell: ({ status_category: category }) => t(`agent.status.${category}` as TextKey) },
  { title: t("fields.status.customer_label"), cell: ({ end_user_label: label }) => <bdi>{seeded(label)}</bdi> },
];

export function TicketStatuses() {
  const list = useMemo(() => listing<Status>(() => "custom_statuses", "custom_statuses", 100), []);
  const dialog = (status: Status | null, close: () => void) => <StatusDialog status={status ?? fresh} onDone={close} />;
  const words = { label: t("fields.status.title"), empty: t("fields.status.empty"), add: t("fields.status.new") };
  return <ListScreen {...words} {...{ list, columns, dialog }} />;
}
