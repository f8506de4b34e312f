/** Rows as people and programs read them. */
import { createRequire } from 'node:module';
import { styleText } from 'node:util';

export const OUTPUTS = ['table', 'json', 'yaml', 'plain'] as const;
export type Output = (typeof OUTPUTS)[number];

export interface OutputOptions {
  output: Output;
}

export type Row = Readonly<Record<string, unknown>>;

/** How a cell is coloured: gets the column and the text, which is as wide afterwards as before. */
type Paint = (column: string, text: string) => string;

export function render(rows: readonly Row[], output: Output, paint: Paint = (_, text) => text): string {
  if (output === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (output === 'yaml') return yamlText(rows);
  if (rows.length === 0) return output === 'table' ? 'No data found\n' : '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, at) => Math.max(column.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const padded = (one: string, at: number) => ' '.repeat((widths[at] ?? 0) - one.length);
  const text = (line: readonly string[], gap: string, painted: Paint) =>
    line
      .map((one, at) => painted(columns[at] ?? '', one) + padded(one, at))
      .join(gap)
      .trimEnd();
  const bare: Paint = (_, one) => one;
  if (output === 'plain') return `${[columns, ...lines].map((line) => text(line, ' ', bare)).join('\n')}\n`;
  const rule = widths.map((width) => '='.repeat(width)).join('=+=');
  return `${[text(columns, ' | ', bare), rule, ...lines.map((line) => text(line, ' | ', paint))].join('\n')}\n`;
}

/** Its seventy modules are loaded by who writes YAML. */
export function yamlText(value: unknown): string {
  const { stringify } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return stringify(value);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cell).join(',');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll(/\r?\n|\r/g, ' ');
}

const COLOURS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  success: 'green',
  running: 'cyan',
  failed: 'red',
  upstream_failed: 'yellow',
  up_for_retry: 'yellow',
  skipped: 'magenta',
};

/** A state in its colour, where stdout is a terminal and NO_COLOR is not set. */
function paintState(text: string): string {
  const colour = COLOURS[text];
  return colour ? styleText(colour, text, { stream: process.stdout }) : text;
}

export function print(rows: readonly Row[], output: Output): void {
  process.stdout.write(render(rows, output, (column, text) => (column === 'state' ? paintState(text) : text)));
}

export function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
