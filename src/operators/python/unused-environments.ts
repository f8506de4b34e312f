/**
 * Virtual environments that nobody uses any more. `KEY.json` was touched when one was last used, and is touched again and again by each task that runs in one:
 * one that is in use is never old.
 */
import { readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyContext } from '#worker/operator-body.ts';
import { tryLock } from './environment-lock.ts';
import { BUILD_LOGGER } from './install.ts';

const DAY = 86_400_000;
/** A task that runs says so this often, ms; far less than the shortest time that environments are kept, a day. */
const TOUCH_EVERY = 3_600_000;

type Context = Pick<BodyContext, 'log' | 'keepEnvironmentsDays'>;

/** False: the environment of this record has just been removed. */
export const touch = (record: string): Promise<boolean> => {
  const now = new Date();
  return utimes(record, now, now).then(
    () => true,
    () => false,
  );
};

/** Until what it returns is called, the environment is in use. */
export function keepInUse(record: string): () => void {
  const timer = setInterval(() => void touch(record), TOUCH_EVERY).unref();
  return () => clearInterval(timer);
}

/** When this process has last looked, by folder; epoch ms. */
const looked = new Map<string, number>();

/** Looks once a day in each process. What cannot be removed stays for the next look. `home`: the folder of all environments. */
export async function removeUnused(home: string, context: Context): Promise<void> {
  const { keepEnvironmentsDays: days } = context;
  if (days === 0 || Date.now() - (looked.get(home) ?? 0) < DAY) return;
  looked.set(home, Date.now());
  const names = await readdir(home).catch(() => []);
  for (const name of names) {
    const key = /^(\w+)\.json$/.exec(name)?.[1];
    if (key === undefined || !(await isOld(join(home, name), days))) continue;
    const unlock = await tryLock(join(home, `${key}.lock`));
    if (unlock === undefined) continue;
    try {
      if (await remove(home, key, days)) context.log('info', `Removed ${key}, unused for ${days} days`, BUILD_LOGGER);
    } finally {
      unlock();
    }
  }
}

const isOld = (record: string, days: number): Promise<boolean> =>
  stat(record).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > days * DAY,
    () => false,
  );

/** The record goes first: whoever touched it before that is seen here, and who comes later finds none. */
async function remove(home: string, key: string, days: number): Promise<boolean> {
  const record = join(home, `${key}.json`);
  const gone = join(home, `${key}.json.gone`);
  await rename(record, gone);
  if (!(await isOld(gone, days))) {
    await rename(gone, record);
    return false;
  }
  const { folder } = JSON.parse(await readFile(gone, 'utf8')) as { folder: string };
  await rm(join(home, folder), { recursive: true, force: true });
  await rm(gone, { force: true });
  return true;
}
