/**
 * Measurements that are compared are made in turn, so that what disturbs the machine disturbs all of them. Each round goes through
 * them in the other direction: none is always measured in the wake of the same other one.
 */
export async function alternate<Name extends string>(
  { rounds, warmUps }: { rounds: number; warmUps: number },
  players: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(players) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round++) {
    const order = (round + warmUps) % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const value = await players[name]();
      if (round >= 0) values[name].push(value);
    }
  }
  return values;
}
