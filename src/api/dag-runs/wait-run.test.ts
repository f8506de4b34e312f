import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
const each = {
  kind: 'product' as const,
  inputs: [{ name: 'x', source: { kind: 'value' as const, value: [1, 2, 3] } }],
};

describe('waiting for a run', () => {
  let server: TestServer;
  let address: string;
  /** Ends the task `held`. */
  let letGo = () => {};
  const held = () =>
    new Promise<void>((resolve) => {
      letGo = resolve;
    });
  before(async () => {
    server = await createTestServer({
      play: async ({ taskId, mapIndex }) => {
        if (taskId === 'held') await held();
        if (taskId === 'none') return { state: 'success' };
        return {
          state: 'success',
          returnValue: { kind: 'json', value: taskId === 'each' ? mapIndex * 2 : { rows: 3 } },
        };
      },
    });
    const quick = [task('one'), task('none'), task('each', [], { expand: each })];
    await insertDag(server.database, dag('quick', quick));
    await insertDag(server.database, dag('slow', [task('held')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['quick', 'slow'] }, actor);
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    address = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const trigger = async (dagId: string, runId: string) => {
    const command = { kind: 'trigger_run', dagId, runId, logicalDate: null, conf: {} } as const;
    return (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
  };
  const wait = async (path: string, signal: AbortSignal | null = null, headers: Record<string, string> = {}) =>
    fetch(`${address}/api/v2/dags/${path}`, {
      headers: { authorization: `Bearer ${await server.tokenOf('admin')}`, ...headers },
      signal,
    });
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('names its type, but not to who asks for JSON as the client of Airflow does', async () => {
    await untilEnded(server.database, await trigger('quick', 'typed'));
    const answer = (accept: string) => wait('quick/dagRuns/typed/wait?interval=60', null, { accept });
    for (const accept of ['*/*', 'application/x-ndjson, application/json', 'text/plain'])
      assert.equal((await answer(accept)).headers.get('content-type'), 'application/x-ndjson', accept);
    const { headers, status } = await answer('application/json');
    assert.deepEqual([status, headers.get('content-type')], [200, null]);
  });

  it('ends at once for a run that has ended, with the results of the tasks that were asked for', async () => {
    await untilEnded(server.database, await trigger('quick', 'r'));
    const answer = await wait('quick/dagRuns/r/wait?interval=60&result=one&result=each&result=none&result=unknown');
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
    const results = { each: [0, 2, 4], one: { rows: 3 } };
    assert.deepEqual(linesOf(await answer.text()), [{ state: 'success', results }]);
    const plain = await wait('quick/dagRuns/r/wait?interval=60');
    assert.deepEqual(linesOf(await plain.text()), [{ state: 'success' }]);
  });

  it('tells the state at once and the end when it comes, however long the interval is', async () => {
    await trigger('slow', 'r1');
    const answer = await wait('slow/dagRuns/r1/wait?interval=1e9&result=held');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    const told = [(await reader?.read())?.value ?? ''];
    letGo();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) told.push(part.value);
    const states = linesOf(told.join(''));
    assert.ok(['queued', 'running'].includes(states[0].state));
    assert.deepEqual(states.at(-1), { state: 'success', results: { held: { rows: 3 } } });
  });

  it('repeats the state every interval while nothing changes', async () => {
    await trigger('slow', 'r2');
    const answer = await wait('slow/dagRuns/r2/wait?interval=0.01');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    while (told.split('"running"').length < 4) told += (await reader?.read())?.value ?? '';
    letGo();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) told += part.value;
    assert.equal(linesOf(told).at(-1).state, 'success');
  });

  it('ends when the client leaves, and listens no more', async () => {
    await trigger('slow', 'r3');
    const { scheduler } = server;
    let listening = 0;
    const subscribe = scheduler.subscribe.bind(scheduler);
    scheduler.subscribe = (listener) => {
      listening += 1;
      const end = subscribe(listener);
      return () => {
        listening -= 1;
        end();
      };
    };
    const leave = new AbortController();
    const answer = await wait('slow/dagRuns/r3/wait?interval=1e9', leave.signal);
    await answer.body?.getReader().read();
    assert.equal(listening, 1);
    leave.abort();
    while (listening > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    scheduler.subscribe = subscribe;
    letGo();
  });

  it('ends without a state when the run is deleted', async () => {
    const dagRunId = await trigger('slow', 'r4');
    const answer = await wait('slow/dagRuns/r4/wait?interval=1e9');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = (await reader?.read())?.value ?? '';
    await server.scheduler.submit({ kind: 'delete_run', dagRunId }, actor);
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) told += part.value;
    assert.ok(linesOf(told).every(({ state }) => state === 'queued' || state === 'running'));
    letGo();
  });

  it('refuses a run that does not exist, and an interval that is none', async () => {
    const unknown = await wait('slow/dagRuns/nope/wait?interval=1');
    assert.deepEqual(
      [unknown.status, ((await unknown.json()) as { detail: string }).detail],
      [404, 'The DagRun with dag_id: `slow` and run_id: `nope` was not found'],
    );
    for (const query of ['', '?interval=0', '?interval=soon'])
      assert.equal((await wait(`slow/dagRuns/r1/wait${query}`)).status, 422, query);
  });

  it('ends when the server stops', async () => {
    await trigger('slow', 'r5');
    const answer = await wait('slow/dagRuns/r5/wait?interval=1e9');
    const text = answer.text();
    await server.app.close();
    assert.ok(linesOf(await text).every(({ state }) => state !== 'success'));
    letGo();
  });
});
