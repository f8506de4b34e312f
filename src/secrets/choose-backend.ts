/** From `[secrets] backend` and `backend_kwargs`, with Airflow's class names and arguments, to an adapter. */
import { Arguments } from '#config/arguments.ts';
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
  const given = new Arguments(parsed(backendKwargs), 'AIRFLOW__SECRETS__BACKEND_KWARGS');
  const adapter = Object.hasOwn(ADAPTERS, backend) ? ADAPTERS[backend] : undefined;
  if (!adapter) given.refuse(`AIRFLOW__SECRETS__BACKEND=${backend} is none of ${Object.keys(ADAPTERS).join(', ')}`);
  const made = adapter?.(given, config);
  const problems = given.problems().map((one) => `  - the secrets backend: ${one}`);
  if (problems.length > 0)
    throw new AquilonError('CONFIG_INVALID', { count: problems.length, problems: problems.join('\n') });
  return made;
}

function parsed(kwargs: string): unknown {
  try {
    return JSON.parse(kwargs || '{}');
  } catch {
    return null;
  }
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
    timeoutMs: given.seconds('timeout', 10, 300) * 1000,
  };
}
