/* Names with values, one pair a line: what a rule sends along, the headers of a webhook. */

import { Icon } from "../ui/icon";

export type Pair = [string, string];

interface PairsProps {
  pairs: readonly Pair[];
  onInput: (pairs: Pair[]) => void;
  /* Names of the controls in line n. */
  name: (n: number) => string;
  value: (n: number) => string;
  remove: (n: number) => string;
  dir?: "auto" | "ltr";
}

export function Pairs({ pairs, onInput, name, value, remove, dir = "auto" }: PairsProps) {
  const put = (at: number, pair: Pair) => onInput(pairs.map((old, index) => (index === at ? pair : old)));
  const text = { type: "text", autocomplete: "off", dir } as const;
  return (
    <ul class="pairs">
      {pairs.map(([key, said], at) => (
        <li key={at}>
          <input {...text} aria-label={name(at + 1)} value={key} onInput={(event) => put(at, [event.currentTarget.value, said])} />
          <input {...text} aria-label={value(at + 1)} value={said} onInput={(event) => put(at, [key, event.currentTarget.value])} />
          <button type="button" class="icon-button" aria-label={remove(at + 1)} onClick={() => onInput(pairs.filter((_, index) => index !== at))}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
