/*
 * What a key press is called. Single keys count never inside editable fields, while composing, or with a modifier held.
 * Layouts without Latin letters (Georgian, Gujarati, Arabic) give no ASCII key: then the place of the key on the keyboard
 * counts. Ctrl and Command are both "Mod"; AltGr (which some systems report as Ctrl+Alt) makes characters, never commands.
 */

export interface KeyEvent {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  getModifierState?: (name: string) => boolean;
}

const byCode: Record<string, string> = {
  Slash: "/",
  Period: ".",
  BracketLeft: "[",
  BracketRight: "]",
};

/* Named keys that may be commands; "Dead", "Process" and whatever else there is are the keyboard's own business. */
const named = /^(Enter|Escape|Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|Delete|Backspace|F\d{1,2})$/;

/* The character of the key, by its place where the layout gives none of ours. A letter may come as two code points. */
function character({ key, code, shiftKey }: KeyEvent): string {
  if (/^[\x21-\x7e]$/.test(key)) return key;
  const place = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? byCode[code] ?? "";
  if (!shiftKey) return place;
  return place === "/" ? "?" : place.toUpperCase();
}

/* Name of the pressed key: "j", "Shift+a", "?", "Enter", "Mod+k", "Mod+Shift+Enter"; empty when it is no command key. */
export function keyName(event: KeyEvent): string {
  if (event.isComposing || event.altKey || event.getModifierState?.("AltGraph")) return "";
  const isNamed = named.test(event.key);
  if (!isNamed && (event.key === " " || /^[A-Z]\w+$/.test(event.key))) return "";
  const plain = isNamed ? event.key : character(event);
  if (!plain) return "";
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  if (isNamed) return `${mod}${event.shiftKey ? "Shift+" : ""}${plain}`;
  const letter = plain.toLowerCase();
  /* the Shift key and not the case of the letter: Caps Lock changes no command */
  const shift = event.shiftKey && /^[a-z]$/.test(letter) ? "Shift+" : "";
  return `${mod}${shift}${letter}`;
}

/* A key that is pressed by mistake while one dictates or types: it can be switched off. */
export function isSingleKey(keys: string): boolean {
  return keys.split(" ").every((key) => /^(Shift\+)?[\x21-\x7e]$/.test(key));
}

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

const PAUSE_MS = 1500;

/* Keys that come one after the other, "g u": what the newest completes, and what it may begin. */
export class KeySequence {
  private prefix = "";
  private prefixAt = 0;

  /* Says whether these keys are the beginning of a longer command. */
  constructor(private readonly begins: (keys: string) => boolean) {}

  /* What the pressed key may be, best first: the end of a sequence, or itself. Empty: it began a sequence. */
  press(name: string, now: number): string[] {
    if (!name) return [];
    const prefix = now - this.prefixAt < PAUSE_MS ? this.prefix : "";
    this.prefix = "";
    if (prefix) return [`${prefix} ${name}`, name];
    if (!this.begins(`${name} `)) return [name];
    this.prefix = name;
    this.prefixAt = now;
    return [];
  }
}
