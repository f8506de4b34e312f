import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { COLUMNS } from '../src/advertising.ts';
import { generateCsv } from '../src/generate.ts';
import { parseAdvertising, readText } from '../src/read-csv.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HEADER = COLUMNS.join(',');
const ROW = '68.95,35,61833.9,256.09,Cloned 5th orchestration,Wrightburgh,0,Tunisia,2016-03-27 00:53:11,0';
const parse = (...lines: string[]) => parseAdvertising(lines.join('\n'), 'ads.csv');

test('a row is read with numbers as numbers and texts as texts', () => {
  assert.deepEqual(parse(HEADER, ROW), [
    {
      'Daily Time Spent on Site': 68.95,
      Age: 35,
      'Area Income': 61833.9,
      'Daily Internet Usage': 256.09,
      'Ad Topic Line': 'Cloned 5th orchestration',
      City: 'Wrightburgh',
      Male: 0,
      Country: 'Tunisia',
      Timestamp: '2016-03-27 00:53:11',
      'Clicked on Ad': 0,
    },
  ]);
});

test('line ends of Windows, a byte order mark and empty lines at the end change nothing', () => {
  const plain = generateCsv({ seed: 1, rows: 50 });
  const windows = `\uFEFF${plain.replaceAll('\n', '\r\n')}\r\n\r\n`;
  assert.deepEqual(parseAdvertising(windows, 'ads.csv'), parseAdvertising(plain, 'ads.csv'));
});

test('quoted fields may hold commas, quotation marks and line breaks', () => {
  const [row] = parse(HEADER, '1,2,3,4,"a, ""b""\nc","Port, South",1,"Korea, Republic of",2016-01-01 00:00:00,1');
  assert.equal(row?.['Ad Topic Line'], 'a, "b"\nc');
  assert.equal(row?.City, 'Port, South');
  assert.equal(row?.Country, 'Korea, Republic of');
});

test('columns may stand in another order, and others may stand between them', () => {
  const header = [...COLUMNS].reverse();
  const [row] = parse(`id,${header.join(',')}`, `17,${ROW.split(',').reverse().join(',')}`);
  assert.equal(row?.['Daily Time Spent on Site'], 68.95);
  assert.equal(row?.['Clicked on Ad'], 0);
});

test('missing columns are named together with the ones that belong there', () => {
  assert.throws(
    () => parse('Age,City', '1,x'),
    /ads\.csv lacks the columns Daily Time Spent on Site, Area Income, .*must name/,
  );
  assert.throws(() => parse(HEADER.replaceAll(',', ';'), ROW.replaceAll(',', ';')), /separated by commas/);
  assert.throws(() => parse(`${HEADER},Age`, `${ROW},1`), /the column Age twice/);
});

test('a value that is no number is an error with line, column and value', () => {
  assert.throws(
    () => parse(HEADER, ROW, ROW.replace('35', 'old')),
    /ads\.csv, line 3: Age must be a number, not "old"/,
  );
  assert.throws(() => parse(HEADER, ROW.replace('35', '')), /line 2: Age must be a number, not ""/);
  assert.throws(() => parse(HEADER, ROW.replace(/0$/, '2')), /line 2: Clicked on Ad must be 0 or 1, not "2"/);
});

test('a file with broken quoting or rows of another length is refused with its line', () => {
  assert.throws(() => parse(HEADER, '1,2,3'), /ads\.csv is no valid CSV file: .*line 2/);
  assert.throws(() => parse(HEADER, ROW.replace('Cloned', '"Cloned')), /ads\.csv is no valid CSV file/);
});

test('a file without rows, an empty one and a missing one are refused', async (context) => {
  assert.throws(() => parse(HEADER), /has no rows below its header/);
  assert.throws(() => parse(''), /has no rows/);
  const folder = await temporaryFolder(context);
  await assert.rejects(readText(join(folder, 'ads.csv')), /There is no file .*ads\.csv/);
});

test('a file in another encoding than UTF-8 is refused, not read with wrong letters', async (context) => {
  const path = join(await temporaryFolder(context), 'ads.csv');
  await writeFile(path, Buffer.from(`${HEADER}\n${ROW.replace('Wright', 'Gr\u00fcn')}\n`, 'latin1'));
  await assert.rejects(readText(path), /is not in UTF-8/);
});
