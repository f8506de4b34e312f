/**
 * GET /api/v2/events: every committed change as server-sent events. A client that comes back with `Last-Event-ID` gets what it missed;
 * one that missed too much, or of which one commit tells too much, gets an event `reset` and has to read the lists again. A client that does not keep up is cut off, and comes back.
 * Between them come events `usage`: of which running tries there is more to be read of what they use.
 */
import type { ServerResponse } from 'node:http';
import { Type } from 'typebox';
import { only } from '#api/list/schemas.ts';
import { principalOf } from '#http/access.ts';
import { tokenOf } from '#http/auth/authenticate.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { createEventHub, type EventFilter, type EventHub, resetText, toText } from './event-hub.ts';
import { selectDistance, selectEventsAfter } from './past-events.ts';
import { usageText } from './usage-text.ts';

/** Some proxies cut a connection that is silent for 30 s, milliseconds. */
const HEARTBEAT = 15_000;
/** Bytes that may wait for a slow client. */
const MOST_WAITING = 1024 * 1024;
const MOST_MISSED = 10_000;
const BATCH = 1_000;

export function eventRoutes(app: App, context: RouteContext): void {
  const hub = createEventHub(context);
  app.get(
    '/api/v2/events',
    {
      config: { access: { action: 'read', resource: 'event' } },
      schema: {
        operationId: 'get_events',
        tags: ['Events'],
        querystring: Type.Object({
          dag_id: Type.Optional(Type.String()),
          dag_run_id: Type.Optional(Type.String()),
          last_event_id: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: only('text/event-stream') },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const token = tokenOf(request);
      const given = request.headers['last-event-id'];
      const header = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
      // EventSource repeats the address it was made with: what it has seen since then is the newer of the two.
      const lastSeen = header ?? request.query.last_event_id;
      reply.hijack();
      // Kept alive, the connection would hold up a stop of the server.
      const fixed = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no', connection: 'close' };
      const headers = { ...reply.getHeaders(), ...fixed };
      reply.raw.writeHead(200, headers as Record<string, string>);
      const filter = { dagId: request.query.dag_id, runId: request.query.dag_run_id };
      const isAllowed = () => context.isStillValid(principal, token);
      await stream({ context, hub, response: reply.raw, filter, lastSeen, isAllowed });
    },
  );
}

interface Stream {
  context: RouteContext;
  hub: EventHub;
  response: ServerResponse;
  filter: EventFilter;
  lastSeen: number | undefined;
  isAllowed(): Promise<boolean>;
}

async function stream({ context, hub, response, filter, lastSeen, isAllowed }: Stream): Promise<void> {
  let sent = lastSeen ?? 0;
  /** While the past is read the present waits here. */
  let waiting: { seq: number; text: string }[] | undefined = [];
  let isOver = false;
  const write = (text: string) => {
    if (isOver) return;
    response.write(text);
    if (response.writableLength > MOST_WAITING) end();
  };
  const send = (seq: number, text: string) => {
    if (seq <= sent) return;
    sent = seq;
    write(text);
  };
  const receive = (seq: number, text: string) => {
    if (waiting) waiting.push({ seq, text });
    else send(seq, text);
    if (waiting && waiting.length > MOST_MISSED) end();
  };
  const removeListener = hub.add({
    filter,
    receive: (event, text) => receive(event.seq, text),
    reset: (seq) => receive(seq, resetText(seq)),
  });
  const takeBack = context.onStop(() => end());
  const removeUsage = context.onUsage?.((usage) => {
    const text = usageText(usage, filter);
    if (text !== null) write(text);
  });
  let callOff = () => {};
  function end(): void {
    if (isOver) return;
    isOver = true;
    callOff();
    removeListener();
    removeUsage?.();
    takeBack();
    // `end` would wait for a client that does not read.
    if (response.writableLength > MOST_WAITING) response.destroy();
    else response.end();
  }
  response.on('close', end);
  response.on('error', end);
  // A filter that little passes: what it held back counts as seen, or a client would come back for all of it.
  const passed = () => {
    if (!waiting) sent = Math.max(sent, hub.newest());
    return sent > 0 ? `id: ${sent}\n` : '';
  };
  const beat = () => {
    callOff = context.clock.after(HEARTBEAT, () => {
      isAllowed().then(
        (allowed) => {
          if (!allowed) return end();
          write(`: still here\n${passed()}\n`);
          if (!isOver) beat();
        },
        () => end(),
      );
    });
  };
  beat();
  try {
    // With the first line the client knows that it misses nothing from now on.
    await hub.ready();
    write('retry: 1000\n\n');
    if (lastSeen !== undefined) {
      const { behind, hasGap } = await selectDistance(context.database, lastSeen);
      if (behind >= 0 && behind <= MOST_MISSED && !hasGap) await sendMissed(context, filter, lastSeen, send);
      else {
        // Too much to tell, some of it gone, or the database is another one than the client knew.
        sent = lastSeen + behind;
        write(resetText(sent));
      }
    }
    for (const { seq, text } of waiting ?? []) send(seq, text);
    waiting = undefined;
  } catch (error) {
    context.logger.warning('The events that a client missed could not be read', { error });
    end();
  }
}

async function sendMissed(
  { database }: RouteContext,
  filter: EventFilter,
  lastSeen: number,
  send: (seq: number, text: string) => void,
): Promise<void> {
  for (let from = lastSeen; ; ) {
    const events = await selectEventsAfter(database, from, filter, BATCH);
    for (const event of events) send(event.seq, toText(event));
    const last = events.at(-1);
    if (!last || events.length < BATCH) return;
    from = last.seq;
  }
}
