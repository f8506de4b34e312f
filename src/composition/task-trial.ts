/** One attempt of one task in a real task process, with nothing written down: for `aquilon tasks test` and `replay`. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '@aquilon/sdk/serialized';
import type { Config } from '#config/config.ts';
import type { Question } from '#domain/question.ts';
import type { Outcome, Work, XComValue } from '#queue/executor.ts';
import { createLocalExecutor } from '#queue/local/executor.ts';
import type { Secrets } from '#secrets/secrets.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import { logPath } from '#support/log-path.ts';
import { createLogger } from '#support/logger.ts';
import type { DebugAddress } from '#worker/debugger.ts';
import type { DagSnapshot, TaskServices, TriggerRequest } from '#worker/services.ts';
import { followFile } from './follow-file.ts';

/** A task that is told to stop gets this long before it is killed, milliseconds. */
const STOP_LIMIT_MS = 3_000;

export interface TrialParts {
  config: Config;
  work: Omit<Work, 'attemptId' | 'snapshotHash'>;
  snapshot: DagSnapshot;
  /** What tasks before it keep, and the run before it. */
  given: Pick<TaskServices, 'getXCom' | 'getXComs' | 'getPreviousSuccess'>;
  /** Each line of the log, as soon as it is written. */
  tell(line: string): void;
  /** A run that the task wanted to trigger: none is made. */
  onTrigger(request: TriggerRequest): void;
  /** A change of a variable that the task asked for: none is made. */
  onVariable(change: string): void;
  signal: AbortSignal;
  secrets: Pick<Secrets, 'getVariable' | 'getConnection'>;
  /** The task waits for a debugger there. */
  debug?: DebugAddress;
}

export interface TrialResult {
  outcome: Outcome;
  /** What the task returned and pushed, by key. */
  xcoms: Map<string, Json>;
}

/** Leaves no process, file or row behind. */
export async function tryTask(parts: TrialParts): Promise<TrialResult> {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon-task-'));
  const pushed = new Map<string, XComValue>();
  const logger = createLogger({ level: 'error', format: parts.config.logging.format });
  const storageFolder = join(folder, 'storage');
  const executor = createLocalExecutor({
    config: parts.debug ? { ...parts.config, workers: { ...parts.config.workers, processes: 1 } } : parts.config,
    logger,
    services: servicesOf(parts, pushed),
    logFolder: folder,
    storageFolder,
    ...(parts.debug ? { debug: parts.debug } : {}),
  });
  const work = { ...parts.work, attemptId: randomUUID(), snapshotHash: parts.snapshot.hash };
  const since = Date.now();
  const { run, taskId, mapIndex, tryNumber } = work;
  const log = followFile(logPath(folder, run.dagId, run.runId, taskId, mapIndex, tryNumber), parts.tell);
  try {
    const outcome = await new Promise<Outcome>((resolve) => {
      const goOn = (outcome: Outcome) => {
        if (outcome.state !== 'deferred') resolve(outcome);
        else if (outcome.waitFor.kind === 'poke') executor.wait([{ ...work, wait: { for: outcome.waitFor, since } }]);
        else if (outcome.waitFor.kind === 'answer') resolve(unanswered(outcome.waitFor.question));
        else
          void sleep(outcome.waitFor.at - Date.now(), undefined, { signal: parts.signal }).then(
            () => resolve({ state: 'success' }),
            () => resolve(INTERRUPTED),
          );
      };
      executor.onReport((report) => {
        if (report.kind === 'finished') goOn(report.outcome);
      });
      parts.signal.addEventListener('abort', () =>
        executor.cancel(work.attemptId, { code: 'SHUTDOWN', message: 'the test was interrupted' }),
      );
      executor.dispatch([work]);
    });
    if (outcome.state === 'success' && outcome.returnValue) pushed.set('return_value', outcome.returnValue);
    return { outcome, xcoms: await valuesOf(pushed, storageFolder) };
  } finally {
    await executor.stop(STOP_LIMIT_MS);
    log.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const unanswered = ({ subject, options }: Question): Outcome => ({
  state: 'skipped',
  reason: `it asks "${subject}" (${options.join(', ')}), and in a test nobody answers`,
});

const INTERRUPTED: Outcome = {
  state: 'failed',
  error: { code: 'SHUTDOWN', message: 'the test was interrupted' },
  retryable: false,
};

function servicesOf(parts: TrialParts, pushed: Map<string, XComValue>): TaskServices {
  return {
    async getXCom(ref) {
      const { taskId, mapIndex } = parts.work;
      return ref.taskId === taskId && ref.mapIndex === mapIndex ? pushed.get(ref.key) : parts.given.getXCom(ref);
    },
    getXComs: parts.given.getXComs,
    pushXCom: async (_work, key, value) => void pushed.set(key, value),
    async triggerDagRun(_work, request) {
      parts.onTrigger(request);
      return { runId: request.runId ?? `manual__${parts.work.run.runAfter}`, dagRunId: 0 };
    },
    isLatestRun: async () => true,
    getAssetEvents: async () => [],
    getTriggeringAssetEvents: async () => [],
    getPreviousSuccess: parts.given.getPreviousSuccess,
    getVariable: parts.secrets.getVariable,
    setVariable: async (key) => parts.onVariable(`set ${key}`),
    deleteVariable: async (key) => parts.onVariable(`delete ${key}`),
    getConnection: parts.secrets.getConnection,
    keepRendered: async () => undefined,
    getExternalStates: async () => ({ states: ['success'], isComplete: true, missing: null }),
    onDagMoved: () => () => undefined,
    // A run that was not made cannot be waited for: it counts as done.
    getDagRunState: async () => 'success',
    getSnapshot: async () => parts.snapshot,
  };
}

async function valuesOf(pushed: ReadonlyMap<string, XComValue>, storageFolder: string): Promise<Map<string, Json>> {
  const store = createLocalFolder(storageFolder);
  const values = new Map<string, Json>();
  for (const [key, xcom] of pushed) {
    const text = xcom.kind === 'object' ? (await store.get(xcom.object, xcom)).toString() : undefined;
    values.set(key, xcom.kind === 'json' ? xcom.value : JSON.parse(text ?? 'null'));
  }
  return values;
}
