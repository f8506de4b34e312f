/** The configuration: read once at the start, all problems at once, then frozen. Only this folder reads `process.env`. */
import { resolve } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Environment } from './given.ts';
import type { Option } from './option.ts';
import type { OPTIONS } from './options.ts';
import type { Setting } from './settings.ts';
import { type Settlement, settle } from './settle.ts';

type Values<T> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : Values<T[K]> };

export type Config = Values<typeof OPTIONS> & {
  /** Absolute path of the home folder: `AQUILON_HOME`, `AIRFLOW_HOME`, or `.aquilon` in the folder of the project. */
  readonly home: string;
  /** Where each option was given, by `section.key`, as `Settled.origin` has it. */
  readonly origins: Readonly<Record<string, string>>;
};

export const HOME_VARIABLES = ['AQUILON_HOME', 'AIRFLOW_HOME'] as const;

/** `folder`: where a relative path begins. */
export const homeOf = (env: Environment, folder = process.cwd()): string =>
  resolve(folder, HOME_VARIABLES.map((name) => env[name]).find(Boolean) ?? '.aquilon');

/** The configuration that `env` alone makes: without files, and without a secrets backend. Throws `CONFIG_INVALID` with every problem that there is. */
export const loadConfig = (env: Environment): Config =>
  configOf(settle({ env, fromDotEnv: new Set(), file: null }), homeOf(env));

/** Throws `CONFIG_INVALID` with every problem that there is. */
export function configOf({ settled, problems }: Settlement, home: string): Config {
  if (problems.length > 0) throw configInvalid(problems);
  const config: Record<string, Record<string, unknown>> = {};
  const origins: Record<string, string> = {};
  for (const { setting, value, origin } of settled) {
    origins[originKey(setting)] = origin;
    const [part, name] = setting.path;
    config[part] = { ...config[part], [name]: value };
  }
  return deepFreeze({ ...config, home, origins }) as unknown as Config;
}

const originKey = ({ section, key }: Setting): string => `${section}.${key}`;

/** `default`, `environment`, the name of a file, ... */
export const originIn = (config: Config, setting: Setting): string => config.origins[originKey(setting)] ?? 'default';

export const valueIn = (config: Config, { path: [part, name] }: Setting): unknown =>
  (config as unknown as Record<string, Record<string, unknown>>)[part]?.[name];

export const configInvalid = (problems: readonly string[]): AquilonError =>
  new AquilonError('CONFIG_INVALID', {
    count: problems.length,
    problems: problems.map((one) => `  - ${one}`).join('\n'),
  });

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
