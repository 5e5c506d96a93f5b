/* Keys as they stand on the keyboard: "Mod+Shift+Enter" is Ctrl, Shift, Enter in three little boxes (⌘ on a Mac). */

/* A screen that is only touched: there a word about keys is of no use. */
const touched = matchMedia("(hover: none) and (pointer: coarse)");

export function hasKeys(): boolean {
  return !touched.matches;
}

const mac = /mac|iphone|ipad/i.test(navigator.platform);
const signs: Record<string, string> = {
  Mod: mac ? "⌘" : "Ctrl",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/* "g Shift+a" → ["g", "Shift", "a"]; the key "+" is itself. */
export function keyParts(keys: string): string[] {
  return keys.split(" ").flatMap((press) => press.split(/(?<=.)\+(?=.)/).map((part) => signs[part] ?? part));
}

export function Keys({ keys }: { keys: string }) {
  return (
    <span class="keys">
      {keyParts(keys).map((part, at) => (
        <kbd key={`${at}${part}`} dir="ltr">{part}</kbd>
      ))}
    </span>
  );
}
