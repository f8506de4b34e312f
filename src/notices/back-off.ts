/** How long to wait after the `failures`-th failure in a row, ms: twice as long each time, and up to a quarter more or less, so that many do not come back at once. */
export function backOffMs(
  failures: number,
  { firstMs, mostMs }: { firstMs: number; mostMs: number },
  random: () => number = Math.random,
): number {
  const wait = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return wait * (0.75 + random() / 2);
}
