/** Files of variables and of connections in Airflow's forms: `.json`, `.yaml`, `.yml`, `.env`. */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';

/** A file that is larger is none of variables, bytes. */
const LARGEST = 16 * 1024 * 1024;

const FORMS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': (text) => JSON.parse(text),
  '.yaml': readYaml,
  '.yml': readYaml,
  '.env': entriesOfEnv,
};

/** Values by name. Throws `SECRET_FILE_INVALID`, whose message holds nothing of what is in the file. */
export async function readSecretFile(file: string): Promise<Map<string, unknown>> {
  const refuse = (reason: string): never => {
    throw new AquilonError('SECRET_FILE_INVALID', { file, reason });
  };
  const read = FORMS[extname(file).toLowerCase()] ?? refuse('its name ends with none of .json, .yaml, .yml and .env');
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) =>
    refuse(`it cannot be read (${error.code})`),
  );
  if (size > LARGEST) refuse(`it has more than ${LARGEST} bytes`);
  const text = await readFile(file, 'utf8');
  let found: unknown;
  try {
    found = await read(text);
  } catch (error) {
    refuse(error instanceof EnvError ? error.message : `it is no ${extname(file).slice(1)}`);
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return refuse('it holds no names with values');
  return new Map(Object.entries(found).map(([name, value]) => [name, single(value, name, refuse)]));
}

/** Its parser is loaded by who has such a file. */
async function readYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  return parse(text) ?? {};
}

/** A list of one stands for that one, as in Airflow. */
function single(value: unknown, name: string, refuse: (reason: string) => never): unknown {
  if (!Array.isArray(value)) return value;
  return value.length === 1 ? value[0] : refuse(`${name} has ${value.length} values instead of one`);
}

class EnvError extends Error {}

/** `NAME=value` in each line; empty lines and those that begin with `#` are passed over. */
function entriesOfEnv(text: string): object {
  const entries = new Map<string, string>();
  for (const [at, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new EnvError(`line ${at + 1} is not of the form NAME=value`);
    if (entries.has(name)) throw new EnvError(`${name} stands in it twice`);
    entries.set(name, value.trim());
  }
  return Object.fromEntries(entries);
}
