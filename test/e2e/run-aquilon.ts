/** The command line as people run it: a process of its own, in a home folder of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
/** Generous: a slow machine must not fail a test of what is right. */
const LIMIT_MS = 240_000;

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** `input`: what stands on its standard input; none: that is closed. */
export async function runAquilon(args: readonly string[], env: Record<string, string>, input?: string): Promise<Said> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (data) => (said.out += data));
  child.stderr?.on('data', (data) => (said.err += data));
  const timer = setTimeout(() => child.kill('SIGTERM'), LIMIT_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, ...said };
}
