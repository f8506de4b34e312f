/**
 * Every free decision of a history has a name: how many tasks a DAG has, how an attempt ends, at which step a server dies. Drawn from a seed they
 * make a random history; those that were made otherwise than in the simplest way are its tape, and a history can be played again from that alone.
 * A tape can be cut: what is not on it is decided in the simplest way, and all the rest as before.
 */
export interface Choices {
  /** A whole number from `min` to `max`, both included; the simplest is `min`. */
  int(name: string, min: number, max: number): number;
  /** The simplest is false. */
  chance(name: string, probability: number): boolean;
  /** One as likely as the other; the simplest is the first. */
  pick<T>(name: string, from: readonly T[]): T;
  /** By weight; the simplest is the first. */
  weigh<T>(name: string, from: readonly (readonly [T, number])[]): T;
}

/** Decisions by name: how far each is from the simplest one, which is 0 and not on it. */
export type Tape = ReadonlyMap<string, number>;

/** `tape`: the decisions are written down there. The same seed makes the same ones. */
export function randomChoices(seed: number, tape?: Map<string, number>): Choices {
  const next = createRandom(seed);
  const nameOf = createNames();
  return choicesBy((name, roll) => {
    const value = roll(next());
    if (tape) {
      const full = nameOf(name);
      if (value > 0) tape.set(full, value);
    }
    return value;
  });
}

export function tapeChoices(tape: Tape): Choices {
  const nameOf = createNames();
  return choicesBy((name) => tape.get(nameOf(name)) ?? 0);
}

function choicesBy(decide: (name: string, roll: (at: number) => number) => number): Choices {
  const oneOf = (name: string, count: number) =>
    Math.min(
      decide(name, (at) => Math.floor(at * count)),
      count - 1,
    );
  return {
    int: (name, min, max) => min + oneOf(name, max - min + 1),
    chance: (name, probability) => decide(name, (at) => (at < probability ? 1 : 0)) > 0,
    pick: (name, from) => from[oneOf(name, from.length)] as never,
    weigh(name, from) {
      const sum = from.reduce((total, [, weight]) => total + weight, 0);
      const index = decide(name, (at) => {
        let rest = at * sum;
        return from.findIndex(([, weight]) => {
          rest -= weight;
          return rest < 0;
        });
      });
      return (from[index] ?? from[0])?.[0] as never;
    },
  };
}

/** A name that comes again gets a number. */
function createNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
}

/** Numbers from 0 to below 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
