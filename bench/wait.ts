export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again; ends with an error that names what was waited for. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { everyMs = 5, limitMs = 60_000 }: { everyMs?: number; limitMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await pause(everyMs);
  }
}
