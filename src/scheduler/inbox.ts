/** Where everything that concerns the scheduler arrives: reports, commands. Pushing wakes the loop. */
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import type { Report } from '#queue/executor.ts';
import type { Actor, Command, CommandResult, RequestKey } from './commands.ts';
import type { PreparedBackfill } from './handlers/backfill-handlers.ts';
import type { StoredDag, StoredPool, StoredRun, StoredVersion } from './store.ts';

export interface CommandEvent {
  kind: 'command';
  command: Command;
  actor: Actor;
  request?: RequestKey | undefined;
  resolve: (result: CommandResult) => void;
  reject: (error: unknown) => void;
  /** All of them are carried out, or none. This one is among them. */
  together?: readonly CommandEvent[];
  /** Its caller was told that it takes too long: it is not begun any more. */
  abandoned?: boolean;
  /** What the command needs from the store, read between two commits. */
  loaded?: {
    run?: StoredRun;
    version?: StoredVersion;
    target?: StoredVersion;
    dags?: StoredDag[];
    backfill?: PreparedBackfill;
    assetEventId?: number;
    pools?: StoredPool[];
    /** There is an XCom of that key. */
    hasXCom?: boolean;
  };
}

export interface ReportEvent {
  kind: 'report';
  report: Report;
}

/** What a timetable of an author answered, or why it did not. */
export interface TimetableEvent {
  kind: 'timetable';
  dagId: string;
  question: TimetableQuestion;
  outcome: { answer: TimetableAnswer } | { problem: string };
}

export type InboxEvent = CommandEvent | ReportEvent | TimetableEvent;

export interface Inbox {
  push(event: InboxEvent): void;
  /** Puts events back in front: their commit did not happen. */
  unshift(events: readonly InboxEvent[]): void;
  drain(): InboxEvent[];
  /** The attempts that have ended, by the reports that are here. */
  ended(): string[];
  /** Ends a wait, without an event. */
  wake(): void;
  /** Resolves when something is there, at `wake`, or after the time given by `sleep`. */
  wait(sleep: (wake: () => void) => () => void): Promise<void>;
}

export function createInbox(): Inbox {
  let events: InboxEvent[] = [];
  let waiting: (() => void) | undefined;
  const wake = () => waiting?.();
  return {
    push(event) {
      events.push(event);
      wake();
    },
    unshift(older) {
      events = [...older, ...events];
      wake();
    },
    drain() {
      const drained = events;
      events = [];
      return drained;
    },
    ended: () =>
      events.flatMap((event) =>
        event.kind === 'report' && event.report.kind === 'finished' ? [event.report.attemptId] : [],
      ),
    wake,
    wait(sleep) {
      if (events.length > 0) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = sleep(() => waiting?.());
        waiting = () => {
          waiting = undefined;
          cancel();
          resolve();
        };
      });
    },
  };
}
