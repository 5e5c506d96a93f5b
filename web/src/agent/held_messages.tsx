/* Replies that wait to be sent, at the end of the thread: when, whose, and the ways to take them back or send them now. */

import { minuteNow, serverNow } from "../core/clock";
import { commaText } from "../core/dates";
import { fullMoment, moment } from "../core/fmt";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";
import { RichText } from "../ui/rich_text";
import { ToldChanges } from "./composer_chips";
import { held, reschedule, undo, type HeldReply } from "./held";
import { agentName, me, meId } from "./session";

function Held({ reply }: { reply: HeldReply }) {
  const mine = reply.user_id === meId.value;
  const at = Date.parse(reply.send_at);
  const files = reply.uploads.flatMap(({ attachments }) => attachments.map(({ file_name: file }) => file));
  return (
    <li class="message message-held">
      <div class="message-head">
        <Icon name="clock" size={14} />
        <strong>{mine ? t("compose.held.mine") : t("compose.held.waiting", { name: agentName(reply.user_id) ?? `#${reply.user_id}` })}</strong>
        <time class="muted" dateTime={reply.send_at} title={fullMoment(at)}>
          {reply.scheduled ? moment(at, minuteNow.value) : t("compose.held.moment")}
        </time>
      </div>
      <div class="message-body" dir="auto">
        {reply.html_body ? <RichText html={reply.html_body} /> : reply.body}
      </div>
      {files.length > 0 && <p class="muted">{t("compose.held.files", { names: commaText(files) })}</p>}
      {reply.changes && <ToldChanges set={reply.changes} />}
      {!mine && reply.scheduled && reply.unless_answered && <p class="muted">{t("compose.held.unless")}</p>}
      <div class="held-foot">
        {(mine || me.value?.role === "admin") && (
          <button type="button" class="button button-quiet" onClick={() => void undo(reply)}>
            {t(mine ? "compose.held.edit" : "compose.held.cancel")}
          </button>
        )}
        {mine && reply.scheduled && (
          <>
            <button type="button" class="button button-quiet" onClick={() => void reschedule(reply, { send_at: new Date(serverNow() + 1000).toISOString() })}>
              {t("compose.held.now")}
            </button>
            <label class="held-unless">
              <input
                type="checkbox"
                checked={reply.unless_answered}
                onChange={(event) => void reschedule(reply, { unless_answered: event.currentTarget.checked })}
              />
              {t("compose.held.unless_short")}
            </label>
          </>
        )}
      </div>
    </li>
  );
}

export function HeldMessages() {
  if (held.value.length === 0) return null;
  return (
    <ol class="thread thread-held" aria-label={t("compose.held.list")}>
      {held.value.map((reply) => (
        <Held key={reply.id} reply={reply} />
      ))}
    </ol>
  );
}
