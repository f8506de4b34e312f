/** What a history begins with: DAGs, pools, limits, servers. Everything about them is a choice. */
import {
  type SerializedAsset,
  type SerializedAssetCondition,
  type SerializedDeadline,
  type SerializedExpand,
  type SerializedGroup,
  type SerializedNotifier,
  type SerializedSensor,
  type SerializedTask,
  TRIGGER_RULES,
} from '@aquilon/sdk/serialized';
import type { StoredDag, StoredPool } from '#scheduler/store.ts';
import { dag, task } from '#test/support/dags.ts';
import type { Choices } from './choices.ts';
import { drawTimetable } from './schedules.ts';

/** The evening before the clocks of Europe go forward. */
export const START = Date.parse('2026-03-28T22:00:00Z');

export interface WorldPlan {
  dags: StoredDag[];
  pools: StoredPool[];
  parallelism: number;
  /** The machine that each server runs on. */
  hosts: string[];
  /** How likely a server dies at each step that it takes, and a commit goes wrong. */
  crashRate: number;
  faultRate: number;
  /** Runs that somebody triggers. */
  wantedRuns: number;
}

export function drawWorld(choices: Choices): WorldPlan {
  const servers = choices.weigh('servers', [
    [1, 5],
    [2, 3],
    [3, 1],
  ]);
  return {
    dags: Array.from({ length: choices.int('DAGs', 1, 3) }, (_, at) => drawDag(choices, at)),
    pools: [drawPoolRow(choices, 'default_pool', [8, 2, 3, 4, 6]), drawPoolRow(choices, 'small', [3, 1, 2])],
    parallelism: choices.pick('parallelism', [6, 1, 2, 3, 4, 5]),
    hosts: Array.from({ length: servers }, (_, at) => choices.pick(`host of server ${at}`, ['here', `there${at}`])),
    crashRate: choices.pick('crashes', [0, 0.01, 0.05]),
    faultRate: choices.pick('faults', [0, 0.05, 0.2]),
    wantedRuns: choices.int('runs', 1, 6),
  };
}

const drawPoolRow = (choices: Choices, name: string, slots: readonly number[]): StoredPool => ({
  name,
  slots: choices.pick(`slots of ${name}`, slots),
  includeDeferred: false,
});

/** `number`: how many stand before it; it may wait for their assets. */
function drawDag(choices: Choices, number: number): StoredDag {
  const dagId = `d${number}`;
  const failFast = choices.chance(`${dagId} failFast`, 0.1);
  const count = choices.int(`${dagId} tasks`, 1, 8);
  const tasks = Array.from({ length: count }, (_, at) => drawTask(choices, number, at, failFast));
  const groups = choices.chance(`${dagId} has a mapped group`, 0.25) ? [drawGroup(choices, dagId, tasks)] : [];
  for (const { expand } of [...tasks, ...groups])
    for (const { source } of expand?.kind === 'product' ? expand.inputs : []) {
      const over = tasks.find((one) => source.kind === 'xcom' && one.taskId === source.taskId);
      if (over && !over.expand && !over.mappedGroup) over.isListed = true;
    }
  const dagrunTimeoutMs = choices.pick(`${dagId} dagrunTimeout`, [null, null, 15_000]);
  for (const one of tasks) one.callbacks = TASK_CALLBACKS;
  const isTimed = choices.chance(`${dagId} has deadlines`, 0.3);
  const told = { callbacks: RUN_CALLBACKS, ...(isTimed ? { deadlines: DEADLINES } : {}) };
  const serialized = dag(dagId, tasks, {
    dagrunTimeoutMs,
    failFast,
    groups,
    ...told,
    ...drawSchedule(choices, number),
  });
  return {
    dagId,
    paused: false,
    stale: false,
    // A run that is cleared may wait for the place of one that waits for it: as in Airflow, for ever.
    maxActiveRuns: tasks.some((one) => one.dependsOnPast) ? 16 : choices.pick(`${dagId} maxActiveRuns`, [3, 1, 2]),
    maxActiveTasks: choices.pick(`${dagId} maxActiveTasks`, [5, 1, 2, 3, 4]),
    versionId: `version-${dagId}`,
    snapshotHash: `hash-${dagId}`,
    serialized,
    lastInterval: null,
    quarantine: null,
    maxConsecutiveFailedRuns: choices.pick(`${dagId} maxConsecutiveFailedRuns`, [0, 0, 2]),
    recentRuns: [],
    runtimes: [],
  };
}

