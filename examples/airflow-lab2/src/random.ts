/** Random numbers that are the same on every machine for the same seed. Not for secrets. */
export interface Random {
  /** Evenly spread in [0, 1). */
  next(): number;
  /** A whole number in [low, high], both included. */
  whole(low: number, high: number): number;
  /** Bell-shaped with the given mean and standard deviation, cut at six deviations. */
  bell(mean: number, deviation: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Mulberry32: 32 bits of state are plenty for a data set of some thousand rows. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    // The sum of twelve, not Box-Muller: logarithm and cosine may differ in the last bit between machines, sums do not.
    bell(mean, deviation) {
      let sum = -6;
      for (let count = 0; count < 12; count += 1) sum += next();
      return mean + deviation * sum;
    },
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
  };
}

/** The numbers 0 .. count-1 in a random order (Fisher-Yates). */
export function shuffledIndexes(count: number, random: Random): number[] {
  const indexes = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.whole(0, last);
    const moved = indexes[last] ?? last;
    indexes[last] = indexes[other] ?? other;
    indexes[other] = moved;
  }
  return indexes;
}
