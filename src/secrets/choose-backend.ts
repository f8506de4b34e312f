/** From `[secrets] backend` and `backend_kwargs`, with Airflow's class names and arguments, to an adapter. */
import type { Config } from '#config/config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { SecretsBackend } from './backend.ts';
import { createLocalFiles } from './local-files.ts';
import { createVault, type Vault } from './vault.ts';

const ADAPTERS: Readonly<Record<string, (given: Arguments, config: Config) => SecretsBackend>> = {
  'airflow.secrets.local_filesystem.LocalFilesystemBackend': (given) =>
    createLocalFiles({
      variablesFilePath: given.text('variables_file_path', null),
      connectionsFilePath: given.text('connections_file_path', null),
    }),
  'airflow.providers.hashicorp.secrets.vault.VaultBackend': (given, config) => createVault(vaultOf(given, config)),
};

/** Undefined where none is configured. Throws `CONFIG_INVALID` with everything that is wrong with it. */
export function chooseBackend(config: Config): SecretsBackend | undefined {
  const { backend, backendKwargs } = config.secrets;
  if (backend === '') return undefined;
  const given = new Arguments(backendKwargs);
  const adapter = Object.hasOwn(ADAPTERS, backend) ? ADAPTERS[backend] : undefined;
  if (!adapter) given.refuse(`AIRFLOW__SECRETS__BACKEND=${backend} is none of ${Object.keys(ADAPTERS).join(', ')}`);
  const made = adapter?.(given, config);
  given.check();
  return made;
}

function vaultOf(given: Arguments, config: Config): Vault {
  const { vaultAddress, vaultToken, vaultNamespace } = config.secrets;
  const url = given.text('url', vaultAddress || null) ?? '';
  if (!/^https?:\/\/[^/?#@]+\/?$/.test(url))
    given.refuse('url must be an address such as https://vault.example:8200, without user, path and query');
  const engineVersion = given.choice('kv_engine_version', [2, 1] as const);
  const kind = given.choice('auth_type', ['token', 'approle'] as const);
  const needed = (name: string, fallback: string | null = null): string => {
    const text = given.text(name, fallback);
    if (!text) given.refuse(`${name} is missing`);
    return text ?? '';
  };
  return {
    url: url.replace(/\/$/, ''),
    namespace: given.text('namespace', vaultNamespace || null),
    auth:
      kind === 'token'
        ? { kind, token: needed('token', vaultToken || null) }
        : {
            kind,
            mountPoint: given.text('auth_mount_point', 'approle') ?? 'approle',
            roleId: needed('role_id'),
            secretId: needed('secret_id'),
          },
    mountPoint: needed('mount_point', 'secret'),
    variablesPath: given.text('variables_path', 'variables'),
    connectionsPath: given.text('connections_path', 'connections'),
    configPath: given.text('config_path', 'config'),
    engineVersion,
    timeoutMs: given.seconds('timeout', 10) * 1000,
  };
}

/** Reads arguments, and gathers what is wrong with them. Values are never told: they may be secret. */
class Arguments {
  readonly #given: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();
  readonly #problems: string[] = [];

  constructor(text: string) {
    let given: unknown = {};
    try {
      given = JSON.parse(text || '{}');
    } catch {
      given = null;
    }
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
    if (!isObject) this.refuse('AIRFLOW__SECRETS__BACKEND_KWARGS is no JSON object');
    this.#given = new Map(isObject ? Object.entries(given as object) : []);
  }

  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** What is not given is `fallback`; null is null. */
  text(name: string, fallback: string | null): string | null {
    const value = this.#read(name);
    if (value === undefined) return fallback;
    if (value === null || typeof value === 'string') return value;
    this.refuse(`${name} is no text`);
    return fallback;
  }

  choice<const T extends string | number>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#read(name) ?? allowed[0];
    const found = allowed.find((one) => one === value);
    if (found === undefined) this.refuse(`${name} is none of ${allowed.join(', ')}`);
    return found ?? allowed[0];
  }

  seconds(name: string, fallback: number): number {
    const value = this.#read(name) ?? fallback;
    if (typeof value === 'number' && value > 0 && value <= 300) return value;
    this.refuse(`${name} is no number of seconds up to 300`);
    return fallback;
  }

  /** Throws `CONFIG_INVALID`. What was given and nobody asked for is a mistyped name. */
  check(): void {
    for (const name of this.#given.keys())
      if (!this.#asked.has(name))
        this.refuse(`the argument ${name} is not known; known are ${[...this.#asked].join(', ')}`);
    if (this.#problems.length === 0) return;
    const problems = this.#problems.map((one) => `  - the secrets backend: ${one}`).join('\n');
    throw new AquilonError('CONFIG_INVALID', { count: this.#problems.length, problems });
  }

  #read(name: string): unknown {
    this.#asked.add(name);
    return this.#given.get(name);
  }
}
