/** What stands after the question mark of the pages of a DAG. */
import { SINCE, type Since } from '#shared/api/queries/dag-health.ts';
import { type Given, instant, oneOf, text, wholeNumber, yes } from '../search.ts';

export interface GridSearch {
  /** Ids of the groups that are folded, with commas between them. */
  fold?: string;
  /** As addresses had it before each page got one of its own. */
  view?: 'graph';
}
export const gridSearch = (given: Given): GridSearch => ({
  fold: text(given.fold),
  view: oneOf(given.view, ['graph']),
});

export interface OverviewSearch {
  since?: Since;
}
export const overviewSearch = (given: Given): OverviewSearch => ({ since: oneOf(given.since, SINCE) });

export interface TasksSearch {
  search?: string;
}
export const tasksSearch = (given: Given): TasksSearch => ({ search: text(given.search) });

export interface BackfillsSearch {
  /** Whose dates are shown. */
  backfill?: number | undefined;
}
export const backfillsSearch = (given: Given): BackfillsSearch => ({ backfill: wholeNumber(given.backfill) });

export interface RunsSearch {
  /** Of the DAG, that the runs are of. */
  version?: number | undefined;
  /** When they were due, ISO 8601; `to` is no part of it. */
  from?: string | undefined;
  to?: string | undefined;
}
export const runsSearch = (given: Given): RunsSearch => ({
  version: wholeNumber(given.version),
  from: instant(given.from),
  to: instant(given.to),
});

export interface CodeSearch {
  /** Absent: the newest. */
  version?: number | undefined;
  /** Version that it is compared with. */
  with?: number | undefined;
  /** Of a comparison all lines are shown. */
  whole?: true | undefined;
  /** Counted from 1. */
  line?: number | undefined;
}
export const codeSearch = (given: Given): CodeSearch => ({
  version: wholeNumber(given.version),
  with: wholeNumber(given.with),
  whole: yes(given.whole),
  line: wholeNumber(given.line) || undefined,
});
