/*
 * A text field that offers what fits while one types: arrows choose, Enter takes, Esc leaves it as it was. What may be
 * chosen comes from `suggest`, so it can be a list at hand or a question to the server.
 */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../core/i18n";

export interface Option {
  value: string;
  label: string;
  /* Beside the label, quieter: an address, a number. */
  hint?: string;
}

interface ComboboxProps {
  /* From ui/form's Field, or an aria-label. */
  wiring: { id?: string; "aria-label"?: string; "aria-describedby"?: string; "aria-invalid"?: true; autofocus?: boolean; class?: string; maxLength?: number };
  /* What stands in the field while nobody types. */
  text: string;
  placeholder?: string;
  suggest: (typed: string) => Promise<readonly Option[]>;
  onPick: (option: Option) => void;
  /* Takes what was typed as it is when nothing of the list was chosen (tags). */
  onTyped?: (typed: string) => void;
  /* New words are as good as those of the list: Enter, a comma and leaving the field take what was typed, unless the arrows chose. */
  free?: boolean;
  /* The list stands there from the start, where it is all that there is to do; Enter takes nothing before one has chosen or typed. */
  begun?: boolean;
}

const PAUSE_MS = 120;

type Suggest = (typed: string, cursor: number) => Promise<readonly Option[]>;

/* Suggestions for what is typed, and a way to be rid of them; answers that come too late are thrown away. */
export function useSuggestions(typed: string | null, suggest: Suggest, cursor = 0): [readonly Option[], () => void] {
  const [options, setOptions] = useState<readonly Option[]>([]);
  useEffect(() => {
    if (typed === null) {
      setOptions([]);
      return undefined;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      suggest(typed, cursor)
        .then((found) => wanted && setOptions(found))
        .catch(() => wanted && setOptions([]));
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [typed, cursor]);
  return [options, () => setOptions([])];
}

interface OptionListProps {
  id: string;
  label: string;
  options: readonly Option[];
  at: number;
  onPick: (option: Option) => void;
}

/* The list under a field; `at` is the one that Enter takes. A finger that scrolls takes none, and a press leaves the focus in the field. */
export function OptionList({ id, label, options, at, onPick }: OptionListProps) {
  return (
    <ul class="options" role="listbox" id={id} aria-label={label}>
      {options.map((option, index) => (
        <li
          key={option.value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
        >
          <bdi>{option.label}</bdi>
          {option.hint && <span class="option-hint">{option.hint}</span>}
        </li>
      ))}
    </ul>
  );
}

/* Where the arrows lead in a list of n; -1 is the field itself. */
export function stepIn(key: string, at: number, n: number): number | null {
  if (n === 0) return null;
  if (key === "ArrowDown") return at >= n - 1 ? 0 : at + 1;
  if (key === "ArrowUp") return at <= 0 ? n - 1 : at - 1;
  return null;
}

export function Combobox({ wiring, text, placeholder, suggest, onPick, onTyped, free = false, begun = false }: ComboboxProps) {
  const start = free ? -1 : 0;
  const list = useId();
  const [typed, setTyped] = useState<string | null>(begun ? "" : null);
  const [at, setAt] = useState(begun ? -1 : start);
  const field = useRef<HTMLInputElement>(null);
  const [options] = useSuggestions(typed, suggest);
  const open = options.length > 0;
  const leave = () => {
    setTyped(null);
    setAt(start);
  };
  const take = (option: Option | undefined) => {
    if (option) onPick(option);
    else if (onTyped && typed?.trim()) onTyped(typed.trim());
    leave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = open ? stepIn(event.key, at, options.length) : null;
    if (next !== null) setAt(next);
    else if (event.key === "ArrowDown" && typed === null) setTyped("");
    else if ((event.key === "Enter" || (free && event.key === ",")) && (open || (onTyped && typed))) take(options[at]);
    else if (event.key === "Escape" && (begun ? typed : typed !== null)) leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="combobox">
      <input
        ref={field}
        type="text"
        role="combobox"
        autocomplete="off"
        dir="auto"
        aria-autocomplete="list"
        aria-expanded={open}
        {...(open ? { "aria-controls": list, ...(at >= 0 ? { "aria-activedescendant": `${list}-${at}` } : {}) } : {})}
        {...wiring}
        {...(placeholder ? { placeholder } : {})}
        value={typed ?? text}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => typed === null && setTyped("")}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(start);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => (free ? take(undefined) : leave())}
      />
      {open && <OptionList id={list} label={t("agent.combobox.choices")} options={options} at={at} onPick={take} />}
    </div>
  );
}
