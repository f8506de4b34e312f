/** What an attempt takes of the machine over its time, in a bounded number of points. */

export interface UsagePoint {
  /** After the start of the attempt. */
  readonly seconds: number;
  /** Of all processors together, from the start on. */
  readonly cpuSeconds: number;
  /** Largest resident memory since the point before, bytes. */
  readonly memory: number;
}

export interface AttemptUsage {
  readonly dagId: string;
  readonly runId: string;
  readonly dagRunId: number;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
  /** epoch ms */
  readonly startedAt: number;
  /** The last point is the newest look: its time and its CPU seconds are those of the attempt. Never empty. */
  readonly points: readonly UsagePoint[];
  /** bytes */
  readonly peakMemory: number;
}

export const MOST_POINTS = 120;
/** Between the first points, seconds; it doubles each time that there are too many of them. */
const FIRST_STEP = 1;
/** Looks are never to the moment: this part of a step counts as one. */
const NEARLY = 0.9;

/**
 * A curve that never has more than `MOST_POINTS`: when it is full, every two points become one, which keeps the larger memory of both, and
 * from then on points are twice as far apart. No peak that was seen is lost by it.
 */
export class UsageCurve {
  #points: UsagePoint[] = [];
  #step = FIRST_STEP;

  /** Takes a look in. The newest one always stands at the end; it is replaced by the next one while it is too near to the point before. */
  add({ seconds, cpuSeconds, memory }: UsagePoint): void {
    const last = this.#points.at(-1);
    const known = Math.max(cpuSeconds, last?.cpuSeconds ?? 0);
    const isNear = last !== undefined && last.seconds - (this.#points.at(-2)?.seconds ?? 0) < this.#step * NEARLY;
    if (isNear) this.#points.pop();
    this.#points.push({ seconds, cpuSeconds: known, memory: isNear ? Math.max(memory, last.memory) : memory });
    if (this.#points.length > MOST_POINTS) this.#thin();
  }

  get points(): readonly UsagePoint[] {
    return this.#points;
  }

  get peakMemory(): number {
    return this.#points.reduce((peak, { memory }) => Math.max(peak, memory), 0);
  }

  #thin(): void {
    this.#step *= 2;
    const pairs: UsagePoint[] = [];
    for (let at = 0; at < this.#points.length; at += 2) {
      const [first, second] = this.#points.slice(at, at + 2);
      if (first === undefined) break;
      pairs.push(second === undefined ? first : { ...second, memory: Math.max(first.memory, second.memory) });
    }
    this.#points = pairs;
  }
}
