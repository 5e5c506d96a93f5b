/* Quiet hours: from "22:00" to "07:00" by the clock on the wall, over midnight too; empty: none. */

function minutes(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

export function isQuiet(now: Date, from: string, to: string): boolean {
  const [begin, end] = [minutes(from), minutes(to)];
  if (begin === null || end === null || begin === end) return false;
  const at = now.getHours() * 60 + now.getMinutes();
  return begin < end ? at >= begin && at < end : at >= begin || at < end;
}
