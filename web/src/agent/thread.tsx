/* Messages of a ticket, oldest first. A note can never look like a message to the customer: ground, lock, label. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { fileSize, fullMoment, moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import type { Attachment, Comment } from "../core/types";
import { Icon } from "../ui/icon";
import { LinkedText } from "../ui/linked_text";
import { Avatar } from "../ui/status_mark";
import { meId } from "./session";
import { type OpenTicket, unseen } from "./ticket_store";

const NEAR_END = 80;

function Files({ files }: { files: Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label={t("agent.thread.files")}>
      {files.map((file) => (
        <li key={file.id}>
          <a class="file" href={file.content_url} download={file.file_name}>
            <Icon name="attach" size={14} />
            <bdi class="file-name">{file.file_name}</bdi>
            <span class="muted">{fileSize(file.size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Message({ comment, view }: { comment: Comment; view: OpenTicket }) {
  const author = view.users.get(comment.author_id);
  const fromCustomer = author ? author.role === "end-user" : comment.author_id === view.ticket.requester_id;
  const kind = comment.public ? (fromCustomer ? "customer" : "agent") : "note";
  const at = Date.parse(comment.created_at);
  const name = author?.name ?? `#${comment.author_id}`;
  return (
    <li class={`message message-${kind}`} id={`message-${comment.id}`}>
      <div class="message-head">
        <Avatar name={name} />
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {comment.author_id === meId.value && <span class="muted">{t("agent.thread.you")}</span>}
        {kind === "note" && (
          <span class="note-label">
            <Icon name="lock" size={14} />
            {t("agent.thread.note")}
          </span>
        )}
        {kind === "agent" && <span class="muted">{t("agent.thread.reply")}</span>}
        {unseen.value.includes(comment.id) && <span class="fresh-label">{t("agent.thread.fresh")}</span>}
        <time class="muted" dateTime={comment.created_at} title={fullMoment(at)}>
          {moment(at, minuteNow.value)}
        </time>
      </div>
      <div class="message-body" dir="auto">
        <LinkedText text={comment.plain_body ?? comment.body} />
      </div>
      <Files files={comment.attachments} />
    </li>
  );
}

/* Keeps the end of the thread in sight when it was in sight; else counts what came below. */
function useFollowEnd(ticket: number, count: number) {
  const end = useRef<HTMLDivElement>(null);
  const [below, setBelow] = useState(0);
  const last = useRef({ ticket: 0, count: 0 });
  const box = () => end.current?.closest<HTMLElement>(".conversation") ?? null;
  const toEnd = () => {
    const element = box();
    if (element) element.scrollTop = element.scrollHeight;
    setBelow(0);
  };
  useLayoutEffect(() => {
    const element = box();
    const before = last.current;
    last.current = { ticket, count };
    if (!element || before.ticket !== ticket) {
      toEnd();
      return;
    }
    const grown = count - before.count;
    if (grown <= 0) return;
    const lastMessage = end.current?.previousElementSibling?.lastElementChild as HTMLElement | null;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight - (lastMessage?.offsetHeight ?? 0);
    if (distance < NEAR_END) toEnd();
    else setBelow((n) => n + grown);
  }, [ticket, count]);
  useEffect(() => {
    const element = box();
    if (!element) return undefined;
    const look = () => {
      if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END) setBelow(0);
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [ticket]);
  return { end, below, toEnd };
}

export function Thread({ view }: { view: OpenTicket }) {
  const { end, below, toEnd } = useFollowEnd(view.ticket.id, view.comments.length);
  return (
    <>
      <ol class="thread" aria-label={t("agent.thread.label")}>
        {view.comments.map((comment) => (
          <Message key={comment.id} comment={comment} view={view} />
        ))}
      </ol>
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
