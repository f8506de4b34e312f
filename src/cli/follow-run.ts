/** Tells what happens in a run while it happens: its tasks' states and the lines of their logs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { eventText } from './log-text.ts';
import { readLog } from './read-log.ts';

const PAUSE_MS = 200;
/** The API knows a log of an attempt that was begun; before, there is nothing to be read. */
const NOT_BEGUN = new Set([null, 'scheduled', 'queued', 'skipped', 'upstream_failed', 'removed']);

interface TaskInstance {
  task_id: string;
  map_index: number;
  state: string | null;
  try_number: number;
}

/** How far one log was told: the token of what follows; null when all of it was. */
type Told = Map<string, string | null>;

/** The state that the run ends in; undefined where `signal` comes first. `url` is the path of the run in the API. */
export async function followRun(
  client: Client,
  url: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const states = new Map<string, string>();
  const told: Told = new Map();
  while (!signal.aborted) {
    // The run first: when it has ended, the states and logs read after it are the last ones.
    const { state } = await client.ask<{ state: string }>('GET', url);
    for (const task of await client.all<TaskInstance>(`${url}/taskInstances`, 'task_instances')) {
      const name = nameOf(task);
      const now = `${task.state} ${task.try_number}`;
      const before = states.get(name);
      states.set(name, now);
      if (task.state === 'running' && before !== now) tell(`${name}: running, attempt ${task.try_number}`);
      await tellLog(client, url, task, told, tell);
      if (task.state !== null && task.state !== 'running' && before !== now) tell(`${name}: ${task.state}`);
    }
    if (state === 'success' || state === 'failed') return state;
    await sleep(PAUSE_MS);
  }
  return undefined;
}

/** Every attempt's log up to the newest one's end. */
async function tellLog(client: Client, url: string, task: TaskInstance, told: Told, tell: (line: string) => void) {
  if (task.try_number < 1 || NOT_BEGUN.has(task.state)) return;
  const name = nameOf(task);
  const instance = `${url}/taskInstances/${encodeURIComponent(task.task_id)}`;
  for (let tryNumber = 1; tryNumber <= task.try_number; tryNumber++) {
    const key = `${name} ${tryNumber}`;
    const token = told.get(key);
    if (token === null) continue;
    const log = { instance, mapIndex: task.map_index, tryNumber };
    told.set(key, await readLog(client, log, token ?? null, (line) => tell(`${name} | ${eventText(line)}`)));
  }
}

const nameOf = (task: TaskInstance): string =>
  task.map_index < 0 ? task.task_id : `${task.task_id}[${task.map_index}]`;
