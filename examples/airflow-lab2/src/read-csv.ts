import { readFile } from 'node:fs/promises';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { type AdvertisingRow, COLUMNS } from './advertising.ts';
import { isCode } from './files.ts';

export async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Error(`There is no file ${path}.`);
    if (isCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA'))
      throw new Error(`${path} is not in UTF-8. Save it as "CSV UTF-8".`);
    throw error;
  }
}

/**
 * The rows of an advertising.csv. Columns may stand in any order, and more than the ten are let pass;
 * quoted fields, a byte order mark and line ends of Windows are read as they should.
 * A value that is missing or of the wrong kind is an error that names the line and the column.
 */
export function parseAdvertising(text: string, path: string): AdvertisingRow[] {
  const rows = records(text, path).map(({ record, info }) => readRow(record, `${path}, line ${info.lines}`));
  if (rows.length === 0) throw new Error(`${path} has no rows below its header.`);
  return rows;
}

interface Entry {
  record: Record<string, string>;
  info: Info;
}

function records(text: string, path: string): Entry[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      columns: (header: string[]) => checkHeader(header, path),
    }) as unknown as Entry[];
  } catch (error) {
    if (error instanceof CsvError) throw new Error(`${path} is no valid CSV file: ${error.message}.`);
    throw error;
  }
}

function checkHeader(header: string[], path: string): string[] {
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new Error(
      `${path} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}. ` +
        `Its first line must name, separated by commas: ${COLUMNS.join(', ')}.`,
    );
  const twice = COLUMNS.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (twice !== undefined) throw new Error(`${path} has the column ${twice} twice.`);
  return header;
}

function readRow(record: Record<string, string>, place: string): AdvertisingRow {
  const text = (name: keyof AdvertisingRow) => record[name] ?? '';
  const number = (name: keyof AdvertisingRow) => {
    const value = text(name) === '' ? Number.NaN : Number(text(name));
    if (!Number.isFinite(value)) throw new Error(`${place}: ${name} must be a number, not "${text(name)}".`);
    return value;
  };
  const bit = (name: keyof AdvertisingRow) => {
    const value = number(name);
    if (value !== 0 && value !== 1) throw new Error(`${place}: ${name} must be 0 or 1, not "${text(name)}".`);
    return value;
  };
  return {
    'Daily Time Spent on Site': number('Daily Time Spent on Site'),
    Age: number('Age'),
    'Area Income': number('Area Income'),
    'Daily Internet Usage': number('Daily Internet Usage'),
    'Ad Topic Line': text('Ad Topic Line'),
    City: text('City'),
    Male: bit('Male'),
    Country: text('Country'),
    Timestamp: text('Timestamp'),
    'Clicked on Ad': bit('Clicked on Ad'),
  };
}