/** Everything that happens is told to somebody. */
const NOTIFIERS: SerializedNotifier[] = [{ kind: 'webhook', options: {} }];
const RUN_CALLBACKS = { success: NOTIFIERS, failure: NOTIFIERS };
const TASK_CALLBACKS = {
  ...RUN_CALLBACKS,
  execute: NOTIFIERS,
  retry: NOTIFIERS,
  skipped: NOTIFIERS,
  awaiting_input: NOTIFIERS,
};
/** Some runs end in time, others do not. */
const DEADLINES: SerializedDeadline[] = [2_000, 10_000].map((intervalMs) => ({
  name: null,
  description: null,
  reference: { kind: 'dagrun_queued_at' },
  intervalMs,
  callbacks: NOTIFIERS,
}));

/** Few ticks, close together, some of them before the beginning: a history is over when the last is. */
function drawSchedule(choices: Choices, number: number): Partial<StoredDag['serialized']> {
  const dagId = `d${number}`;
  // It waits for what DAGs before it make: a circle would never end.
  const before = Array.from({ length: number }, (_, at) => at);
  if (number > 0 && choices.chance(`${dagId} waits for assets`, 0.3))
    return { assetSchedule: drawCondition(choices, dagId, before), ...drawPartitions(choices, dagId) };
  if (!choices.chance(`${dagId} has a schedule`, 0.25)) return {};
  const ms = choices.pick(`${dagId} interval`, [2000, 5000]);
  const first = START + choices.pick(`${dagId} starts`, [0, -4000, 1500]);
  const ticks = choices.int(`${dagId} ticks`, 1, 5);
  return {
    timetable: drawTimetable(choices, dagId, ms, first),
    startDate: new Date(first).toISOString(),
    endDate: new Date(first + (ticks - 1) * ms).toISOString(),
    catchup: choices.pick(`${dagId} catchup`, [true, false, null]),
  };
}

const ALL = { kind: 'fixed_key' as const, key: 'all' };
/** The partitions of triggers. */
const REGIONS = { kind: 'segment' as const, segments: ['eu', 'us'] };

function drawPartitions(choices: Choices, dagId: string): Partial<StoredDag['serialized']> {
  if (!choices.chance(`${dagId} runs by partitions`, 0.3)) return {};
  const mapper = choices.pick(`${dagId} partition mapper`, [
    { kind: 'identity' as const },
    ALL,
    { kind: 'rollup' as const, upstream: ALL, window: REGIONS, minimum: null },
    { kind: 'fan_out' as const, upstream: ALL, window: REGIONS, downstream: { kind: 'identity' }, maxKeys: null },
  ] as const);
  return { partitions: { default: mapper, mappers: [] } };
}

function drawTask(choices: Choices, dag: number, at: number, failFast: boolean): SerializedTask {
  const name = `d${dag}.t${at}`;
  const role = choices.weigh(`${name} role`, [
    [undefined, 4],
    ['setup' as const, 1],
    ['teardown' as const, 1],
  ]);
  const rule = failFast || !choices.chance(`${name} has a rule`, 0.5) ? TRIGGER_RULES[0] : drawRule(choices, name);
  const upstream = Array.from({ length: at }, (_, up) => `t${up}`).filter((up) =>
    choices.chance(`${name} after ${up}`, 0.35),
  );
  return task(`t${at}`, upstream, {
    retries: choices.pick(`${name} retries`, [0, 0, 1, 2]),
    retryDelayMs: choices.pick(`${name} retryDelay`, [0, 500, 3000]),
    retryExponentialBackoff: choices.pick(`${name} backoff`, [0, 0, 2]),
    // A task that was cleared and lost often would else wait for longer than a history lasts.
    maxRetryDelayMs: 5000,
    triggerRule: role === 'teardown' ? 'all_done_setup_success' : rule,
    ...(role ? { role } : {}),
    ...(choices.chance(`${name} mapped`, 0.25) ? { expand: drawExpand(choices, name, upstream) } : {}),
    ...(role === 'teardown' && choices.chance(`${name} fails its run`, 0.3) ? { onFailureFailDagrun: true } : {}),
    ...(choices.chance(`${name} branches`, 0.2) ? { decision: { kind: 'branch' as const } } : {}),
    ...drawLimits(choices, name),
    ...drawPast(choices, name),
    ...(choices.chance(`${name} senses`, 0.15) ? { sensor: drawSensor(choices, name) } : {}),
    ...(choices.chance(`${name} has an outlet`, 0.2) ? { outlets: [drawAsset(choices, name, [dag])] } : {}),
    ...drawPool(choices, name),
    priorityWeight: choices.int(`${name} priority`, 1, 5),
    weightRule: choices.pick(`${name} weightRule`, ['downstream', 'upstream', 'absolute'] as const),
  });
}

