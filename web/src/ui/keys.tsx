/* Keys as they stand on the keyboard: "Mod+Shift+Enter" is Ctrl, Shift, Enter in three little boxes (⌘ on a Mac). */

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
        <kbd key={`${at}${part}`}>{part}</kbd>
      ))}
    </span>
  );
}
