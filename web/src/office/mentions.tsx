/* Notes that name me, newest first; what I have not seen stands out. */

import { useEffect } from "preact/hooks";
import { seeAll, unseenMentions, type Mention } from "../agent/mentions_store";
import { agentName, groups } from "../agent/session";
import { errorText } from "../core/api";
import { minuteNow } from "../core/clock";
import { fullMoment, moment } from "../core/fmt";
import { t } from "../core/i18n";
import { listing } from "../core/listing";
import { linkTo } from "../core/router";
import { onNotice } from "../core/stream";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { Skeleton } from "../ui/skeleton";
import { Avatar } from "../ui/status_mark";
import { toast } from "../ui/toast";
import { Trouble } from "../ui/trouble";
import "./mentions_keys";

const list = listing<Mention>(() => "users/me/mentions", "mentions");

async function markAll(): Promise<void> {
  try {
    await seeAll(list.rows.peek());
    await list.load();
  } catch (cause) {
    toast(errorText(cause), { label: t("agent.retry"), run: () => void markAll() }, "error");
  }
}

function Line({ mention }: { mention: Mention }) {
  const author = agentName(mention.author_id) ?? `#${mention.author_id}`;
  const group = groups.value.find(({ id }) => id === mention.group_id)?.name;
  const at = Date.parse(mention.created_at);
  return (
    <li class={mention.seen_at ? "mention" : "mention mention-new"}>
      <a {...linkTo({ view: "all", ticket: mention.ticket_id, query: "" })}>
        <Avatar name={author} />
        <span class="mention-words">
          <span class="mention-head">
            <strong>
              <bdi>{author}</bdi>
            </strong>
            {group && <span class="muted">{t("live.mentions.group", { group })}</span>}
            {!mention.seen_at && <span class="fresh-label">{t("live.mentions.new")}</span>}
            <time class="muted" dateTime={mention.created_at} title={fullMoment(at)}>
              {moment(at, minuteNow.value)}
            </time>
          </span>
          <span class="mention-excerpt" dir="auto">
            {mention.excerpt}
          </span>
          <span class="muted" dir="auto">{`#${mention.ticket_id} ${mention.subject ?? ""}`}</span>
        </span>
      </a>
    </li>
  );
}

function Rows() {
  const rows = list.rows.value;
  const error = list.error.value;
  if (error && rows.length === 0) return <Trouble text={error.message} retry={() => void list.load()} />;
  if (rows.length === 0 && list.loading.value) return <Skeleton rows={6} />;
  if (rows.length === 0) {
    return (
      <div class="empty">
        <Icon name="mention" size={28} />
        <p>{t("live.mentions.empty")}</p>
        <p class="muted">{t("live.mentions.empty_hint")}</p>
      </div>
    );
  }
  return (
    <>
      <ul class="mentions">
        {rows.map((mention) => (
          <Line key={mention.id} mention={mention} />
        ))}
      </ul>
      {list.hasMore.value && (
        <button type="button" class="button button-quiet" {...offWhile(list.loading.value)} onClick={() => void list.more()}>
          {t("agent.table.more")}
        </button>
      )}
    </>
  );
}

export function Mentions() {
  useEffect(() => {
    void list.load();
    return onNotice(({ notice }) => notice === "mentioned" && void list.load());
  }, []);
  return (
    <div class="screen mentions-screen">
      <div class="mentions-bar">
        <h1>{t("live.mentions.title")}</h1>
        {unseenMentions.value > 0 && (
          <button type="button" class="button button-quiet" onClick={() => void markAll()}>
            {t("live.mentions.mark_all")}
          </button>
        )}
      </div>
      <Rows />
    </div>
  );
}
