/** What the tasks of Airflow_Lab2 do, apart from how they are put together (dags/airflow_lab2.ts). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AdvertisingRow, FEATURES, featuresOf, LABEL } from './advertising.ts';
import { sha256, writeAtomic } from './files.ts';
import { type GeneratorOptions, generateCsv } from './generate.ts';
import { fitLogistic, predict } from './logistic-regression.ts';
import { type Metrics, measure } from './metrics.ts';
import { loadModel, saveModel } from './model-file.ts';
import { type Part, type PartFile, readPart, writePart } from './part-file.ts';
import { fitPreprocessing, type Preprocessing, prepare, preparedColumns } from './preprocessing.ts';
import { parseAdvertising, readText } from './read-csv.ts';
import { splitIndexes } from './split.ts';

/** A row as it goes from task to task: the columns that are learnt from, and the label. */
export interface LabelledRow {
  features: number[];
  label: number;
}

export interface LoadedData {
  path: string;
  sha256: string;
  /** True when this task made the file. */
  generated: boolean;
  rows: LabelledRow[];
}

export async function loadData(path: string, generator: GeneratorOptions): Promise<LoadedData> {
  // Whatever is there is taken as it is: it may be a real file.
  const generated = !existsSync(path);
  if (generated) await writeAtomic(path, generateCsv(generator));
  const text = await readText(path);
  const rows = parseAdvertising(text, path).map((row: AdvertisingRow) => ({
    features: featuresOf(row),
    label: row[LABEL],
  }));
  return { path, sha256: sha256(text), generated, rows };
}

export interface PreparedData {
  preprocessing: Preprocessing;
  train: Part;
  test: Part;
}

/** Splits by chance, learns the scaling from the training part, and applies it to both. */
export function preprocess(rows: readonly LabelledRow[], options: { testShare: number; seed: number }): PreparedData {
  const split = splitIndexes(rows.length, options.testShare, options.seed);
  const pick = (indexes: readonly number[]) => indexes.flatMap((index) => rows[index] ?? []);
  const [train, test] = [pick(split.train), pick(split.test)];
  const preprocessing = fitPreprocessing(
    FEATURES,
    train.map((row) => row.features),
  );
  const part = (chosen: readonly LabelledRow[]): Part => ({
    x: prepare(
      preprocessing,
      chosen.map((row) => row.features),
    ),
    y: chosen.map((row) => row.label),
  });
  return { preprocessing, train: part(train), test: part(test) };
}

export interface SeparatedData {
  preprocessing: Preprocessing;
  train: PartFile;
  test: PartFile;
}

export async function separate(data: PreparedData, folder: string): Promise<SeparatedData> {
  const columns = preparedColumns(data.preprocessing);
  return {
    preprocessing: data.preprocessing,
    train: await writePart(join(folder, 'train.csv'), columns, data.train),
    test: await writePart(join(folder, 'test.csv'), columns, data.test),
  };
}

export interface SavedModel {
  path: string;
  sha256: string;
  iterations: number;
  /** The rows to evaluate on, which the model has not seen. */
  test: PartFile;
}

export async function buildAndSave(data: SeparatedData, path: string, c: number): Promise<SavedModel> {
  const { x, y } = await readPart(data.train);
  const { iterations, intercept, coefficients } = fitLogistic(x, y, { c });
  const hash = await saveModel(path, {
    preprocessing: data.preprocessing,
    model: { intercept, coefficients },
    training: { c, rows: y.length, iterations, dataSha256: data.train.sha256 },
  });
  return { path, sha256: hash, iterations, test: data.test };
}

/** Loads the model from its file, as a program that serves it would, and measures it. */
export async function evaluate(saved: Pick<SavedModel, 'path' | 'test'>): Promise<Metrics> {
  const { model } = await loadModel(saved.path);
  const { x, y } = await readPart(saved.test);
  return measure(
    y,
    x.map((row) => predict(model, row)),
  );
}
