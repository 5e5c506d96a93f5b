/*
 * What is offered while one writes: canned replies (macros) after "/", people and groups after "@". A list under the hand of the
 * field: arrows choose, Enter takes, Esc closes; a canned reply is shown beside the list with its places filled in.
 */

import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { errorText, get, post } from "../core/api";
import { commaText } from "../core/dates";
import { t, tn } from "../core/i18n";
import type { DraftFile } from "../core/drafts";
import type { Attachment, Ticket } from "../core/types";
import { announce } from "../ui/announce";
import { Icon } from "../ui/icon";
import { RichText } from "../ui/rich_text";
import { toast } from "../ui/toast";
import { richBody } from "../core/rich";
import { seeded } from "../core/seeded";
import { type Applied, backOf, changesOf, chipsOf } from "./composer_changes";
import { ToldChanges } from "./composer_chips";
import { addCannedFiles, changes, mode, setChanges, setMode, shown } from "./composer_store";
import { signPut, surface } from "./composer_surface";
import { applyChange } from "./edits";
import { joinChanges } from "./reply_changes";
import { agents, groups, meId } from "./session";
import { open } from "./ticket_store";

export const SUGGEST_ID = "suggestions";

interface Macro {
  id: number;
  title: string;
  actions: { field: string; value: unknown }[];
}

interface Offer {
  key: string;
  label: string;
  hint: string;
  macro: Macro | null;
}

/* What a macro makes of the open ticket, and the files that it carries. */
interface Filled {
  applied: Applied;
  body: string;
  html: string | null;
  files: { filename: string; size: number }[];
}

const SHOWN = 8;

/* What stands before the caret: the sign and what was typed behind it. */
const asked = signal<{ sign: string; typed: string } | null>(null);
const dismissed = signal("");
const picked = signal(0);
const macros = signal<Macro[] | null>(null);
const failed = signal("");
const filled = signal<{ key: string; text: Filled } | null>(null);

/* What a macro says depends on the ticket as it is. */
function keyOf(macro: Macro): string {
  const ticket = open.peek()?.ticket;
  return `${macro.id} ${ticket?.id} ${ticket?.updated_at}`;
}

/* How well the letters fit in this order: smaller is better, null not at all. */
export function fit(typed: string, label: string): number | null {
  const wanted = typed.toLowerCase();
  const words = label.toLowerCase();
  const at = words.indexOf(wanted);
  if (at >= 0) return at === 0 || words[at - 1] === " " ? at : 20 + at;
  let place = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = words.indexOf(letter, place + 1);
    if (next < 0) return null;
    gaps += next - place - 1;
    place = next;
  }
  return 100 + gaps;
}

function best(all: Offer[], typed: string): Offer[] {
  const fits = all.flatMap((offer) => {
    const score = fit(typed, offer.label);
    return score === null ? [] : [{ offer, score }];
  });
  return fits.sort((a, b) => a.score - b.score).slice(0, SHOWN).map(({ offer }) => offer);
}

const offers = computed<Offer[]>(() => {
  const now = asked.value;
  if (!now) return [];
  if (now.sign === "/") {
    const all = (macros.value ?? []).map((macro) => ({ key: `m${macro.id}`, label: seeded(macro.title).replaceAll("::", " › "), hint: "", macro }));
    return best(all, now.typed);
  }
  const others = agents.value.filter(({ id }) => id !== meId.value);
  const people = others.map(({ id, name, email }) => ({ key: `u${id}`, label: name, hint: email ?? "", macro: null }));
  const teams = groups.value.map(({ id, name }) => ({ key: `g${id}`, label: name, hint: t("compose.mention.group"), macro: null }));
  return best([...people, ...teams], now.typed);
});

export const suggesting = computed(() => asked.value !== null && (offers.value.length > 0 || (asked.value.sign === "/" && asked.value.typed.length < 3)));

export const pickedId = computed(() => (suggesting.value && offers.value[picked.value] ? `offer-${offers.value[picked.value]?.key}` : ""));

async function loadMacros(): Promise<void> {
  if (macros.peek()) return;
  try {
    const { macros: found } = await get<{ macros: Macro[] }>("macros/active?page[size]=100");
    macros.value = found;
    failed.value = "";
  } catch (cause) {
    failed.value = errorText(cause);
  }
}

