import { escapeHtml } from './html.ts';
import type { Metrics } from './metrics.ts';
import type { SavedModel } from './steps.ts';

/** The result of a run as a page that can be opened from a mail. */
export function reportOf(
  runId: string,
  saved: SavedModel,
  { accuracy, precision, recall, confusion }: Metrics,
): string {
  const rows: [string, string][] = [
    ['Run', runId],
    ['Accuracy', percent(accuracy)],
    ['Precision', percent(precision)],
    ['Recall', percent(recall)],
    ['Rows held back for the test', String(saved.test.rows)],
    ['Clicks found', String(confusion.truePositive)],
    ['Clicks missed', String(confusion.falseNegative)],
    ['False alarms', String(confusion.falsePositive)],
    ['Rightly said to be no click', String(confusion.trueNegative)],
    ['Model', saved.path],
  ];
  const lines = rows.map(([name, value]) => `<tr><th align="left">${name}</th><td>${escapeHtml(value)}</td></tr>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Airflow_Lab2</title></head>
<body>
<h1>Airflow_Lab2</h1>
<table>
${lines.join('\n')}
</table>
</body>
</html>
`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
