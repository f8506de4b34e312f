/** From the moment before a run is asked for over HTTP until the body of its first task runs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './product.ts';
import type { Figure } from './report.ts';
import { percentile } from './stats.ts';

/** Where the body of the DAG `start` writes down when it began, one line for each run. */
export const startedFile = (home: string): string => join(home, 'started.txt');

export async function measurePostToStart(product: Product, isSmoke: boolean): Promise<Figure[]> {
  const times = isSmoke ? 30 : 400;
  for (let at = 0; at < 20; at++) await product.run('start');
  const sent: number[] = [];
  for (let at = 0; at < times; at++) sent.push((await product.run('start')).sentAt);
  const lines = (await readFile(startedFile(product.home), 'utf8')).trim().split('\n').slice(-times);
  // One run after the other: the lines are in the order of the requests.
  const values = lines.map((line, at) => Number(line) - (sent[at] ?? Number.NaN));
  // Four parts, each with its own percentiles: they tell how much the machine's other work changes them.
  const parts = [0, 1, 2, 3].map((part) => values.slice((part * times) / 4, ((part + 1) * times) / 4));
  return [
    { bench: 'POST to start, p50', unit: 'ms', values: parts.map((part) => percentile(part, 0.5)) },
    { bench: 'POST to start, p99 of all', unit: 'ms', values: [percentile(values, 0.99)] },
  ];
}
