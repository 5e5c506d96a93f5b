/* Files of the answer being written: sent to the server at once, side by side, each with its own progress and way on. */

import { computed, signal } from "@preact/signals";
import { ApiError, errorText, upload } from "../core/api";
import type { DraftFile } from "../core/drafts";
import { t } from "../core/i18n";
import { announce } from "../ui/announce";

export interface SendingFile {
  id: number;
  name: string;
  size: number;
  part: number;
  error: string;
  file: File | null;
  token: string;
}

export type ComingFile = Pick<DraftFile, "name" | "size">;

export const FILE_LIMIT = 50 * 1024 * 1024;
export const FILES_MAX = 20;

export const files = signal<SendingFile[]>([]);
/* Counts the answers brought up: what was asked for one is not for the next. */
export const shown = signal(0);
export const uploading = computed(() => files.value.some((file) => !file.token && !file.error));

let lastFileId = 0;
let changed: () => void = () => undefined;
const aborts = new Map<number, AbortController>();

/* Who wants to know that what would be sent has changed. */
export function onFilesChanged(listener: () => void): void {
  changed = listener;
}

export function sentFiles(): DraftFile[] {
  return files.peek().filter((file) => file.token).map(({ token, name, size }) => ({ token, name, size }));
}

/* One that the server has. */
function keptFile(file: DraftFile): SendingFile {
  lastFileId += 1;
  return { ...file, id: lastFileId, part: 1, error: "", file: null };
}

/* Shows those of a draft; what is still on its way for another one is given up. */
export function showFiles(list: readonly DraftFile[]): void {
  shown.value += 1;
  aborts.forEach((abort) => abort.abort());
  aborts.clear();
  files.value = list.map(keptFile);
}

/*
 * Files that the server is making: those of a canned reply. Shown at once as on their way, so that sending waits for them.
 * Null when they are among the shown ones; the files when another answer is shown by the time they are here.
 */
export async function addComing(names: readonly ComingFile[], asked: Promise<readonly DraftFile[]>): Promise<readonly DraftFile[] | null> {
  const answer = shown.peek();
  const room = names.slice(0, Math.max(0, FILES_MAX - files.peek().length)).map((file) => ({ ...keptFile({ ...file, token: "" }), part: 0 }));
  files.value = [...files.peek(), ...room];
  if (room.length < names.length) announce(t("compose.file.too_many", { count: FILES_MAX }));
  try {
    const list = await asked;
    if (answer !== shown.peek()) return list;
    files.value = files.peek().flatMap((file) => {
      const at = room.findIndex(({ id }) => id === file.id);
      return at < 0 ? [file] : list.slice(at, at + 1).map((here) => ({ ...file, ...here, part: 1 }));
    });
    changed();
    return null;
  } catch (cause) {
    if (answer === shown.peek()) room.forEach(({ id }) => patchFile(id, { error: errorText(cause) }));
    throw cause;
  }
}

function patchFile(id: number, patch: Partial<SendingFile>): void {
  files.value = files.peek().map((file) => (file.id === id ? { ...file, ...patch } : file));
}

async function sendFile(id: number, file: File): Promise<string | null> {
  const abort = new AbortController();
  aborts.set(id, abort);
  patchFile(id, { error: "", part: 0 });
  try {
    const { token, attachment } = await upload(file, (part) => patchFile(id, { part }), abort.signal);
    patchFile(id, { token, part: 1, file: null });
    changed();
    return new URL(attachment.content_url, location.href).pathname;
  } catch (cause) {
    if (cause instanceof ApiError) patchFile(id, { error: cause.message });
    return null;
  } finally {
    aborts.delete(id);
  }
}

function add(file: File): Promise<string | null> {
  lastFileId += 1;
  const id = lastFileId;
  const tooMany = files.peek().length >= FILES_MAX;
  const error = file.size > FILE_LIMIT ? t("agent.compose.file_too_big") : tooMany ? t("compose.file.too_many", { count: FILES_MAX }) : "";
  files.value = [...files.peek(), { id, name: file.name, size: file.size, part: 0, error, file: error ? null : file, token: "" }];
  if (error) announce(`${file.name}: ${error}`);
  return error ? Promise.resolve(null) : sendFile(id, file);
}

export function addFiles(list: Iterable<File>): void {
  for (const file of list) void add(file);
}

/* An image for the text itself: its address once the server has it. */
export function addImage(file: File): Promise<string | null> {
  return add(file);
}

export function retryFile(id: number): void {
  const file = files.peek().find((item) => item.id === id)?.file;
  if (file) void sendFile(id, file);
}

export function removeFile(id: number): void {
  aborts.get(id)?.abort();
  files.value = files.peek().filter((file) => file.id !== id);
  changed();
}
