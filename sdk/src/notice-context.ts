/** What a function of the author is told when it is called because something happened. */
import type { TaskContext } from './context.ts';

export type NoticeEvent = 'execute' | 'success' | 'failure' | 'retry' | 'skipped' | 'awaiting_input' | 'deadline';

/** A task instance that failed by itself, not because of another one. */
export interface NoticeFailure {
  taskId: string;
  /** -1 where the task is not mapped. */
  mapIndex: number;
  tryNumber: number;
  /** Tries allowed in all, less one. */
  maxTries: number;
  /** Of the list of errors. */
  code: string;
  /** At most 2,000 characters; secrets are masked. */
  message: string;
  startDate: Date | null;
  endDate: Date | null;
  /** Its page. */
  url: string;
  /** The command that shows its log. */
  logCommand: string;
}

export interface NoticeContext extends Omit<TaskContext, 'task'> {
  /** Null where it is told of a run, or of a DAG file in quarantine, of which `run.runId` is empty. */
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
  /** What failed first, in its order, at most 20; of a task, itself. Empty where nothing failed. */
  failures: readonly NoticeFailure[];
  /** Page of the run. */
  runUrl: string;
  /** When it was missed, of a deadline. */
  deadline: Date | null;
}
