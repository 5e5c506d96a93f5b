/* The board by group and by person: what is overdue, what falls due, who is there and has how much. */

import { minuteNow } from "../core/clock";
import { moment } from "../core/fmt";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";
import { Table, type Column } from "../ui/table";
import type { BoardData, BoardGroup, BoardPerson } from "./model";

function Late({ n }: { n: number }) {
  if (n === 0) return <span class="muted">0</span>;
  return (
    <span class="board-bad">
      <Icon name="late" size={16} />
      {n}
    </span>
  );
}

function State({ person }: { person: BoardPerson }) {
  if (!person.available) return <span class="badge">{t("board.off")}</span>;
  return person.here ? (
    <span class="badge badge-ok">
      <Icon name="check" size={14} />
      {t("board.here")}
    </span>
  ) : (
    <span class="badge">{t("board.away")}</span>
  );
}

const groupColumns = (): Column<BoardGroup>[] => [
  { title: t("board.group"), cell: (group) => <bdi>{group.name ?? t("board.ticket.no_group")}</bdi> },
  { title: t("board.overdue"), end: true, cell: (group) => <Late n={group.overdue} /> },
  { title: t("board.due"), end: true, cell: (group) => group.due },
  { title: t("board.unassigned"), end: true, cell: (group) => group.unassigned },
  { title: t("board.next"), end: true, cell: (group) => group.next_due_at && moment(Date.parse(group.next_due_at), minuteNow.value) },
];

const personColumns = (): Column<BoardPerson>[] => [
  { title: t("board.person"), cell: (person) => <bdi>{person.name}</bdi> },
  { title: t("board.state"), cell: (person) => <State person={person} /> },
  { title: t("board.overdue"), end: true, cell: (person) => <Late n={person.overdue} /> },
  { title: t("board.due"), end: true, cell: (person) => person.due },
  { title: t("board.open"), end: true, cell: (person) => person.open },
  { title: t("board.load"), end: true, cell: (person) => person.load },
];

export function BoardPeople({ data }: { data: BoardData }) {
  return (
    <div class="board-tables">
      <section>
        <h2>{t("board.groups")}</h2>
        <Table label={t("board.groups")} columns={groupColumns()} rows={data.groups} rowKey={(group) => group.id ?? 0} empty={t("board.column.empty")} />
      </section>
      <section>
        <h2>{t("board.people")}</h2>
        <Table label={t("board.people")} columns={personColumns()} rows={data.people} rowKey={(person) => person.id} empty={t("board.column.empty")} />
        <p class="muted">{t("board.load_about")}</p>
      </section>
    </div>
  );
}
