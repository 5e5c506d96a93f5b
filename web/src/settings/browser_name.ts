/* "Firefox, Linux" from what a browser says of itself; rough, for people to recognise their own. */

import { commaText } from "../core/dates";

const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const systems: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

function nameIn(table: [RegExp, string][], agent: string): string {
  return table.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
}

export function browserName(agent: string): string {
  const known = [nameIn(browsers, agent), nameIn(systems, agent)];
  return commaText(known) || (agent.split("/")[0]?.slice(0, 40) ?? "");
}
