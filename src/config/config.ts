/** The configuration: read once at the start, all problems at once, then frozen. The only reader of `process.env`. */
import { resolve } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Option } from './option.ts';
import { OPTIONS } from './options.ts';

type Values<T> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : Values<T[K]> };

export type Config = Values<typeof OPTIONS> & {
  /** Absolute path of the home folder: `AQUILON_HOME`, `AIRFLOW_HOME`, or `.aquilon` in the current folder. */
  readonly home: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration from `env`. Throws `CONFIG_INVALID` with every problem that there is. */
export function loadConfig(env: Environment = process.env, cwd = process.cwd()): Config {
  const problems: string[] = [];
  const sections = Object.entries(OPTIONS).map(([section, options]) => [
    section,
    Object.fromEntries(Object.entries(options).map(([name, option]) => [name, read(option, env, problems)])),
  ]);
  for (const name of unknownNames(env)) problems.push(`${name} is no option of Aquilon`);
  if (problems.length > 0) {
    throw new AquilonError('CONFIG_INVALID', {
      count: problems.length,
      problems: problems.map((one) => `  - ${one}`).join('\n'),
    });
  }
  const home = resolve(cwd, env.AQUILON_HOME || env.AIRFLOW_HOME || '.aquilon');
  return deepFreeze({ ...Object.fromEntries(sections), home }) as Config;
}

/** The configuration of this process with some of its variables replaced. Throws `CONFIG_INVALID`. */
export const loadConfigWith = (changes: Environment): Config => loadConfig({ ...process.env, ...changes });

function read(option: Option<unknown>, env: Environment, problems: string[]): unknown {
  const given = env[option.env];
  if (given === undefined || given === '') return option.default;
  const parsed = option.parse(given);
  if ('value' in parsed) return parsed.value;
  problems.push(`${option.env}=${option.secret ? '***' : given} ${parsed.problem}`);
  return option.default;
}

/** A name of our own that does not exist is a mistyped one. Airflow's are many: those that we do not know are left alone. */
function unknownNames(env: Environment): string[] {
  const known = new Set(
    Object.values(OPTIONS).flatMap((section) => Object.values(section).map((option) => option.env)),
  );
  return Object.keys(env).filter((name) => name.startsWith('AQUILON__') && !known.has(name as never));
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
