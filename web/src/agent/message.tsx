/* One message: who, when, its words in the way they came, its files. A note can never look like a message to the customer. */

import { useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { fullMoment, moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { route, routePath } from "../core/router";
import type { Comment } from "../core/types";
import { Icon } from "../ui/icon";
import { LinkedText } from "../ui/linked_text";
import { Menu, type MenuItem } from "../ui/menu";
import { RichText } from "../ui/rich_text";
import { Avatar } from "../ui/status_mark";
import { toast } from "../ui/toast";
import { Files } from "./attachments";
import { openDialog } from "./dialog_store";
import { MailFrame } from "./mail_frame";
import { meId } from "./session";
import { type OpenTicket, unseen } from "./ticket_store";
import { beginning, splitQuote, type TimelineItem } from "./timeline";

function Unfold({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="text-button unfold" aria-expanded={false} onClick={onClick}>
      {label}
    </button>
  );
}

/* Plain words: what was quoted and what is very long waits behind a button. */
function PlainText({ text }: { text: string }) {
  const [quote, setQuote] = useState(false);
  const [whole, setWhole] = useState(false);
  const { own, quoted } = splitQuote(text);
  const start = whole ? null : beginning(own);
  return (
    <>
      <div class="message-body" dir="auto">
        <LinkedText text={start ?? own} />
      </div>
      {start !== null && <Unfold label={tn("ticket.message.whole", own.split("\n").length)} onClick={() => setWhole(true)} />}
      {quoted && !quote && <Unfold label={t("ticket.message.quoted")} onClick={() => setQuote(true)} />}
      {quoted && quote && (
        <div class="message-body message-quote" dir="auto">
          <LinkedText text={quoted} />
        </div>
      )}
    </>
  );
}

function Words({ comment, message }: { comment: Comment; message: TimelineItem["message"] }) {
  if (message?.framed) return <MailFrame comment={comment.id} />;
  if (message?.html) {
    return (
      <div class="message-body message-rich" dir="auto">
        <RichText html={message.html} />
      </div>
    );
  }
  return <PlainText text={comment.plain_body ?? comment.body} />;
}

async function copyLink(id: number): Promise<void> {
  const link = `${location.origin}${routePath(route.peek())}#message-${id}`;
  try {
    await navigator.clipboard.writeText(link);
    toast(t("ticket.message.copied"));
  } catch {
    location.hash = `message-${id}`;
    toast(t("ticket.message.in_address"));
  }
}

function messageActions(comment: Comment, view: OpenTicket): MenuItem[] {
  const items: MenuItem[] = [{ label: t("ticket.message.copy"), icon: "link", run: () => void copyLink(comment.id) }];
  if (view.ticket.status !== "closed") items.push({ label: t("ticket.message.split"), icon: "split", run: () => openDialog({ name: "split", comment }) });
  return items;
}

function Labels({ comment, kind }: { comment: Comment; kind: string }) {
  return (
    <>
      {comment.author_id === meId.value && <span class="muted">{t("agent.thread.you")}</span>}
      {kind === "note" && (
        <span class="note-label">
          <Icon name="lock" size={14} />
          {t("agent.thread.note")}
        </span>
      )}
      {kind === "agent" && <span class="muted">{t("agent.thread.reply")}</span>}
      {unseen.value.includes(comment.id) && <span class="fresh-label">{t("agent.thread.fresh")}</span>}
    </>
  );
}

type Delivery = NonNullable<NonNullable<TimelineItem["message"]>["delivery"]>;

function deliveryWords({ mailed, seen_at: seen }: Delivery): string {
  if (seen) return t("ticket.delivery.seen", { time: moment(Date.parse(seen), minuteNow.value) });
  return t(mailed ? "ticket.delivery.mailed" : "ticket.delivery.on_page");
}

export function Message({ item, view }: { item: TimelineItem; view: OpenTicket }) {
  const comment = item.comment as Comment;
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
        <Labels comment={comment} kind={kind} />
        <time class="muted" dateTime={comment.created_at} title={fullMoment(at)}>
          {moment(at, minuteNow.value)}
        </time>
        <Menu label={t("ticket.message.actions", { name })} class="icon-button message-menu" items={messageActions(comment, view)}>
          <Icon name="more" size={14} />
        </Menu>
      </div>
      <Words comment={comment} message={item.message} />
      <Files files={comment.attachments} />
      {item.message?.delivery && <p class="muted delivery">{deliveryWords(item.message.delivery)}</p>}
    </li>
  );
}
