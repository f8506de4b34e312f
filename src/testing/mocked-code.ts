/** The author's code as a test runs it: from the DAG itself, with functions of the test in the place of some bodies. */
import {
  chosenTasks,
  type Dag,
  handlerOf,
  optionFunctionOf,
  runWithContext,
  userDefinedOf,
} from '@aquilon/sdk/runtime';
import type { Json, SerializedTask } from '@aquilon/sdk/serialized';
import type { Mock } from '@aquilon/sdk/testing';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { TaskCode } from '#worker/author-code.ts';
import { taskContext } from '#worker/task-context.ts';
import { tellAuthor } from '#worker/tell-author.ts';

export type Mocks = ReadonlyMap<string, Mock>;

/** `entry`: the path of the DAG file, from whose folder other files are named. */
export function createMockedCode(dag: Dag, mocks: Mocks, entry: string): TaskCode {
  return {
    entry,
    call(attempt, around, inputs) {
      const { taskId } = attempt.work;
      const body = (mocks.get(taskId) ?? handlerOf(dag, taskId)) as
        | ((inputs: { [name: string]: Json | undefined }) => unknown)
        | undefined;
      if (body === undefined) throw new AquilonError('TASK_CODE_MISSING', { dag: dag.dagId, task: taskId });
      return runWithContext(taskContext(attempt, around), () => body(inputs));
    },
    async callOption(attempt, around, option, values) {
      const { taskId } = attempt.work;
      const called = optionFunctionOf(dag, taskId, option);
      if (called === undefined) throw new AquilonError('TASK_CODE_MISSING', { dag: dag.dagId, task: taskId });
      return runWithContext(taskContext(attempt, around), () => called(...values));
    },
    tell: (attempt, around) => tellAuthor(dag, attempt, around),
    choose: async (_attempt, choice) => chosenTasks(dag, choice),
    userDefined: async () => userDefinedOf(dag),
  };
}

/** A built-in operator that is mocked has a function for a body. */
export const mockedTask = (task: SerializedTask, mocks: Mocks): SerializedTask =>
  mocks.has(task.taskId) ? { ...task, body: 'handler' } : task;