async function fill(macro: Macro): Promise<Filled> {
  const ticket = open.peek()?.ticket.id ?? 0;
  const [{ result }, { macro_attachments: files }] = await Promise.all([
    get<{ result: { ticket: Applied } }>(`tickets/${ticket}/macros/${macro.id}/apply?keep_empty=true`),
    get<{ macro_attachments: Filled["files"] }>(`macros/${macro.id}/attachments`),
  ]);
  const { comment } = result.ticket;
  return { applied: result.ticket, body: comment?.body ?? "", html: richBody(comment?.html_body), files };
}

/* The files of a macro as our own, to be sent with the answer. */
async function copyFiles(macro: number): Promise<DraftFile[]> {
  const { uploads } = await post<{ uploads: { token: string; attachment: Attachment }[] }>(`macros/${macro}/uploads`);
  return uploads.map(({ token, attachment }) => ({ token, name: attachment.file_name, size: attachment.size }));
}

function isOpen(ticket: Ticket): boolean {
  return open.peek()?.ticket.id === ticket.id;
}

/* Words for colleagues never stand in a reply: the composer becomes that of a note before they come. */
async function putInNote(ticket: Ticket, text: Filled): Promise<void> {
  setMode("note");
  await new Promise(requestAnimationFrame);
  if (isOpen(ticket) && mode.peek() === "note") surface.peek()?.put(0, text.body, text.html);
}

/* Writes what the macro says; what else it does waits as chips. A macro that says nothing is done at once. */
async function use(macro: Macro, label: string): Promise<void> {
  const ticket = open.peek()?.ticket;
  const known = filled.peek();
  const text = known?.key === keyOf(macro) ? known.text : await fill(macro);
  const field = surface.peek();
  if (!ticket || !isOpen(ticket) || !field) return;
  const set = changesOf(text.applied, ticket, macro.id);
  const isPrivate = text.applied.comment?.public === false && mode.peek() === "reply";
  if (!isPrivate) field.put(0, text.body, text.html);
  if (!text.applied.comment && text.files.length === 0) {
    applyChange(ticket, set, backOf(set, ticket), t("compose.canned.done", { title: label, number: ticket.id }));
    return;
  }
  if (isPrivate) await putInNote(ticket, text);
  if (!isOpen(ticket)) return;
  setChanges(joinChanges(changes.peek(), set));
  if (text.files.length > 0) await addCannedFiles(text.files.map(({ filename: name, size }) => ({ name, size })), copyFiles(macro.id));
  const chips = chipsOf(set).map(({ words }) => words);
  announce([t("compose.canned.inserted", { title: label }), ...(chips.length > 0 ? [t("compose.changes.title"), commaText(chips)] : [])].join(" "));
}

/* Nothing is offered any more; the letters that only opened the list go with it. */
function closeList(): void {
  asked.value = null;
  signPut.value = 0;
}

/* The words it was asked for are sent, or those of another answer are shown. */
shown.subscribe(() => {
  asked.value = null;
});

/* Looks at what stands before the caret, after each change and move of it. */
export function look(): void {
  const line = surface.peek()?.before() ?? "";
  const found = /(?:^|\s)([/@])([^/@]{0,40})$/.exec(line);
  const key = found ? `${found[1]}${found[2]}` : "";
  if (!found || (found[2] ?? "").startsWith(" ") || (dismissed.peek() && key.startsWith(dismissed.peek()))) {
    closeList();
    if (!found) dismissed.value = "";
    return;
  }
  if (found[1] === "/") void loadMacros();
  const now = asked.peek();
  if (now?.sign !== found[1] || now?.typed !== found[2]) picked.value = 0;
  asked.value = { sign: found[1] ?? "", typed: found[2] ?? "" };
}

/* Esc, a send, or a click elsewhere. */
export function closeSuggestions(): void {
  const now = asked.peek();
  const letters = signPut.peek();
  dismissed.value = now && letters === 0 ? `${now.sign}${now.typed}` : "";
  closeList();
  if (now && letters > 0) surface.peek()?.drop(letters + now.typed.length);
}

