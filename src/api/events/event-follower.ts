/**
 * Where events come from: from the scheduler of this server while it leads, and from the database while it stands by, as another server commits them. Nobody
 * tells a server that stands by: the one that leads would have to, in each of its commits.
 */
import { messageOf } from '#errors/aquilon-error.ts';
import type { RouteContext } from '#http/server-parts.ts';
import type { StateEvent } from '#scheduler/commands.ts';
import { selectDistance, selectEventsAfter } from './past-events.ts';

/** Between two looks, ms. */
const PAUSE = 500;
const BATCH = 1_000;

export interface Told {
  publish(events: readonly StateEvent[]): void;
  /** More was committed than is worth telling one by one: up to `seq` everything is to be read anew. */
  reset(seq: number): void;
}

export interface EventFollower {
  /** Resolves once it is settled which events are told: all that are committed from then on. */
  ready: Promise<void>;
  stop(): void;
}

export type FollowerParts = Pick<RouteContext, 'scheduler' | 'database' | 'clock' | 'logger'>;

/** `mostAtOnce`: events of one look that are told one by one. */
export function followEvents(
  { scheduler, database, clock, logger }: FollowerParts,
  { publish, reset }: Told,
  mostAtOnce: number,
): EventFollower {
  let cursor: number | undefined;
  /** What the scheduler of this server publishes is in the database as well: while that is read, it is not told twice. */
  let isReading = true;
  let hasHeard = false;
  let isStopped = false;
  let callOff = () => {};
  const leads = () => scheduler.health().status === 'healthy';

  const unsubscribe = scheduler.subscribe((events) => {
    hasHeard = true;
    if (isReading) return;
    cursor = events.at(-1)?.seq ?? cursor;
    publish(events);
  });

  async function readOn(from: number): Promise<number> {
    const { behind } = await selectDistance(database, from);
    if (behind > mostAtOnce) {
      if (!isStopped) reset(from + behind);
      return from + behind;
    }
    for (let at = from; ; ) {
      const events = await selectEventsAfter(database, at, {}, BATCH);
      if (events.length > 0 && !isStopped) publish(events);
      at = events.at(-1)?.seq ?? at;
      if (events.length < BATCH) return at;
    }
  }

  async function look(): Promise<void> {
    if (!leads()) isReading = true;
    // What is published meanwhile was committed before, and is found by the next turn.
    for (hasHeard = isReading; isReading && hasHeard && !isStopped; ) {
      hasHeard = false;
      cursor = cursor === undefined ? (await selectDistance(database, 0)).behind : await readOn(cursor);
      if (leads() && !hasHeard) isReading = false;
    }
  }

  async function keepLooking(): Promise<void> {
    await look().catch((error) => logger.debug('events could not be read', { error: messageOf(error) }));
    if (!isStopped) callOff = clock.after(PAUSE, () => void keepLooking());
  }

  return {
    ready: keepLooking(),
    stop() {
      isStopped = true;
      callOff();
      unsubscribe();
    },
  };
}
