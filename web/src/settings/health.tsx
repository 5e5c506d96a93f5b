/* Is all well? One line for each part: its state as colour, sign and word, and what is behind it. */

import { minuteNow } from "../core/clock";
import { numberFormat } from "../core/dates";
import { fullMoment, moment, span } from "../core/fmt";
import { t, tn, type TextKey } from "../core/i18n";
import { Icon, type IconName } from "../ui/icon";
import { Answered, useAnswer } from "./ask_server";

type State = "ok" | "warning" | "bad" | "not_set_up";

interface Health {
  server: { state: State; version: string; started_at: string; connections: number; streams: number };
  database: { state: State; bytes: number; wal_bytes: number };
  disk: { state: State; free_bytes: number; total_bytes: number; floor_bytes: number };
  writer: { state: State; queued: number; commit_ms: number };
  backup: { state: State; at: string | null; succeeded: boolean | null; bytes: number };
  check: { state: State; at: string | null; succeeded: boolean | null; differences: number };
  outbox: { state: State; queued: number; oldest_at: string | null; failed: number };
  webhooks: { state: State; active: number; failing: number; switched_off: number };
  mail: { state: State };
}

const signs: Record<State, { icon: IconName; badge: string }> = {
  ok: { icon: "check", badge: "badge badge-ok" },
  warning: { icon: "late", badge: "badge badge-warn" },
  bad: { icon: "alert", badge: "badge badge-danger" },
  not_set_up: { icon: "more", badge: "badge" },
};

const units = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function size(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1));
  const unit = units[step] ?? "kilobyte";
  return numberFormat({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 }).format(bytes / 1000 ** (step + 1));
}

function since(iso: string): string {
  return span(Math.max(60000, minuteNow.value - Date.parse(iso)));
}

function ago(iso: string): string {
  return t("system.health.ago", { span: since(iso) });
}

/* The sentences of each part. */
const parts: readonly { id: keyof Health; say: (health: Health) => string[] }[] = [
  {
    id: "server",
    say: ({ server }) => [
      t("system.health.server.version", { version: server.version }),
      t("system.health.server.up", { span: since(server.started_at), time: fullMoment(Date.parse(server.started_at)) }),
      tn("system.health.server.streams", server.streams),
    ],
  },
  {
    id: "database",
    say: ({ database }) => [
      t("system.health.database.size", { size: size(database.bytes) }),
      t("system.health.database.wal", { size: size(database.wal_bytes) }),
    ],
  },
  {
    id: "disk",
    say: ({ disk }) => [
      t("system.health.disk.free", { free: size(disk.free_bytes), total: size(disk.total_bytes) }),
      t("system.health.disk.floor", { size: size(disk.floor_bytes) }),
    ],
  },
  {
    id: "writer",
    say: ({ writer }) => [
      t("system.health.writer.time", { ms: numberFormat({ maximumFractionDigits: 1 }).format(writer.commit_ms) }),
      tn("system.health.writer.queued", writer.queued),
    ],
  },
  {
    id: "backup",
    say: ({ backup }) =>
      backup.at === null
        ? [t("system.health.backup.never")]
        : [t(backup.succeeded ? "system.health.backup.done" : "system.health.backup.failed", { ago: ago(backup.at), size: size(backup.bytes) })],
  },
  {
    id: "check",
    say: ({ check }) =>
      check.at === null
        ? [t("system.health.check.never")]
        : [t("system.health.check.done", { ago: ago(check.at) }), tn("system.health.check.differences", check.differences)],
  },
  {
    id: "outbox",
    say: ({ outbox }) => [
      tn("system.health.outbox.queued", outbox.queued),
      ...(outbox.oldest_at ? [t("system.health.outbox.oldest", { time: moment(Date.parse(outbox.oldest_at), minuteNow.value) })] : []),
      tn("system.health.outbox.failed", outbox.failed),
    ],
  },
  {
    id: "webhooks",
    say: ({ webhooks }) =>
      webhooks.state === "not_set_up"
        ? [t("system.health.webhooks.none")]
        : [
            tn("system.health.webhooks.active", webhooks.active),
            tn("system.health.webhooks.failing", webhooks.failing),
            tn("system.health.webhooks.off", webhooks.switched_off),
          ],
  },
  { id: "mail", say: () => [t("system.health.mail.none")] },
];

function worst(health: Health): State {
  const states = parts.map(({ id }) => health[id].state);
  return states.includes("bad") ? "bad" : states.includes("warning") ? "warning" : "ok";
}

function Mark({ state }: { state: State }) {
  return (
    <span class={signs[state].badge}>
      <Icon name={signs[state].icon} /> {t(`system.health.state.${state}` as TextKey)}
    </span>
  );
}

export function HealthScreen() {
  const answer = useAnswer<{ health: Health }>("health");
  return (
    <Answered answer={answer}>
      {({ health }) => (
        <>
          <div class="screen-tools">
            <p class="health-all" role="status">
              <Mark state={worst(health)} /> {t(`system.health.all.${worst(health)}` as TextKey)}
            </p>
            <button type="button" class="button button-quiet" onClick={answer.reload}>
              {t("system.health.again")}
            </button>
          </div>
          <dl class="health">
            {parts.map(({ id, say }) => (
              <div key={id} class="health-part">
                <dt>
                  {t(`system.health.part.${id}` as TextKey)} <Mark state={health[id].state} />
                </dt>
                <dd>
                  {say(health).map((sentence) => (
                    <p key={sentence}>{sentence}</p>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Answered>
  );
}
