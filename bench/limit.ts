/**
 * The limit: what the same work would cost if there were nothing but a message to a warm child process and one durable commit for each
 * task, in the same database server. Whoever keeps each task's end on disk before the next one begins cannot be faster.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type pg from 'pg';
import { openDatabase } from '#db/database.ts';
import { playFanOut } from './fan-out.ts';

export interface Limit {
  /** Milliseconds for `length` tasks, one after the other. */
  chain(length: number): Promise<number>;
  /** Milliseconds for `width` tasks over the warm children, with batched commits, between a first and a last one. */
  fanOut(width: number): Promise<number>;
  /** Makes as many children as are asked for, within those that it was opened with, take part in the fan-out. */
  useChildren(count: number): void;
  close(): Promise<void>;
}

const ROWS = 1000;

/** `url`: of an empty database. */
export async function openLimit(url: string, mostChildren: number): Promise<Limit> {
  const database = openDatabase({ url, max: 1 });
  const client: pg.Client = await database.connect();
  await client.query(
    'create table if not exists bench_task (id int primary key, state int not null) with (fillfactor = 50)',
  );
  await client.query('insert into bench_task select id, 0 from generate_series(1, $1::int) id on conflict do nothing', [
    ROWS,
  ]);
  const { rows } = await client.query<{ on: boolean }>(
    `select bool_and(setting = 'on') as "on" from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  if (rows[0]?.on !== true) throw new Error('the limit must be durable: fsync or synchronous_commit is off');
  const warm = Array.from({ length: mostChildren }, () => fork(join(import.meta.dirname, 'echo-child.ts')));
  for (const child of warm) await answer(child);
  let used = warm;

  const commit = (id: number) =>
    client.query({ name: 'one', text: 'update bench_task set state = state + 1 where id = $1', values: [id] });
  const commitAll = (ids: readonly number[]) =>
    client.query({ name: 'many', text: 'update bench_task set state = state + 1 where id = any ($1)', values: [ids] });

  async function chain(length: number): Promise<number> {
    const child = warm[0] as ChildProcess;
    const began = performance.now();
    for (let id = 1; id <= length; id++) {
      const answered = answer(child);
      child.send({ id });
      await answered;
      await commit(id);
    }
    return performance.now() - began;
  }

  return {
    chain,
    async fanOut(width) {
      const began = performance.now();
      await chain(1);
      await playFanOut(used, width, commitAll);
      await chain(1);
      return performance.now() - began;
    },
    useChildren(count) {
      used = warm.slice(0, Math.max(1, count));
    },
    async close() {
      for (const child of warm) child.disconnect();
      await client.end();
      await database.close();
    },
  };
}

const answer = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('message', () => resolve()));
