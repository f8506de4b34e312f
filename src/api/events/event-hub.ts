/** One place for all clients of the event stream that events come to; each is written as text once. */
import type { StateEvent } from '#scheduler/commands.ts';
import { type EventFollower, type FollowerParts, followEvents } from './event-follower.ts';

export interface EventFilter {
  dagId?: string;
  runId?: string;
}

export interface Listener {
  filter: EventFilter;
  receive(event: StateEvent, text: string): void;
  /** One commit changed more than is worth telling one by one: up to `seq` everything is to be read anew. */
  reset(seq: number): void;
}

/** Events of one commit that a client is told; a mapped task may bring a hundred thousand. */
const MOST_AT_ONCE = 2_000;

export interface EventHub {
  add(listener: Listener): () => void;
  /** Resolves once listeners are told all that is committed from then on. */
  ready(): Promise<void>;
  /** Number of the newest event that listeners were told, or that was not meant for them; 0: none yet. */
  newest(): number;
}

export function createEventHub(parts: FollowerParts): EventHub {
  const listeners = new Set<Listener>();
  let follower: EventFollower | undefined;
  let newest = 0;

  function publish(events: readonly StateEvent[]): void {
    const last = events.at(-1);
    const told = new Set(listeners);
    for (const listener of events.length > MOST_AT_ONCE ? listeners : []) {
      if (!last || events.filter((event) => isMeant(event, listener.filter)).length <= MOST_AT_ONCE) continue;
      told.delete(listener);
      listener.reset(last.seq);
    }
    for (const event of events) {
      let text: string | undefined;
      for (const listener of told) {
        if (!isMeant(event, listener.filter)) continue;
        text ??= toText(event);
        listener.receive(event, text);
      }
    }
    newest = last?.seq ?? newest;
  }

  function reset(seq: number): void {
    for (const listener of listeners) listener.reset(seq);
    newest = seq;
  }

  return {
    newest: () => newest,
    ready: async () => follower?.ready,
    add(listener) {
      listeners.add(listener);
      follower ??= followEvents(parts, { publish, reset }, MOST_AT_ONCE);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        follower?.stop();
        follower = undefined;
      };
    },
  };
}

function isMeant(event: StateEvent, filter: EventFilter): boolean {
  if (filter.dagId !== undefined && event.dagId !== filter.dagId) return false;
  return filter.runId === undefined || event.runId === filter.runId;
}

/** The form of server-sent events. The id is what a client that was cut off names when it comes back. */
export function toText(event: StateEvent): string {
  return `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Tells a client to read everything anew. */
export const resetText = (seq: number): string => `id: ${seq}\nevent: reset\ndata: {}\n\n`;
