/** What the workers of this server do now. */
import type { Work } from './executor.ts';

export interface WorkersNow {
  hostname: string;
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
