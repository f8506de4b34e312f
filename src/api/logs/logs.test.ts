import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '#queue/executor.ts';
import { logPath } from '#support/log-path.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const actor = { user: 'ann', via: 'test' } as const;
const line = (event: string) => `${JSON.stringify({ timestamp: '2026-01-01T00:00:00Z', level: 'info', event })}\n`;

describe('the log of a task', () => {
  let server: TestServer;
  let finish: (outcome: Outcome) => void = () => undefined;
  before(async () => {
    const play = () => new Promise<Outcome>((resolve) => (finish = resolve));
    server = await createTestServer({ play });
    await insertDag(server.database, dag('logged', [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['logged'] }, actor);
  });
  after(() => server.close());

  async function start(runId: string) {
    await server.scheduler.submit({ kind: 'trigger_run', dagId: 'logged', runId, logicalDate: null, conf: {} }, actor);
    const base = `/api/v2/dags/logged/dagRuns/${encodeURIComponent(runId)}/taskInstances/t`;
    await untilState(base, 'running');
    const path = logPath(join(server.home, 'logs'), 'logged', runId, 't', -1, 1);
    await mkdir(dirname(path), { recursive: true });
    const end = async () => {
      finish({ state: 'success' });
      await untilState(base, 'success');
    };
    return { url: `${base}/logs/1`, path, end };
  }

  async function untilState(url: string, state: string) {
    const deadline = Date.now() + 30_000;
    while ((await server.ask('GET', url)).body.state !== state) {
      assert.ok(Date.now() < deadline, `the task does not become ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const events = (body: { content: { event: string }[] }) =>
    body.content.map((one) => one.event).filter((event) => !event.startsWith('::') && !event.startsWith('/'));

  it('goes on where the token says, while it is being written', async () => {
    const { url, path, end } = await start('growing');
    await writeFile(path, `${line('one')}{"event": "tw`);
    const first = (await server.ask('GET', url)).body;
    assert.deepEqual(events(first), ['one']);
    await appendFile(path, `o"}\n${line('three')}`);
    const second = (await server.ask('GET', `${url}?token=${first.continuation_token}`)).body;
    assert.deepEqual(events(second), ['two', 'three']);
    await appendFile(path, 'no JSON, and no newline');
    await end();
    const last = (await server.ask('GET', `${url}?token=${second.continuation_token}`)).body;
    assert.deepEqual([events(last), last.continuation_token], [['no JSON, and no newline'], null]);
  });

  it('comes in fragments that together are the whole, and as a whole where that is asked for', async () => {
    const { url, path, end } = await start('large');
    const wanted = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'x'.repeat(40)}`);
    await writeFile(path, wanted.map(line).join(''));
    await end();
    const found: string[] = [];
    let fragments = 0;
    for (let token: string | null = ''; token !== null; fragments += 1) {
      const { body } = await server.ask('GET', token === '' ? url : `${url}?token=${token}`);
      found.push(...events(body));
      token = body.continuation_token;
    }
    assert.ok(fragments > 1);
    assert.deepEqual(found, wanted);
    assert.deepEqual(events((await server.ask('GET', `${url}?full_content=true`)).body), wanted);
  });

  it('is followed as NDJSON until the task ends', async () => {
    const { url, path, end } = await start('followed');
    await writeFile(path, line('before'));
    const address = await server.app.listen({ port: 0, host: '127.0.0.1' });
    const headers = { authorization: `Bearer ${await server.tokenOf('admin')}`, accept: 'application/x-ndjson' };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${address}${url}`, { agent: false, headers }, resolve).on('error', reject);
    });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
      if (text.includes('"before"') && !text.includes('"while"')) await appendFile(path, line('while'));
      if (text.includes('"while"') && !text.includes('"last"')) {
        await appendFile(path, line('last'));
        await end();
      }
    }
    const told = text
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one).event as string);
    assert.deepEqual(told.slice(-3), ['before', 'while', 'last']);
  });

  it('is read by its place in the file, from its end as well, and says how many lines stand before', async () => {
    const { url, path, end } = await start('ranged');
    await writeFile(path, `${line('one')}${line('two')}${line('three')}`);
    const { body } = await server.ask('GET', `${url}/range?start=-80&length=80&count=true`);
    assert.deepEqual(
      [body.text, body.is_open, body.lines_before, body.path, body.end],
      [line('three'), true, 2, path, body.size],
    );
    await end();
    const first = (await server.ask('GET', `${url}/range?length=1`)).body;
    assert.deepEqual([first.text, first.is_open, first.start], [line('one'), false, 0]);
    const next = (await server.ask('GET', `${url}/range?start=${first.end}&length=1`)).body;
    assert.equal(next.text, line('two'));
    assert.equal((await server.ask('GET', `${url}/range?length=1048577`)).status, 422);
    assert.equal((await server.ask('GET', `${url.replace(/1$/, '7')}/range`)).status, 404);
  });

  it('takes no token of another log, and no path out of the folder', async () => {
    const { url, path, end } = await start('mine');
    await writeFile(path, line('one'));
    const { body } = await server.ask('GET', url);
    await end();
    const other = await server.ask('GET', `${url.replace('mine', 'growing')}?token=${body.continuation_token}`);
    assert.equal(other.status, 400);
    const outside = '/api/v2/dags/logged/dagRuns/mine/taskInstances/..%2F..%2Ft/logs/1';
    assert.equal((await server.ask('GET', outside)).status, 404);
    assert.equal((await server.ask('GET', url.replace(/1$/, '7'))).status, 404);
  });
});
