/* What the writer has to know before sending: somebody wrote meanwhile, two texts of one draft, a reply that came back. */

import { t, tn, type TextKey } from "../core/i18n";
import { Icon } from "../ui/icon";
import { RichText } from "../ui/rich_text";
import * as compose from "./composer_store";
import { surface } from "./composer_surface";
import { sendAnswer } from "./composer_send";
import { conflict, resolveConflict } from "./draft_sync";
import { open, unseen } from "./ticket_store";

/* Somebody wrote while this answer was being written, or the server refused it for that reason. */
function Collision() {
  const refusedSend = compose.collision.value;
  const count = unseen.value.length;
  if (!refusedSend && (count === 0 || compose.isEmpty.value)) return null;
  const review = () => {
    const first = unseen.peek()[0] ?? open.peek()?.comments.at(-1)?.id;
    compose.reviewed();
    document.getElementById(`message-${first}`)?.scrollIntoView({ block: "start" });
    surface.peek()?.focus();
  };
  return (
    <div class="collision" role={refusedSend ? "alert" : "status"}>
      <Icon name="alert" />
      <p>
        {refusedSend && <strong>{t("agent.collision.title")} </strong>}
        {count > 0 ? tn("agent.collision.messages", count) : t("agent.collision.changed")}
      </p>
      <button type="button" class="button button-quiet" onClick={review}>
        {t("agent.collision.review")}
      </button>
      {refusedSend && (
        <button type="button" class="button button-quiet" onClick={() => void sendAnswer({ ...refusedSend, anyway: true })}>
          {t("agent.collision.anyway")}
        </button>
      )}
    </div>
  );
}

/* The same draft was changed in another browser: both texts are there until one is chosen. */
function Conflict() {
  const asked = conflict.value;
  if (!asked || asked.ticket !== open.value?.ticket.id || asked.mode !== compose.mode.value) return null;
  const { other } = asked;
  return (
    <div class="collision compose-conflict" role="alert">
      <Icon name="alert" />
      <p>{t("compose.conflict.title")}</p>
      <blockquote class="conflict-text" dir="auto">
        {other.html ? <RichText html={other.html} /> : other.text}
      </blockquote>
      <button type="button" class="button button-quiet" onClick={() => resolveConflict(true)}>
        {t("compose.conflict.use")}
      </button>
      <button type="button" class="button button-quiet" onClick={() => resolveConflict(false)}>
        {t("compose.conflict.keep")}
      </button>
    </div>
  );
}

function CameBack() {
  const back = compose.backNotice.value;
  const more = back && back.kind !== "refused" ? back.words : "";
  if (!back || (back.kind === "undone" && !more)) return null;
  return (
    <div class="compose-notice" role="status">
      <Icon name="alert" />
      <p>
        {t(`compose.back.${back.kind}` as TextKey, { reason: back.words })}
        {more && ` ${more}`}
      </p>
    </div>
  );
}

/* Places of a canned reply that are still open: each button leads to one. */
function Unfilled() {
  const places = compose.unfilled.value;
  if (places.length === 0) return null;
  return (
    <p class="compose-notice">
      <Icon name="alert" />
      <span>{t("compose.unfilled.title")}</span>
      {places.map((place) => (
        <button key={place} type="button" class="text-button unfilled" onClick={() => surface.peek()?.select(place)}>
          <bdi>{place}</bdi>
        </button>
      ))}
    </p>
  );
}

export function Notices() {
  return (
    <>
      <CameBack />
      <Conflict />
      <Collision />
      <Unfilled />
    </>
  );
}
