import type { Work } from '#queue/executor.ts';
import type { SecretMask } from '#support/secret-mask.ts';
import type { ApiAccess, InputValue } from '#worker/protocol.ts';

/** An attempt on its way through the local executor. */
export interface Job {
  readonly work: Work;
  /** Which warm processes may run it: those that have loaded its snapshot, or those kept for mails. */
  readonly key: string;
  readonly inputs: { [name: string]: InputValue };
  /** Of a task that is mapped over objects of arguments: this one's. */
  readonly row?: InputValue | undefined;
  readonly logFile: string;
  /** How the attempt reaches the REST API. */
  readonly api?: ApiAccess | undefined;
  /** Monotonic ms of its arrival in the queue. */
  readonly arrivedAt: number;
  /** Words in names that tell of a secret. */
  readonly sensitiveNames: string;
  /** Of the secrets that the attempt has asked for. */
  mask?: SecretMask;
}

/** Mail tasks have processes of their own: no author's code runs where the mail password is. */
export const MAIL_KEY = '@email';

/** Notices whose templates need no code of a DAG file share their processes. */
const NOTICE_KEY = '@notice';

export function keyOf({ task, snapshotHash }: Work): string {
  if (task.body === 'email') return MAIL_KEY;
  return task.body === 'notice' && !task.template?.userDefined ? NOTICE_KEY : snapshotHash;
}

/** The processes of the key load the code of a DAG file. */
export const needsCode = (key: string): boolean => key !== MAIL_KEY && key !== NOTICE_KEY;
