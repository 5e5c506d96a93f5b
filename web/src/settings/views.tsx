/* Views: the ones everybody and one's own, in the order of the side bar, switched on and off, moved by buttons. */

import { errorText, put } from "../core/api";
import { t } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo } from "../core/router";
import { seeded } from "../core/seeded";
import { MoveButtons } from "../ui/move_buttons";
import { ListTable, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { loadViews } from "../agent/queue_views";
import { me } from "../agent/session";
import { ViewEditor } from "../agent/view_editor";
import { editView, viewEdit } from "../agent/view_edits";
import type { ServerView } from "../agent/view_draft";
import { NewButton } from "./list_screen";

const list = listing<ServerView>(() => "views", "views", 100);

async function change(view: ServerView, fields: Partial<ServerView>): Promise<void> {
  try {
    await put(`views/${view.id}`, { view: fields });
    await list.load();
    void loadViews();
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
}

function accessText({ restriction }: ServerView): string {
  if (restriction === null) return t("queue.access.all");
  return t(restriction.type === "User" ? "queue.access.me" : "queue.access.groups");
}

function mayEdit(view: ServerView): boolean {
  return me.value?.role === "admin" || view.restriction?.type === "User";
}

function Moves({ view }: { view: ServerView }) {
  const rows = list.rows.value;
  const at = rows.indexOf(view);
  const move = (by: 1 | -1) => void change(view, { position: (rows[at + by] as ServerView).position });
  return (
    <span class="row-buttons">
      <MoveButtons name={seeded(view.title)} at={at} count={rows.length} onMove={move} />
      <button type="button" class="button button-quiet" onClick={() => void change(view, { active: !view.active })}>
        {t(view.active ? "queue.views.hide" : "queue.views.show")}
      </button>
    </span>
  );
}

const columns = (): Column<ServerView>[] => [
  {
    title: t("queue.editor.title"),
    cell: (view) =>
      mayEdit(view) ? (
        <button type="button" class="text-button" onClick={() => editView({ id: view.id })}>
          <bdi>{seeded(view.title)}</bdi>
        </button>
      ) : (
        <bdi>{seeded(view.title)}</bdi>
      ),
  },
  { title: t("queue.editor.access"), cell: accessText },
  {
    title: t("queue.views.shown"),
    cell: ({ id, active }) =>
      active ? <a {...linkTo({ view: String(id), ticket: null, query: "" })}>{t("queue.views.open")}</a> : <span class="muted">{t("queue.views.hidden")}</span>,
  },
  { title: t("queue.views.order"), cell: (view) => (mayEdit(view) ? <Moves view={view} /> : null) },
];

export function Views() {
  const edit = viewEdit.value;
  const done = () => {
    viewEdit.value = null;
    void list.load();
  };
  return (
    <>
      <div class="screen-tools">
        <NewButton text={t("queue.menu.new_view")} onNew={() => editView({})} />
      </div>
      <ListTable label={t("queue.views.title")} columns={columns()} list={list} folds empty={t("queue.views.empty")} />
      {edit && <ViewEditor edit={edit} onDone={done} />}
    </>
  );
}
