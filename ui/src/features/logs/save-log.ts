/** Saves a whole log as text, range by range. */
import { parseRange, toPlainLine } from './log-lines.ts';
import { LARGEST_RANGE, type ReadRange } from './log-range.ts';

export async function saveLog(read: ReadRange, name: string): Promise<void> {
  // The browser keeps large ones of these on the disk.
  const parts: Blob[] = [];
  for (let start = 0; ; ) {
    const range = await read({ start, length: LARGEST_RANGE });
    const lines = parseRange(range.text, range.start).lines.filter(({ group }) => group !== 'end');
    parts.push(new Blob([lines.map((line) => `${toPlainLine(line)}\n`).join('')]));
    if (range.end >= range.size || range.end === start) break;
    start = range.end;
  }
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
