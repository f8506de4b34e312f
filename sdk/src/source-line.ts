const OWN_FOLDER = new URL('.', import.meta.url).href;

/** 1-based line of the first caller outside of the SDK, or null where it cannot be told. */
export function callerLine(): number | null {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 6;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n').slice(1)) {
    if (line.includes(OWN_FOLDER)) continue;
    const match = /:(\d+):\d+\)?$/.exec(line);
    return match ? Number(match[1]) : null;
  }
  return null;
}
