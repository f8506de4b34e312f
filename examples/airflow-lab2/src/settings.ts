/** What can be set from outside by environment variables. All of them have defaults; none is a secret. */
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

/** What the mail carries. */
export const reportFile = (): string => join(modelFolder(), 'report.html');

/** Who gets the mail: AIRFLOW_LAB2_EMAIL_TO, addresses separated by commas. */
export const emailTo = (): string => process.env.AIRFLOW_LAB2_EMAIL_TO || 'lab@example.com';

/** Where the status page listens: AIRFLOW_LAB2_FLASK_HOST, by default this machine only. */
export const flaskHost = (): string => process.env.AIRFLOW_LAB2_FLASK_HOST || '127.0.0.1';

/** AIRFLOW_LAB2_FLASK_PORT, by default 5555. */
export function flaskPort(): number {
  const given = process.env.AIRFLOW_LAB2_FLASK_PORT || '5555';
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`AIRFLOW_LAB2_FLASK_PORT must be a port number between 0 and 65535, not "${given}".`);
}
