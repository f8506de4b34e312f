import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this example: the one above src/. */
const example = dirname(dirname(fileURLToPath(import.meta.url)));

/** `data/` of the example, or AIRFLOW_LAB2_DATA_DIR. */
export const dataFolder = (): string => resolve(process.env.AIRFLOW_LAB2_DATA_DIR || join(example, 'data'));

/** `model/` of the example, or AIRFLOW_LAB2_MODEL_DIR. */
export const modelFolder = (): string => resolve(process.env.AIRFLOW_LAB2_MODEL_DIR || join(example, 'model'));

export const advertisingFile = (): string => join(dataFolder(), 'advertising.csv');
export const modelFile = (): string => join(modelFolder(), 'model.sav');
