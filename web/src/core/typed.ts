/* What people type on keyboards of other scripts, as the readers of times and numbers know it. */

/* Code points of 0 in the digits of Arabic, Persian and Gujarati. */
const zeros = [0x660, 0x6f0, 0xae6];
const signs: Record<string, string> = { "،": ",", "؛": ";", "٫": ".", "٪": "%" };

function plainSign(sign: string): string {
  const code = sign.charCodeAt(0);
  const zero = zeros.find((first) => code >= first && code < first + 10);
  return zero === undefined ? (signs[sign] ?? sign) : String(code - zero);
}

export function plainTyped(text: string): string {
  return text.trim().replace(/[\u060c\u061b\u066a\u066b\p{Nd}]/gu, plainSign);
}
