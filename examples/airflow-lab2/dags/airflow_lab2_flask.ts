import { Dag, getContext } from '@aquilon/sdk';
import { apiFromEnvironment, lastRun } from '../src/last-run.ts';
import { flaskHost, flaskPort } from '../src/settings.ts';
import { startStatusServer } from '../src/status-server.ts';

const WATCHED = 'Airflow_Lab2';

const dag = new Dag('Airflow_Lab2_Flask', {
  schedule: null,
  startDate: '2026-01-01',
  description: 'Serves a page that shows how the last run of Airflow_Lab2 ended, until it is stopped',
  docMd: `
The one task keeps running and serves on port 5555:

- \`/\` leads to \`/success\` or \`/failure\`, by the last run of \`${WATCHED}\` that has ended;
- \`/health\` says that the server is there.

To stop it, mark the task as success or failed, or clear it to start it again. The port is free at once.
`,
  tags: ['lab', 'example'],
  params: {
    port: {
      default: flaskPort(),
      description: 'Port to serve on; 0 takes a free one, which the log tells',
      schema: { type: 'integer', minimum: 0, maximum: 65_535 },
    },
  },
});

const startFlaskApi = dag.task('start_Flask_API', async (): Promise<void> => {
  const { logger, params, signal } = getContext();
  const host = flaskHost();
  const server = await startStatusServer({
    host,
    port: Number(params.port),
    dagId: WATCHED,
    lastRun: () => lastRun(apiFromEnvironment(), WATCHED),
    log: (event) => logger.warning(event),
  });
  try {
    logger.info(`Serving on http://${host}:${server.port}`, { port: server.port });
    await aborted(signal);
  } finally {
    await server.close();
    logger.info(`Port ${server.port} is free again`);
  }
  throw signal.reason;
});

/** Resolves when the attempt is to end: nothing else ends this task. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

startFlaskApi();

export default dag;
