/** Runs of DAGs on a whole server, read over HTTP. */
import { eventually, type RunningServer } from './running-server.ts';

export interface TaskInstance {
  task_id: string;
  map_index: number;
  state: string;
  try_number: number;
}

export interface Played {
  state: string;
  /** The states of its tasks by their ids. */
  tasks: Record<string, string>;
  value: (task: string, index?: number) => Promise<unknown>;
}

/** Runs a DAG to its end. */
export async function playDag(
  server: RunningServer,
  dagId: string,
  conf: object = {},
  logicalDate: string | null = null,
): Promise<Played> {
  await eventually(`the DAG ${dagId}`, () => server.ask('GET', `/api/v2/dags/${dagId}`));
  const made = await server.ask<{ dag_run_id: string }>('POST', `/api/v2/dags/${dagId}/dagRuns`, {
    logical_date: logicalDate,
    conf,
  });
  return readRun(server, dagId, made.dag_run_id);
}

/** A run, once it has ended. */
export async function readRun(server: RunningServer, dagId: string, runId: string): Promise<Played> {
  const run = `/api/v2/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`;
  const state = await eventually(`the end of ${dagId}`, async () => {
    const { state } = await server.ask<{ state: string }>('GET', run);
    return state === 'success' || state === 'failed' ? state : undefined;
  });
  const all = await instancesOf(server, run);
  const name = (one: TaskInstance) => (one.map_index < 0 ? one.task_id : `${one.task_id}[${one.map_index}]`);
  const value = async (task: string, index = -1) => {
    const at = `${run}/taskInstances/${task}/xcomEntries/return_value?map_index=${index}&deserialize=true`;
    return (await server.ask<{ value: unknown }>('GET', at)).value;
  };
  return { state, tasks: Object.fromEntries(all.map((one) => [name(one), one.state])), value };
}

const PAGE = 100;

async function instancesOf(server: RunningServer, run: string): Promise<TaskInstance[]> {
  const all: TaskInstance[] = [];
  for (;;) {
    const at = `${run}/taskInstances?limit=${PAGE}&offset=${all.length}`;
    const { task_instances: page } = await server.ask<{ task_instances: TaskInstance[] }>('GET', at);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
