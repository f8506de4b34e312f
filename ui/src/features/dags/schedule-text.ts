/** The schedule of a DAG in the language of the page. */
import type { Texts } from '#shared/i18n/en.ts';

const OR = 'Asset or ';

/** `timetable_summary`: the words of the server for assets are ours to say. */
export function scheduleText(summary: string, { dags }: Texts): string {
  if (summary === 'Asset') return dags.onAssets;
  if (summary === 'Partitioned Asset') return dags.onPartitions;
  return summary.startsWith(OR) ? dags.onAssetsOr(summary.slice(OR.length)) : summary;
}

/** `asset_expression` of a DAG: `sales and (prices or rates)`; null where it waits for none. */
export function expressionText(expression: unknown, texts: Texts): string | null {
  return isRecord(expression) ? write(expression, texts, false) : null;
}

function write(expression: Record<string, unknown>, texts: Texts, isInside: boolean): string {
  for (const [kind, word] of [
    ['all', texts.dags.and],
    ['any', texts.dags.or],
  ] as const) {
    const of = expression[kind];
    if (!Array.isArray(of)) continue;
    const parts = of.filter(isRecord).map((one) => write(one, texts, of.length > 1));
    const text = parts.join(` ${word} `);
    return isInside && parts.length > 1 ? `(${text})` : text;
  }
  const leaf = expression.asset ?? expression.alias ?? expression.asset_ref;
  return isRecord(leaf) ? String(leaf.name ?? leaf.uri) : '';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
