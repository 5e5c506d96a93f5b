/*
 * The search: one text field whose text can always be edited. Wrong parts are underlined and told in words, fields and
 * their values are offered while one types, and what was understood stands below as chips that can be taken away.
 */

import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { go, route, ticketNumber } from "../core/router";
import { OptionList, stepIn, useSuggestions, type Option } from "../ui/combobox";
import { Icon } from "../ui/icon";
import { focusList, SEARCH_ID } from "./focus";
import { parsed, parseSoon, problemText, remember, suggest, without, wordAt, wrongIn, type SearchPart, type SearchProblem } from "./search_store";
import { optionName, ticketFields, wantFields } from "./ticket_fields";

/* The same text behind the field, see-through, with the wrong parts underlined. */
function Marks({ text, problems, scroll }: { text: string; problems: SearchProblem[]; scroll: number }) {
  const parts: JSX.Element[] = [];
  let at = 0;
  for (const problem of problems) {
    parts.push(<span key={`before ${problem.start}`}>{text.slice(at, problem.start)}</span>);
    parts.push(
      <mark key={problem.start} class={problem.code === "unknown" ? "mark-doubt" : "mark-wrong"}>
        {text.slice(problem.start, problem.end)}
      </mark>,
    );
    at = problem.end;
  }
  return (
    <div class="search-marks" translate={false} aria-hidden="true">
      <div style={{ transform: `translateX(${-scroll}px)` }}>
        {parts}
        {text.slice(at)}
      </div>
    </div>
  );
}

export function runSearch(text: string): void {
  const query = text.trim();
  const number = ticketNumber(query);
  if (number) go({ ticket: number, query: "" });
  else go({ query, ticket: null });
  if (!query) return;
  if (!number) remember(query);
  if (wrongIn(query).length === 0) focusList();
}

function problemsOf(text: string): SearchProblem[] {
  return parsed.value.text === text ? parsed.value.problems : [];
}

/* What is typed, where the cursor stands, what is offered; and the keys that lead through it. */
function useSearch() {
  const [typed, setTyped] = useState(route.value.query);
  const [cursor, setCursor] = useState(0);
  const [offering, setOffering] = useState(false);
  const [at, setAt] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const [options, forget] = useSuggestions(offering ? typed : null, suggest, cursor);
  useEffect(() => {
    setTyped(route.value.query);
    parseSoon(route.value.query, 0);
  }, [route.value.query]);
  const open = offering && options.length > 0;
  const input = (text: string, place: number) => {
    setTyped(text);
    setCursor(place);
    setAt(-1);
    setOffering(true);
    parseSoon(text);
  };
  const take = (option: Option) => {
    if (!typed.trim()) {
      setOffering(false);
      setTyped(option.value);
      runSearch(option.value);
      return;
    }
    const before = typed.slice(0, wordAt(typed, cursor).start) + option.value;
    input(before + typed.slice(cursor).trimStart(), before.length);
    requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length));
  };
  const leave = () => {
    setOffering(false);
    setTyped(route.peek().query);
    parseSoon(route.peek().query, 0);
    focusList();
  };
  const run = () => {
    /* what stands in the field: Enter may come before the last letter is drawn */
    const text = field.current?.value ?? typed;
    setOffering(false);
    if (ticketNumber(text)) setTyped("");
    runSearch(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = open ? stepIn(event.key, at, options.length) : null;
    const option = open ? options[at] : undefined;
    if (next !== null) setAt(next);
    else if (option && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey))) take(option);
    else if (event.key === "Escape" && open) forget();
    else if (event.key === "Escape") leave();
    else if (event.key === "ArrowDown") setOffering(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /* what is still being written, with something to go on with, is no mistake yet */
  const isBegun = ({ start, end }: SearchProblem) => open && cursor >= start && cursor <= end;
  const problems = problemsOf(typed).filter((problem) => !isBegun(problem));
  return { typed, field, options, open, at, problems, input, take, run, onKeyDown, offer: setOffering };
}

export function SearchField() {
  const search = useSearch();
  const { typed, open, at, problems } = search;
  const [scroll, setScroll] = useState(0);
  const listId = useId();
  const wrongId = useId();
  const onSubmit = (event: Event) => {
    event.preventDefault();
    search.run();
  };
  return (
    <form class="search" role="search" onSubmit={onSubmit}>
      <Icon name="search" />
      {problems.length > 0 && <Marks text={typed} problems={problems} scroll={scroll} />}
      <input
        ref={search.field}
        id={SEARCH_ID}
        type="text"
        role="combobox"
        name="q"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="search"
        aria-label={t("agent.search.label")}
        aria-autocomplete="list"
        aria-expanded={open}
        {...(open ? { "aria-controls": listId, ...(at >= 0 ? { "aria-activedescendant": `${listId}-${at}` } : {}) } : {})}
        {...(problems.length > 0 ? { "aria-describedby": wrongId } : {})}
        {...(problems.some(({ code }) => code !== "unknown") ? { "aria-invalid": true } : {})}
        placeholder={t("agent.search.placeholder")}
        value={typed}
        onFocus={() => search.offer(true)}
        onBlur={() => search.offer(false)}
        onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
        onInput={(event) => {
          const { value, selectionStart, scrollLeft } = event.currentTarget;
          setScroll(scrollLeft);
          search.input(value, selectionStart ?? value.length);
        }}
        onKeyDown={search.onKeyDown}
      />
      {open && <OptionList id={listId} label={t("queue.search.offers")} options={search.options} at={at} onPick={search.take} />}
      <div id={wrongId} class="search-problems" role="status">
        {problems.map((problem) => (
          <p key={problem.start}>{problemText(typed, problem)}</p>
        ))}
      </div>
    </form>
  );
}

/* The number of the custom field that a part is about; 0: another one. */
function customOf(part: SearchPart): number {
  return Number(/^custom_field_(\d+)$/.exec(part.key ?? "")?.[1] ?? 0);
}

function chipText(text: string, part: SearchPart): string {
  if (part.kind !== "field") return text.slice(part.start, part.end);
  const own = ticketFields.value.find(({ id }) => id === customOf(part));
  const value = text.slice(part.value_start, part.end);
  return `${part.negated ? "-" : ""}${own?.title ?? part.key}${part.operator === ":" ? ": " : ` ${part.operator} `}${optionName(own, value)}`;
}

/* What the server understood of the search that is shown, each part with a way to take it out. */
export function SearchChips() {
  const { query } = route.value;
  const hasCustom = parsed.value.parts.some(customOf);
  useEffect(() => {
    if (hasCustom) wantFields();
  }, [hasCustom]);
  if (!query || parsed.value.text !== query) return null;
  const { parts, problems } = parsed.value;
  return (
    <ul class="chips" aria-label={t("queue.search.understood")}>
      {parts.map((part) => {
        const wrong = problems.some((problem) => problem.start === part.start && problem.code !== "unknown");
        const words = chipText(query, part);
        return (
          <li key={part.start} class={`chip chip-${part.kind}${wrong ? " chip-wrong" : ""}`}>
            <bdi>{words}</bdi>
            <button type="button" aria-label={t("queue.search.remove", { part: words })} onClick={() => go({ query: without(query, part), ticket: null })}>
              <Icon name="close" size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
