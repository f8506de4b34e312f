/** Every text of the page, in French: one file for each part in `fr/`. */
import type { Texts } from './en.ts';
import { admin } from './fr/admin.ts';
import { assets } from './fr/assets.ts';
import { backfill } from './fr/backfill.ts';
import { browse } from './fr/browse.ts';
import { calendar } from './fr/calendar.ts';
import { code } from './fr/code.ts';
import { compare } from './fr/compare.ts';
import { dagPages } from './fr/dag-pages.ts';
import { dags } from './fr/dags.ts';
import { explain } from './fr/explain.ts';
import { graph } from './fr/graph.ts';
import { grid } from './fr/grid.ts';
import { home } from './fr/home.ts';
import { list } from './fr/list.ts';
import { log } from './fr/log.ts';
import { moment } from './fr/moment.ts';
import { nav } from './fr/nav.ts';
import { palette } from './fr/palette.ts';
import { preview } from './fr/preview.ts';
import { rerun } from './fr/rerun.ts';
import { runs } from './fr/runs.ts';
import { shell } from './fr/shell.ts';
import { states } from './fr/states.ts';
import { tasks } from './fr/tasks.ts';
import { trigger } from './fr/trigger.ts';
import { usage } from './fr/usage.ts';
import { workers } from './fr/workers.ts';

export const fr: Texts = {
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
};
