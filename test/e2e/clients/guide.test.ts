/** The examples with the official clients in docs/guides/rest-api.md, as they stand there. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually, type RunningServer } from '../running-server.ts';
import { installClients, PASSWORD, PATIENCE, runProgram, startClientServer, withoutClients } from './clients.ts';
import { WIDE } from './ctl-session.ts';

const GUIDE = join(import.meta.dirname, '../../../docs/guides/rest-api.md');

describe('the clients in the guide of the REST API', { skip: withoutClients }, () => {
  let programs: string;
  let server: RunningServer;
  let home: string;
  let text: string;
  before(async () => {
    programs = await installClients();
    server = await startClientServer();
    home = await mkdtemp(join(tmpdir(), 'aquilon guide '));
    text = await readFile(GUIDE, 'utf8');
    await eventually('the DAG', () => server.ask('GET', '/api/v2/dags/hello'));
  }, PATIENCE);
  after(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const example = (language: string, word: string): string => {
    const blocks = [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
      ([, code]) => code ?? '',
    );
    const found = blocks.find((code) => code.includes(word));
    assert.ok(found, `${GUIDE} has no example with ${word}`);
    return found;
  };
  const env = () => ({
    ...WIDE,
    AQUILON_URL: server.url,
    PASSWORD,
    AIRFLOW_HOME: home,
    PATH: `${programs}:${process.env.PATH}`,
  });

  test('the example in Python runs a DAG to its end', PATIENCE, async () => {
    const { code, output } = await runProgram('python', ['-c', example('python', 'airflow_client')], { env: env() });
    assert.deepEqual([code, output.trim()], [0, 'success']);
  });

  test('the example with airflowctl triggers a run and shows it', PATIENCE, async () => {
    const { code, output } = await runProgram('sh', ['-ec', example('sh', 'airflowctl')], { env: env() });
    assert.equal(code, 0, output);
    assert.match(output, /Login successful/);
    assert.match(output, /order-4711.*hello/);
  });
});
