/** What a benchmark found: a row for people and a JSON line for programs. */
import { cpus } from 'node:os';
import { statsOf } from './stats.ts';

export interface Figure {
  bench: string;
  unit: string;
  values: readonly number[];
  /** What the same work costs at least, measured in turn with it. */
  limit?: readonly number[] | undefined;
}

export interface Line {
  bench: string;
  /** The median. */
  value: number;
  unit: string;
  min: number;
  max: number;
  count: number;
  /** Median of the limit; null where there is none. */
  limit: number | null;
  /** Median by median. */
  ratio: number | null;
  /** Least by least: what is left of the ratio when nothing disturbs. */
  leastRatio: number | null;
  at: string;
  machine: string;
}

export function lineOf({ bench, unit, values, limit }: Figure, at: Date): Line {
  const { median, min, max, count } = statsOf(values);
  const bound = limit && limit.length > 0 ? statsOf(limit) : null;
  return {
    bench,
    value: round(median),
    unit,
    min: round(min),
    max: round(max),
    count,
    limit: bound && round(bound.median),
    ratio: bound && round(median / bound.median),
    leastRatio: bound && round(min / bound.min),
    at: at.toISOString(),
    machine: MACHINE,
  };
}

export function rowOf(line: Line): string {
  const range = line.count > 1 ? `(${short(line.min)} to ${short(line.max)}, ${line.count} times)` : '';
  const limit =
    line.limit === null
      ? ''
      : `limit ${short(line.limit)}, ratio ${short(line.ratio ?? 0)}, of the least ${short(line.leastRatio ?? 0)}`;
  return `${line.bench.padEnd(44)} ${short(line.value).padStart(8)} ${line.unit.padEnd(12)} ${range.padEnd(32)} ${limit}`.trimEnd();
}

/** Prints the row at once, and keeps the line for the end. */
export class Reporter {
  readonly lines: Line[] = [];

  add(figure: Figure): void {
    const line = lineOf(figure, new Date());
    this.lines.push(line);
    process.stdout.write(`${rowOf(line)}\n`);
  }

  end(): void {
    for (const line of this.lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

const MACHINE = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`;

const round = (value: number): number => Number(value.toPrecision(5));
const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));
