/** What stands after the question mark of an address. What does not fit is left out, never an error. */
import { type DagFilterValues, LAST_STATES, SHOWN } from '#features/dags/shown.ts';
import { type GraphSearch, graphSearch } from '#features/graph/graph-search.ts';
import { orderText, readOrder } from '#shared/list/order.ts';

export type Given = Record<string, unknown>;

export const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);

export const oneOf = <const T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((one) => one === value);

export const wholeNumber = (value: unknown): number | undefined => {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

export const yes = (value: unknown): true | undefined => value === true || value === 'true' || undefined;

const DAG_ORDERS = ['dag_id', 'next_dagrun', 'last_run_start_date', 'last_run_state', 'is_paused'];

export interface DagsSearch extends DagFilterValues {
  /** As `order_by` of the server has it. */
  order?: string | undefined;
}
export function dagsSearch(given: Given): DagsSearch {
  const order = readOrder(given.order, DAG_ORDERS);
  return {
    search: text(given.search),
    tag: text(given.tag),
    owner: text(given.owner),
    show: oneOf(given.show, SHOWN),
    last: oneOf(given.last, LAST_STATES),
    pinned: yes(given.pinned),
    order: order && orderText(order),
  };
}

export interface RunSearch extends GraphSearch {
  /** Moment at which the run is shown; absent: now. epoch ms */
  moment?: number | undefined;
  view?: 'gantt' | 'tasks' | 'details' | 'compare';
  /** Run that it is compared with. */
  with?: string;
}
export const runSearch = (given: Given): RunSearch => ({
  ...graphSearch(given),
  moment: wholeNumber(given.moment),
  view: oneOf(given.view, ['gantt', 'tasks', 'details', 'compare']),
  with: text(given.with),
});

export interface TaskSearch {
  tab?: 'xcom' | 'rendered' | 'usage' | 'details';
  /** Attempt to show; absent: the newest. */
  try?: number;
  /** Instance of a mapped task. */
  map?: number;
  /** Why it does not run is shown. */
  why?: true;
  /** Line of the log, by its place in the file. bytes */
  at?: number;
  /** Lines of the log that are at least so grave. */
  level?: 'info' | 'warning' | 'error';
  /** What is looked for in the log. */
  find?: string;
  regex?: true;
}
export const taskSearch = (given: Given): TaskSearch => ({
  tab: oneOf(given.tab, ['xcom', 'rendered', 'usage', 'details']),
  try: wholeNumber(given.try),
  map: wholeNumber(given.map),
  at: wholeNumber(given.at),
  why: yes(given.why),
  level: oneOf(given.level, ['info', 'warning', 'error']),
  find: text(given.find),
  regex: yes(given.regex),
});

/** What is no instant is left out. */
export function instant(given: unknown): string | undefined {
  const value = text(given);
  return value === undefined || Number.isNaN(Date.parse(value)) ? undefined : value;
}

export interface CalendarSearch {
  /** `YYYY-MM`; absent: the present one. */
  month?: string | undefined;
  by?: 'day' | 'hour' | undefined;
}
export const calendarSearch = (given: Given): CalendarSearch => ({
  month: /^\d{4}-(0[1-9]|1[0-2])$/.test(String(given.month)) ? String(given.month) : undefined,
  by: oneOf(given.by, ['hour']),
});
