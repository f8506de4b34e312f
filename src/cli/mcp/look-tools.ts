/** Tools that look at DAGs, runs and tasks. */
import { Type } from 'typebox';
import { path } from '#cli/client.ts';
import { DagId, Limit, MapIndex, queryOf, RunId, TaskId, type Tool, tool } from './tool.ts';

const LIMIT = 25;

export const LOOK_TOOLS: readonly Tool[] = [
  tool({
    name: 'list_dags',
    description: 'List DAGs: schedule, whether they are paused, when they run next.',
    kind: 'looks',
    input: {
      dag_id_pattern: Type.Optional(Type.String({ description: 'part of the id; % is any text' })),
      paused: Type.Optional(Type.Boolean()),
      limit: Limit,
    },
    run: ({ client }, { limit = LIMIT, ...given }) => client.ask('GET', `/dags?${queryOf({ ...given, limit })}`),
  }),
  tool({
    name: 'get_dag',
    description: 'One DAG with its schedule, params and newest version, and its tasks with what they wait for.',
    kind: 'looks',
    input: { dag_id: DagId },
    run: async ({ client }, { dag_id: dagId }) => ({
      dag: await client.ask('GET', path`/dags/${dagId}/details`),
      tasks: await client.ask('GET', path`/dags/${dagId}/tasks`),
    }),
  }),
  tool({
    name: 'list_runs',
    description: 'List the runs of a DAG, the newest first.',
    kind: 'looks',
    input: {
      dag_id: Type.String({ description: 'id of the DAG; ~ for the runs of all' }),
      state: Type.Optional(Type.Enum(['queued', 'running', 'success', 'failed'])),
      limit: Limit,
    },
    run: ({ client }, { dag_id: dagId, limit = LIMIT, state }) =>
      client.ask('GET', `${path`/dags/${dagId}/dagRuns`}?${queryOf({ state, limit, order_by: '-run_after' })}`),
  }),
  tool({
    name: 'get_run',
    description: 'One run: state, conf, note, times.',
    kind: 'looks',
    input: { dag_id: DagId, dag_run_id: RunId },
    run: ({ client }, { dag_id: dagId, dag_run_id: runId }) => client.ask('GET', path`/dags/${dagId}/dagRuns/${runId}`),
  }),
  tool({
    name: 'list_task_instances',
    description: 'The task instances of a run with their states, tries and times.',
    kind: 'looks',
    input: {
      dag_id: DagId,
      dag_run_id: RunId,
      state: Type.Optional(Type.String({ description: 'such as failed' })),
      limit: Limit,
    },
    run: ({ client }, { dag_id: dagId, dag_run_id: runId, state, limit = LIMIT }) =>
      client.ask('GET', `${path`/dags/${dagId}/dagRuns/${runId}/taskInstances`}?${queryOf({ state, limit })}`),
  }),
  tool({
    name: 'explain_task',
    description:
      'Why a task does not run and when it is expected to start, or what ended its tries. Ask this before you read logs.',
    kind: 'looks',
    input: { dag_id: DagId, dag_run_id: RunId, task_id: TaskId, map_index: MapIndex },
    run: ({ client }, { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: index = -1 }) =>
      client.ask('GET', path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/explanation?map_index=${index}`),
  }),
];
