/** What tests of executors need: DAG files given as text, attempts of their tasks, and what came of them. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, SerializedTask } from '@aquilon/sdk/serialized';
import { loadConfig } from '#config/config.ts';
import { parseConnection } from '#config/connection.ts';
import type { AttemptUsage } from '#domain/usage.ts';
import type { Executor, Outcome, Report, TaskFailure, Work, XComValue } from '#queue/executor.ts';
import { createLocalExecutor } from '#queue/local/executor.ts';
import type { Workers } from '#queue/workers-now.ts';
import { logPath } from '#support/log-path.ts';
import { createLogger, type Logger } from '#support/logger.ts';
import { listPids, processFacts, startEnvironment } from '#support/processes.ts';
import type {
  AssetEventFound,
  ExternalStates,
  PreviousSuccess,
  RenderedTask,
  TaskServices,
  TriggerRequest,
} from '#worker/services.ts';

export interface LogLine {
  timestamp: string;
  level: string;
  event: string;
  logger: string;
  [field: string]: unknown;
}

export interface Bench {
  home: string;
  executor: Executor & Workers;
  reports: Report[];
  /** XComs by `TASK/KEY`; tests may put some there. */
  xcoms: Map<string, XComValue>;
  triggered: TriggerRequest[];
  variables: Map<string, string>;
  /** What the run was made for. */
  triggeringEvents: AssetEventFound[];
  /** The first is the one. */
  previousSuccesses: PreviousSuccess[];
  /** As Airflow writes them into the environment. */
  connections: Map<string, string>;
  /** What was kept of rendered templates, in its order. */
  rendered: (RenderedTask & { taskId: string })[];
  /** Files that belong to every snapshot, by their absolute paths. */
  files: Map<string, string>;
  /** States that getDagRunState answers, one after the other; the last one stays. */
  runStates: (string | null)[];
  serverLog: string[];
  /** What attempts used, the newest that was written, by their task instances' runs. */
  usage: Map<string, AttemptUsage>;
  /** What getExternalStates answers; tests change it. */
  external: ExternalStates;
  /** Tells that something of this DAG has ended. */
  move(dagId: string): void;
  /** An attempt of a task whose body is the text of a function, such as `async ({ a }) => a + 1`. */
  work(handler: string, more?: Partial<SerializedTask>): Work;
  /** An attempt of a built-in operator. */
  operator(body: string, options: { [name: string]: Json }, more?: Partial<SerializedTask>): Work;
  /** Dispatches and waits for the outcome. */
  run(work: Work): Promise<Outcome>;
  /** The same; where it is deferred, it is handed over again, as the scheduler does, until it ends. */
  runToEnd(work: Work): Promise<Outcome>;
  outcome(work: Work): Promise<Outcome>;
  started(work: Work): Promise<Extract<Report, { kind: 'started' }>>;
  log(work: Work): LogLine[];
  logFile(work: Work): string;
  close(): Promise<void>;
}

export interface BenchOptions {
  env?: Record<string, string>;
  logFolder?: string;
}

