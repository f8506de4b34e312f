/** Asks the REST API how the last run of a DAG ended. */

export interface RunInfo {
  runId: string;
  state: string;
  /** ISO 8601; null while the run is under way. */
  endDate: string | null;
}

/** `finished`: the newest run that has ended. `unfinished`: there is none; the reason says what there is. */
export type LastRun = { kind: 'finished'; run: RunInfo } | { kind: 'unfinished'; reason: string };

export interface Api {
  /** Address of the server, without /api/v2. */
  url: string;
  token: string | undefined;
  /** Milliseconds that an answer may take. Default 5000. */
  timeout?: number;
}

/** As the product tells its tasks; without that, a server on this machine that asks for no password. */
export const apiFromEnvironment = (env: NodeJS.ProcessEnv = process.env): Api => ({
  url: env.AQUILON_API_URL || 'http://localhost:8080',
  token: env.AQUILON_API_TOKEN,
});

/** A run under way has no outcome yet, so the newest one that has ended decides. Throws where the API gives no answer. */
export async function lastRun(api: Api, dagId: string): Promise<LastRun> {
  const [finished] = await listRuns(api, dagId, ['success', 'failed']);
  if (finished) return { kind: 'finished', run: finished };
  const [open] = await listRuns(api, dagId, []);
  const reason = open
    ? `The run ${open.runId} of ${dagId} is ${open.state}, and no earlier one has ended.`
    : `${dagId} has no runs yet.`;
  return { kind: 'unfinished', reason };
}

async function listRuns(api: Api, dagId: string, states: readonly string[]): Promise<RunInfo[]> {
  const url = new URL(`${api.url.replace(/\/+$/, '')}/api/v2/dags/${encodeURIComponent(dagId)}/dagRuns`);
  url.searchParams.set('limit', '1');
  url.searchParams.set('order_by', '-run_after');
  for (const state of states) url.searchParams.append('state', state);
  const response = await ask(url, api);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.origin} answered ${response.status}: ${text.slice(0, 200)}`);
  return readRuns(text, url);
}

async function ask(url: URL, api: Api): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (api.token) headers.authorization = `Bearer ${api.token}`;
  const limit = api.timeout ?? 5000;
  try {
    // A redirect would lead the token to another place.
    return await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(limit) });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Error(`${url.origin} did not answer within ${limit} ms.`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`${url.origin} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function readRuns(text: string, url: URL): RunInfo[] {
  const wrong = () => new Error(`${url.origin} gave an answer that is no list of runs.`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw wrong();
  }
  if (!isObject(body) || !Array.isArray(body.dag_runs)) throw wrong();
  return body.dag_runs.map((run: unknown) => {
    if (!isObject(run) || typeof run.dag_run_id !== 'string' || typeof run.state !== 'string') throw wrong();
    return { runId: run.dag_run_id, state: run.state, endDate: typeof run.end_date === 'string' ? run.end_date : null };
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
