/**
 * Makes an advertising.csv: `npm run generate -- --seed 42 --rows 1000 --out data/advertising.csv`.
 * The same seed and number of rows give the same bytes on every machine.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { type AdvertisingRow, COLUMNS } from './advertising.ts';
import { writeAtomic } from './files.ts';
import { type Random, seeded } from './random.ts';
import { advertisingFile } from './settings.ts';

export interface GeneratorOptions {
  /** Any whole number of 32 bits. */
  seed: number;
  rows: number;
}

export const GENERATOR_DEFAULTS: GeneratorOptions = { seed: 42, rows: 1000 };
const MOST_ROWS = 1_000_000;

/** The text of the file, with the line ends of Unix. */
export function generateCsv({ seed, rows }: GeneratorOptions): string {
  if (!Number.isInteger(seed)) throw new Error(`The seed must be a whole number, not ${seed}.`);
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS)
    throw new Error(`The number of rows must be a whole number between 1 and ${MOST_ROWS}, not ${rows}.`);
  const random = seeded(seed);
  const visitors = Array.from({ length: rows }, () => visitor(random));
  return stringify(visitors, { header: true, columns: [...COLUMNS] });
}

/**
 * Whoever spends little time on the net, is older or lives in a poorer area clicks more often; chance decides the rest.
 * The weights leave about one label in ten that no model can foresee: accuracies near 0.9 are honest, 1.0 would be a fault.
 */
function visitor(random: Random): AdvertisingRow {
  const time = within(random.bell(65, 15.8), 32.6, 91.43);
  const age = Math.round(within(random.bell(36, 8.8), 19, 61));
  const income = within(random.bell(55_000, 13_400), 13_996.5, 79_484.8);
  const usage = within(random.bell(180, 43.9), 104.78, 269.96);
  const male = random.next() < 0.481 ? 1 : 0;
  const leaning =
    (-2.6 * (time - 65)) / 15.8 +
    (1.4 * (age - 36)) / 8.8 -
    (1.5 * (income - 55_000)) / 13_400 -
    (3.2 * (usage - 180)) / 43.9;
  const clicked = random.next() < 1 / (1 + Math.exp(-leaning)) ? 1 : 0;
  return {
    'Daily Time Spent on Site': hundredths(time),
    Age: age,
    'Area Income': hundredths(income),
    'Daily Internet Usage': hundredths(usage),
    'Ad Topic Line': topic(random),
    City: `${random.pick(CITY_STARTS)}${random.pick(CITY_ENDS)}`,
    Male: male,
    Country: random.pick(COUNTRIES),
    Timestamp: moment(random),
    'Clicked on Ad': clicked,
  };
}

const hundredths = (value: number) => Math.round(value * 100) / 100;
const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Some lines hold commas and quotation marks, as real ones do: the file needs quoting. */
function topic(random: Random): string {
  const words = `${random.pick(ADJECTIVES)} ${random.pick(KINDS)} ${random.pick(THINGS)}`;
  const form = random.next();
  if (form < 0.06) return `${random.pick(ADJECTIVES)}, ${words.toLowerCase()}`;
  return form < 0.09 ? `The "${words.toLowerCase()}"` : words;
}

/** A second of the first half of 2016, as the file writes it. */
function moment(random: Random): string {
  const at = Date.UTC(2016, 0, 1) + random.whole(0, 182 * 86_400 - 1) * 1000;
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

const ADJECTIVES = ['Adaptive', 'Balanced', 'Cloned', 'Compact', 'Dynamic', 'Open', 'Polarised', 'Robust'] as const;
const KINDS = ['clear-thinking', 'fresh', 'local', 'mobile', 'multi-layered', 'optimal', 'real-time'] as const;
const THINGS = ['access', 'adapter', 'budget', 'forecast', 'interface', 'moratorium', 'paradigm', 'tool'] as const;
const CITY_STARTS = ['East', 'Lake', 'New', 'North', 'Port', 'South', 'West', 'St. '] as const;
const CITY_ENDS = ['brook', 'bury', 'dale', 'field', 'ford', 'haven', 'mouth', 'ville'] as const;
const COUNTRIES = [
  'Australia',
  'Brazil',
  "Côte d'Ivoire",
  'France',
  'Iceland',
  'India',
  'Italy',
  'Korea, Republic of',
  'Nauru',
  'Norway',
  'Peru',
  'Tunisia',
  'Viet Nam',
  'Virgin Islands, U.S.',
] as const;

/** A file the user named is replaced; the data set in its own place may be a real one, and is not. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, rows: { type: 'string' }, out: { type: 'string' } },
  });
  const seed = Number(values.seed ?? GENERATOR_DEFAULTS.seed);
  const rows = Number(values.rows ?? GENERATOR_DEFAULTS.rows);
  const path = values.out === undefined ? advertisingFile() : userPath(values.out);
  if (values.out === undefined && existsSync(path))
    throw new Error(`${path} is already there. Delete it first, or name another file with --out.`);
  await writeAtomic(path, generateCsv({ seed, rows }));
  console.log(`${path}: ${rows} rows, seed ${seed}`);
}

/** npm starts scripts in the folder of their package; the user means the folder they stand in. */
const userPath = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(`generate: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
