/** `aquilon dags ...`, in the order of the help. */
import { backfill } from '#cli/commands/dags/backfill.ts';
import { check } from '#cli/commands/dags/check.ts';
import { clear } from '#cli/commands/dags/clear.ts';
import { remove } from '#cli/commands/dags/delete.ts';
import { details } from '#cli/commands/dags/details.ts';
import { edits } from '#cli/commands/dags/edits.ts';
import { list } from '#cli/commands/dags/list.ts';
import { listImportErrors } from '#cli/commands/dags/list-import-errors.ts';
import { listJobs } from '#cli/commands/dags/list-jobs.ts';
import { listRuns } from '#cli/commands/dags/list-runs.ts';
import { nextExecution } from '#cli/commands/dags/next-execution.ts';
import { pause } from '#cli/commands/dags/pause.ts';
import { plan } from '#cli/commands/dags/plan.ts';
import { release } from '#cli/commands/dags/release.ts';
import { report } from '#cli/commands/dags/report.ts';
import { rerun } from '#cli/commands/dags/rerun.ts';
import { reserialize } from '#cli/commands/dags/reserialize.ts';
import { show, showDependencies } from '#cli/commands/dags/show.ts';
import { simulate } from '#cli/commands/dags/simulate.ts';
import { state } from '#cli/commands/dags/state.ts';
import { test } from '#cli/commands/dags/test.ts';
import { trigger } from '#cli/commands/dags/trigger.ts';
import { unpause } from '#cli/commands/dags/unpause.ts';

export const dags = [
  list,
  details,
  show,
  showDependencies,
  pause,
  unpause,
  remove,
  release,
  trigger,
  rerun,
  clear,
  edits,
  test,
  listRuns,
  listJobs,
  state,
  nextExecution,
  simulate,
  listImportErrors,
  report,
  reserialize,
  check,
  plan,
  backfill,
];
