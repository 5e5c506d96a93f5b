/* How well typed letters fit a text: all of them in order; better at the beginnings of words and side by side. */

const marks = /\p{M}/gu;

/* Without accents and in small letters: "č" is found by "c". */
export function plain(text: string): string {
  return text.normalize("NFD").replace(marks, "").toLowerCase();
}

/* 0: it does not fit; more is better. Both already plain. */
export function fuzzyScore(typed: string, text: string): number {
  if (!typed) return 1;
  const whole = text.indexOf(typed);
  if (whole >= 0) return 200 - whole + (whole === 0 || text[whole - 1] === " " ? 100 : 0) - text.length / 100;
  let score = 0;
  let at = -1;
  for (const letter of typed) {
    if (letter === " ") continue;
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score += next === at + 1 ? 3 : next === 0 || text[next - 1] === " " ? 2 : 0.2;
    at = next;
  }
  return Math.max(0.1, score - text.length / 100);
}
