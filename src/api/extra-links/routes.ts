/** .../taskInstances/{task_id}/links: where a task instance leads to, as far as its operator says so. The names are Airflow's. */
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { component, orNull, ref } from '#api/list/schemas.ts';
import { TaskInstancePath } from '#api/task-instances/schemas.ts';
import type { Database } from '#db/database.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

type Path = Static<typeof TaskInstancePath>;

const LinkQuery = Type.Object({
  map_index: Type.Optional(Type.Integer({ default: -1 })),
  try_number: Type.Optional(Type.Integer()),
});

const Links = component('ExtraLinkCollectionResponse', {
  /** By name; null: there is nothing there yet. */
  extra_links: Type.Record(Type.String(), orNull(Type.String())),
  total_entries: Type.Integer(),
});

/** What a link is made of. */
interface Linked {
  /** The DAG that the task is about: as the attempt saw it, where it has begun; else as it was written. */
  dagId: unknown;
  /** The XCom `trigger_run_id`. */
  triggeredRun: unknown;
}

/** By operator: its link, which option names the DAG, and where the link leads to in the web page. */
const LINKS: Readonly<Record<string, { name: string; option: string; link: (linked: Linked) => string | null }>> = {
  TriggerDagRunOperator: { name: 'Triggered DAG', option: 'triggerDagId', link: triggeredRun },
  ExternalTaskSensor: { name: 'External DAG', option: 'externalDagId', link: ({ dagId }) => dagAddress(dagId) },
};

function triggeredRun({ dagId, triggeredRun: runId }: Linked): string | null {
  const dag = dagAddress(dagId);
  return dag !== null && typeof runId === 'string' ? `${dag}/runs/${encodeURIComponent(runId)}` : null;
}

/** Rendered options have the names of Airflow's. */
const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const dagAddress = (dagId: unknown): string | null =>
  typeof dagId === 'string' && !dagId.includes('{{') ? `/dags/${encodeURIComponent(dagId)}` : null;

export function extraLinkRoutes(app: App, { database }: RouteContext): void {
  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/links',
    {
      config: { access: { action: 'read', resource: 'task_instance' } },
      schema: {
        operationId: 'get_extra_links',
        tags: ['Extra Links', 'Task Instance'],
        params: TaskInstancePath,
        querystring: LinkQuery,
        response: { 200: ref(Links) },
      },
    },
    async ({ params, query }) => {
      const { task, row } = await findTask(database, params, query.map_index ?? -1, query.try_number ?? null);
      const known = LINKS[task.operator];
      if (!known) return { extra_links: {}, total_entries: 0 };
      const { name, option, link } = known;
      const dagId = row.fields?.[snakeCase(option)] ?? task.options[option];
      return { extra_links: { [name]: link({ dagId, triggeredRun: row.triggered_run }) }, total_entries: 1 };
    },
  );
}

interface Row {
  tasks: SerializedTask[] | null;
  is_there: boolean;
  fields: Record<string, unknown> | null;
  triggered_run: unknown;
}

/** XComs and rendered options are those of the newest try. Throws 404 in Airflow's words. */
async function findTask(database: Database, path: Path, mapIndex: number, tryNumber: number | null) {
  const { dag_id: dag, dag_run_id: run, task_id: taskId } = path;
  const { rows } = await sql<Row>`
    select dag_version.serialized -> 'tasks' as tasks, ti.id is not null as is_there, rendered.fields, xcom.value as triggered_run
    from dag_run
    left join dag_version on dag_version.id = dag_run.dag_version_id
    left join task_instance ti on ti.dag_run_id = dag_run.id and ti.task_id = ${taskId} and ti.map_index = ${mapIndex}::int
      and (${tryNumber}::int is null or ti.try_number >= ${tryNumber}::int)
    left join rendered_task_instance rendered on rendered.dag_run_id = dag_run.id and rendered.task_id = ti.task_id
      and rendered.map_index = ti.map_index
    left join xcom on xcom.dag_run_id = dag_run.id and xcom.task_id = ti.task_id and xcom.map_index = ti.map_index
      and xcom.key = 'trigger_run_id'
    where dag_run.dag_id = ${dag} and dag_run.run_id = ${run}`.execute(database.query);
  const [row] = rows;
  if (!row?.tasks) throw notFound('DAG_NOT_FOUND', `DAG with ID = ${dag} not found`, { dag });
  const task = row.tasks.find((one) => one.taskId === taskId);
  if (!task) throw notFound('TASK_NOT_FOUND', `Task with ID = ${taskId} not found`, { dag, run, task: taskId });
  if (!row.is_there) throw notFound('TASK_NOT_FOUND', 'TaskInstance not found', { dag, run, task: taskId });
  return { task, row };
}
