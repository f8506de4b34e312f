/** The fields of the form that triggers a run, made of the params' JSON Schemas as Airflow's form is. */

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'number'
  | 'boolean'
  | 'select'
  | 'choices'
  | 'list'
  | 'json'
  | 'date'
  | 'date-time'
  | 'time';

export interface Option {
  readonly value: unknown;
  readonly label: string;
}

export interface ParamField {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly kind: FieldKind;
  /** A value is asked for: the schema does not take null. */
  readonly isRequired: boolean;
  /** Fields of one section stand under its name; empty: no section. */
  readonly section: string;
  /** Of a select, and suggestions for a text. */
  readonly options: readonly Option[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isWhole?: boolean;
}

type Params = Readonly<Record<string, unknown>> | null | undefined;
type Schema = Readonly<Record<string, unknown>>;

interface Param {
  readonly value: unknown;
  readonly schema: Schema;
  readonly description: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function describe(param: unknown): Param {
  if (!isObject(param) || !('value' in param)) return { value: param, schema: {}, description: '' };
  const { value, schema, description } = param;
  return {
    value,
    schema: isObject(schema) ? schema : {},
    description: typeof description === 'string' ? description : '',
  };
}

/** A param with the keyword `const` is no field: its value cannot be chosen. */
export function fieldsOf(params: Params): ParamField[] {
  return Object.entries(params ?? {}).flatMap(([name, given]) => {
    const param = describe(given);
    if ('const' in param.schema) return [];
    const { schema } = param;
    return [
      {
        name,
        label: typeof schema.title === 'string' ? schema.title : name,
        description: param.description,
        kind: kindOf(param),
        isRequired: asksForValue(schema),
        section: typeof schema.section === 'string' ? schema.section : '',
        options: optionsOf(schema),
        ...(typeof schema.minimum === 'number' ? { minimum: schema.minimum } : {}),
        ...(typeof schema.maximum === 'number' ? { maximum: schema.maximum } : {}),
        isWhole: typesOf(schema).includes('integer'),
      },
    ];
  });
}

function typesOf(schema: Schema): string[] {
  const { type } = schema;
  return [type].flat().filter((one) => typeof one === 'string');
}

/** As in Airflow: a type, and null is not among it. */
const asksForValue = (schema: Schema): boolean => typesOf(schema).length > 0 && !typesOf(schema).includes('null');

function kindOf({ schema, value }: Param): FieldKind {
  const type = typesOf(schema).find((one) => one !== 'null') ?? typeOfValue(value);
  if (Array.isArray(schema.enum)) return 'select';
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const items = isObject(schema.items) ? schema.items : undefined;
      if (Array.isArray(schema.examples) || Array.isArray(items?.enum)) return 'choices';
      const isPlain = items === undefined ? isTexts(value) : typesOf(items)[0] === 'string';
      return isPlain ? 'list' : 'json';
    }
    case 'object':
      return 'json';
    default:
      return kindOfText(schema.format);
  }
}

function kindOfText(format: unknown): FieldKind {
  return format === 'multiline' || format === 'date' || format === 'date-time' || format === 'time' ? format : 'text';
}

function typeOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'string' : typeof value;
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** `values_display` gives the words that stand for values. */
function optionsOf(schema: Schema): Option[] {
  const items = isObject(schema.items) ? schema.items.enum : undefined;
  const values = [schema.enum, items, schema.examples].find(Array.isArray) ?? [];
  const words = isObject(schema.values_display) ? schema.values_display : {};
  return values.map((value) => ({ value, label: String(words[String(value)] ?? showValue(value)) }));
}

const showValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The conf that the form begins with: all defaults. A value that is asked for and has no default is left out, to be given. */
export function startConf(params: Params): Record<string, unknown> {
  const entries = Object.entries(params ?? {}).map(([name, given]) => [name, describe(given)] as const);
  const given = entries.filter(([, { value, schema }]) => value !== null || !asksForValue(schema));
  return Object.fromEntries(given.map(([name, { value }]) => [name, value]));
}

/** What the server said of each param, by its name: `Invalid input for param NAME: REASON`, a line each. */
export function problemsByParam(message: string): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const line of message.split('\n')) {
    const [, name, reason] = /^Invalid input for param (.*?): (params.*)$/.exec(line) ?? [];
    if (name !== undefined && reason !== undefined)
      problems[name] = problems[name] === undefined ? reason : `${problems[name]}; ${reason}`;
  }
  return problems;
}
