/**
 * Virtual environments: each is built once, in a folder of its own, and found by what it was made of. `KEY.json` is written when one is complete and names
 * its folder: what a crash left half-built is never used, and removed by whoever builds next.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BodyContext } from '#worker/operator-body.ts';
import { tryLock } from './environment-lock.ts';
import { BUILD_LOGGER, installInto, type VirtualEnvironment } from './install.ts';
import type { Interpreter } from './interpreter.ts';
import { environmentKey, type Needs } from './requirements.ts';
import { removeUnused, touch } from './unused-environments.ts';

const LOOK_EVERY = 200;

type Context = Pick<BodyContext, 'signal' | 'log' | 'cacheFolder' | 'keepEnvironmentsDays'>;

/** The environment that has these packages, in use from now on; builds it where there is none. Rejects with `PYTHON_ENVIRONMENT_FAILED`. */
export async function openEnvironment(
  context: Context,
  interpreter: Interpreter,
  needs: Needs,
): Promise<VirtualEnvironment> {
  const key = environmentKey(interpreter, needs);
  const home = join(context.cacheFolder, 'python');
  const opened = await openOrBuild(home, key, context, interpreter, needs);
  await removeUnused(home, context);
  return opened;
}

async function openOrBuild(
  home: string,
  key: string,
  context: Context,
  interpreter: Interpreter,
  needs: Needs,
): Promise<VirtualEnvironment> {
  const found = await findBuilt(home, key);
  if (found !== undefined) return found;
  await mkdir(home, { recursive: true });
  const unlock = await lock(join(home, `${key}.lock`), context);
  try {
    return (await findBuilt(home, key)) ?? (await build(home, key, context, interpreter, needs));
  } finally {
    unlock();
  }
}

async function findBuilt(home: string, key: string): Promise<VirtualEnvironment | undefined> {
  const record = recordOf(home, key);
  // Touched before it is read: from then on nobody removes it as unused.
  const text = (await touch(record)) ? await readFile(record, 'utf8').catch(() => undefined) : undefined;
  if (text === undefined) return undefined;
  const { folder } = JSON.parse(text) as { folder: string };
  const made = environmentIn(home, key, folder);
  // Somebody may have removed it, or the interpreter that it links to.
  return existsSync(made.python) ? made : undefined;
}

const recordOf = (home: string, key: string): string => join(home, `${key}.json`);

const environmentIn = (home: string, key: string, name: string): VirtualEnvironment => ({
  folder: join(home, name),
  python: join(home, name, 'bin', 'python'),
  record: recordOf(home, key),
});

async function build(
  home: string,
  key: string,
  context: Context,
  interpreter: Interpreter,
  needs: Needs,
): Promise<VirtualEnvironment> {
  for (const name of await readdir(home))
    if (name.startsWith(`${key}-`)) await rm(join(home, name), { recursive: true, force: true });
  const name = `${key}-${Date.now().toString(36)}`;
  const made = environmentIn(home, key, name);
  const began = performance.now();
  const count = needs.lines.length;
  context.log(
    'info',
    `Building a virtual environment of Python ${interpreter.version} with ${count} requirement(s), once`,
    BUILD_LOGGER,
  );
  try {
    await installInto(made, context, interpreter, needs);
  } catch (error) {
    await rm(made.folder, { recursive: true, force: true });
    throw error;
  }
  const draft = join(home, `${key}.json.part`);
  await writeFile(draft, JSON.stringify({ folder: name, ...interpreter, requirements: needs.lines }));
  await rename(draft, made.record);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  context.log('info', `Built in ${seconds} s; kept in ${made.folder}`, BUILD_LOGGER);
  return made;
}

/** One builder at a time. */
async function lock(path: string, { signal, log }: Context): Promise<() => void> {
  for (let isFirst = true; ; isFirst = false) {
    signal.throwIfAborted();
    const unlock = await tryLock(path);
    if (unlock) return unlock;
    if (isFirst) log('info', 'Another task is building this virtual environment: waiting for it', BUILD_LOGGER);
    await sleep(LOOK_EVERY);
  }
}
