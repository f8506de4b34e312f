/**
 * Every text of the page, in English: one file for each part in `en/`. `fr/` has the same keys: tsc and a test hold them together.
 * A text with values in it is a function; plurals are decided here, where the language is known.
 */
import { admin } from './en/admin.ts';
import { assets } from './en/assets.ts';
import { backfill } from './en/backfill.ts';
import { browse } from './en/browse.ts';
import { calendar } from './en/calendar.ts';
import { code } from './en/code.ts';
import { compare } from './en/compare.ts';
import { dagPages } from './en/dag-pages.ts';
import { dags } from './en/dags.ts';
import { explain } from './en/explain.ts';
import { graph } from './en/graph.ts';
import { grid } from './en/grid.ts';
import { home } from './en/home.ts';
import { list } from './en/list.ts';
import { log } from './en/log.ts';
import { moment } from './en/moment.ts';
import { nav } from './en/nav.ts';
import { palette } from './en/palette.ts';
import { preview } from './en/preview.ts';
import { rerun } from './en/rerun.ts';
import { runs } from './en/runs.ts';
import { shell } from './en/shell.ts';
import { states } from './en/states.ts';
import { tasks } from './en/tasks.ts';
import { trigger } from './en/trigger.ts';
import { usage } from './en/usage.ts';
import { workers } from './en/workers.ts';

export const en = {
  ...shell,
  ...states,
  ...nav,
  ...moment,
  ...admin,
  ...backfill,
  ...browse,
  ...calendar,
  ...assets,
  ...home,
  ...palette,
  ...list,
  ...dags,
  ...dagPages,
  ...code,
  ...grid,
  ...runs,
  ...trigger,
  ...graph,
  ...tasks,
  ...usage,
  ...log,
  ...explain,
  ...rerun,
  ...compare,
  ...preview,
  ...workers,
} as const;

export type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** What every language must have. */
export type Texts = Widen<typeof en>;
