/* Text of a stranger: shown as text, web addresses become links that tell nothing of where they were clicked. */

const address = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export function LinkedText({ text }: { text: string }) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    parts.push(text.slice(at, match.index));
    parts.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>,
    );
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
