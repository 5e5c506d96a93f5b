/*
 * Lists of settings. ListScreen is a table with what stands above it and the dialog in which a row is changed or made;
 * PlacedList is a list that is whole in memory, with the editor of one of its rows in its place.
 */

import { Fragment, type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { ListTable, type Column, type Listed } from "../ui/table";
import { EditorHead, itemLink, openedItem } from "./place";

interface NewProps {
  text: string;
  onNew: () => void;
  /* Beside another list that has the first word. */
  quiet?: boolean;
}

export function NewButton({ text, onNew, quiet = false }: NewProps) {
  return (
    <button type="button" class={quiet ? "button button-quiet" : "button"} onClick={onNew}>
      <Icon name="add" />
      {text}
    </button>
  );
}

/* To the editor of a new one, in the place of the list. */
export function NewLink({ text, screen }: { text: string; screen: string }) {
  return (
    <a class="button" {...itemLink(screen, "new")}>
      <Icon name="add" />
      {text}
    </a>
  );
}

type Dialog<Row> = (row: Row | null, close: () => void) => ComponentChildren;

interface Shown<Row> {
  /* null: a new one. */
  show: (row: Row | null) => void;
  /* Stands last in the screen. */
  dialog: ComponentChildren;
}

export function useDialog<Row extends { id: number }>(render: Dialog<Row>, onClose: () => void): Shown<Row> {
  const [open, setOpen] = useState<{ row: Row | null } | null>(null);
  const close = () => {
    setOpen(null);
    onClose();
  };
  return { show: (row) => setOpen({ row }), dialog: open && <Fragment key={open.row?.id ?? 0}>{render(open.row, close)}</Fragment> };
}

interface ScreenProps<Row> extends Omit<Listed<Row>, "columns"> {
  columns: (show: (row: Row) => void) => readonly Column<Row>[];
  /* Text of the button that makes a new one. */
  add: string;
  quiet?: boolean;
  tools?: ComponentChildren;
  dialog: Dialog<Row>;
}

export function ListScreen<Row extends { id: number }>({ columns, add, quiet = false, tools, dialog: render, ...listed }: ScreenProps<Row>) {
  const { show, dialog } = useDialog(render, () => void listed.list.load());
  return (
    <>
      <div class="screen-tools">
        {tools}
        <NewButton text={add} quiet={quiet} onNew={() => show(null)} />
      </div>
      <ListTable {...listed} columns={columns(show)} />
      {dialog}
    </>
  );
}

interface PlacedProps<Row> {
  screen: string;
  rows: readonly Row[];
  nameOf: (row: Row) => string;
  add: string;
  /* Name of the list. */
  back: string;
  empty: string;
  /* Said when the address names one that is not there. */
  gone: string;
  editor: (row: Row | null) => ComponentChildren;
  children: ComponentChildren;
}

export function PlacedList<Row extends { id: number }>({ screen, rows, nameOf, add, back, empty, gone, editor, children }: PlacedProps<Row>) {
  const open = openedItem();
  const chosen = rows.find(({ id }) => String(id) === open);
  if (open === "new" || chosen) {
    return (
      <Fragment key={open}>
        <EditorHead {...{ screen, back }} title={chosen ? nameOf(chosen) : add} />
        {editor(chosen ?? null)}
      </Fragment>
    );
  }
  return (
    <>
      {open && <p role="alert">{gone}</p>}
      <div class="screen-tools">
        <NewLink text={add} screen={screen} />
      </div>
      {rows.length === 0 ? (
        <div class="empty">
          <p>{empty}</p>
        </div>
      ) : (
        children
      )}
    </>
  );
}
