/*
 * The palette (Ctrl+K): type a few letters of a command, a view, a ticket's number, a colleague or a customer. What was
 * used last stands first. Each line shows its keys.
 */

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../core/api";
import { canRun, commands, keysOf, type AppCommand } from "../core/commands";
import { fuzzyScore, plain } from "../core/fuzzy";
import { t } from "../core/i18n";
import { go, openScreen, route, ticketNumber } from "../core/router";
import { seeded } from "../core/seeded";
import type { User } from "../core/types";
import { stepIn } from "../ui/combobox";
import { useModal } from "../ui/dialog";
import { typeEarly } from "../ui/early_keys";
import { Icon, type IconName } from "../ui/icon";
import { hasKeys, Keys } from "../ui/keys";
import { focusList, focusTicket } from "./focus";
import { paletteOpen } from "./help";
import { views } from "./queue_views";
import { screens, type Screen } from "../settings/screens";
import { agents, me } from "./session";

interface Entry {
  id: string;
  label: string;
  hint: string;
  icon: IconName;
  keys: string;
  /* What it is for: found by these words too, behind all that bear them in their name. */
  about?: string;
  run: () => void;
}

const RECENT_KEY = "tend.palette";
const RECENT_MAX = 8;
const SHOWN_MAX = 12;
const PAUSE_MS = 150;

function readRecent(): string[] {
  try {
    return (JSON.parse(localStorage.getItem(RECENT_KEY) ?? "[]") as string[]).slice(0, RECENT_MAX);
  } catch {
    return [];
  }
}

function keepRecent(id: string): void {
  try {
    localStorage.setItem(RECENT_KEY, JSON.stringify([id, ...readRecent().filter((old) => old !== id)].slice(0, RECENT_MAX)));
  } catch {
    /* private mode: nothing is remembered */
  }
}

function commandEntry(command: AppCommand): Entry {
  const [keys = ""] = keysOf(command);
  return { id: command.id, label: t(command.title), hint: t(`live.keys.group.${command.group}`), icon: "bolt", keys, run: () => void command.run("") };
}

function screenEntry({ id, title, about }: Screen): Entry {
  const run = () => openScreen("settings", [id]);
  return { id: `setting ${id}`, label: t(title), hint: t("live.palette.setting"), icon: "settings", keys: "", about: t(about), run };
}

function openView(view: string): () => void {
  return () => {
    go({ view, ticket: null, query: "" });
    focusList();
  };
}

function openTicketNumber(ticket: number): Entry {
  const run = () => {
    go({ ticket, query: "" });
    focusTicket();
  };
  return { id: `ticket ${ticket}`, label: t("live.palette.ticket", { number: ticket }), hint: "", icon: "inbox", keys: "", run };
}

function searchFor(query: string, label: string, hint: string, id: string, icon: IconName): Entry {
  const run = () => {
    go({ query, ticket: null });
    focusList();
  };
  return { id, label, hint, icon, keys: "", run };
}

/* Of an open ticket first what can be done with it, else where one may go. */
function groupOrder(): readonly AppCommand["group"][] {
  const { section, ticket } = route.peek();
  if (section !== "tickets") return ["go", "app", "list", "ticket", "write"];
  return ticket === null ? ["picked", "list", "go", "app", "ticket", "write"] : ["ticket", "write", "go", "app", "list"];
}

/* Everything that is at hand without asking the server. */
function known(): Entry[] {
  const groups = groupOrder();
  const possible = commands.peek().filter((command) => !command.keyboardOnly && canRun(command));
  const shown = possible.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)).map(commandEntry);
  const hint = t("live.palette.view");
  const viewEntry = (view: string, label: string): Entry => ({ id: `view ${view}`, label, hint, icon: "view", keys: "", run: openView(view) });
  const saved = views.peek().map(({ id, title }) => viewEntry(String(id), seeded(title)));
  const settings = screens.filter(({ admin }) => !admin || me.peek()?.role === "admin").map(screenEntry);
  const colleague = t("live.palette.colleague");
  const colleagues = agents.peek().map(({ id, name, email }) => searchFor(`assignee:${email ?? id}`, name, colleague, `agent ${id}`, "me"));
  return [...shown, ...saved, ...settings, ...colleagues];
}

