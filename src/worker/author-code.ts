/** The author's side of a task process: the DAG module from its snapshot, and the handlers in it. */
import {
  chosenTasks,
  type Dag,
  dagsOf,
  handlerOf,
  optionFunctionOf,
  runWithContext,
  userDefinedOf,
} from '@aquilon/sdk/runtime';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { installSdkHooks } from '#support/modules/sdk-hooks.ts';
import { installSnapshotHooks } from '#support/modules/snapshot-hooks.ts';
import type { Attempt } from './attempt.ts';
import type { DagSnapshot } from './services.ts';
import { type Surroundings, taskContext } from './task-context.ts';
import { tellAuthor } from './tell-author.ts';

type Handler = (inputs: { [name: string]: unknown }) => unknown;

/** What an attempt needs of the author's code. */
export interface TaskCode {
  /** Path of the DAG file; undefined where there is none. */
  readonly entry: string | undefined;
  /** Calls the handler of the attempt's task with its context in place. */
  call(attempt: Attempt, around: Surroundings, inputs: { [name: string]: Json | undefined }): unknown;
  /** Calls the function that a built-in operator has as an option, with the task's context in place. */
  callOption(attempt: Attempt, around: Surroundings, option: string, values: readonly unknown[]): Promise<unknown>;
  /** Calls the function of the author that a notice is for. */
  tell(attempt: Attempt, around: Surroundings): Promise<void>;
  /** What the handler of a branch returned, as ids of tasks of its DAG. */
  choose(attempt: Attempt, choice: unknown): Promise<{ value: Json; tasks: string[] }>;
  /** What the DAG gives to its templates. */
  userDefined(attempt: Attempt): Promise<ReturnType<typeof userDefinedOf>>;
}

/** The code of one snapshot: a task process loads one in its life. */
export class AuthorCode implements TaskCode {
  #address: string | undefined;
  #module: object | undefined;
  entry: string | undefined;
  readonly #handlers = new Map<string, Handler>();

  /** Takes the snapshot that came with an attempt; the module is imported when a handler is needed. */
  keep(snapshot: DagSnapshot): void {
    if (this.#address !== undefined) return;
    installSdkHooks();
    this.entry = snapshot.entry;
    this.#address = installSnapshotHooks(snapshot);
  }

  call(attempt: Attempt, around: Surroundings, inputs: { [name: string]: Json | undefined }): unknown {
    const { run, taskId } = attempt.work;
    const known = this.#handlers.get(`${run.dagId}\0${taskId}`);
    const context = taskContext(attempt, around);
    if (known !== undefined) return runWithContext(context, () => known(inputs));
    return this.#find(run.dagId, taskId).then((handler) => runWithContext(context, () => handler(inputs)));
  }

  async callOption(
    attempt: Attempt,
    around: Surroundings,
    option: string,
    values: readonly unknown[],
  ): Promise<unknown> {
    const { run, taskId } = attempt.work;
    const dag = await this.#dag(run.dagId);
    const called = dag && optionFunctionOf(dag, taskId, option);
    if (called === undefined) throw new AquilonError('TASK_CODE_MISSING', { dag: run.dagId, task: taskId });
    return runWithContext(taskContext(attempt, around), () => called(...values));
  }

  async tell(attempt: Attempt, around: Surroundings): Promise<void> {
    return tellAuthor(await this.#dag(attempt.work.run.dagId), attempt, around);
  }

  async choose({ work }: Attempt, choice: unknown): Promise<{ value: Json; tasks: string[] }> {
    const dag = await this.#dag(work.run.dagId);
    if (dag === undefined) throw new AquilonError('TASK_CODE_MISSING', { dag: work.run.dagId, task: work.taskId });
    return chosenTasks(dag, choice);
  }

  async userDefined({ work }: Attempt): Promise<ReturnType<typeof userDefinedOf>> {
    const dag = await this.#dag(work.run.dagId);
    return dag === undefined ? { macros: {}, filters: {} } : userDefinedOf(dag);
  }

  async #dag(dagId: string): Promise<Dag | undefined> {
    if (this.#address === undefined) throw new Error('The server sent no code for this task.');
    this.#module ??= (await import(this.#address)) as object;
    return dagsOf(this.#module).find((one) => one.dagId === dagId);
  }

  async #find(dagId: string, taskId: string): Promise<Handler> {
    const dag = await this.#dag(dagId);
    const handler = dag && (handlerOf(dag, taskId) as Handler | undefined);
    if (handler === undefined) throw new AquilonError('TASK_CODE_MISSING', { dag: dagId, task: taskId });
    this.#handlers.set(`${dagId}\0${taskId}`, handler);
    return handler;
  }
}
