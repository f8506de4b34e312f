/** One command of git, without a shell, and without what the machine's user has set up for passwords. */
import { spawn } from 'node:child_process';
import { loaderEnvironment } from '#dags/loader-environment.ts';

export interface GitOptions {
  /** The bare repository. */
  repository: string;
  /** Ways that it may reach another repository by. */
  transports?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** Why it did not work: `missing`: there is no git; `stopped`: by `signal`. `reason`: in the words of git. */
export type GitResult =
  | { ok: true; output: string }
  | { ok: false; kind: 'failed' | 'timeout' | 'missing' | 'stopped'; reason: string };

/** What git says is cut to this many characters. */
const LONGEST_REASON = 2000;

/** Settings of our own, which stand above those of the machine and of its user. */
const SETTINGS = [
  // Passwords come from the connection alone, and are kept nowhere.
  'credential.helper=',
  'core.askPass=',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // An address that leads elsewhere would be given the password too.
  'http.followRedirects=false',
  // Commits of earlier runs have no name; they must stay.
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'advice.detachedHead=false',
  'protocol.allow=never',
];

export function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { repository, transports = [], timeoutSeconds, signal } = options;
  const settings = [...SETTINGS, ...transports.map((one) => `protocol.${one}.allow=always`)];
  const all = [...settings.flatMap((one) => ['-c', one]), `--git-dir=${repository}`, ...args];
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, kind: 'stopped', reason: 'it was stopped' });
    // A group of its own: what git starts (ssh, the http helper) ends with it.
    const child = spawn('git', all, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...machineEnvironment(), ...QUIET, ...options.environment },
      detached: true,
    });
    let ending: 'timeout' | 'stopped' | undefined;
    const end = (kind: 'timeout' | 'stopped') => {
      ending ??= kind;
      if (child.pid !== undefined) endGroup(child.pid);
    };
    const timer = setTimeout(() => end('timeout'), timeoutSeconds * 1000);
    const onAbort = () => end('stopped');
    signal.addEventListener('abort', onAbort, { once: true });
    const texts = { output: '', said: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.said = (texts.said + text).slice(-LONGEST_REASON);
    });
    const settle = (result: GitResult) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle({ ok: false, kind: error.code === 'ENOENT' ? 'missing' : 'failed', reason: error.message }),
    );
    child.once('close', (code, ended) => {
      if (ending === 'timeout')
        settle({ ok: false, kind: 'timeout', reason: `it took longer than ${timeoutSeconds} s` });
      else if (ending === 'stopped') settle({ ok: false, kind: 'stopped', reason: 'it was stopped' });
      else if (code === 0) settle({ ok: true, output: texts.output.trim() });
      else settle({ ok: false, kind: 'failed', reason: texts.said.trim() || `git ended with ${code ?? ended}` });
    });
  });
}

/** Nobody sits there to answer, and what git says is in English. */
const QUIET = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', LANGUAGE: '', GIT_ASKPASS: '', SSH_ASKPASS: '' };

/** Settings of git in our environment (GIT_DIR, GIT_CONFIG_COUNT, ...) are about another repository. */
function machineEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(loaderEnvironment()).filter(([name]) => !name.startsWith('GIT_')));
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
