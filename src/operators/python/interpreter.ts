/** The Python interpreters of this machine. */
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { searchPath } from '#operators/child-group.ts';

export interface Interpreter {
  /** The program itself, behind links and shims. */
  executable: string;
  /** `3.11.7` */
  version: string;
}

const PROBE = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
const PROBE_LIMIT = 30_000;
/** Shims choose an interpreter by settings that may change while their own file does not, ms. */
const TRUSTED = 60_000;
const OLDEST = [3, 8] as const;

interface Known {
  changed: number;
  until: number;
  found: Interpreter;
}

/** What this process has asked before: asking takes as long as a start of Python. */
const known = new Map<string, Known>();

/**
 * `wanted`: a version (`3.11`), a path or a name; undefined: `python3`, else `python`. Rejects with `PYTHON_NOT_FOUND` and `PYTHON_UNUSABLE`.
 */
export async function findInterpreter(wanted: string | undefined): Promise<Interpreter> {
  if (wanted !== undefined && /^\d+(\.\d+){0,2}$/.test(wanted)) return findVersion(wanted);
  const path = wanted === undefined ? (programOf('python3') ?? programOf('python')) : programOf(wanted);
  if (path !== undefined) return probe(path);
  const where = wanted?.includes('/') ? 'there is no such program' : `no ${wanted ?? 'python3, no python'} on PATH`;
  throw new AquilonError('PYTHON_NOT_FOUND', { python: wanted ?? 'python3', where });
}

/** Of the programs that could be of that version, the first that is. */
async function findVersion(wanted: string): Promise<Interpreter> {
  const [major, minor] = wanted.split('.');
  const names = [...(minor === undefined ? [] : [`python${major}.${minor}`]), `python${major}`, 'python3', 'python'];
  const others: string[] = [];
  for (const name of new Set(names)) {
    const path = programOf(name);
    const found = path === undefined ? undefined : await probe(path).catch(() => undefined);
    if (found !== undefined && `${found.version}.`.startsWith(`${wanted}.`)) return found;
    if (found !== undefined) others.push(`${path} is ${found.version}`);
  }
  const where = others.length === 0 ? 'no Python on PATH' : others.join(', ');
  throw new AquilonError('PYTHON_NOT_FOUND', { python: wanted, where });
}

/** The path of a program; of a name, on PATH. */
function programOf(name: string): string | undefined {
  if (name.includes('/')) return isProgram(name) ? name : undefined;
  return searchPath()
    .map((folder) => join(folder, name))
    .find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Rejects with `PYTHON_UNUSABLE`. */
async function probe(path: string): Promise<Interpreter> {
  const changed = statSync(path).mtimeMs;
  const before = known.get(path);
  if (before !== undefined && before.changed === changed && performance.now() < before.until) return before.found;
  const said = await new Promise<string>((resolve, reject) => {
    execFile(path, ['-c', PROBE], { timeout: PROBE_LIMIT, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(unusable(path, stderr.trim().replaceAll(/\s+/g, ' ').slice(0, 300) || messageOf(error)));
    });
  });
  const [executable = '', version = ''] = said.trim().split('\n');
  if (!/^\d+\.\d+\.\d+$/.test(version) || executable === '')
    throw unusable(path, 'it does not answer as a Python does');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw unusable(path, `it is Python ${version}; 3.8 or newer is needed`);
  const found = { executable, version };
  known.set(path, { changed, until: performance.now() + TRUSTED, found });
  return found;
}

const unusable = (path: string, reason: string): AquilonError => new AquilonError('PYTHON_UNUSABLE', { path, reason });
