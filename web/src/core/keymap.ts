/*
 * Single-key commands. Never inside editable fields, while composing, or with a modifier held. Layouts without Latin
 * letters (Georgian, Gujarati, Arabic) give no ASCII key: then the place of the key on the keyboard counts.
 */

export interface KeyEvent {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

const byCode: Record<string, string> = {
  Slash: "/",
  Period: ".",
  BracketLeft: "[",
  BracketRight: "]",
};

/* Name of the pressed key: "j", "Shift+a", "?", "Enter", "ArrowDown"; empty when it is no command key. */
export function keyName(event: KeyEvent): string {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return "";
  const { key, code } = event;
  if (key.length > 1) return event.shiftKey ? `Shift+${key}` : key;
  let letter = key;
  if (!/^[\x21-\x7e]$/.test(key)) {
    const plain = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? byCode[code] ?? "";
    if (plain === "/" && event.shiftKey) return "?";
    letter = event.shiftKey ? plain.toUpperCase() : plain;
  }
  return /^[A-Z]$/.test(letter) ? `Shift+${letter.toLowerCase()}` : letter;
}

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

export type Command = () => boolean | void;

/* Finds the command of a key press, with two-key sequences ("g u"). A command that answers false did nothing. */
export class KeySequence {
  private prefix = "";
  private prefixAt = 0;

  constructor(private readonly commands: Map<string, Command>) {}

  find(name: string, now: number): Command | null {
    if (!name || name.startsWith("Shift+Shift")) return null;
    const prefix = now - this.prefixAt < 1500 ? this.prefix : "";
    this.prefix = "";
    const whole = prefix ? `${prefix} ${name}` : name;
    const found = this.commands.get(whole);
    if (found) return found;
    if (!prefix && [...this.commands.keys()].some((key) => key.startsWith(`${name} `))) {
      this.prefix = name;
      this.prefixAt = now;
    }
    return null;
  }
}
