/** Do values fit the params of a DAG? JSON Schema, as in Airflow; each problem with the path of the value: `params.window.days`. */
import type { Json, SerializedDag } from '@aquilon/sdk/serialized';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Params = SerializedDag['params'];

export interface ParamProblem {
  param: string;
  /** `params.window.days` or `params.days[0]`. */
  path: string;
  /** Half a sentence: `must be >= 1, found 0`. */
  reason: string;
}

export interface ParamCheck {
  /** All problems of the values that a run would have: those of `conf`, and the defaults of the others. None: they fit. */
  problems(conf: { readonly [name: string]: Json }): ParamProblem[];
}

/** A time of the day with or without an offset, as forms give it. */
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;
/** As in Airflow, an instant says its offset. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;
const isInstant = (text: string): boolean => INSTANT.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T')));

/** Unlike the schemas of requests it fills nothing in, and knows formats that are for forms only (`multiline`) as no formats. */
function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  // The default export of this CommonJS package is typed as its namespace under `nodenext`.
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  ajv.addFormat('time', { type: 'string', validate: (text: string) => TIME.test(text) });
  ajv.addFormat('date-time', { type: 'string', validate: isInstant });
  return ajv;
}

/** `onWrongSchema` hears of schemas that are none; their params take every value. */
export function createParamCheck(
  params: Params,
  onWrongSchema: (param: string, reason: string) => void = () => undefined,
): ParamCheck {
  const ajv = createAjv();
  const validators = Object.entries(params).map(([name, param]) => {
    let validate: ValidateFunction | undefined;
    try {
      validate = ajv.compile(param.schema);
    } catch (error) {
      onWrongSchema(name, (error as Error).message);
    }
    return { name, param, validate };
  });
  return {
    problems: (conf) =>
      validators.flatMap(({ name, param, validate }) => {
        if (!Object.hasOwn(conf, name) && param.required) return [missing(name)];
        const value = Object.hasOwn(conf, name) ? conf[name] : param.value;
        if (validate === undefined || validate(value ?? null)) return [];
        if (!Object.hasOwn(conf, name) && param.value === null) return [missing(name)];
        return (validate.errors ?? []).map((error) => problemOf(name, value ?? null, error));
      }),
  };
}

const missing = (name: string): ParamProblem => ({
  param: name,
  path: pathOf(name, ''),
  reason: 'has no default and must be given',
});

/** From a JSON pointer to the way that a DAG file would write it. */
function pathOf(name: string, pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const inner = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [name, ...inner].reduce((path, part) => path + step(part), 'params');
}

function step(part: string): string {
  if (/^\d+$/.test(part)) return `[${part}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
}

function problemOf(name: string, value: Json, error: ErrorObject): ParamProblem {
  const path = pathOf(name, error.instancePath);
  const details = error.params as Record<string, unknown>;
  if (error.keyword === 'required')
    return { param: name, path: path + step(String(details.missingProperty)), reason: 'is missing' };
  if (error.keyword === 'additionalProperties')
    return { param: name, path: path + step(String(details.additionalProperty)), reason: 'is not known' };
  const allowed = error.keyword === 'enum' ? `must be one of ${JSON.stringify(details.allowedValues)}` : error.message;
  return { param: name, path, reason: `${allowed ?? 'does not fit'}, found ${show(at(value, error.instancePath))}` };
}

function at(value: Json, pointer: string): unknown {
  const parts = pointer.split('/').slice(1);
  return parts.reduce(
    (inner: unknown, part) => (inner as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')],
    value,
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
