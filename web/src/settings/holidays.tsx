/* The holidays of a calendar: added, changed and deleted at once, or brought in from a calendar file after a look at it. */

import { useRef, useState } from "preact/hooks";
import { errorText, get, post, put, remove } from "../core/api";
import { commaText, dateFormat } from "../core/dates";
import { t, tn } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { focusBeside } from "../ui/focus_beside";
import { CheckField, Form, FormError, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { useChange } from "./ask_server";
import { clockText, parseHours, type Holiday, type Hours } from "./week_model";

const dayText = dateFormat({ weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const FILE_MAX = 1024 * 1024;

function dateWords(date: string): string {
  return dayText.format(Date.parse(`${date}T12:00:00Z`));
}

export function rangeText({ start_date, end_date }: Pick<Holiday, "start_date" | "end_date">): string {
  return start_date === end_date ? dateWords(start_date) : t("sla.holiday.range", { from: dateWords(start_date), to: dateWords(end_date) });
}

function openText(holiday: Holiday): string {
  return holiday.open.length === 0 ? "" : t("sla.holiday.open", { hours: commaText(holiday.open.map(([from, to]) => `${from}–${to}`)) });
}

/* All of them: the API gives a hundred at a time. */
export async function loadHolidays(schedule: number): Promise<Holiday[]> {
  const all: Holiday[] = [];
  for (let page = 1; page <= 10; page += 1) {
    const { holidays, next_page: next } = await get<{ holidays: Holiday[]; next_page: string | null }>(
      `business_hours/schedules/${schedule}/holidays?per_page=100&page=${page}`,
    );
    all.push(...holidays);
    if (!next) break;
  }
  return all;
}

interface EditProps {
  schedule: number;
  /* id 0: a new one. */
  holiday: Holiday;
  onDone: () => void;
  onClose: () => void;
}

const asPairs = (hours: Hours): [string, string][] => hours.map(([from, to]) => [clockText(from), clockText(to)]);

function HolidayDialog({ schedule, holiday, onDone, onClose }: EditProps) {
  const [name, setName] = useState(holiday.name);
  const [first, setFirst] = useState(holiday.start_date);
  const [last, setLast] = useState(holiday.end_date);
  const [short, setShort] = useState(holiday.open.length > 0);
  const [open, setOpen] = useState(holiday.open.map(([from, to]) => `${from}–${to}`).join(", "));
  const [tried, setTried] = useState(false);
  const change = useChange();
  const hours = parseHours(open);
  const nameWrong = tried && !name.trim() ? t("sla.holiday.name_wrong") : undefined;
  const dayWrong = tried && !first ? t("sla.holiday.date_wrong") : undefined;
  const hoursWrong = short && (hours === null || hours.length === 0);
  const save = async () => {
    setTried(true);
    if (!name.trim() || !first || hoursWrong) return;
    const body = { holiday: { name: name.trim(), start_date: first, end_date: last || first, open: short && hours ? asPairs(hours) : [] } };
    const path = `business_hours/schedules/${schedule}/holidays`;
    if (await change.run(() => (holiday.id ? put(`${path}/${holiday.id}`, body) : post(path, body)))) onDone();
  };
  return (
    <Dialog title={t(holiday.id ? "sla.holiday.edit" : "sla.holiday.add")} onClose={onClose}>
      <Form error={change.error} busy={change.busy} onSave={() => void save()} onCancel={onClose}>
        <TextField label={t("sla.holiday.name")} value={name} maxLength={100} error={nameWrong} onInput={setName} />
        <TextField label={t("sla.holiday.first")} type="date" value={first} error={dayWrong} onInput={setFirst} />
        <TextField label={t("sla.holiday.last")} hint={t("sla.holiday.last_hint")} type="date" value={last} onInput={setLast} />
        <CheckField label={t("sla.holiday.short")} checked={short} onInput={setShort} />
        {short && (
          <TextField
            label={t("sla.holiday.hours")}
            hint={t("sla.holiday.hours_hint")}
            dir="ltr"
            value={open}
            error={tried && hoursWrong ? t("sla.week.wrong") : undefined}
            onInput={setOpen}
          />
        )}
      </Form>
    </Dialog>
  );
}

interface Found {
  events: number;
  already: number;
  elsewhere: number;
  by_hour: number;
  odd: number;
  unreadable: number;
  added: Omit<Holiday, "id">[];
}

/* Files are UTF-8 by their standard; old programs write what the office used, and some write UTF-16. */
async function textOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function leftOut(found: Found): string[] {
  const parts: [keyof Found, number][] = [];
  for (const key of ["already", "elsewhere", "by_hour", "odd", "unreadable"] as const) if (found[key] > 0) parts.push([key, found[key]]);
  return parts.map(([key, n]) => tn(`sla.import.${key}` as "sla.import.already", n));
}

interface ImportProps {
  schedule: number;
  ics: string;
  found: Found;
  onDone: () => void;
  onClose: () => void;
}

function ImportDialog({ schedule, ics, found, onDone, onClose }: ImportProps) {
  const change = useChange();
  const add = async () => {
    const body = { ics, nameless: t("sla.import.nameless") };
    const done = await change.run(() => post(`business_hours/schedules/${schedule}/holidays/import`, body));
    if (done) toast(tn("sla.import.done", found.added.length));
    if (done) onDone();
  };
  return (
    <Dialog title={t("sla.import.title")} size="wide" onClose={onClose}>
      <p>{tn("sla.import.found", found.added.length, { events: found.events })}</p>
      <ul class="holiday-list holiday-found">
        {found.added.map((holiday) => (
          <li key={holiday.start_date}>
            <bdi>{holiday.name}</bdi>
            <span class="muted">{rangeText(holiday)}</span>
          </li>
        ))}
      </ul>
      {leftOut(found).map((text) => (
        <p key={text} class="field-hint">
          {text}
        </p>
      ))}
      <FormError text={change.error} />
      <div class="dialog-foot">
        <button type="button" class="button button-quiet" onClick={onClose}>
          {t("agent.form.cancel")}
        </button>
        <button type="button" class="button" autofocus disabled={found.added.length === 0} {...offWhile(change.busy)} onClick={() => void add()}>
          {tn("sla.import.add", found.added.length)}
        </button>
      </div>
    </Dialog>
  );
}

function useImport(schedule: number) {
  const [asked, setAsked] = useState<{ ics: string; found: Found } | null>(null);
  const [error, setError] = useState("");
  const look = async (file: File) => {
    setError("");
    if (file.size > FILE_MAX) {
      setError(t("sla.import.too_large"));
      return;
    }
    try {
      const ics = await textOf(file);
      const body = { ics, preview: true, nameless: t("sla.import.nameless") };
      const { import: found } = await post<{ import: Found }>(`business_hours/schedules/${schedule}/holidays/import`, body);
      setAsked({ ics, found });
    } catch (cause) {
      setError(errorText(cause));
    }
  };
  return { asked, error, look, close: () => setAsked(null) };
}

interface ListProps {
  schedule: number;
  holidays: readonly Holiday[];
  today: string;
  onChanged: () => void;
}

const SOON = 8;

function HolidayRows({ schedule, holidays, onChanged, onEdit }: Omit<ListProps, "today"> & { onEdit: (holiday: Holiday) => void }) {
  const path = `business_hours/schedules/${schedule}/holidays`;
  const drop = async (holiday: Holiday, button: HTMLButtonElement) => {
    try {
      await remove(`${path}/${holiday.id}`);
      if (button === document.activeElement) focusBeside(button);
      const { id: _, ...rest } = holiday;
      const undo = () => void post(path, { holiday: rest }).then(onChanged, (cause: unknown) => toast(errorText(cause), null, "error"));
      toast(t("sla.holiday.gone", { name: holiday.name }), { label: t("sla.undo"), run: undo });
    } catch (cause) {
      toast(errorText(cause), null, "error");
    }
    onChanged();
  };
  return (
    <ul class="holiday-list">
      {holidays.map((holiday) => (
        <li key={holiday.id}>
          <button type="button" class="text-button" onClick={() => onEdit(holiday)}>
            <bdi>{holiday.name}</bdi>
          </button>
          <span class="muted">
            {rangeText(holiday)} {openText(holiday)}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t("sla.holiday.delete", { name: holiday.name })}
            onClick={({ currentTarget }) => void drop(holiday, currentTarget)}
          >
            <Icon name="trash" />
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Holidays({ schedule, holidays, today, onChanged }: ListProps) {
  const [edit, setEdit] = useState<Holiday | null>(null);
  const [all, setAll] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const { asked, error, look, close } = useImport(schedule);
  const coming = holidays.filter(({ end_date }) => end_date >= today);
  const shown = all ? holidays : coming.slice(0, SOON);
  const fresh: Holiday = { id: 0, name: "", start_date: "", end_date: "", open: [] };
  const done = (closeIt: () => void) => () => {
    closeIt();
    onChanged();
  };
  return (
    <section class="plain-set">
      <h2>{t("sla.holiday.title")}</h2>
      {shown.length === 0 && <p class="muted">{t("sla.holiday.empty")}</p>}
      <HolidayRows schedule={schedule} holidays={shown} onChanged={onChanged} onEdit={setEdit} />
      {!all && holidays.length > shown.length && (
        <button type="button" class="text-button" onClick={() => setAll(true)}>
          {tn("sla.holiday.all", holidays.length)}
        </button>
      )}
      <p class="holiday-tools">
        <button type="button" class="button button-quiet" onClick={() => setEdit(fresh)}>
          <Icon name="add" />
          {t("sla.holiday.add")}
        </button>
        <button type="button" class="button button-quiet" onClick={() => file.current?.click()}>
          <Icon name="attach" />
          {t("sla.import.button")}
        </button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".ics,text/calendar"
          aria-label={t("sla.import.button")}
          onChange={(event) => {
            const [picked] = event.currentTarget.files ?? [];
            if (picked) void look(picked);
            event.currentTarget.value = "";
          }}
        />
      </p>
      <FormError text={error} />
      {edit && <HolidayDialog schedule={schedule} holiday={edit} onDone={done(() => setEdit(null))} onClose={() => setEdit(null)} />}
      {asked && <ImportDialog schedule={schedule} {...asked} onDone={done(close)} onClose={close} />}
    </section>
  );
}

