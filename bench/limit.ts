/**
 * The limit: what the same work would cost if there were nothing but a message to a warm child process and one durable commit for each
 * task, on a database of the same kind with the same settings.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#db/embedded/server.ts';

export interface Limit {
  /** Milliseconds for `length` tasks, one after the other. */
  chain(length: number): Promise<number>;
  /** Milliseconds for `width` tasks over the warm children, with batched commits, between a first and a last one. */
  fanOut(width: number): Promise<number>;
  close(): Promise<void>;
}

export async function openLimit(children: number): Promise<Limit> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-limit-'));
  await chmod(home, 0o755);
  const server = await startEmbedded({ home, log: join(home, 'postgres.log') });
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query('create table task (id int primary key, state int not null default 0)');
  await client.query('insert into task select generate_series(1, 1000)');
  const warm = Array.from({ length: children }, () => fork(join(import.meta.dirname, 'echo-child.ts')));
  for (const child of warm) await answer(child);

  const commit = (id: number) =>
    client.query({ name: 'one', text: 'update task set state = state + 1 where id = $1', values: [id] });
  const commitAll = (ids: readonly number[]) =>
    client.query({ name: 'many', text: 'update task set state = state + 1 where id = any ($1)', values: [ids] });

  const limit: Limit = {
    async chain(length) {
      const child = warm[0] as ChildProcess;
      const began = performance.now();
      for (let id = 1; id <= length; id++) {
        child.send({ id });
        await answer(child);
        await commit(id);
      }
      return performance.now() - began;
    },
    async fanOut(width) {
      const began = performance.now();
      await limit.chain(1);
      await playFanOut(warm, width, commitAll);
      await limit.chain(1);
      return performance.now() - began;
    },
    async close() {
      for (const child of warm) child.disconnect();
      await client.end();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
  return limit;
}

const answer = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('message', () => resolve()));

/** Each child gets the next message with its answer; what is answered while a commit is in flight is the next batch. */
function playFanOut(
  children: readonly ChildProcess[],
  width: number,
  commitAll: (ids: number[]) => Promise<unknown>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let committed = 0;
    let batch: number[] = [];
    let committing = false;
    const flush = () => {
      if (committing || batch.length === 0) return;
      const ids = batch;
      batch = [];
      committing = true;
      commitAll(ids).then(() => {
        committing = false;
        committed += ids.length;
        if (committed === width) finish();
        else flush();
      }, reject);
    };
    const onMessage = (child: ChildProcess) => (message: unknown) => {
      batch.push((message as { id: number }).id);
      next(child);
      flush();
    };
    const listeners = children.map((child) => ({ child, listener: onMessage(child) }));
    const finish = () => {
      for (const { child, listener } of listeners) child.removeListener('message', listener);
      resolve();
    };
    const next = (child: ChildProcess) => {
      if (sent < width) child.send({ id: ++sent });
    };
    for (const { child, listener } of listeners) {
      child.on('message', listener);
      next(child);
    }
  });
}
