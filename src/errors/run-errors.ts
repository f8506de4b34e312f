import type { ErrorEntry } from './error-entry.ts';

/** Runs and tasks. */
export const RUN_ERRORS = {
  DAG_NOT_FOUND: {
    status: 404,
    message: 'There is no DAG {dag}.',
    remedy: 'List the DAGs with: aquilon dags list.',
  },
  DAG_STALE: {
    status: 400,
    message: 'The file of DAG {dag} is gone, so no new run can start.',
    remedy: 'Put the file back, or delete the DAG.',
  },
  RUN_NOT_FOUND: {
    status: 404,
    message: 'DAG {dag} has no run {run}.',
    remedy: 'List its runs with: aquilon dags list-runs {dag}.',
  },
  RUN_EXISTS: {
    status: 409,
    message: 'DAG {dag} already has the run {run}.',
    remedy: 'Choose another run id or logical date, or clear the run to run it again.',
  },
  RUN_ID_INVALID: {
    status: 422,
    message: 'The run id {run} is not allowed: {reason}.',
    remedy: 'Use letters, digits, and _ - . ~ : + only, 250 characters at most.',
  },
  TASK_NOT_FOUND: {
    status: 404,
    message: 'Run {run} of DAG {dag} has no task {task}.',
    remedy: 'List its tasks with: aquilon tasks list {dag}.',
  },
  TASK_UNKNOWN: {
    status: 404,
    message: 'DAG {dag} has no task {task}.',
    remedy: 'List its tasks with: aquilon tasks list {dag}.',
  },
  XCOM_EXISTS: {
    status: 409,
    message: 'The task instance has an XCom {key} already.',
    remedy: 'Change it with PATCH, or choose another key.',
  },
  XCOM_NOT_FOUND: {
    status: 404,
    message: 'The task instance has no XCom {key}.',
    remedy: 'List its XComs with GET .../xcomEntries.',
  },
  RUN_NOT_ENDED: {
    status: 409,
    message: 'Run {run} of {dag} is {state}: task instances are deleted of runs that have ended.',
    remedy: 'Clear the task instance, or end the run first.',
  },
  STATE_CONFLICT: {
    status: 409,
    message: '{thing} is {found} and cannot become {wanted}.',
    remedy: 'Look at its present state and decide again.',
  },
  PARAMS_INVALID: {
    status: 400,
    message: 'The conf does not fit the params of DAG {dag}: {reason}',
    remedy: 'Correct the named values.',
  },
  BACKFILL_INVALID: {
    status: 422,
    message: '{reason}',
    remedy: 'Correct the range or the options of the backfill; --dry-run shows the dates.',
  },
  BACKFILL_TOO_LONG: {
    status: 422,
    message: 'The range has more than {limit} runs of DAG {dag}.',
    remedy: 'Make several backfills, one after the other.',
  },
  BACKFILL_RUNNING: {
    status: 409,
    message: 'There is already a running backfill for dag {dag}',
    remedy: 'Wait for its end, or cancel it: aquilon backfill list --dag-id {dag}.',
  },
  BACKFILL_COMPLETED: {
    status: 409,
    message: 'Backfill is already completed.',
    remedy: 'Make a new one.',
  },
  NOT_IN_QUARANTINE: {
    status: 404,
    message: 'There is nothing of the name {target} in quarantine.',
    remedy: 'See what is: aquilon dags list --columns dag_id,is_paused,quarantine.',
  },
  NOTICE_NOT_FOUND: {
    status: 404,
    message: 'There is no notice {id}.',
    remedy: 'List the notices with: aquilon notices list.',
  },
  BACKFILL_NOT_FOUND: {
    status: 404,
    message: 'Could not find backfill with id {id}',
    remedy: 'List the backfills of a DAG with: aquilon backfill list --dag-id DAG.',
  },
  BACKFILL_CANCELLED: {
    status: 409,
    message: 'The backfill of the run was cancelled by {user} before the run began.',
    remedy: 'Nothing to do.',
  },
  POOL_NOT_FOUND: {
    status: 404,
    message: 'There is no pool {pool}.',
    remedy: 'List the pools with: aquilon pools list.',
  },
  POOL_EXISTS: {
    status: 409,
    message: 'There already is a pool {pool}.',
    remedy: 'Choose another name, or change that one: aquilon pools set.',
  },
  POOL_NAME_INVALID: {
    status: 422,
    message: 'The pool name {pool} is not allowed.',
    remedy: 'Leave out control characters and spaces at its ends.',
  },
  POOL_FILE_INVALID: {
    status: 400,
    message: 'The pools of {file} cannot be read: {reason}.',
    remedy:
      'Write {"NAME": {"slots": 5, "description": "...", "include_deferred": false}}; pools export shows an example.',
  },
  LEASE_LOST: {
    status: 503,
    message: 'This scheduler (epoch {epoch}) lost its runs to another one.',
    remedy: 'Nothing to do: the other one goes on with them; this one stands by.',
  },
  STOPPING: {
    status: 503,
    message: 'Aquilon is stopping and takes no new work.',
    remedy: 'Try again after it has started.',
  },
} as const satisfies Record<string, ErrorEntry>;