/** An executor with a home of its own, and services that live in memory. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-bench-'));
  const config = loadConfig({ AQUILON_HOME: home, AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1', ...options.env });
  const sources = new Map<string, string>();
  const bench = {
    home,
    reports: [] as Report[],
    xcoms: new Map<string, XComValue>(),
    triggered: [] as TriggerRequest[],
    variables: new Map<string, string>(),
    triggeringEvents: [] as AssetEventFound[],
    previousSuccesses: [] as PreviousSuccess[],
    connections: new Map<string, string>(),
    rendered: [] as (RenderedTask & { taskId: string })[],
    files: new Map<string, string>(),
    runStates: ['success'] as (string | null)[],
    serverLog: [] as string[],
    usage: new Map<string, AttemptUsage>(),
    external: { states: [], isComplete: false, missing: null } as ExternalStates,
  };
  const moved = new Set<(dagIds: readonly string[]) => void>();
  const services: TaskServices = {
    getXCom: async ({ taskId, key }) => bench.xcoms.get(`${taskId}/${key}`),
    getXComs: async ({ taskId, key }) =>
      [...bench.xcoms].flatMap(([name, value]) =>
        name.startsWith(`${taskId}[`) && name.endsWith(`/${key}`) ? [value] : [],
      ),
    pushXCom: async (work, key, value) => void bench.xcoms.set(`${work.taskId}/${key}`, value),
    triggerDagRun: async (_, request) => {
      bench.triggered.push(request);
      if (request.dagId === 'missing')
        throw Object.assign(new Error('There is no DAG missing.'), { code: 'DAG_NOT_FOUND' });
      return { runId: request.runId ?? 'manual__1', dagRunId: 1 };
    },
    isLatestRun: async () => true,
    getAssetEvents: async () => [],
    getTriggeringAssetEvents: async () => bench.triggeringEvents,
    getPreviousSuccess: async () => bench.previousSuccesses[0] ?? null,
    getVariable: async (key) => bench.variables.get(key) ?? null,
    setVariable: async (key, value) => void bench.variables.set(key, value),
    deleteVariable: async (key) => void bench.variables.delete(key),
    getConnection: async (connId) => {
      const text = bench.connections.get(connId);
      return text === undefined ? null : parseConnection(connId, text);
    },
    keepRendered: async (work, rendered) => void bench.rendered.push({ taskId: work.taskId, ...rendered }),
    getExternalStates: async () => bench.external,
    onDagMoved(listener) {
      moved.add(listener);
      return () => moved.delete(listener);
    },
    getDagRunState: async () => (bench.runStates.length > 1 ? bench.runStates.shift() : bench.runStates[0]) ?? null,
    getSnapshot: async (hash) => {
      const path = join(home, 'dags', `${hash}.ts`);
      return { hash, entry: path, files: { [path]: sources.get(hash) ?? '', ...Object.fromEntries(bench.files) } };
    },
  };
  const logger: Logger = createLogger({ level: 'debug', format: 'json', write: (line) => bench.serverLog.push(line) });
  const logFolder = options.logFolder ?? join(home, 'logs');
  const executor = createLocalExecutor({
    ...{ config, logger, services, logFolder, storageFolder: join(home, 'storage') },
    keepUsage: async (written) => {
      for (const one of written) bench.usage.set(one.runId, one);
    },
  });
  const waiting = new Set<() => void>();
  executor.onReport((report) => {
    bench.reports.push(report);
    for (const look of [...waiting]) look();
  });
  type Kind<K> = Extract<Report, { kind: K }>;
  const reported = <K extends Report['kind']>(
    work: Work,
    kind: K,
    isWanted: (report: Kind<K>) => boolean = () => true,
  ): Promise<Kind<K>> =>
    new Promise((resolve) => {
      const look = () => {
        const found = bench.reports.find(
          (report) => report.attemptId === work.attemptId && report.kind === kind && isWanted(report as Kind<K>),
        );
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found as Kind<K>);
      };
      waiting.add(look);
      look();
    });
  const outcome = async (work: Work) => (await reported(work, 'finished')).outcome;
  const logFile = ({ run, taskId, mapIndex, tryNumber }: Work) =>
    logPath(logFolder, run.dagId, run.runId, taskId, mapIndex, tryNumber);
  return {
    ...bench,
    executor,
    move: (dagId) => {
      for (const listener of moved) listener([dagId]);
    },
    work(handler, more) {
      const source = `import { bash, Dag, getContext, http, sql } from '@aquilon/sdk';
const dag = new Dag('d', { schedule: null, startDate: '2026-01-01' });
const t = dag.task('t', ${handler});
t({} as never);
export default dag;
`;
      const hash = `h${Buffer.from(source).toString('base64url').slice(0, 8)}${sources.size}`;
      const known = [...sources].find(([, text]) => text === source)?.[0];
      if (known === undefined) sources.set(hash, source);
      return makeWork(known ?? hash, { body: 'handler', ...more });
    },
    operator: (body, given, more) => makeWork('builtin', { body, options: given, operator: body, ...more }),
    run(work) {
      executor.dispatch([work]);
      return outcome(work);
    },
    async runToEnd(work) {
      const since = Date.now();
      executor.dispatch([work]);
      const first = await outcome(work);
      if (first.state !== 'deferred' || first.waitFor.kind !== 'poke') return first;
      executor.wait([{ ...work, wait: { for: first.waitFor, since } }]);
      return (await reported(work, 'finished', (one) => one.outcome.state !== 'deferred')).outcome;
    },
    outcome,
    started: (work) => reported(work, 'started'),
    logFile,
    log(work) {
      const file = logFile(work);
      if (!existsSync(file)) return [];
      // Each line ends with its line feed: what follows the last one is being written now.
      const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as LogLine);
    },
    async close() {
      await executor.stop(5_000);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function makeWork(snapshotHash: string, more: Partial<SerializedTask>): Work {
  const task: SerializedTask = {
    taskId: 't',
    label: 't',
    groupId: null,
    operator: '@task',
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
    ...more,
  };
  const attemptId = randomUUID();
  return {
    attemptId,
    dagRunId: 1,
    taskId: task.taskId,
    mapIndex: -1,
    tryNumber: 1,
    maxTries: 0,
    run: {
      dagId: 'd',
      runId: `run ${attemptId}`,
      runType: 'manual',
      logicalDate: '2026-01-01T00:00:00Z',
      dataIntervalStart: null,
      dataIntervalEnd: null,
      runAfter: '2026-01-01T00:00:00Z',
      startDate: '2026-01-01T00:00:00Z',
      conf: {},
      params: {},
      triggeringUser: 'admin',
    },
    task,
    snapshotHash,
  };
}

export function failureOf(outcome: Outcome): TaskFailure {
  if (outcome.state !== 'failed') throw new Error(`The attempt is ${outcome.state}, not failed.`);
  return outcome.error;
}

/** Waits until `condition` holds; fails with `what` when that takes longer than any machine needs. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const until = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`It did not come to be within ${limitMs} ms: ${what}`);
    await sleep(10);
  }
}

/** Processes that live and were started, however indirectly, under this home. */
export function processesOf(home: string): number[] {
  const mark = `AQUILON_HOME=${home}`;
  return listPids().filter((pid) => processFacts(pid) !== undefined && startEnvironment(pid).includes(mark));
}

export const isRunning = (pid: number): boolean => processFacts(pid) !== undefined;
