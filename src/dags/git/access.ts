/**
 * Secrets on their way to git: passwords in the environment of that one process, from where a script reads them to it; keys in a file that only we can read.
 * Nothing of them stands in arguments, in the repository or in its settings.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitSource, SshOptions } from './source.ts';

/** What begins so is left from a process that was killed. */
export const ACCESS_PREFIX = 'access-';

const ASK_FOR_PASSWORD = `#!/bin/sh
case "$1" in
Username*) printf '%s\\n' "$AQUILON_GIT_USER" ;;
Password*) printf '%s\\n' "$AQUILON_GIT_PASSWORD" ;;
*) exit 1 ;;
esac
`;
const ASK_FOR_PASSPHRASE = `#!/bin/sh
case "$1" in
*passphrase*) printf '%s\\n' "$AQUILON_GIT_PASSPHRASE" ;;
*) exit 1 ;;
esac
`;

/** Calls `use` with the environment that git needs. `folder`: where files may lie meanwhile. */
export async function withAccess<T>(
  { address, login, ssh }: GitSource,
  folder: string,
  use: (environment: Record<string, string>) => Promise<T>,
): Promise<T> {
  const own = await mkdtemp(join(folder, ACCESS_PREFIX));
  const write = async (name: string, text: string, mode: number) => {
    await writeFile(join(own, name), text, { mode, flag: 'wx' });
    return join(own, name);
  };
  try {
    if (address.transport === 'path') return await use({});
    if (address.transport === 'ssh') return await use(await sshEnvironment(ssh, folder, write));
    if (login === null) return await use({});
    return await use({
      GIT_ASKPASS: await write('ask-password', ASK_FOR_PASSWORD, 0o700),
      AQUILON_GIT_USER: login.user,
      AQUILON_GIT_PASSWORD: login.password,
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function sshEnvironment(
  { key, passphrase, hostKeys, knownHostsFile, port }: SshOptions,
  folder: string,
  write: (name: string, text: string, mode: number) => Promise<string>,
): Promise<Record<string, string>> {
  const knownHosts = knownHostsFile ?? (hostKeys === 'no' ? '/dev/null' : join(folder, 'known_hosts'));
  const command = ['ssh', '-o', `StrictHostKeyChecking=${hostKeys}`, '-o', `UserKnownHostsFile="${knownHosts}"`];
  command.push('-o', 'ConnectTimeout=30', '-o', 'PasswordAuthentication=no', '-o', 'KbdInteractiveAuthentication=no');
  if (passphrase === null) command.push('-o', 'BatchMode=yes');
  if (port !== null) command.push('-p', String(port));
  if (key !== null) {
    const file = 'file' in key ? key.file : await write('key', `${key.text.trim()}\n`, 0o600);
    command.push('-i', file, '-o', 'IdentitiesOnly=yes');
  }
  // Git gives it to a shell.
  const environment: Record<string, string> = { GIT_SSH_COMMAND: command.map(quoted).join(' ') };
  if (passphrase === null) return environment;
  return {
    ...environment,
    SSH_ASKPASS: await write('ask-passphrase', ASK_FOR_PASSPHRASE, 0o700),
    SSH_ASKPASS_REQUIRE: 'force',
    // Older versions of ssh ask their script only where there is a screen.
    DISPLAY: ':0',
    AQUILON_GIT_PASSPHRASE: passphrase,
  };
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
