/** Rows as people and programs read them. */
import { stringify } from 'yaml';

export const OUTPUTS = ['table', 'json', 'yaml', 'plain'] as const;
export type Output = (typeof OUTPUTS)[number];

export type Row = Readonly<Record<string, unknown>>;

export function render(rows: readonly Row[], output: Output): string {
  if (output === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (output === 'yaml') return stringify(rows);
  if (rows.length === 0) return output === 'table' ? 'No data found\n' : '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const text = (line: readonly string[], gap: string) =>
    line
      .map((one, at) => one.padEnd(widths[at] ?? 0))
      .join(gap)
      .trimEnd();
  if (output === 'plain') return `${lines.map((line) => text(line, ' ')).join('\n')}\n`;
  const rule = widths.map((width) => '='.repeat(width)).join('=+=');
  const [head = [], ...body] = lines;
  return `${[text(head, ' | '), rule, ...body.map((line) => text(line, ' | '))].join('\n')}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\n', ' ');
}

export function print(rows: readonly Row[], output: Output): void {
  process.stdout.write(render(rows, output));
}

export function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
