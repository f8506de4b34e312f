/** What a function of the author is told when it is called because something happened. */
import type { TaskContext } from './context.ts';

export type NoticeEvent = 'execute' | 'success' | 'failure' | 'retry' | 'skipped' | 'awaiting_input' | 'deadline';

export interface NoticeContext extends Omit<TaskContext, 'task'> {
  /** Null where it is told of a run. */
  task: TaskContext['task'] | null;
  /** What happened. */
  event: NoticeEvent;
  /** State of the task instance, or of the run, after it. */
  state: string;
  /** Of a run: `success`, `task_failure`, `timed_out`, `deadline_missed`; of a task: why, in a sentence, or null. */
  reason: string | null;
  /** Why the task did not succeed: a code of the list of errors, and a sentence. */
  exception: { code: string; message: string } | null;
  startDate: Date | null;
  endDate: Date | null;
  /** When it was missed, of a deadline. */
  deadline: Date | null;
}
