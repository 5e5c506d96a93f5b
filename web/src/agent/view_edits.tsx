/* The view editor is fetched when somebody first edits a view; what it shall open with stands here. */

import { signal } from "@preact/signals";
import { loadOffice } from "../core/lazy";
import { LazyDialog } from "../ui/lazy";

/* id: change this view; query: make one from a search; neither: a new one. */
export interface ViewEdit {
  id?: number;
  query?: string;
}

export const viewEdit = signal<ViewEdit | null>(null);

export function editView(edit: ViewEdit): void {
  viewEdit.value = edit;
}

const load = () => Promise.all([import("./view_editor"), loadOffice()]).then(([part]) => part.ViewEditorDialog);

export function ViewEditHost() {
  return <LazyDialog load={load} opened={viewEdit} />;
}
