/** /aquilon/workers, ours: what the task processes of this server do now, how many tasks each queue has under way, and draining. */
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { principalOf } from '#http/access.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { Workers as LocalWorkers, WorkersNow } from '#queue/workers-now.ts';
import { Rates, selectRates } from './rates.ts';
import { selectWaiting, WaitingLines } from './waiting.ts';

const Attempt = component('WorkerAttempt', {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  task_id: Type.String(),
  map_index: Type.Integer(),
  try_number: Type.Integer(),
});
const Process = component('WorkerProcess', {
  pid: Type.Integer(),
  /** `starting`, `idle`, `busy`, `settling`, `ending`. */
  state: Type.String(),
  /** How many attempts it has run, the present one included. */
  attempts: Type.Integer(),
  memory_bytes: orNull(Type.Integer()),
  attempt: orNull(ref(Attempt)),
  since: orNull(Instant),
});
const Queue = component('WorkerQueue', {
  queue: Type.String(),
  running: Type.Integer(),
  queued: Type.Integer(),
  scheduled: Type.Integer(),
  deferred: Type.Integer(),
});
const Drain = component('WorkersDrained', { by: Type.String(), since: Instant });
const Workers = component('Workers', {
  /** Null: the workers run in another process, which alone can tell of them. */
  hostname: orNull(Type.String()),
  /** Who wants them to take nothing new, and since when. Null: they take work. */
  drained: orNull(ref(Drain)),
  max_processes: Type.Integer(),
  /** Attempts that wait for a process. */
  waiting: Type.Integer(),
  processes: Type.Array(ref(Process)),
  queues: Type.Array(ref(Queue)),
});

const PatchWorkers = Type.Object(
  {
    /** True: take nothing new. */
    drained: Type.Boolean(),
  },
  { additionalProperties: false },
);

export function workerRoutes(app: App, context: RouteContext): void {
  const { database, workers } = context;
  const tags = ['Job'];

  app.get(
    '/aquilon/workers',
    {
      config: { access: { action: 'read', resource: 'job' } },
      schema: { operationId: 'get_workers', tags, response: { 200: ref(Workers) } },
    },
    () => describe(database, workers),
  );

  app.get(
    '/aquilon/workers/rates',
    {
      config: { access: { action: 'read', resource: 'job' } },
      schema: {
        operationId: 'get_worker_rates',
        tags,
        querystring: Type.Object({
          hours: Type.Optional(Type.Integer({ enum: [1, 24], default: 1 })),
          queue: Type.Optional(Type.String({ maxLength: 1000 })),
        }),
        response: { 200: ref(Rates) },
      },
    },
    ({ query: { hours, queue } }) =>
      selectRates(database, { hours: hours === 24 ? 24 : 1, queue }, context.clock.now()),
  );

  app.get(
    '/aquilon/workers/waiting',
    {
      config: { access: { action: 'read', resource: 'job' } },
      schema: { operationId: 'get_waiting_tasks', tags, response: { 200: ref(WaitingLines) } },
    },
    () => selectWaiting(database),
  );

  app.patch(
    '/aquilon/workers',
    {
      config: { access: { action: 'update', resource: 'pool' } },
      schema: { operationId: 'patch_workers', tags, body: PatchWorkers, response: { 200: ref(Workers) } },
    },
    async (request) => {
      if (!workers) throw new AquilonError('WORKERS_ELSEWHERE');
      const isDrained = workers.now().drained !== null;
      // Who has drained them first is who did.
      if (isDrained !== request.body.drained) await drain(request, context, workers);
      return describe(database, workers);
    },
  );
}

/** What waits from now on says why; a server that stands by has nothing that waits, and asks its workers when it begins. */
async function drain(
  request: FastifyRequest<{ Body: Static<typeof PatchWorkers> }>,
  { database, scheduler, clock }: RouteContext,
  workers: LocalWorkers,
): Promise<void> {
  const drained = request.body.drained ? { by: principalOf(request).username, since: clock.now() } : null;
  await audited(request, database, async () => undefined);
  workers.drain(drained);
  if (scheduler.health().status === 'healthy')
    await scheduler.submit({ kind: 'worker_drained', drained }, actorOf(request));
}

async function describe(database: Database, workers: LocalWorkers | undefined): Promise<Static<typeof Workers>> {
  const now = workers?.now();
  return {
    hostname: now?.hostname ?? null,
    drained: now?.drained ? { by: now.drained.by, since: new Date(now.drained.since).toISOString() } : null,
    max_processes: now?.most ?? 0,
    waiting: now?.waiting ?? 0,
    processes: now?.processes.map(toProcess) ?? [],
    queues: await selectQueues(database),
  };
}

const toProcess = ({ pid, state, attempts, memory, attempt, since }: WorkersNow['processes'][number]) => ({
  pid,
  state,
  attempts,
  memory_bytes: memory,
  attempt: attempt && {
    dag_id: attempt.run.dagId,
    dag_run_id: attempt.run.runId,
    task_id: attempt.taskId,
    map_index: attempt.mapIndex,
    try_number: attempt.tryNumber,
  },
  since: since === null ? null : new Date(since).toISOString(),
});

/** By way of the open runs: they are few, and task instances are many. */
async function selectQueues({ query }: Database): Promise<Static<typeof Queue>[]> {
  const { rows } = await sql<Static<typeof Queue>>`
    select ti.queue,
      (count(*) filter (where ti.state in ('running', 'restarting')))::integer as running,
      (count(*) filter (where ti.state = 'queued'))::integer as queued,
      (count(*) filter (where ti.state = 'scheduled'))::integer as scheduled,
      (count(*) filter (where ti.state = 'deferred'))::integer as deferred
    from dag_run join task_instance ti on ti.dag_run_id = dag_run.id
    where dag_run.state in ('queued', 'running') and ti.state in ('running', 'restarting', 'queued', 'scheduled', 'deferred')
    group by ti.queue
    order by ti.queue`.execute(query);
  return rows;
}
