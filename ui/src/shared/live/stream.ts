/**
 * The live stream of the server. One connection for the whole page; it ends while the page is hidden, because a browser
 * allows six connections to a server over all its tabs: with as many streams no page would load any more.
 */
import type { StateEvent, UsedTry } from '#shared/api/extra-operations.ts';

export type StreamState = 'connecting' | 'live' | 'broken';

export interface StreamListener {
  onEvents(events: readonly StateEvent[]): void;
  /** What these tries use has grown. */
  onUsage(tries: readonly UsedTry[]): void;
  onState(state: StreamState): void;
  /** The stream was away: what the page holds may have missed changes. */
  onGap(): void;
}

/** Events of this long become one update of the page. ms */
const BATCH_MS = 40;
/** Who only looks at another tab for a moment comes back to the same stream. ms */
const HIDDEN_MS = 2_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/** Opens the stream; the returned function ends it. */
export function openStream(listener: StreamListener): () => void {
  let source: EventSource | null = null;
  let batch: StateEvent[] = [];
  let batchTimer: number | undefined;
  let retryTimer: number | undefined;
  let hiddenTimer: number | undefined;
  let delay = FIRST_DELAY_MS;
  let hasGap = false;
  /** The server sends again what came after this. */
  let lastSeen: number | null = null;

  const flush = () => {
    batchTimer = undefined;
    const events = batch;
    batch = [];
    listener.onEvents(events);
  };

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(retryTimer);
  };

  const open = () => {
    close();
    const opened = new EventSource(lastSeen === null ? '/api/v2/events' : `/api/v2/events?last_event_id=${lastSeen}`);
    source = opened;
    opened.onopen = () => {
      delay = FIRST_DELAY_MS;
      listener.onState('live');
      if (hasGap) listener.onGap();
      hasGap = false;
    };
    opened.onmessage = (message) => {
      const event = parseEvent(message.data);
      if (event === null) return;
      lastSeen = event.seq;
      batch.push(event);
      batchTimer ??= window.setTimeout(flush, BATCH_MS);
    };
    opened.addEventListener('usage', (message) => {
      listener.onUsage(parse<readonly UsedTry[]>((message as MessageEvent).data) ?? []);
    });
    // The server could not tell what was missed: too much, or its database is another one.
    opened.addEventListener('reset', (message) => {
      lastSeen = Number((message as MessageEvent).lastEventId) || null;
      listener.onGap();
    });
    // The browser's own attempts differ and end on any HTTP error: ours have one rule, a growing delay.
    opened.onerror = () => {
      hasGap = true;
      listener.onState('broken');
      close();
      retryTimer = window.setTimeout(open, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    };
  };

  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = window.setTimeout(() => {
        // What is missed comes after what was seen last.
        hasGap ||= lastSeen === null;
        close();
      }, HIDDEN_MS);
    } else if (source === null) {
      open();
    }
  };

  listener.onState('connecting');
  open();
  // A tab may be opened behind the present one.
  onVisibility();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(hiddenTimer);
    clearTimeout(batchTimer);
    close();
  };
}

function parseEvent(data: unknown): StateEvent | null {
  const value = parse<StateEvent>(data);
  return typeof value === 'object' && value !== null && 'kind' in value ? value : null;
}

function parse<T>(data: unknown): T | null {
  try {
    return JSON.parse(String(data)) as T;
  } catch {
    return null;
  }
}
