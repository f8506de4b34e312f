/** The port between a task process and the built-in operators: types only. */
import type { Json } from '@aquilon/sdk/serialized';
import type { WaitFor } from '#domain/wait-for.ts';
import type { Follow, Work, XComValue } from '#queue/executor.ts';
import type { LineLevel } from '#support/attempt-log.ts';
import type { MailSettings } from '#support/mail.ts';
import type { TaskRequest } from './protocol.ts';

export interface BodyContext {
  readonly work: Work;
  /** The task's options, as the DAG file gave them: JSON that nobody has checked yet. */
  readonly options: { readonly [name: string]: Json };
  readonly signal: AbortSignal;
  /** Undefined where no mail server is configured, and for every body but `email`. */
  readonly mail: MailSettings | undefined;
  readonly outboxFolder: string;
  /** Where bodies keep what is costly to make again. */
  readonly cacheFolder: string;
  /** Days after its last use until a virtual environment there is removed; 0: never. */
  readonly keepEnvironmentsDays: number;
  /** Of a task that takes arguments beside its options: those. */
  readonly arguments: { readonly [name: string]: Json | undefined };
  /** Texts of the files that the task names in `scripts`, by their absolute paths. */
  readonly scripts: { readonly [path: string]: string };
  /** Path of the DAG file; undefined where a waiting attempt is looked after. */
  readonly dagFile: string | undefined;
  /** What the attempt kept when it was deferred; undefined at its first look. */
  readonly kept: Json | undefined;
  /** Epoch ms. */
  now(): number;
  /** Writes one line to the task's log. */
  log(level: LineLevel, event: string, logger: string, fields?: Record<string, unknown>): void;
  /** Masks a secret in the log from now on; those of connections are. */
  hide(secret: string): void;
  /** Keeps a value under a key of this task instance, at once. */
  push(key: string, value: unknown): Promise<void>;
  /** Calls the author's function that the DAG file gives as the option of that name. */
  call(option: string, ...values: readonly unknown[]): Promise<unknown>;
  /** Asks the server; rejects with the code of the catalogue it answers. */
  request(request: TaskRequest): Promise<Json | XComValue | undefined>;
}

/** `value` becomes the XCom `return_value`; undefined makes none. `follow`: what the task chose; absent: all follows. */
export type BodyResult =
  | { value?: unknown; follow?: Follow | undefined }
  | { skipped: string } /** Not yet: the attempt is deferred. */
  | { waitFor: WaitFor };

export type OperatorBody = (context: BodyContext) => Promise<BodyResult>;

/** Bodies by name, each loaded when it is first needed: a process that runs handlers only never loads a mail library. */
export type OperatorBodies = Readonly<Record<string, () => Promise<OperatorBody>>>;
