/*
 * Rules, fields and forms: lists in an order of their own, whose rows are told in a line, switched, moved, copied and
 * deleted. What differs between them is an OrderKind.
 */

import type { ComponentChildren } from "preact";
import { errorText, put } from "../core/api";
import { t } from "../core/i18n";
import type { MenuItem } from "../ui/menu";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { Trouble } from "../ui/trouble";
import { useLoaded } from "./ask_server";
import { OrderList, Switch } from "./order_list";
import { itemLink } from "./place";
import { placed } from "./rule_model";
import { saySwitched } from "./said";

interface Ordered {
  id: number;
  active: boolean;
}

interface Told {
  title: string;
  badges?: ComponentChildren;
  said: string;
  aside?: string;
  /* It may not be switched. */
  fixed: boolean;
}

export interface OrderKind<Row> {
  /* "ticket_fields" in addresses, "ticket_field" in what is sent. */
  path: string;
  key: string;
  load: () => Promise<Row[]>;
  name: (row: Row) => string;
  tell: (row: Row) => Told;
  mayMove: (row: Row) => boolean;
  /* How the server is told of one move; the ids in their new order without it. */
  place?: (row: Row, target: Row, behind: boolean) => Promise<unknown>;
  copy?: (row: Row) => Promise<void>;
  mayDrop: (row: Row) => boolean;
  /* Asks first; false: it stays. */
  drop: (row: Row) => Promise<boolean>;
}

export interface Order<Row> {
  rows: readonly Row[] | null;
  error: string;
  reload: () => void;
  flip: (row: Row, active: boolean) => void;
  move: (row: Row, target: Row, behind: boolean) => void;
  menu: (row: Row) => MenuItem[];
}

export function useOrder<Row extends Ordered>(kind: OrderKind<Row>): Order<Row> {
  const { data: rows, error, reload, edit } = useLoaded(kind.path, kind.load);
  const fail = (cause: unknown) => {
    toast(errorText(cause), null, "error");
    reload();
  };
  const flip = (row: Row, active: boolean) => {
    edit((old) => old.map((one) => (one.id === row.id ? { ...one, active } : one)));
    put(`${kind.path}/${row.id}`, { [kind.key]: { active } })
      .then(() => saySwitched(kind.name(row), active, () => flip(row, !active)))
      .catch(fail);
  };
  const move = (row: Row, target: Row, behind: boolean) => {
    const ids = placed((rows ?? []).map(({ id }) => id), row.id, target.id, behind);
    edit((old) => ids.map((id) => old.find((one) => one.id === id) as Row));
    const sent = kind.place ? kind.place(row, target, behind) : put(`${kind.path}/reorder`, { [`${kind.key}_ids`]: ids });
    sent.then(reload).catch(fail);
  };
  const { copy, drop, mayDrop } = kind;
  const menu = (row: Row): MenuItem[] => [
    ...(copy ? [{ label: t("rules.list.copy"), icon: "add" as const, run: () => void copy(row).catch(fail) }] : []),
    ...(mayDrop(row) ? [{ label: t("rules.delete"), icon: "trash" as const, run: () => void drop(row).then((gone) => gone && reload(), fail) }] : []),
  ];
  return { rows, error: error?.message ?? "", reload, flip, move, menu };
}

interface LineProps {
  told: Told;
  link: ReturnType<typeof itemLink>;
  name: string;
  active: boolean;
  onSwitch: (on: boolean) => void;
}

function Line({ told, link, name, active, onSwitch }: LineProps) {
  return (
    <>
      <div class="rule-words">
        <a {...link}>
          <bdi>{told.title}</bdi>
        </a>
        {told.badges}
        <p class="muted">{told.said}</p>
      </div>
      <span class="rule-usage muted">{told.aside}</span>
      <Switch label={t("rules.list.switch", { name })} on={active} disabled={told.fixed} onSwitch={onSwitch} />
    </>
  );
}

interface ScreenProps<Row> {
  kind: OrderKind<Row>;
  order: Order<Row>;
  label: string;
  tools: ComponentChildren;
  /* Those that are shown; all of them without it. */
  shown?: readonly Row[];
  empty?: string;
}

export function OrderScreen<Row extends Ordered>({ kind, order, label, tools, shown = order.rows ?? [], empty }: ScreenProps<Row>) {
  const { rows, error, reload, flip, move, menu } = order;
  return (
    <>
      <div class="screen-tools">{tools}</div>
      {error && <Trouble text={error} retry={reload} />}
      {!rows && !error && <Skeleton rows={5} />}
      {rows && shown.length === 0 && <p class="empty">{empty}</p>}
      <OrderList label={label} rows={shown} id={({ id }) => id} name={kind.name} mayMove={kind.mayMove} onMove={move} menu={menu}>
        {(row) => (
          <Line
            told={kind.tell(row)}
            link={itemLink(kind.path, row.id)}
            name={kind.name(row)}
            active={row.active}
            onSwitch={(on) => flip(row, on)}
          />
        )}
      </OrderList>
    </>
  );
}
