import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { StateEvent } from '#scheduler/commands.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: 'ann', via: 'test' } as const;

interface Stream {
  status: number;
  text(): string;
  events(): StateEvent[];
  until(isThere: () => boolean): Promise<void>;
  ended: Promise<void>;
  close(): void;
}

describe('the event stream', () => {
  let server: TestServer;
  let address: string;
  before(async () => {
    server = await createTestServer();
    await insertDag(server.database, dag('chain', [task('a'), task('b', ['a'])]));
    await insertDag(server.database, dag('other', [task('x')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['chain', 'other'] }, actor);
    address = await server.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => server.close());

  async function open(query = '', headers: Record<string, string> = {}): Promise<Stream> {
    const authorization = `Bearer ${await server.tokenOf('admin')}`;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${address}/api/v2/events${query}`;
      get(url, { agent: false, headers: { authorization, ...headers } }, resolve).on('error', reject);
    });
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const ended = new Promise<void>((resolve) => {
      response.on('close', () => resolve());
      response.on('error', () => resolve());
    });
    return {
      status: response.statusCode ?? 0,
      text: () => text,
      events: () =>
        [...text.matchAll(/^data: (\{"seq".*\})$/gm)].map((match) => JSON.parse(match[1] ?? '') as StateEvent),
      async until(isThere) {
        const deadline = Date.now() + 30_000;
        while (!isThere()) {
          assert.ok(Date.now() < deadline, `not seen in: ${text}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
      ended,
      close: () => response.destroy(),
    };
  }

  const run = async (dagId: string) => {
    const { dagRunId } = await server.scheduler.submit(
      { kind: 'trigger_run', dagId, logicalDate: null, conf: {} },
      actor,
    );
    await untilEnded(server.database, dagRunId ?? 0);
  };

  const hasEnded = (stream: Stream) => stream.events().some((one) => one.kind === 'run' && one.to === 'success');

  it('tells every committed change of a run, in the order of the commits', async () => {
    const stream = await open();
    await run('chain');
    await stream.until(() => hasEnded(stream));
    const seqs = stream.events().map((one) => one.seq);
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
    const ended = stream.events().filter((one) => one.kind === 'task' && one.to === 'success');
    assert.deepEqual(
      ended.map((one) => one.taskId),
      ['a', 'b'],
    );
    stream.close();
  });

  it('tells only what the filter asks for', async () => {
    const stream = await open('?dag_id=other');
    await run('chain');
    await run('other');
    await stream.until(() => hasEnded(stream));
    assert.deepEqual([...new Set(stream.events().map((one) => one.dagId))], ['other']);
    stream.close();
  });

  it('tells a client that comes back what it missed, once', async () => {
    const first = await open();
    await run('chain');
    await first.until(() => hasEnded(first));
    first.close();
    const [seen] = first.events();
    await run('other');
    const second = await open('', { 'last-event-id': String(seen?.seq ?? 0) });
    await second.until(() => second.events().some((one) => one.dagId === 'other' && one.to === 'success'));
    const seqs = second.events().map((one) => one.seq);
    assert.equal(new Set(seqs).size, seqs.length);
    assert.deepEqual(
      seqs.slice(0, 2),
      first
        .events()
        .slice(1, 3)
        .map((one) => one.seq),
    );
    second.close();
  });

  it('tells a client of another database to read everything again, and goes on', async () => {
    const stream = await open('?last_event_id=999999999');
    await stream.until(() => stream.text().includes('event: reset'));
    await run('other');
    await stream.until(() => hasEnded(stream));
    stream.close();
  });

  it('tells a client to read everything again when one commit changes more than is worth telling', async () => {
    const tasks = Array.from({ length: 2_500 }, (_, at) => task(`t${at}`));
    await insertDag(server.database, dag('wide', tasks));
    const stream = await open('?dag_id=wide');
    const others = await open('?dag_id=chain');
    await run('wide');
    await run('chain');
    await stream.until(() => hasEnded(stream));
    await others.until(() => hasEnded(others));
    assert.match(stream.text(), /^id: \d+\nevent: reset\n/m);
    assert.ok(!others.text().includes('reset'));
    stream.close();
    others.close();
  });

  it('is closed to those who are not signed in', async () => {
    assert.equal((await server.ask('GET', '/api/v2/events', { as: null })).status, 401);
  });

  it('ends when the server stops, and lets it stop', async () => {
    const stopping = await createTestServer();
    try {
      const base = await stopping.app.listen({ port: 0, host: '127.0.0.1' });
      const authorization = `Bearer ${await stopping.tokenOf('admin')}`;
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(`${base}/api/v2/events`, { agent: false, headers: { authorization } }, resolve).on('error', reject);
      });
      response.resume();
      const ended = new Promise<void>((resolve) => response.on('close', () => resolve()));
      await Promise.all([stopping.app.close(), ended]);
    } finally {
      await stopping.close();
    }
  });
});
