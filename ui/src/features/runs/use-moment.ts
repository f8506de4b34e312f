import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { keyOf } from '#features/gantt/gantt.ts';
import { useTries } from '#features/gantt/use-tries.ts';
import type { Run } from '#shared/api/queries/runs.ts';
import { type TaskInstance, tasksQuery } from '#shared/api/queries/tasks.ts';
import type { StateSummary } from '#shared/state/states.ts';
import { tasksAt } from './state-at.ts';
import { summarizeTasks } from './summarize-tasks.ts';

const NO_TASKS: readonly TaskInstance[] = [];

interface Moment {
  /** epoch ms; undefined: now. */
  readonly moment: number | undefined;
  readonly onMoment: (moment: number | undefined, isKept: boolean) => void;
  /** States of the tasks then; null: they are as they are now, or not yet read. */
  readonly then: ReadonlyMap<string, StateSummary> | null;
}

/** A run at a moment. `kept`: what the address says; what is only passed through, as it plays, does not get there. */
export function useMoment(run: Run, kept: number | undefined, keep: (moment: number | undefined) => void): Moment {
  const [passing, setPassing] = useState<number | null>(null);
  const moment = passing ?? kept;
  const list = useQuery({ ...tasksQuery(run.dag_id, run.dag_run_id), enabled: moment !== undefined });
  const tasks = moment === undefined ? NO_TASKS : (list.data?.tasks ?? NO_TASKS);
  const tries = useTries(run.dag_id, run.dag_run_id, tasks);
  const end = run.end_date === null ? Number.POSITIVE_INFINITY : Date.parse(run.end_date);
  const then = useMemo(
    () =>
      moment === undefined || tasks.length === 0 ? null : summarizeTasks(tasksAt(tasks, tries, keyOf, moment, end)),
    [moment, tasks, tries, end],
  );
  const onMoment = useCallback(
    (next: number | undefined, isKept: boolean) => {
      setPassing(isKept || next === undefined ? null : next);
      if (isKept) keep(next);
    },
    [keep],
  );
  return { moment, onMoment, then };
}
