/** What a git bundle is fetched with: its address, and the secrets of its connection. */
import { isAbsolute } from 'node:path';
import type { Connection } from '@aquilon/sdk';
import type { GitBundleSetting } from '#config/bundles.ts';
import { type GitAddress, gitAddress } from '#config/git-address.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { SecretMask } from '#support/secret-mask.ts';

export interface GitSource {
  address: GitAddress;
  login: { user: string; password: string } | null;
  ssh: SshOptions;
  /** Knows every secret of it. */
  mask: SecretMask;
}

export interface SshOptions {
  key: { text: string } | { file: string } | null;
  passphrase: string | null;
  hostKeys: (typeof HOST_KEY_RULES)[number];
  /** Null: a file of our own. */
  knownHostsFile: string | null;
  port: number | null;
}

const HOST_KEY_RULES = ['accept-new', 'yes', 'no'] as const;
/** Of Airflow's connection, and not supported: each would start a program, or read settings, of the connection's choice. */
const REFUSED = ['host_proxy_cmd', 'ssh_config_file'];
/** Airflow's name of a user where the connection has none: hosts look at the token alone. */
const ANY_USER = 'user';

export type GetConnection = (connId: string) => Promise<Connection | null>;

/** Fields of the connection are those of Airflow's type `git`. Throws `BUNDLE_FETCH_FAILED`, and what the search for the connection throws. */
export async function findSource(setting: GitBundleSetting, getConnection: GetConnection): Promise<GitSource> {
  const { name, connId } = setting;
  const refuse = (reason: string): never => {
    throw new AquilonError('BUNDLE_FETCH_FAILED', { bundle: name, reason });
  };
  const connection = connId === null ? null : await getConnection(connId);
  if (connId !== null && connection === null) refuse(`there is no connection ${connId}`);
  const address = setting.address ?? addressOf(connection, refuse);
  const [user, password] = [connection?.login ?? address.user, connection?.password ?? address.password];
  const mask = new SecretMask();
  if (connection) mask.addConnection(connection);
  mask.add(password);
  // A token may stand alone, in the place of the user.
  if (password === null) mask.add(user);
  const login = user === null && password === null ? null : { user: user ?? ANY_USER, password: password ?? '' };
  return { address, login, ssh: sshOptions(connection, refuse), mask };
}

function addressOf(connection: Connection | null, refuse: (reason: string) => never): GitAddress {
  const { connId, host } = connection ?? {};
  if (!host) return refuse(`the connection ${connId} has no host, which is the address of the repository`);
  const address = gitAddress(host);
  return 'problem' in address ? refuse(`the host of the connection ${connId} ${address.problem}`) : address;
}

function sshOptions(connection: Connection | null, refuse: (reason: string) => never): SshOptions {
  const extra = new Map(Object.entries(connection?.extraDejson ?? {}));
  const text = (name: string): string | null => {
    const value = extra.get(name) ?? null;
    if (value === null || value === '') return null;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : wrong(name, 'is no text');
  };
  const wrong = (name: string, what: string): never =>
    refuse(`${name} of the connection ${connection?.connId} ${what}`);
  const file = (name: string): string | null => {
    const path = text(name);
    return path === null || isAbsolute(path) ? path : wrong(name, 'is no absolute path');
  };
  for (const name of REFUSED) if (text(name) !== null) wrong(name, 'is not supported');
  const [keyText, keyFile, port] = [text('private_key'), file('key_file'), text('ssh_port')];
  if (keyText !== null && keyFile !== null) wrong('key_file', 'stands beside private_key: give one of them');
  if (port !== null && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) wrong('ssh_port', 'is no port');
  const given = text('strict_host_key_checking') ?? HOST_KEY_RULES[0];
  return {
    key: keyText !== null ? { text: keyText } : keyFile !== null ? { file: keyFile } : null,
    passphrase: text('private_key_passphrase'),
    hostKeys:
      HOST_KEY_RULES.find((one) => one === given) ??
      wrong('strict_host_key_checking', `is none of ${HOST_KEY_RULES.join(', ')}`),
    knownHostsFile: file('known_hosts_file'),
    port: port === null ? null : Number(port),
  };
}
