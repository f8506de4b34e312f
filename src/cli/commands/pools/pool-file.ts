/** The file of `pools import` and `pools export`: Airflow's, an object of pools by their names. */
import { readFile } from 'node:fs/promises';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';

export interface PoolEntry {
  slots: number;
  description: string;
  include_deferred: boolean;
}

/** Throws `POOL_FILE_INVALID`, naming the pool and what is wrong with it. */
export async function readPoolFile(file: string): Promise<Record<string, PoolEntry>> {
  const refuse = (reason: string): never => {
    throw new AquilonError('POOL_FILE_INVALID', { file, reason });
  };
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    refuse(messageOf(error));
  }
  if (!isObject(read)) return refuse('it is no JSON object of pools by their names');
  const entries = Object.entries(read).map(([name, pool]): [string, PoolEntry] => {
    if (!isObject(pool) || !Number.isInteger(pool.slots)) return refuse(`${name} has no whole number of slots`);
    const { slots, description = '', include_deferred: includeDeferred = false } = pool;
    if (typeof description !== 'string') return refuse(`the description of ${name} is no text`);
    if (typeof includeDeferred !== 'boolean') return refuse(`include_deferred of ${name} is neither true nor false`);
    return [name, { slots: slots as number, description, include_deferred: includeDeferred }];
  });
  return Object.fromEntries(entries);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
