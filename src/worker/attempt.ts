import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import type { Work } from '#queue/executor.ts';
import { type AttemptLines, AttemptLog, type LineLevel } from '#support/attempt-log.ts';
import { SecretMask } from '#support/secret-mask.ts';
import type { OutletEvents } from './outlet-events.ts';
import type { TaskProcessSettings, TaskRequest, ToChild } from './protocol.ts';
import type { ServerLink } from './server-link.ts';

/** Why the server wants the attempt to end; also the reason of its abort signal. */
export class TaskAborted extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'TaskAborted';
    this.code = code;
  }
}

/** The attempt that this process is running: its log, its abort signal, its line to the server. */
export class Attempt {
  readonly work: Work;
  readonly order: Extract<ToChild, { kind: 'run' }>;
  readonly log: AttemptLines;
  /** Of the secrets that the attempt has asked for. */
  readonly mask: SecretMask;
  /** What the task itself adds to the names of `mapIndexTemplate`. */
  readonly templateValues: { [name: string]: Json } = {};
  readonly #server: ServerLink;
  readonly #controller = new AbortController();
  /** Rejects when an error reaches the top of the process; the attempt cannot be waited for then. */
  readonly broken: Promise<never>;
  #break: (error: unknown) => void = () => undefined;
  #signalSeen = false;
  aborted: TaskAborted | undefined;
  /** What it told of its outlets so far. */
  outletEvents: OutletEvents | undefined;
  /** True once an error reached the top: the state of this process is unknown, it takes no further attempt. */
  isBroken = false;

  /** `makeLog`: in the place of a file. */
  constructor(
    order: Extract<ToChild, { kind: 'run' }>,
    server: ServerLink,
    { logLimit, sensitiveNames }: TaskProcessSettings,
    makeLog?: (mask: SecretMask) => AttemptLines,
  ) {
    this.mask = new SecretMask(sensitiveNames);
    this.order = order;
    this.work = order.work;
    this.#server = server;
    const onTrouble = (message: string) => server.tell({ kind: 'log_failed', attemptId: this.work.attemptId, message });
    this.log = makeLog?.(this.mask) ?? new AttemptLog(order.logFile, logLimit, onTrouble, () => this.mask);
    this.broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    // It may break after it has ended, when nobody waits for this any more.
    this.broken.catch(() => undefined);
  }

  /** What the author's code listens to. Having asked for it once counts as listening. */
  get signal(): AbortSignal {
    this.#signalSeen = true;
    return this.#controller.signal;
  }

  get signalSeen(): boolean {
    return this.#signalSeen;
  }

  abort(reason: TaskAborted): void {
    this.aborted = reason;
    this.log.line('warning', `The task is asked to stop: ${reason.message}`, 'task', { code: reason.code });
    this.#controller.abort(reason);
  }

  breakOff(error: unknown): void {
    this.isBroken = true;
    this.#break(error);
  }

  line(level: LineLevel, event: string, logger: string, fields?: Record<string, unknown>): void {
    this.log.line(level, event, logger, fields);
  }

  /** Secrets in an answer are masked from then on. */
  ask(request: TaskRequest): Promise<Json | unknown> {
    const answer = this.#server.ask(this.work.attemptId, request);
    if (request.op === 'get_variable')
      return answer.then((value) => {
        this.mask.addVariable(request.key, value as string | null);
        return value;
      });
    if (request.op === 'set_variable') this.mask.addVariable(request.key, request.value);
    if (request.op === 'get_connection')
      return answer.then((value) => {
        if (value) this.mask.addConnection(value as unknown as Connection);
        return value;
      });
    return answer;
  }
}
