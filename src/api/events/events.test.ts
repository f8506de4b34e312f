import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { AttemptUsage } from '#domain/usage.ts';
import { issueAttemptToken } from '#http/auth/attempt-token.ts';
import { loadKeys } from '#http/auth/keys.ts';
import type { StateEvent } from '#scheduler/commands.ts';
import { type Clock, systemClock } from '#support/clock.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { type Play, untilEnded } from '#test/support/scheduler.ts';

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
  /** What waits for the next heartbeat. */
  const due = new Set<() => void>();
  const clock: Clock = {
    ...systemClock,
    after: (_ms, work) => {
      due.add(work);
      return () => due.delete(work);
    },
  };
  const usageListeners = new Set<(usage: readonly AttemptUsage[]) => void>();
  let attemptId = '';
  let endAttempt = () => {};
  const play: Play = (work) => {
    if (work.run.dagId !== 'listens') return { state: 'success' };
    attemptId = work.attemptId;
    return new Promise((resolve) => {
      endAttempt = () => resolve({ state: 'success' });
    });
  };
  const heartbeat = () => {
    for (const work of [...due]) {
      due.delete(work);
      work();
    }
  };
  before(async () => {
    const onUsage = (listener: (usage: readonly AttemptUsage[]) => void) => {
      usageListeners.add(listener);
      return () => void usageListeners.delete(listener);
    };
    server = await createTestServer({ clock, play, onUsage });
    await insertDag(server.database, dag('chain', [task('a'), task('b', ['a'])]));
    await insertDag(server.database, dag('other', [task('x')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['chain', 'other'] }, actor);
    address = await server.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => server.close());

  async function open(query = '', headers: Record<string, string> = {}, other?: TestServer): Promise<Stream> {
    const authorization = `Bearer ${await (other ?? server).tokenOf('admin')}`;
    const place = other ? await other.app.listen({ port: 0, host: '127.0.0.1' }) : address;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${place}/api/v2/events${query}`;
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

  it('tells of which running tries there is more to be read of what they use', async () => {
    const streams = await Promise.all(['', '?dag_id=chain', '?dag_id=other'].map((query) => open(query)));
    for (const stream of streams) await stream.until(() => stream.text().includes('retry'));
    const used = (taskId: string, seconds: number): AttemptUsage => ({
      ...{ dagId: 'chain', runId: 'r', dagRunId: 1, taskId, mapIndex: -1, tryNumber: 2, startedAt: 0, peakMemory: 1 },
      points: [{ seconds, cpuSeconds: 1, memory: 1 }],
    });
    for (const listener of usageListeners) listener([used('short', 0.2), used('a', 3)]);
    await run('other');
    const [all, chain, other] = streams;
    const line = 'event: usage\ndata: [{"dagId":"chain","runId":"r","taskId":"a","mapIndex":-1,"tryNumber":2}]\n\n';
    for (const stream of [all, chain]) await stream?.until(() => stream.text().includes(line));
    await other?.until(() => hasEnded(other));
    assert.ok(!other?.text().includes('usage'));
    for (const stream of streams) stream.close();
    await Promise.all(streams.map(({ ended }) => ended));
    const until = Date.now() + 30_000;
    while (usageListeners.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(usageListeners.size, 0, 'a stream that is gone listens no more');
  });

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

  it('tells a client of which missed events were removed to read everything again', async () => {
    await run('chain');
    const { rows } = await server.database.pool.query(
      'delete from event where seq < (select max(seq) from event) returning seq',
    );
    const stream = await open('', { 'last-event-id': String(rows[0].seq) });
    await stream.until(() => stream.text().includes('event: reset'));
    stream.close();
  });

  it('counts what a filter holds back as seen, so that a client comes back for the rest alone', async () => {
    const stream = await open('?dag_id=other');
    await run('chain');
    const newest = async () => (await server.database.pool.query('select max(seq) from event')).rows[0].max as number;
    const held = await newest();
    // The word of the last commit may be on its way.
    await stream.until(() => {
      heartbeat();
      return stream.text().includes(`: still here\nid: ${held}\n\n`);
    });
    assert.deepEqual(stream.events(), []);
    stream.close();
  });

  it('ends with the session, at the next heartbeat', async () => {
    await server.tokenOf('leaving');
    const authorization = `Bearer ${await server.tokenOf('leaving')}`;
    const stream = await open('', { authorization });
    await stream.until(() => stream.text().includes('retry: 1000'));
    await server.ask('POST', '/auth/logout', { as: 'leaving' });
    heartbeat();
    await stream.ended;
    assert.ok(!stream.text().includes('still here'));
  });

  it('ends when the role of the user has changed', async () => {
    const authorization = `Bearer ${await server.tokenOf('moved', 'User')}`;
    const stream = await open('', { authorization });
    await stream.until(() => stream.text().includes('retry: 1000'));
    await server.database.pool.query(`update app_user set role = 'Public' where username = 'moved'`);
    // A verified token is believed for a second.
    const beats = setInterval(heartbeat, 50);
    await stream.ended;
    clearInterval(beats);
  });

  it('goes on for a task that listens, as long as its attempt runs', async () => {
    await insertDag(server.database, dag('listens', [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['listens'] }, actor);
    const ended = run('listens');
    while (attemptId === '') await new Promise((resolve) => setTimeout(resolve, 5));
    const authorization = `Bearer ${issueAttemptToken(await loadKeys(server.config), attemptId)}`;
    const stream = await open('', { authorization });
    await stream.until(() => stream.text().includes('retry: 1000'));
    heartbeat();
    await stream.until(() => stream.text().includes('still here'));
    endAttempt();
    await ended;
    heartbeat();
    await stream.ended;
  });

  it('tells clients of a server that stands by what the other one commits, and goes on when it takes over', async () => {
    const leading = await createTestServer();
    const standby = await createTestServer({ beside: leading });
    try {
      await insertDag(leading.database, dag('chain', [task('a')]));
      await leading.scheduler.submit({ kind: 'dags_changed', dagIds: ['chain'] }, actor);
      const stream = await open('', {}, standby);
      await stream.until(() => stream.text().includes('retry: 1000'));
      const ends = () => stream.events().filter((one) => one.kind === 'run' && one.to === 'success').length;
      const trigger = { kind: 'trigger_run', dagId: 'chain', logicalDate: null, conf: {} } as const;
      // The stream may begin to listen behind a commit that is under way.
      for (let at = 1; ends() === 0; at++) {
        await leading.scheduler.submit({ ...trigger, runId: `r${at}` }, actor);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      await leading.scheduler.stop(async () => undefined);
      await stream.until(() => standby.scheduler.health().status === 'healthy');
      const before = ends();
      await standby.scheduler.submit({ ...trigger, runId: 'after' }, actor);
      await stream.until(() => ends() > before && stream.events().some(({ runId }) => runId === 'after'));
      const seqs = stream.events().map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].toSorted((one, other) => one - other),
      );
      stream.close();
    } finally {
      await standby.close();
      await leading.close();
    }
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