async function take(offer: Offer | undefined): Promise<void> {
  const now = asked.peek();
  const field = surface.peek();
  if (!now || !field || !offer) return;
  const typed = now.typed.length + 1;
  closeList();
  field.put(typed, offer.macro ? "" : `@${offer.label} `, null);
  if (!offer.macro) return;
  try {
    await use(offer.macro, offer.label);
  } catch (cause) {
    toast(errorText(cause), null, "error");
  }
}

/* True: the key was for the list. */
export function suggestKey(event: KeyboardEvent): boolean {
  if (!suggesting.peek()) return false;
  const last = offers.peek().length - 1;
  if (event.key === "ArrowDown") picked.value = picked.peek() >= last ? 0 : picked.peek() + 1;
  else if (event.key === "ArrowUp") picked.value = picked.peek() <= 0 ? last : picked.peek() - 1;
  else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && last >= 0) void take(offers.peek()[picked.peek()]);
  else if (event.key === "Escape") closeSuggestions();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/* How many there are is heard, once the typing rests. */
let countTimer: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const count = offers.value.length;
  clearTimeout(countTimer);
  if (suggesting.value && count > 0) countTimer = setTimeout(() => announce(tn("compose.suggest.count", count)), 400);
});

/* The chosen canned reply with its places filled in, a moment after it was chosen. */
let previewTimer: ReturnType<typeof setTimeout> | undefined;
effect(() => {
  const macro = suggesting.value ? offers.value[picked.value]?.macro : null;
  clearTimeout(previewTimer);
  const key = macro ? keyOf(macro) : "";
  if (!macro || filled.peek()?.key === key) return;
  previewTimer = setTimeout(() => {
    fill(macro)
      .then((text) => {
        filled.value = { key, text };
      })
      .catch(() => undefined);
  }, 80);
});

function Preview({ macro }: { macro: Macro }) {
  const text = filled.value?.key === keyOf(macro) ? filled.value.text : null;
  const ticket = open.value?.ticket;
  const set = text && ticket ? changesOf(text.applied, ticket, macro.id) : {};
  const atOnce = text !== null && !text.body && text.files.length === 0;
  return (
    <div class="suggest-preview" aria-hidden="true">
      {text?.html ? <RichText html={text.html} /> : <p dir="auto">{text?.body ?? ""}</p>}
      {atOnce && chipsOf(set).length === 0 ? <p class="muted">{t("compose.changes.none")}</p> : <ToldChanges {...{ set, atOnce }} />}
      {text && text.files.length > 0 && <p class="muted">{t("compose.held.files", { names: commaText(text.files.map((file) => file.filename)) })}</p>}
    </div>
  );
}

function MentionWarning() {
  return (
    <p class="suggest-warning">
      <Icon name="lock" size={14} />
      <span>{t("compose.mention.internal")}</span>
      <button type="button" class="text-button" onMouseDown={(event) => event.preventDefault()} onClick={() => setMode("note")}>
        {t("compose.mention.move")}
      </button>
    </p>
  );
}

export function Suggestions() {
  const now = asked.value;
  const list = offers.value;
  const chosen = list[picked.value];
  useEffect(() => {
    document.getElementById(pickedId.peek())?.scrollIntoView({ block: "nearest" });
  }, [chosen?.key]);
  if (!suggesting.value || !now) return null;
  const isCanned = now.sign === "/";
  return (
    <div class="suggest">
      {!isCanned && mode.value === "reply" && <MentionWarning />}
      <div class="suggest-body">
        <ul id={SUGGEST_ID} role="listbox" aria-label={t(isCanned ? "compose.canned.list" : "compose.mention.list")}>
          {list.map((offer, at) => (
            <li
              key={offer.key}
              id={`offer-${offer.key}`}
              role="option"
              aria-selected={at === picked.value}
              onMouseDown={(event) => {
                event.preventDefault();
                void take(offer);
              }}
              onMouseMove={() => {
                picked.value = at;
              }}
            >
              <bdi>{offer.label}</bdi>
              {offer.hint && <bdi class="muted">{offer.hint}</bdi>}
            </li>
          ))}
        </ul>
        {chosen?.macro && <Preview macro={chosen.macro} />}
      </div>
      {list.length === 0 && <p class="suggest-none">{failed.value || t(macros.value ? "compose.canned.none" : "compose.canned.loading")}</p>}
    </div>
  );
}
