/** One subscription to the scheduler for all clients of the event stream; each event is written as text once. */
import type { SchedulerPort, StateEvent } from '#scheduler/commands.ts';

export interface EventFilter {
  dagId?: string;
  runId?: string;
}

export interface Listener {
  filter: EventFilter;
  receive(event: StateEvent, text: string): void;
}

export interface EventHub {
  add(listener: Listener): () => void;
}

export function createEventHub(scheduler: Pick<SchedulerPort, 'subscribe'>): EventHub {
  const listeners = new Set<Listener>();
  let unsubscribe: (() => void) | undefined;

  function publish(events: readonly StateEvent[]): void {
    for (const event of events) {
      let text: string | undefined;
      for (const listener of listeners) {
        if (!isMeant(event, listener.filter)) continue;
        text ??= toText(event);
        listener.receive(event, text);
      }
    }
  }

  return {
    add(listener) {
      listeners.add(listener);
      unsubscribe ??= scheduler.subscribe(publish);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
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
