/** What a person chooses when something runs again, and the requests that it becomes. Pure. */
import type { Schemas } from '#shared/api/generated.ts';

/** A run as a whole, or one task of it. */
export interface Target {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId?: string;
  /** -1: not mapped. */
  readonly mapIndex?: number;
}

export type Scope = 'all' | 'failed' | 'only' | 'downstream' | 'upstream' | 'both';

export interface RerunChoice {
  readonly scope: Scope;
  readonly onlyFailed: boolean;
  readonly past: boolean;
  readonly future: boolean;
  readonly onLatest: boolean;
}

export const scopesOf = ({ taskId }: Target): readonly Scope[] =>
  taskId === undefined ? ['all', 'failed'] : ['downstream', 'only', 'upstream', 'both'];

/** Another conf is given to one run, of which a task runs again with what follows it. */
export const mayEditConf = ({ mapIndex = -1 }: Target, { scope, past, future }: RerunChoice): boolean =>
  ['all', 'failed', 'downstream'].includes(scope) && !past && !future && mapIndex < 0;

export function clearBody(target: Target, choice: RerunChoice, isPreview: boolean): Schemas['ClearTaskInstancesBody'] {
  const { runId, taskId, mapIndex = -1 } = target;
  const { scope, onlyFailed, past, future, onLatest } = choice;
  return {
    dry_run: isPreview,
    dag_run_id: runId,
    only_failed: onlyFailed || scope === 'failed',
    run_on_latest_version: onLatest,
    ...(taskId === undefined
      ? {}
      : {
          task_ids: [mapIndex < 0 ? taskId : [taskId, mapIndex]],
          include_downstream: scope === 'downstream' || scope === 'both',
          include_upstream: scope === 'upstream' || scope === 'both',
          include_past: past,
          include_future: future,
        }),
  };
}

/** The same with another conf; `version`: the latest one. */
export function rerunBody(
  { taskId }: Target,
  { scope, onlyFailed, onLatest }: RerunChoice,
  conf: Readonly<Record<string, unknown>>,
  version: number | undefined,
) {
  return {
    ...(taskId === undefined ? {} : { task_ids: [taskId] }),
    only_failed: onlyFailed || scope === 'failed',
    conf,
    ...(onLatest && version !== undefined ? { version_number: version } : {}),
  };
}

export interface Marked {
  readonly dag_run_id: string;
  readonly task_id: string;
  readonly map_index: number;
  readonly state: string | null;
}

/** So many changes are taken back at most. */
const MOST_UNDONE = 200;
const GIVEN = ['success', 'failed', 'skipped'];

/** What gives each its earlier state again, by run; null: one of them was in a state that nobody can give. */
export function undoOf(before: readonly Marked[]): Map<string, Schemas['BulkTaskInstanceBody'][]> | null {
  if (before.length > MOST_UNDONE || before.some(({ state }) => state === null || !GIVEN.includes(state))) return null;
  const byRun = Map.groupBy(before, (one) => one.dag_run_id);
  return new Map(
    [...byRun].map(([runId, ofRun]) => [
      runId,
      ofRun.map(({ task_id, map_index, state }) => ({
        task_id,
        map_index,
        new_state: state as Schemas['TaskInstanceState'],
      })),
    ]),
  );
}
