/** What to do after a refusal, told where it happened: the nearest names that there are, and the command that lists them all. */
import { nearest } from '@aquilon/sdk/problems';
import { AquilonError, hasCode } from '#errors/aquilon-error.ts';
import type { Client } from './client.ts';
import { counted } from './counted.ts';

/** So many near names are told, and so many runs looked at. */
const NEAR = 3;
const RUNS = 200;

/** An error with a remedy for the one place where it was met. */
export class HintedError extends AquilonError {
  readonly #hint: string;

  constructor(error: AquilonError, hint: string) {
    super(error.code, error.values, { cause: error });
    this.#hint = hint;
  }

  override get remedy(): string {
    return this.#hint;
  }
}

/** Runs `use`; an error of the catalogue that names something which is not there is thrown with a hint. */
export async function withHints<T>(client: Client, use: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await use(client);
  } catch (error) {
    throw error instanceof AquilonError ? await hinted(client, error) : error;
  }
}

/** What a request or an error names, where it names one. */
interface Named {
  dag?: string | undefined;
  run?: string | undefined;
  task?: string | undefined;
  pool?: string | undefined;
}

/** The names in the path of a request, and in its body. */
export function namedIn(path: string, body: object | undefined): Named {
  const after = (word: string): string | undefined => {
    const found = new RegExp(`/${word}/([^/?]+)`).exec(path)?.[1];
    return found === undefined ? undefined : decodeURIComponent(found);
  };
  const inBody = body && 'dag_id' in body ? String(body.dag_id) : undefined;
  return {
    dag: after('dags') ?? inBody,
    run: after('dagRuns'),
    task: after('taskInstances') ?? after('tasks'),
    pool: after('pools'),
  };
}

async function hinted(client: Client, error: AquilonError): Promise<AquilonError> {
  const { values } = error;
  const code = hasCode(error, 'REQUEST_REFUSED') ? String(values.code ?? '') : error.code;
  const text = (name: string) => (values[name] === undefined ? undefined : String(values[name]));
  const named = { dag: text('dag'), run: text('run'), task: text('task'), pool: text('pool') };
  try {
    const hint = (await hintFor(code, named, client)) ?? text('remedy');
    return hint ? new HintedError(error, hint) : error;
  } catch {
    // The names cannot be asked for: the refusal itself is what counts.
    return error;
  }
}

async function hintFor(code: string, { dag, run, task, pool }: Named, client: Client): Promise<string | undefined> {
  if (code === 'DAG_NOT_FOUND') {
    const ids = (await client.all<{ dag_id: string }>('/dags', 'dags')).map((one) => one.dag_id);
    return `${didYouMean(dag, ids)}List the DAGs with: aquilon dags list.${await brokenFiles(client)}`;
  }
  if (code === 'RUN_NOT_FOUND' && dag !== undefined) {
    const list = `/dags/${encodeURIComponent(dag)}/dagRuns?order_by=-run_after`;
    const ids = (await client.all<{ dag_run_id: string }>(list, 'dag_runs', RUNS)).map((one) => one.dag_run_id);
    return `${didYouMean(run, ids)}List its runs with: aquilon dags list-runs ${dag}.`;
  }
  if ((code === 'TASK_NOT_FOUND' || code === 'TASK_UNKNOWN') && dag !== undefined) {
    const tasks = `/dags/${encodeURIComponent(dag)}/tasks`;
    const ids = (await client.ask<{ tasks: { task_id: string }[] }>('GET', tasks)).tasks.map((one) => one.task_id);
    if (task !== undefined && ids.includes(task) && run !== undefined)
      return `List what the run has of it with: aquilon tasks states-for-dag-run ${dag} ${run}.`;
    return `${didYouMean(task, ids)}List its tasks with: aquilon tasks list ${dag}.`;
  }
  if (code === 'POOL_NOT_FOUND') {
    const names = (await client.all<{ name: string }>('/pools', 'pools')).map((one) => one.name);
    return `${didYouMean(pool, names)}List the pools with: aquilon pools list.`;
  }
  return undefined;
}

/** `Did you mean a or b? `; empty where nothing is near. */
export function didYouMean(name: string | undefined, known: readonly string[]): string {
  const near = name === undefined ? [] : nearest(name, known).slice(0, NEAR);
  return near.length === 0 ? '' : `Did you mean ${near.join(' or ')}? `;
}

/** The DAG may stand in one of them. */
async function brokenFiles(client: Client): Promise<string> {
  const { total_entries: broken } = await client.ask<{ total_entries: number }>('GET', '/importErrors?limit=1');
  return broken === 0 ? '' : ` ${counted(broken, 'file')} could not be loaded: aquilon dags list-import-errors.`;
}
