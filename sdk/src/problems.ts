/** What is wrong with a DAG, found while its file is loaded: every problem at once, each naming the thing, the value and what is allowed. */
export class DagDefinitionError extends Error {
  readonly code = 'DAG_INVALID';
  readonly dagId: string;
  readonly problems: readonly string[];

  constructor(dagId: string, problems: readonly string[]) {
    super(
      problems.length === 1
        ? `DAG ${dagId}: ${problems[0]}`
        : `DAG ${dagId}:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    );
    this.name = 'DagDefinitionError';
    this.dagId = dagId;
    this.problems = problems;
  }
}

/** A value as it is shown in a message: short, on one line. */
export function show(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** ` Did you mean x?`, where one of `known` is close to `name`; else nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const [best] = nearest(name, known);
  return best === undefined ? '' : ` Did you mean ${best}?`;
}

/** Those of `known` that somebody may mean by `name`, the closest first. */
export function nearest(name: string, known: readonly string[]): string[] {
  return known
    .map((one) => ({ one, distance: editDistance(plain(name), plain(one)) }))
    .filter(({ one, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)) || beginAlike(name, one))
    .sort((a, b) => a.distance - b.distance)
    .map(({ one }) => one);
}

/** `max_active_runs` is `maxActiveRuns` to whoever comes from Python. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');

/** `retry` and `retries`, `environment` and `env`: most of the shorter one begins the other. */
function beginAlike(name: string, other: string): boolean {
  const [a, b] = [plain(name), plain(other)];
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same < shorter && a[same] === b[same]) same++;
  return same >= 3 && same >= shorter * 0.8;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
