/** The environment of this process, and what the file `.env` adds to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Environment, Sources } from './given.ts';

const fromDotEnv = new Set<string>();
let dotEnvFolder: string | undefined;

/** Takes over what the environment does not have. Called once, before anything else is read. Throws `DOT_ENV_UNREADABLE`. */
export function readDotEnv(folder: string): void {
  dotEnvFolder = folder;
  for (const [name, value] of Object.entries(parseEnv(readOptional(join(folder, '.env'))))) {
    if (process.env[name] !== undefined) continue;
    process.env[name] = value;
    fromDotEnv.add(name);
  }
}

/** With some variables replaced. */
export function processEnvironment(changes: Environment = {}): Omit<Sources, 'file'> {
  const changed = new Set(Object.keys(changes));
  return {
    env: { ...process.env, ...changes },
    fromDotEnv: fromDotEnv.difference(changed),
    ...(dotEnvFolder === undefined ? {} : { dotEnvFolder }),
  };
}

/** For another `aquilon`: it reads `.env` itself, and knows then that paths in that begin in its folder. */
export function environmentForAnother(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !fromDotEnv.has(name)));
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // A folder of this name is somebody's environment of Python.
    if (code === 'ENOENT' || code === 'EISDIR') return '';
    throw new AquilonError('DOT_ENV_UNREADABLE', { file: path, reason: code });
  }
}
