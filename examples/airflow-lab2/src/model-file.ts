/**
 * `model.sav`: the trained model with all that is needed to use it on raw rows. JSON in UTF-8:
 *
 *   format        "airflow-lab2-model"
 *   version       1; a reader refuses any other
 *   sha256        of the JSON text of `content`, in hex: tells a damaged file
 *   content
 *     preprocessing  the columns, and how they are scaled (see preprocessing.ts)
 *     model          intercept and coefficients, in the order of preparedColumns()
 *     training       how it was made: C, rows, steps of the solver, hash of the training data
 *
 * No date is in it: the same data give the same bytes.
 */
import { readFile } from 'node:fs/promises';
import { isCode, sha256, writeAtomic } from './files.ts';
import type { LogisticModel } from './logistic-regression.ts';
import type { Preprocessing } from './preprocessing.ts';

const FORMAT = 'airflow-lab2-model';
const VERSION = 1;

export interface ModelContent {
  preprocessing: Preprocessing;
  model: LogisticModel;
  training: { c: number; rows: number; iterations: number; dataSha256: string };
}

/** Returns the hash of the content. */
export async function saveModel(path: string, content: ModelContent): Promise<string> {
  const hash = sha256(JSON.stringify(content));
  await writeAtomic(path, `${JSON.stringify({ format: FORMAT, version: VERSION, sha256: hash, content }, null, 2)}\n`);
  return hash;
}

/** Every problem of the file is an error that names it and says what to do. */
export async function loadModel(path: string): Promise<ModelContent> {
  const refuse = (reason: string) => new Error(`${path} ${reason}. Clear build_save_model_task to make it again.`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw refuse('does not exist');
    throw error;
  }
  const file = parseObject(text);
  if (file === undefined) throw refuse('is no model file: it is not JSON, or was cut off');
  if (file.format !== FORMAT) throw refuse(`is no model file: its format is not "${FORMAT}"`);
  if (file.version !== VERSION)
    throw refuse(`has version ${String(file.version)}, and this program reads version ${VERSION}`);
  if (sha256(JSON.stringify(file.content)) !== file.sha256)
    throw refuse('is damaged: its content does not fit its hash');
  if (!isContent(file.content)) throw refuse('is damaged: numbers are missing in it');
  return file.content;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The hash tells damage; this tells a file that was made by hand or by another program. */
function isContent(value: unknown): value is ModelContent {
  if (!isObject(value) || !isObject(value.preprocessing) || !isObject(value.model) || !isObject(value.training))
    return false;
  const { features, minMax, standard } = value.preprocessing;
  if (!Array.isArray(features) || features.length === 0 || !isObject(minMax) || !isObject(standard)) return false;
  const { intercept, coefficients } = value.model;
  const scales = [minMax.min, minMax.max, standard.mean, standard.deviation];
  return (
    features.every((name) => typeof name === 'string') &&
    scales.every((list) => isNumbers(list, features.length)) &&
    isNumbers(coefficients, 2 * features.length) &&
    Number.isFinite(intercept)
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(Number.isFinite);