function rank(entries: Entry[], typed: string, recent: string[]): Entry[] {
  const words = plain(typed.trim());
  const lately = (entry: Entry) => (recent.includes(entry.id) ? recent.length - recent.indexOf(entry.id) : 0);
  const aside = ({ about }: Entry) => (about && words.length > 2 && plain(about).includes(words) ? 0.01 : 0);
  const scored = entries.map((entry) => ({ entry, score: fuzzyScore(words, plain(entry.label)) || aside(entry) }));
  const fitting = scored.filter(({ score }) => score > 0);
  const order = fitting.sort((a, b) => (words ? b.score - a.score + (lately(b.entry) - lately(a.entry)) / 10 : lately(b.entry) - lately(a.entry)));
  return order.map(({ entry }) => entry);
}

/* Customers whose name or address begins so; they come a moment later. */
function useCustomers(typed: string): Entry[] {
  const [found, setFound] = useState<Entry[]>([]);
  useEffect(() => {
    const name = typed.trim();
    setFound([]);
    if (name.length < 2 || ticketNumber(name)) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      get<{ users: User[] }>(`users/autocomplete?name=${encodeURIComponent(name)}`, abort.signal)
        .then(({ users }) => {
          const customers = users.filter((user) => user.role === "end-user").slice(0, 4);
          setFound(customers.map((user) => searchFor(`requester:${user.email ?? user.id}`, user.name, user.email ?? "", `user ${user.id}`, "me")));
        })
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed]);
  return found;
}

function Line({ entry, id, selected, onPick }: { entry: Entry; id: string; selected: boolean; onPick: () => void }) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) line.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <li
      ref={line}
      id={id}
      role="option"
      aria-selected={selected}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <Icon name={entry.icon} size={14} />
      <bdi class="palette-label">{entry.label}</bdi>
      <span class="palette-hint">{entry.hint}</span>
      {entry.keys && hasKeys() && <Keys keys={entry.keys} />}
    </li>
  );
}

function useEntries(typed: string): Entry[] {
  const all = useMemo(known, []);
  const recent = useMemo(readRecent, []);
  const customers = useCustomers(typed);
  const number = ticketNumber(typed);
  const words = typed.trim();
  const search = words ? [searchFor(words, t("live.palette.search", { words }), "", "search", "search")] : [];
  return [...(number ? [openTicketNumber(number)] : []), ...rank(all, typed, recent).slice(0, SHOWN_MAX), ...customers, ...search];
}

interface FieldProps {
  list: string;
  at: number;
  some: boolean;
  typed: string;
  onType: (typed: string) => void;
}

function Field({ list, at, some, typed, onType }: FieldProps) {
  return (
    <div class="palette-field">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        autoFocus
        dir="auto"
        aria-autocomplete="list"
        aria-expanded="true"
        aria-controls={list}
        {...(some ? { "aria-activedescendant": `${list}-${at}` } : {})}
        aria-label={t("live.palette.title")}
        placeholder={t("live.palette.hint")}
        value={typed}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </div>
  );
}

const onClose = () => {
  paletteOpen.value = null;
};

export function Palette() {
  const id = useId();
  const dialog = useModal();
  useLayoutEffect(typeEarly, []);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const entries = useEntries(typed);
  const pick = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    if (entry.id !== "search") keepRecent(entry.id);
    setTimeout(entry.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const next = stepIn(event.key, at, entries.length);
    if (next !== null) setAt(next);
    else if (event.key === "Enter") pick(entries[at]);
    else return;
    event.preventDefault();
  };
  const onType = (text: string) => {
    setTyped(text);
    setAt(0);
  };
  const shut = (event: MouseEvent) => event.target === dialog.current && onClose();
  return (
    <dialog ref={dialog} class="palette" aria-label={t("live.palette.title")} onClose={onClose} onKeyDown={onKeyDown} onClick={shut}>
      <Field list={id} some={entries.length > 0} {...{ at, typed, onType }} />
      <ul class="palette-list" id={id} role="listbox" aria-label={t("live.palette.results")}>
        {entries.map((entry, index) => (
          <Line key={entry.id} entry={entry} id={`${id}-${index}`} selected={index === at} onPick={() => pick(entry)} />
        ))}
      </ul>
    </dialog>
  );
}
