/**
 * Makes a history that breaks a promise small: decisions are taken off its tape, many at once, then fewer, then one by one, as long as the same
 * promise is broken; those that are left are brought nearer to the simplest ones (delta debugging: Zeller and Hildebrandt, 2002).
 */
import type { Tape } from './choices.ts';
import { type HistoryOptions, playTape } from './history.ts';

/** Throws where the tape breaks no promise. */
export async function shrinkTape(tape: Tape, options: HistoryOptions = {}): Promise<Tape> {
  const wanted = await whatBreaks(tape, options);
  if (wanted === undefined) throw new Error('the tape breaks no promise');
  const stillBreaks = async (entries: readonly Entry[]) => (await whatBreaks(new Map(entries), options)) === wanted;
  let entries: readonly Entry[] = [...tape];
  for (let before = Number.POSITIVE_INFINITY; weightOf(entries) < before; ) {
    before = weightOf(entries);
    entries = await lower(await cut(entries, stillBreaks), stillBreaks);
  }
  return new Map(entries);
}

async function whatBreaks(tape: Tape, options: HistoryOptions): Promise<string | undefined> {
  try {
    await playTape(tape, options);
    return undefined;
  } catch (error) {
    return kindOf(error instanceof Error ? error.message : String(error));
  }
}

/** The same promise, whatever the task, the run and the figures. */
const kindOf = (message: string): string | undefined =>
  message
    .split(/[:\n]/, 1)[0]
    ?.replaceAll(/\[\d+\]/g, '')
    .replaceAll(/\d+/g, '0');

type Entry = readonly [name: string, value: number];

const weightOf = (entries: readonly Entry[]): number => entries.reduce((sum, [, value]) => sum + value, 0);

async function cut(
  all: readonly Entry[],
  stillBreaks: (entries: readonly Entry[]) => Promise<boolean>,
): Promise<readonly Entry[]> {
  let entries = all;
  for (let size = Math.ceil(entries.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < entries.length; ) {
      const rest = entries.toSpliced(at, size);
      if (await stillBreaks(rest)) entries = rest;
      else at += size;
    }
  }
  return entries;
}

async function lower(
  all: readonly Entry[],
  stillBreaks: (entries: readonly Entry[]) => Promise<boolean>,
): Promise<readonly Entry[]> {
  let entries = all;
  for (const [at, [name, value]] of all.entries()) {
    for (const less of new Set([1, Math.floor(value / 2), value - 1])) {
      const lowered = entries.with(at, [name, less]);
      if (less <= 0 || less >= value || !(await stillBreaks(lowered))) continue;
      entries = lowered;
      break;
    }
  }
  return entries;
}
