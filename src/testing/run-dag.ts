/** `runDag` of `@aquilon/sdk/testing`: the real scheduler on a store in memory, a clock that jumps from one event to the next, attempts in this process. */
import { join, resolve } from 'node:path';
import { askTimetable, type Dag, timetableOf } from '@aquilon/sdk/runtime';
import type { Json } from '@aquilon/sdk/serialized';
import type { DagTestResult, RunDag, RunDagOptions } from '@aquilon/sdk/testing';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { OPERATOR_BODIES } from '#operators/bodies.ts';
import { createScheduler, type Scheduler } from '#scheduler/scheduler.ts';
import type { StoredDag } from '#scheduler/store.ts';
import { createLogger } from '#support/logger.ts';
import type { Surroundings } from '#worker/task-context.ts';
import { drive } from './drive.ts';
import { giveAnswers } from './give-answers.ts';
import { InProcessExecutor } from './in-process-executor.ts';
import { createMemoryObjects } from './memory-objects.ts';
import { createMemoryDatabase, createMemoryStore, type MemoryDatabase } from './memory-store.ts';
import { createMockedCode, type Mocks } from './mocked-code.ts';
import { prepareDag } from './prepare-dag.ts';
import { checkReach, type ReadOptions, readOptions } from './read-options.ts';
import { collectResult } from './result.ts';
import { createTeller } from './tell-notices.ts';
import { readSecrets } from './test-secrets.ts';
import { type Asked, createTestServices } from './test-services.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** As the configuration has them. */
const SETTINGS: Surroundings['settings'] = {
  storageFolder: '',
  outboxFolder: resolve('outbox'),
  cacheFolder: resolve('.aquilon/cache'),
  // The server of the project removes them.
  keepEnvironmentsDays: 0,
  inlineLimit: 65_536,
  sizeLimit: 268_435_456,
  maxMapLength: 1024,
  maxTemplatedFieldLength: 4096,
  logLimit: 0,
  sensitiveNames: '',
};
const SLOTS = 128;
const MAX_PARTITION_KEYS = 1000;
const NO_MOCKS: Mocks = new Map();

export const runDag: RunDag = async (dag, options = {}) => {
  const dagFile = join(resolve(options.folder ?? '.'), 'dag.ts');
  const files: { [path: string]: string } = {};
  const dags = [dag, ...(options.dags ?? [])];
  const stored = await Promise.all(dags.map((one) => prepareDag(one, dagFile, files)));
  const [tested] = stored;
  if (tested === undefined) throw new AquilonError('INTERNAL', { id: 'test-without-dag' });
  const read = readOptions(tested.serialized, options);
  for (const one of stored) checkReach(one.serialized, one === tested ? options : { allow: options.allow ?? [] });
  createParamsCheck().check('', tested.serialized, options.conf ?? {});
  return play({ dags, stored, tested, dagFile, files, options, read });
};

interface Prepared {
  dags: readonly Dag[];
  stored: readonly StoredDag[];
  tested: StoredDag;
  dagFile: string;
  files: { [path: string]: string };
  options: RunDagOptions;
  read: ReadOptions;
}

async function play(prepared: Prepared): Promise<DagTestResult> {
  const { dags, stored, tested, options, read } = prepared;
  const clock = createVirtualClock(read.now);
  const db = createMemoryDatabase(stored, poolsOf(stored, options), SLOTS);
  const objects = createMemoryObjects();
  const asked: Asked[] = [];
  const rendered = new Map<string, { [field: string]: Json }>();
  const services = createTestServices({
    db,
    secrets: readSecrets(options),
    scheduler: () => scheduler,
    asked,
    rendered,
  });
  const mocks: Mocks = new Map(Object.entries(options.mock ?? {}));
  const mocksOf = (dagId: string) => (dagId === tested.dagId ? mocks : NO_MOCKS);
  const codes = new Map(dags.map((one) => [one.dagId, createMockedCode(one, mocksOf(one.dagId), prepared.dagFile)]));
  const executor = new InProcessExecutor({
    clock,
    services,
    around: { settings: SETTINGS, store: objects, bodies: OPERATOR_BODIES, now: clock.now },
    codeOf: (dagId) => known(codes.get(dagId), dagId),
    mocksOf,
    takes: ({ run, taskId }) => (run.dagId === tested.dagId ? (read.takesMs.get(taskId) ?? 0) : 0),
    files: prepared.files,
    dagFile: prepared.dagFile,
  });
  const troubles: string[] = [];
  const teller = createTeller({ db, executor, objects });
  const trouble = (line: string) => void troubles.push(line);
  const scheduler = createTestScheduler(prepared, { clock, db, executor, trouble, onNotices: () => teller.wake() });
  await scheduler.start();
  giveAnswers({
    dag: tested,
    answers: options.answers,
    ...{ db, clock, scheduler },
    onRefused: (reason) => void troubles.push(reason),
  });
  try {
    const { dagRunId } = await scheduler.submit(
      {
        kind: 'trigger_run',
        dagId: tested.dagId,
        ...(options.runId === undefined ? {} : { runId: options.runId }),
        logicalDate: read.logicalDate,
        conf: options.conf ?? {},
      },
      { user: null, via: 'test' },
    );
    await drive({ dagId: tested.dagId, clock, db, executor, scheduler, troubles, ...read });
    const notices = await teller.told();
    return await collectResult({
      db,
      dagRunId: dagRunId ?? 0,
      notes: executor.notes,
      objects,
      asked,
      rendered,
      notices,
    });
  } finally {
    await scheduler.stop(() => executor.stop());
  }
}

interface SchedulerParts {
  clock: VirtualClock;
  db: MemoryDatabase;
  executor: InProcessExecutor;
  trouble: (line: string) => void;
  onNotices: () => void;
}

function createTestScheduler(
  { dags }: Prepared,
  { clock, db, executor, trouble, onNotices }: SchedulerParts,
): Scheduler {
  let ids = 0;
  return createScheduler({
    store: createMemoryStore(db, { now: clock.now, isProcessAlive: () => false }),
    executor,
    clock,
    logger: createLogger({ level: 'error', format: 'text', write: trouble }),
    hostname: 'test',
    pid: process.pid,
    newId: () => `attempt-${++ids}`,
    // Nobody takes over, and nobody sets the clock.
    leaseMs: Number.POSITIVE_INFINITY,
    longestSleepMs: Number.POSITIVE_INFINITY,
    maxPartitionKeys: MAX_PARTITION_KEYS,
    quarantineAfter: 0,
    onNotices,
    tickOptions: { catchupByDefault: false },
    timetables: {
      async ask({ dagId }, question) {
        const dag = dags.find((one) => one.dagId === dagId);
        return askTimetable(known(dag && timetableOf(dag), dagId), question);
      },
    },
  });
}

/** Those that the test gives, and all that the DAGs name. */
function poolsOf(dags: readonly StoredDag[], { pools = {} }: RunDagOptions): MemoryDatabase['pools'] {
  const named = dags.flatMap(({ serialized }) => serialized.tasks.map(({ pool }) => pool));
  return [...new Set(['default_pool', ...named, ...Object.keys(pools)])].map((name) => ({
    name,
    slots: pools[name] ?? SLOTS,
    includeDeferred: false,
  }));
}

function known<T>(value: T | undefined, dagId: string): T {
  if (value === undefined) throw new AquilonError('DAG_NOT_FOUND', { dag: dagId });
  return value;
}
