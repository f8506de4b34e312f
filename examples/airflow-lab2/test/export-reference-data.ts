/**
 * Writes what test/reference.py needs: `node test/export-reference-data.ts FOLDER` makes, for each case, the CSV file and the
 * row numbers of the two parts. The numbers themselves are worked out by scikit-learn alone.
 */
import { join } from 'node:path';
import { sha256, writeAtomic } from '../src/files.ts';
import { generateCsv } from '../src/generate.ts';
import { parseAdvertising } from '../src/read-csv.ts';
import { splitIndexes } from '../src/split.ts';

/** The default, a strong penalty, and hardly any. */
const CASES = [
  { seed: 42, rows: 1000, c: 1 },
  { seed: 7, rows: 400, c: 0.01 },
  { seed: 2026, rows: 1000, c: 100 },
];

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node test/export-reference-data.ts FOLDER');
for (const [index, { seed, rows, c }] of CASES.entries()) {
  const csv = generateCsv({ seed, rows });
  const count = parseAdvertising(csv, 'advertising.csv').length;
  const split = splitIndexes(count, 0.3, seed);
  await writeAtomic(join(folder, `case-${index}.csv`), csv);
  await writeAtomic(
    join(folder, `case-${index}.json`),
    JSON.stringify({ seed, rows, c, csvSha256: sha256(csv), split }),
  );
}