const drawRule = (choices: Choices, name: string) => choices.pick(`${name} rule`, TRIGGER_RULES);

/** Never more slots than its pool has: such a task waits for ever. */
function drawPool(choices: Choices, name: string): Pick<SerializedTask, 'pool' | 'poolSlots'> {
  const pool = choices.pick(`${name} pool`, ['default_pool', 'default_pool', 'small']);
  return { pool, poolSlots: pool !== 'small' && choices.chance(`${name} takes two slots`, 0.1) ? 2 : 1 };
}

function drawLimits(
  choices: Choices,
  name: string,
): Pick<SerializedTask, 'maxActiveTisPerDag' | 'maxActiveTisPerDagrun'> {
  return {
    ...(choices.chance(`${name} limit in the DAG`, 0.1)
      ? { maxActiveTisPerDag: choices.int(`${name} in the DAG`, 1, 2) }
      : {}),
    ...(choices.chance(`${name} limit in a run`, 0.1)
      ? { maxActiveTisPerDagrun: choices.int(`${name} in a run`, 1, 2) }
      : {}),
  };
}

/** The last tasks, in a group that is mapped over what one of those before it returns, or over a list of the file. */
function drawGroup(choices: Choices, dagId: string, tasks: readonly SerializedTask[]): SerializedGroup {
  const from = choices.int(`${dagId} first of the group`, 0, tasks.length - 1);
  const inside = tasks.slice(from);
  const ids = new Set(inside.map(({ taskId }) => taskId));
  const outside = tasks.slice(0, from).map(({ taskId }) => taskId);
  const expand = drawExpand(choices, `${dagId} group`, outside);
  const [source] = expand.kind === 'product' ? expand.inputs.map((input) => input.source) : [];
  for (const task of inside) {
    delete task.expand;
    Object.assign(task, { groupId: 'g', mappedGroup: 'g' });
    const isFirst = !task.upstream.some((id) => ids.has(id));
    if (isFirst && source?.kind === 'xcom') task.upstream = [...new Set([...task.upstream, source.taskId])];
  }
  return { groupId: 'g', parentId: null, label: 'g', tooltip: '', expand };
}

/** Over what one of its upstreams returns, or over a list of the file. */
function drawExpand(choices: Choices, name: string, upstream: readonly string[]): SerializedExpand {
  const from = choices.pick(`${name} over`, [undefined, ...upstream]);
  const length = choices.int(`${name} length`, 0, 3);
  const value = Array.from({ length }, (_, at) => at);
  return {
    kind: 'product',
    inputs: [{ name: 'x', source: from ? { kind: 'xcom', taskId: from } : { kind: 'value', value } }],
  };
}

function drawPast(choices: Choices, name: string): Partial<SerializedTask> {
  if (!choices.chance(`${name} depends on the past`, 0.08)) return {};
  return { dependsOnPast: true, waitForDownstream: choices.chance(`${name} waits for downstream`, 0.5) };
}

/** One of those that DAGs of these numbers make. */
function drawAsset(choices: Choices, name: string, dags: readonly number[]): SerializedAsset {
  const made = dags.flatMap((dag) => [`d${dag}x`, `d${dag}y`]);
  const asset = choices.pick(`${name} asset`, made);
  return { kind: 'asset', name: asset, uri: `x-sim:${asset}`, group: 'asset', extra: {} };
}

function drawCondition(choices: Choices, name: string, dags: readonly number[]): SerializedAssetCondition {
  const one = drawAsset(choices, name, dags);
  if (!choices.chance(`${name} waits for more`, 0.5)) return one;
  const kind = choices.pick(`${name} waits for`, ['any', 'all'] as const);
  return { kind, of: [one, drawCondition(choices, name, dags)] };
}

function drawSensor(choices: Choices, name: string): SerializedSensor {
  return {
    pokeIntervalMs: 1000,
    timeoutMs: choices.pick(`${name} timeout`, [null, 0, 3000, 100_000]),
    softFail: choices.chance(`${name} softFail`, 0.5),
    exponentialBackoff: false,
    maxWaitMs: null,
    onError: choices.pick(`${name} on error`, ['fail', 'wait', 'skip'] as const),
  };
}
