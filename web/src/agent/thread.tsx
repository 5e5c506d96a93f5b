/* The timeline of the open ticket, oldest first: messages, and folded between them what was changed. */

import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t, tn } from "../core/i18n";
import type { Comment } from "../core/types";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { Changes } from "./changes";
import { held } from "./held";
import { HeldMessages } from "./held_messages";
import { Message } from "./message";
import { meId } from "./session";
import { loadingOlder, loadOlder, type OpenTicket } from "./ticket_store";
import { fold } from "./timeline";

const NEAR_END = 80;

/*
 * Keeps the end of the thread in sight when it was in sight; else counts what came below. A ticket opens at its end, or where
 * message `unread` begins when that is higher up. What one sends oneself is shown (`sending`: so many are on their way).
 */
function useFollowEnd(ticket: number, last: number, unread: number, sending: number) {
  const end = useRef<HTMLDivElement>(null);
  const [below, setBelow] = useState(0);
  const known = useRef({ ticket: 0, last: 0, unread: 0, sending: 0, atEnd: true, top: 0 });
  const box = () => end.current?.closest<HTMLElement>(".conversation") ?? null;
  const toEnd = () => {
    const element = box();
    if (element) element.scrollTop = element.scrollHeight;
    setBelow(0);
  };
  const begin = () => {
    toEnd();
    known.current.atEnd = !upTo(box(), known.current.unread);
    known.current.top = box()?.scrollTop ?? 0;
  };
  useLayoutEffect(() => {
    const before = known.current;
    known.current = { ...before, ticket, last, sending };
    if (before.ticket !== ticket) {
      known.current.unread = unread;
      begin();
      if (toTarget()) known.current = { ...known.current, unread: 0, atEnd: false };
      return;
    }
    if (last === before.last && sending <= before.sending) return;
    if (before.atEnd || sending > before.sending) {
      known.current = { ...known.current, unread: 0, atEnd: true };
      toEnd();
    } else setBelow((n) => n + 1);
  }, [ticket, last, sending]);
  useEffect(() => {
    const element = box();
    if (!element) return undefined;
    const inner = end.current?.parentElement as HTMLElement;
    /* only a person scrolls up; what grows moves the end away, and is followed */
    const look = () => {
      if (element.scrollTop === known.current.top) return;
      const up = element.scrollTop < known.current.top;
      known.current.top = element.scrollTop;
      known.current.unread = 0;
      if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END) {
        known.current.atEnd = true;
        setBelow(0);
      } else if (up) known.current.atEnd = false;
    };
    /* frames and pictures find their height later: who was at the end stays there, or where the unread begins */
    const grows = new ResizeObserver(() => {
      if (known.current.unread) begin();
      else if (known.current.atEnd) toEnd();
    });
    element.addEventListener("scroll", look, { passive: true });
    if (inner) for (const part of inner.children) grows.observe(part);
    return () => {
      element.removeEventListener("scroll", look);
      grows.disconnect();
    };
  }, [ticket]);
  return { end, below, toEnd };
}

/* The message that the address names ("#message-12"), when it is there. */
function toTarget(): boolean {
  const target = location.hash.startsWith("#message-") ? document.getElementById(location.hash.slice(1)) : null;
  target?.scrollIntoView({ block: "start" });
  target?.classList.add("message-target");
  return target !== null;
}

/* Message `id` from its first line, when that is above what is in sight. */
function upTo(box: HTMLElement | null, id: number): boolean {
  const message = document.getElementById(`message-${id}`);
  if (!box || !message || message.getBoundingClientRect().top >= box.getBoundingClientRect().top) return false;
  message.scrollIntoView({ block: "start" });
  return true;
}

/* What stands in sight stays there when older messages come above it. */
async function showOlder(button: HTMLElement): Promise<void> {
  const box = button.closest<HTMLElement>(".conversation");
  const fromEnd = box ? box.scrollHeight - box.scrollTop : 0;
  try {
    await loadOlder();
    requestAnimationFrame(() => {
      if (box) box.scrollTop = box.scrollHeight - fromEnd;
    });
  } catch (cause) {
    toast((cause as Error).message, null, "error");
  }
}

function Older() {
  return (
    <p class="thread-older">
      <button type="button" class="button button-quiet" {...offWhile(loadingOlder.value)} onClick={(event) => void showOlder(event.currentTarget)}>
        {t(loadingOlder.value ? "ticket.thread.loading" : "ticket.thread.older")}
      </button>
    </p>
  );
}

export function Thread({ view }: { view: OpenTicket }) {
  const entries = useMemo(() => fold(view.items), [view.items]);
  const isNew = ({ id, author_id: author }: Comment) => view.seen !== null && id > view.seen && author !== meId.value;
  const marker = view.comments.find(isNew)?.id;
  const first = view.comments[0]?.id;
  const last = view.comments.at(-1)?.id ?? 0;
  const mine = held.value.filter(({ user_id: user }) => user === meId.value).length;
  const { end, below, toEnd } = useFollowEnd(view.ticket.id, last, marker ?? (view.seen === null ? last : 0), mine);
  return (
    <>
      {view.older && <Older />}
      <ol class="thread" aria-label={t("agent.thread.label")}>
        {entries.map((entry) =>
          entry.kind === "message" ? (
            <Fragment key={`m${entry.id}`}>
              {entry.id === marker && entry.id !== first && <li class="unread-line">{t("ticket.thread.unread")}</li>}
              <Message item={entry.item} view={view} />
            </Fragment>
          ) : (
            <Changes key={`c${entry.id}`} items={entry.items} count={entry.count} view={view} />
          ),
        )}
      </ol>
      <div>
        <HeldMessages />
      </div>
      <div ref={end} class="thread-end">
        {below > 0 && (
          <button type="button" class="new-button" onClick={toEnd}>
            {tn("agent.thread.below", below)}
          </button>
        )}
      </div>
    </>
  );
}
