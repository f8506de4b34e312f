import { callbackOf, type Dag, runWithContext } from '@aquilon/sdk/runtime';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Attempt } from './attempt.ts';
import { noticeContext } from './notice-context.ts';
import { type Surroundings, taskContext } from './task-context.ts';

/** Calls the function that the author wants to be told by. */
export async function tellAuthor(dag: Dag | undefined, attempt: Attempt, around: Surroundings): Promise<void> {
  const { run, notice, taskId } = attempt.work;
  const event = notice?.facts.deadline?.index ?? notice?.event;
  const isKnown = dag && notice && event !== undefined && event !== 'deadline';
  const callback = isKnown ? callbackOf(dag, { taskId: notice.taskId, event, at: notice.at }) : undefined;
  if (!callback || !notice) throw new AquilonError('TASK_CODE_MISSING', { dag: run.dagId, task: taskId });
  const context = taskContext(attempt, around);
  await runWithContext(context, () => callback(noticeContext(context, notice)));
}
