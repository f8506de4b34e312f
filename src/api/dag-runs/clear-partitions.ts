/**
 * POST /api/v2/dags/{dag_id}/clearPartitions: runs belong to no partition any more, so that their partition may be run anew. Nothing happens unless
 * `dry_run` is false.
 */
import { Type } from 'typebox';
import { findDag } from '#api/dags/find-dag.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { component, orNull, ref } from '#api/list/schemas.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { JointCommand } from '#scheduler/commands.ts';
import { planClear } from './clear-run.ts';
import { findRun } from './find-run.ts';
import { partitionSelectors, requireOneSelector, runsOfPartition } from './partition-runs.ts';

const Yes = Type.Optional(Type.Boolean({ default: true }));
const No = Type.Optional(Type.Boolean({ default: false }));

const ClearPartitions = Type.Object(
  { ...partitionSelectors, run_id: Type.Optional(orNull(Type.String())), clear_task_instances: No, dry_run: Yes },
  { additionalProperties: false },
);
const Cleared = component('ClearPartitionsResponse', {
  dag_runs_cleared: Type.Integer(),
  task_instances_cleared: Type.Integer(),
  dry_run: Type.Boolean(),
});

export function clearPartitionsRoute(app: App, { database, scheduler }: RouteContext): void {
  app.post(
    '/api/v2/dags/:dag_id/clearPartitions',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: {
        operationId: 'clear_dag_run_partitions',
        tags: ['DagRun'],
        params: DagPath,
        body: ClearPartitions,
        response: { 200: ref(Cleared) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const { body } = request;
      const runId = body.run_id ?? null;
      requireOneSelector(body, ['run_id', runId !== null]);
      await findDag(database, dagId);
      const found =
        runId === null ? await runsOfPartition(database, dagId, body) : [await findRun(database, dagId, runId)];
      const runs = found.filter((run) => run.partition_key !== null);
      const clearing = body.clear_task_instances ? await planClear(database, runs, {}) : { chosen: [], commands: [] };
      const commands: JointCommand[] = runs.map((run) => ({ kind: 'clear_partition', dagRunId: run.id }));
      if (!body.dry_run) {
        const all = [...commands, ...clearing.commands];
        await scheduler.submitAll(all, actorOf(request));
      }
      return {
        dag_runs_cleared: runs.length,
        task_instances_cleared: clearing.chosen.length,
        dry_run: body.dry_run ?? true,
      };
    },
  );
}
