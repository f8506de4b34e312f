/** Tells what happens in a run while it happens: its tasks' states and the lines of their logs, in the order in which they came about. */
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
  scheduled_when: string | null;
  queued_when: string | null;
  start_date: string | null;
  end_date: string | null;
}

/** What was told of a task. */
interface Told {
  state: string | null;
  /** The newest attempt whose beginning was told. */
  begun: number;
  /** How far each log was told: the token of what follows; null when all of it was. */
  logs: Map<number, string | null>;
}

interface Line {
  /** Epoch ms. */
  at: number;
  text: string;
}

/** The state that the run ends in; undefined where `signal` comes first. `url` is the path of the run in the API. */
export async function followRun(
  client: Client,
  url: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const told = new Map<string, Told>();
  while (!signal.aborted) {
    // The run first: when it has ended, the states and logs read after it are the last ones.
    const { state } = await client.ask<{ state: string }>('GET', url);
    const news: Line[] = [];
    const tasks = await client.all<TaskInstance>(`${url}/taskInstances`, 'task_instances');
    // In one and the same millisecond, what ends comes before what begins after it.
    for (const task of tasks.sort((one, other) => endOf(one) - endOf(other))) {
      const name = nameOf(task);
      const before = told.get(name) ?? { state: null, begun: 0, logs: new Map() };
      told.set(name, before);
      news.push(...(await newsOf(client, url, task, before)));
    }
    for (const { text } of news.sort((one, other) => one.at - other.at)) tell(text);
    if (state === 'success' || state === 'failed') return state;
    await sleep(PAUSE_MS);
  }
  return undefined;
}

/** Lines of one task, in their order; none is earlier than the one before it, whatever the clocks say. */
async function newsOf(client: Client, url: string, task: TaskInstance, told: Told): Promise<Line[]> {
  const name = nameOf(task);
  const news: Line[] = [];
  const add = (text: string, when: string | null | undefined) => {
    const at = when ? Date.parse(when) : 0;
    news.push({ text, at: Math.max(at, news.at(-1)?.at ?? 0) });
  };
  const hasBegun = task.try_number >= 1 && !NOT_BEGUN.has(task.state);
  for (let attempt = 1; hasBegun && attempt <= task.try_number; attempt++) {
    const token = told.logs.get(attempt);
    if (token === null) continue;
    const isNewest = attempt === task.try_number;
    const log = { instance: `${url}/taskInstances/${encodeURIComponent(task.task_id)}`, mapIndex: task.map_index };
    const lines: { text: string; when: string | null | undefined }[] = [];
    const read = await readLog(client, { ...log, tryNumber: attempt }, token ?? null, (line) =>
      lines.push({ text: `${name} | ${eventText(line)}`, when: line.timestamp }),
    );
    told.logs.set(attempt, read);
    if (attempt > told.begun) {
      told.begun = attempt;
      add(`${name}: running, attempt ${attempt}`, isNewest ? (task.start_date ?? lines[0]?.when) : lines[0]?.when);
    }
    for (const { text, when } of lines) add(text, when);
  }
  if (task.state !== told.state && task.state !== null && task.state !== 'running')
    add(`${name}: ${task.state}`, task.end_date ?? task.queued_when ?? task.scheduled_when);
  told.state = task.state;
  return news;
}

/** Epoch ms; after everything else where it has not ended. */
const endOf = ({ end_date: end }: TaskInstance): number => (end === null ? Number.MAX_SAFE_INTEGER : Date.parse(end));

const nameOf = (task: TaskInstance): string =>
  task.map_index < 0 ? task.task_id : `${task.task_id}[${task.map_index}]`;
