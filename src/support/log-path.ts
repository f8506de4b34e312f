import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Longest name of one folder, in bytes: file systems allow 255. */
const LONGEST_NAME = 200;

/**
 * Where the log of one attempt lies, in the layout of Airflow's file task handler:
 * `dag_id=X/run_id=Y/task_id=Z[/map_index=N]/attempt=N.log`. `mapIndex` -1: not mapped.
 * The ids come from users. What is not plainly safe in a file name is percent-encoded, so no id can leave
 * `baseFolder`, and two ids never share a file.
 */
export function logPath(
  baseFolder: string,
  dagId: string,
  runId: string,
  taskId: string,
  mapIndex: number,
  tryNumber: number,
): string {
  const folders = [name('dag_id', dagId), name('run_id', runId), name('task_id', taskId)];
  if (mapIndex >= 0) folders.push(name('map_index', String(mapIndex)));
  return join(baseFolder, ...folders, `${name('attempt', String(tryNumber))}.log`);
}

/** The folder of all logs of a run. */
export const runLogFolder = (baseFolder: string, dagId: string, runId: string): string =>
  join(baseFolder, name('dag_id', dagId), name('run_id', runId));

/** `key=value` as one folder name. A value too long for a file name is cut and told apart by its hash. */
function name(key: string, value: string): string {
  const encoded = value.replace(/[^A-Za-z0-9_.~:+-]/gu, encode);
  if (encoded.length <= LONGEST_NAME) return `${key}=${encoded}`;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 16);
  return `${key}=${encoded.slice(0, LONGEST_NAME - 20)}%%${hash}`;
}

function encode(character: string): string {
  return [...Buffer.from(character.toWellFormed())].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
