/** The workers of this server, as the API sees them. */
import type { Drained } from '#domain/admission.ts';
import type { Work } from './executor.ts';

export interface Workers {
  now(): WorkersNow;
  /** They take nothing new, and what they run goes on to its end; null: they take work again. Ends with the server. */
  drain(drained: Drained | null): void;
}

export interface WorkersNow {
  hostname: string;
  /** Since when they take nothing new. */
  drained: Drained | null;
  /** Processes at once. */
  most: number;
  /** Attempts that wait for a process. */
  waiting: number;
  processes: {
    pid: number;
    /** `starting`, `idle`, `busy`, `settling`, `ending`. */
    state: string;
    /** How many it has run, the present one included. */
    attempts: number;
    /** Resident bytes; null where the machine does not tell. */
    memory: number | null;
    attempt: Pick<Work, 'run' | 'taskId' | 'mapIndex' | 'tryNumber'> | null;
    /** When the attempt was given to it, epoch ms. */
    since: number | null;
  }[];
}
