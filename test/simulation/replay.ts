/** What is shown of a history that broke a promise: the history made small, told line by line, and the command that plays it again. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Tape } from './choices.ts';
import { type HistoryOptions, playSeed, playTape } from './history.ts';
import { shrinkTape } from './shrink.ts';

/** A tape as one word for the command line. It holds as long as the simulation makes its choices under the same names. */
export const tokenOf = (tape: Tape): string =>
  deflateRawSync(JSON.stringify(Object.fromEntries(tape))).toString('base64url');

/** Throws where the word is no tape. */
export function tapeOf(token: string): Tape {
  const decisions: unknown = JSON.parse(inflateRawSync(Buffer.from(token, 'base64url')).toString());
  return new Map(Object.entries(decisions as Record<string, number>));
}

/** Plays a tape and tells it; the last line is the promise that it breaks, or that it breaks none. */
export async function tellTape(tape: Tape, options: HistoryOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  try {
    await playTape(tape, { ...options, tell: (line) => lines.push(line) });
    return [...lines, 'every promise was kept'];
  } catch (error) {
    return [...lines, `BROKEN: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Plays the history of a seed. One that breaks a promise is made small first: the error tells it. */
export async function playAndExplain(seed: number, options: HistoryOptions = {}): ReturnType<typeof playSeed> {
  try {
    return await playSeed(seed, undefined, options);
  } catch (error) {
    throw new Error(await explainFailure(seed, options), { cause: error });
  }
}

async function explainFailure(seed: number, options: HistoryOptions): Promise<string> {
  const tape = new Map<string, number>();
  await playSeed(seed, tape, options).catch(() => undefined);
  const small = await shrinkTape(tape, options);
  const lines = await tellTape(small, options);
  const decisions = `${small.size} of ${tape.size} decisions are needed`;
  const again = `npm run simulate -- --replay ${tokenOf(small)}`;
  return [`seed ${seed} breaks a promise; ${decisions}:`, ...lines, `Play it again: ${again}`].join('\n');
}
