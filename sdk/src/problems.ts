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
  const ranked = known.map((one) => ({ one, distance: editDistance(name.toLowerCase(), one.toLowerCase()) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? ` Did you mean ${best.one}?` : '';
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
