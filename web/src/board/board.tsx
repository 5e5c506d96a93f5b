/* The deadline board: a wall view of what is late and what falls due, live, with the forecast in one sentence. */

import { useEffect, useState } from "preact/hooks";
import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t, tn } from "../core/i18n";
import { Icon, type IconName } from "../ui/icon";
import { Skeleton } from "../ui/skeleton";
import "./commands";
import { HandOver } from "./hand_over";
import { forecastText, rateText, type BoardData, type Mood } from "./model";
import { BoardPeople } from "./people";
import { board, failed, hasNews, hours, loadBoard, look, shown, showNews, watchBoard, windows } from "./store";
import { BoardTickets } from "./tickets";

const signs: Record<Mood, IconName> = { calm: "check", fine: "done", bad: "late" };

function ForecastLine({ data }: { data: BoardData }) {
  const { mood, text } = forecastText(data, minuteNow.value);
  return (
    <div class={`board-forecast board-${mood}`}>
      <p>
        <Icon name={signs[mood]} size={28} />
        <strong>{text}</strong>
      </p>
      <details>
        <summary>{t("board.how")}</summary>
        <p>{t("board.how.queue")}</p>
        <p>{rateText(data)}</p>
      </details>
    </div>
  );
}

function Numbers({ data }: { data: BoardData }) {
  const time = moment(Date.parse(data.until), minuteNow.value);
  const cells: [string, number, boolean][] = [
    [t("board.number.overdue"), data.overdue, data.overdue > 0],
    [t("board.number.due", { time }), data.due, false],
    [t("board.number.here"), data.forecast.people_here, false],
  ];
  return (
    <dl class="board-numbers">
      {cells.map(([title, value, bad]) => (
        <div key={title} class={bad ? "board-bad" : undefined}>
          <dt>{title}</dt>
          <dd>
            {bad && <Icon name="late" size={26} />}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/* Full screen for the wall; where the browser cannot, there is no button. */
function FullScreen() {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);
  if (!document.fullscreenEnabled) return null;
  const toggle = () => void (full ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined);
  return (
    <button type="button" class="button button-quiet board-full" onClick={toggle}>
      {t(full ? "board.full_end" : "board.full")}
    </button>
  );
}

function Tools() {
  return (
    <div class="board-tools">
      <label>
        <span>{t("board.window")}</span>
        <select value={hours.value} onChange={(event) => (hours.value = Number(event.currentTarget.value))}>
          {windows.map((n) => (
            <option key={n} value={n}>
              {tn("board.window_hours", n)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t("board.look")}</span>
        <select value={look.value} onChange={(event) => (look.value = event.currentTarget.value as "time" | "people")}>
          <option value="time">{t("board.look.time")}</option>
          <option value="people">{t("board.look.people")}</option>
        </select>
      </label>
      <FullScreen />
    </div>
  );
}

function Notices({ data }: { data: BoardData | null }) {
  const broken = failed.value;
  return (
    <>
      {broken && (
        <p class="board-notice" role="alert">
          {t("board.stale", { time: moment(broken.at, minuteNow.value), reason: broken.reason })}
          <button type="button" class="button button-quiet" onClick={() => void loadBoard()}>
            {t("agent.retry")}
          </button>
        </p>
      )}
      {data && !data.complete && <p class="board-notice">{t("board.incomplete")}</p>}
      {hasNews.value && look.value === "time" && (
        <p class="board-notice board-news">
          {t("board.held")}
          <button type="button" class="button button-quiet" onClick={showNews}>
            {t("board.show_news")}
          </button>
        </p>
      )}
    </>
  );
}

function Body({ data }: { data: BoardData }) {
  const calm = data.overdue === 0 && data.due === 0 && shown.value.length === 0;
  return (
    <>
      <ForecastLine data={data} />
      <Numbers data={data} />
      {look.value === "people" && <BoardPeople data={data} />}
      {look.value === "time" && (calm ? <p class="empty">{t("board.empty")}</p> : <BoardTickets data={data} />)}
    </>
  );
}

export function Board() {
  const data = board.value;
  useEffect(watchBoard, []);
  return (
    <div class="board">
      <div class="board-head">
        <h1>{t("board.title")}</h1>
        <Tools />
      </div>
      <Notices data={data} />
      {data ? <Body data={data} /> : !failed.value && <Skeleton rows={8} />}
      <HandOver />
    </div>
  );
}
