import { Checkbox } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './data-table.module.css';
import { type Order, turned } from './order.ts';

/** One column of a list. */
export interface Column<T> {
  readonly id: string;
  readonly name: string;
  readonly cell: (row: T) => ReactNode;
  /** Name of the field in `order_by` of the server. Without it the column does not sort. */
  readonly orderBy?: string;
  readonly isNumber?: boolean;
  /** What the row is called by, or another text that needs room. */
  readonly isName?: boolean;
}

interface Props<T> {
  /** Name for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly hidden?: readonly string[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly order?: Order | undefined;
  readonly onOrder?: (order: Order) => void;
  /** The last row that there is comes into sight. */
  readonly onEnd?: () => void;
  /** Keys of the rows that are chosen; without it nothing can be chosen. */
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (keys: ReadonlySet<string>) => void;
}

const ROW_HEIGHT = 41;

/** Rows of which only those in sight are in the document. */
export function DataTable<T>({
  label,
  columns,
  hidden = [],
  rows,
  keyOf,
  order,
  onOrder,
  onEnd,
  chosen,
  onChoose,
}: Props<T>) {
  const texts = useTexts();
  const shown = columns.filter(({ id }) => !hidden.includes(id));
  const body = useRef<HTMLTableSectionElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    getItemKey: (place) => (rows[place] === undefined ? place : keyOf(rows[place])),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 1) onEnd?.();
  }, [rows.length, last, onEnd]);
  const above = (items[0]?.start ?? virtual.options.scrollMargin) - virtual.options.scrollMargin;
  const below =
    virtual.getTotalSize() - ((items.at(-1)?.end ?? virtual.options.scrollMargin) - virtual.options.scrollMargin);
  const width = shown.length + (chosen ? 1 : 0);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={`card ${classes.frame}`} aria-label={label} tabIndex={0}>
      <table className={classes.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {chosen && (
              <th scope="col" className={classes.choice}>
                <Checkbox
                  size="xs"
                  aria-label={texts.list.chooseAll}
                  checked={chosen.size > 0 && rows.every((row) => chosen.has(keyOf(row)))}
                  indeterminate={chosen.size > 0 && rows.some((row) => !chosen.has(keyOf(row)))}
                  onChange={(event) => onChoose?.(new Set(event.currentTarget.checked ? rows.map(keyOf) : []))}
                />
              </th>
            )}
            {shown.map((column) => (
              <HeadCell key={column.id} column={column} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Space height={above} width={width} />
          {items.map(({ index, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <tr
                key={String(key)}
                data-index={index}
                ref={virtual.measureElement}
                aria-rowindex={index + 2}
                className={classes.row}
              >
                {chosen && (
                  <td className={classes.choice}>
                    <Checkbox
                      size="xs"
                      aria-label={texts.list.choose(keyOf(row))}
                      checked={chosen.has(keyOf(row))}
                      onChange={() => onChoose?.(toggled(chosen, keyOf(row)))}
                    />
                  </td>
                )}
                {shown.map((column) => (
                  <td key={column.id} data-number={column.isNumber || undefined} data-name={column.isName || undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Space height={below} width={width} />
        </tbody>
      </table>
    </section>
  );
}

function HeadCell<T>({ column, order, onOrder }: { column: Column<T> } & Pick<Props<T>, 'order' | 'onOrder'>) {
  const { name, orderBy, isNumber } = column;
  if (orderBy === undefined || onOrder === undefined)
    return (
      <th scope="col" data-number={isNumber || undefined}>
        {name}
      </th>
    );
  const isSorted = order?.by === orderBy;
  return (
    <th
      scope="col"
      data-number={isNumber || undefined}
      aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={classes.sort} onClick={() => onOrder(turned(order, orderBy))}>
        {name}
        <span className={classes.arrow} data-sorted={isSorted ? (order.descending ? 'down' : 'up') : undefined}>
          <Icon name="chevron" size={12} />
        </span>
      </button>
    </th>
  );
}

/** In place of the rows that are out of sight. */
function Space({ height, width }: { height: number; width: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can get the focus
    <tr aria-hidden="true">
      <td colSpan={width} height={height} className={classes.space} />
    </tr>
  );
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}
