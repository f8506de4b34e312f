/**
 * What a process keeps of each attempt that waits in it: thousands are kept, so what a look does not need is left out, and what is the same for many
 * is kept once.
 */
import type { SerializedTask } from '@aquilon/sdk/serialized';
import type { RunFacts, Work } from '#queue/executor.ts';

type Needed =
  | 'operator'
  | 'body'
  | 'options'
  | 'inputs'
  | 'executionTimeoutMs'
  | 'decision'
  | 'isListed'
  | 'sensor'
  | 'outlets'
  | 'inlets'
  | 'template'
  | 'expand';

export interface LeanWork extends Omit<Work, 'task' | 'run' | 'mapped'> {
  task: Partial<Pick<SerializedTask, Needed>>;
}

/** Of the fields that no look reads, and of those that most tasks have the same. */
const USUAL: Omit<SerializedTask, 'taskId'> = {
  label: '',
  groupId: null,
  operator: '@task.sensor',
  body: 'handler',
  options: {},
  inputs: {},
  upstream: [],
  downstream: [],
  owner: 'airflow',
  retries: 0,
  retryDelayMs: 0,
  retryExponentialBackoff: 0,
  maxRetryDelayMs: null,
  executionTimeoutMs: null,
  triggerRule: 'all_success',
  pool: 'default_pool',
  poolSlots: 1,
  priorityWeight: 1,
  weightRule: 'downstream',
  queue: 'default',
  isolation: 'warm',
  docMd: null,
  line: null,
};

export function leanWork({ run: _run, mapped: _mapped, task, ...work }: Work): LeanWork {
  const { operator, body, inputs, executionTimeoutMs, decision, isListed, sensor, outlets, inlets, template, expand } =
    task;
  const isAuthors = body === 'handler';
  return {
    ...work,
    task: {
      ...(body === USUAL.body ? {} : { operator, body }),
      // What was kept stands for the options.
      ...(work.wait?.for.keep === undefined ? { options: task.options } : {}),
      ...(Object.keys(inputs).length === 0 ? {} : { inputs }),
      ...(executionTimeoutMs === null ? {} : { executionTimeoutMs }),
      ...(decision === undefined ? {} : { decision }),
      ...(isListed === undefined ? {} : { isListed }),
      ...(sensor === undefined ? {} : { sensor }),
      ...(outlets === undefined ? {} : { outlets }),
      ...(inlets === undefined ? {} : { inlets }),
      // A built-in sensor has rendered them; an author's arguments are rendered for each look. What a mapping gives is no template.
      ...(isAuthors && template !== undefined ? { template } : {}),
      ...(isAuthors && template !== undefined && expand !== undefined ? { expand } : {}),
    },
  };
}

export const wholeWork = ({ task, ...work }: LeanWork, run: RunFacts): Work => ({
  ...work,
  run,
  task: { ...USUAL, taskId: work.taskId, ...task },
});
