/** DAGs as the seed says: all rules, roles, mappings, groups, sensors and assets. */
import {
  type SerializedAsset,
  type SerializedAssetCondition,
  type SerializedExpand,
  type SerializedGroup,
  type SerializedSensor,
  type SerializedTask,
  TRIGGER_RULES,
} from '@aquilon/sdk/serialized';
import type { StoredDag } from '#scheduler/store.ts';
import { dag, task } from '#test/support/dags.ts';
import type { Random } from './random.ts';

/** `at`: how many stand before it; it may wait for their assets. */
export function randomDag(random: Random, at: number): StoredDag {
  const dagId = `d${at}`;
  const failFast = random.chance(0.1);
  const asksPast = random.chance(0.2);
  const tasks = Array.from({ length: random.int(1, 8) }, (_, number) => {
    const role = random.pick([undefined, undefined, undefined, undefined, 'setup', 'teardown'] as const);
    const rule = failFast || random.chance(0.5) ? 'all_success' : random.pick(TRIGGER_RULES);
    const upstream = Array.from({ length: number }, (_u, up) => `t${up}`).filter(() => random.chance(0.35));
    return task(`t${number}`, upstream, {
      retries: random.pick([0, 0, 1, 2]),
      retryDelayMs: random.pick([0, 1000, 300_000]),
      retryExponentialBackoff: random.pick([0, 0, 2]),
      triggerRule: role === 'teardown' ? 'all_done_setup_success' : rule,
      ...(role ? { role } : {}),
      ...(asksPast && random.chance(0.4) ? { dependsOnPast: true, waitForDownstream: random.chance(0.5) } : {}),
      ...(random.chance(0.25) ? { expand: randomExpand(random, upstream) } : {}),
      ...(role === 'teardown' && random.chance(0.3) ? { onFailureFailDagrun: true } : {}),
      ...(random.chance(0.2) ? { sensor: randomSensor(random) } : {}),
      ...(random.chance(0.2) ? { decision: { kind: 'branch' as const } } : {}),
      ...(random.chance(0.3) ? { outlets: [random.pick(assetsOf(at))] } : {}),
      pool: random.pick(['default_pool', 'default_pool', 'small']),
      priorityWeight: random.int(1, 5),
      weightRule: random.pick(['downstream', 'upstream', 'absolute'] as const),
    });
  });
  const groups = random.chance(0.3) ? [randomGroup(random, tasks)] : [];
  for (const { expand } of [...tasks, ...groups])
    for (const { source } of expand?.kind === 'product' ? expand.inputs : []) {
      const over = tasks.find((one) => source.kind === 'xcom' && one.taskId === source.taskId);
      if (over && !over.expand && !over.mappedGroup) over.isListed = true;
    }
  // It waits for what DAGs before it make: a circle would never end.
  const before = Array.from({ length: at }, (_, other) => assetsOf(other)).flat();
  const serialized = dag(dagId, tasks, {
    dagrunTimeoutMs: random.pick([null, null, 100_000]),
    failFast,
    groups,
    ...(before.length > 0 && random.chance(0.6) ? { assetSchedule: randomCondition(random, before) } : {}),
  });
  return {
    dagId,
    paused: false,
    stale: false,
    maxActiveRuns: random.int(1, 3),
    maxActiveTasks: random.int(1, 5),
    versionId: `version-${dagId}`,
    snapshotHash: `hash-${dagId}`,
    serialized,
    lastInterval: null,
    maxConsecutiveFailedRuns: random.pick([0, 0, 2]),
    recentRuns: [],
  };
}

const assetsOf = (at: number): SerializedAsset[] =>
  ['x', 'y'].map((one) => ({
    kind: 'asset',
    name: `d${at}${one}`,
    uri: `x-sim:d${at}${one}`,
    group: 'asset',
    extra: {},
  }));

function randomCondition(random: Random, assets: readonly SerializedAsset[]): SerializedAssetCondition {
  if (random.chance(0.4)) return random.pick(assets);
  return { kind: random.pick(['all', 'any'] as const), of: [random.pick(assets), randomCondition(random, assets)] };
}

/** The last tasks, in a group that is mapped over what one of those before it returns, or over a list of the file. */
function randomGroup(random: Random, tasks: readonly SerializedTask[]): SerializedGroup {
  const from = random.int(0, tasks.length - 1);
  const inside = tasks.slice(from);
  const ids = new Set(inside.map(({ taskId }) => taskId));
  const outside = tasks.slice(0, from).map(({ taskId }) => taskId);
  const expand = randomExpand(random, outside);
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
function randomExpand(random: Random, upstream: readonly string[]): SerializedExpand {
  const from = random.pick([...upstream, undefined]);
  const value = Array.from({ length: random.int(0, 3) }, (_, at) => at);
  return {
    kind: 'product',
    inputs: [{ name: 'x', source: from ? { kind: 'xcom', taskId: from } : { kind: 'value', value } }],
  };
}

function randomSensor(random: Random): SerializedSensor {
  const timeoutMs = random.pick([null, 0, 30_000, 1_000_000]);
  const onError = random.pick(['fail', 'wait', 'skip'] as const);
  const softFail = random.chance(0.5);
  return { pokeIntervalMs: 1000, timeoutMs, softFail, exponentialBackoff: false, maxWaitMs: null, onError };
}
