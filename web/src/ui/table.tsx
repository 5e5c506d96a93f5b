/* A table of things: what stands in a column is the caller's; empty, loading, failed and "more" look the same everywhere. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { ApiError } from "../core/api";
import { t } from "../core/i18n";
import type { Listing } from "../core/listing";
import { Skeleton } from "./skeleton";
import { Trouble } from "./trouble";

export interface Column<Row> {
  title: string;
  /* Titles of columns that only hold buttons are read out but not shown. */
  hidden?: boolean;
  end?: boolean;
  cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /* On the phone each row stands in lines, under the name of its thing. */
  folds?: boolean;
  rowKey: (row: Row) => string | number;
  loading?: boolean;
  error?: ApiError | null;
  retry?: () => void;
  empty: ComponentChildren;
  more?: (() => void) | null;
}

export function Table<Row>({ label, columns, rows, folds = false, rowKey, loading = false, error = null, retry, empty, more = null }: TableProps<Row>) {
  if (error) return <Trouble text={error.message} retry={retry} />;
  if (loading && rows.length === 0) return <Skeleton rows={5} />;
  if (rows.length === 0) return <div class="empty">{typeof empty === "string" ? <p>{empty}</p> : empty}</div>;
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      <table class={folds ? "table table-folds" : "table"}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.end ? "cell-end" : undefined}>
                {column.hidden ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.title} class={column.end ? "cell-end" : undefined} data-label={column.hidden ? undefined : column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more && (
        <button type="button" class="button button-quiet table-more" onClick={more}>
          {t("agent.table.more")}
        </button>
      )}
    </div>
  );
}

export interface Listed<Row> {
  label: string;
  columns: readonly Column<Row>[];
  list: Listing<Row>;
  /* Those of the list's rows that are shown; all of them without it. */
  rows?: readonly Row[];
  folds?: boolean;
  empty: ComponentChildren;
}

/* The table of a list that comes in pages; asks for it when it is shown, and when it becomes another list. */
export function ListTable<Row extends { id: number | string }>({ list, rows = list.rows.value, ...rest }: Listed<Row>) {
  useEffect(() => void list.load(), [list]);
  return (
    <Table
      {...rest}
      rows={rows}
      rowKey={({ id }) => id}
      loading={list.loading.value}
      error={list.error.value}
      retry={() => void list.load()}
      more={list.hasMore.value ? () => void list.more() : null}
    />
  );
}
