/** No request that only reads ends with a 500, whatever is written into its address. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;

const ODD = [
  '',
  'soon',
  '1e400',
  '2147483648',
  '-2147483649',
  '99999999999999999999',
  '9999-12-31T23:59:59Z',
  '2026-02-30',
  '2026-01-01T00:00:00-18:22',
  '%00',
  '~',
  'x'.repeat(1100),
];
/** They follow something, and do not end by themselves. */
const STREAMS = ['/wait', '/events'];

interface Parameter {
  in: string;
  name: string;
}

describe('requests with odd values', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await insertDag(server.database, dag('d', [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['d'] }, actor);
    const command = { kind: 'trigger_run', dagId: 'd', runId: 'r', logicalDate: null, conf: {} } as const;
    await untilEnded(server.database, (await server.scheduler.submit(command, actor)).dagRunId ?? 0);
  });
  after(() => server.close());

  const GOOD: Record<string, string> = { dag_id: 'd', dag_run_id: 'r', task_id: 't', map_index: '-1' };

  it('are refused or answered, and never break', async () => {
    const { paths } = (await server.ask('GET', '/openapi.json')).body as {
      paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
    };
    const broken: string[] = [];
    const ask = async (url: string) => {
      const { status } = await server.ask('GET', url);
      if (status >= 500) broken.push(`${status} ${url}`);
    };
    for (const [path, methods] of Object.entries(paths)) {
      const operation = methods.get;
      if (!operation || STREAMS.some((end) => path.endsWith(end))) continue;
      const parameters = operation.parameters ?? [];
      const fill = (values: Record<string, string>) => path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? '1');
      for (const one of parameters.filter((parameter) => parameter.in === 'query'))
        for (const odd of ODD) await ask(`${fill(GOOD)}?${one.name}=${odd}`);
      for (const one of parameters.filter((parameter) => parameter.in === 'path'))
        for (const odd of ODD) await ask(fill({ ...GOOD, [one.name]: odd === '' ? '%20' : odd.replaceAll('/', '') }));
    }
    assert.deepEqual(broken, []);
  });
});
