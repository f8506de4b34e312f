/** Airflow's own description of its REST API v2: what we compare ours with. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const path = join(import.meta.dirname, '../../../shared/spec/airflow-rest-api-v2.yaml');

export const isSpecThere = existsSync(path);

export interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

export interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  [keyword: string]: unknown;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export function readSpec(): Document {
  return parse(readFileSync(path, 'utf8')) as Document;
}

/** Names of all properties of a schema, its components and their components: `dags[].tags[].name`. */
export function propertyPaths(document: Document, schema: Schema | undefined, at = '', seen: string[] = []): string[] {
  if (!schema) return [];
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return seen.includes(name) ? [] : propertyPaths(document, document.components.schemas[name], at, [...seen, name]);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
      `${at}${name}`,
      ...propertyPaths(document, inner, `${at}${name}.`, seen),
    ]),
    ...(schema.items ? propertyPaths(document, schema.items, `${at.slice(0, -1)}[].`, seen) : []),
    ...branches.flatMap((branch) => propertyPaths(document, branch, at, seen)),
  ];
}

/** Checks bodies against the response schemas of the document. */
export function responseChecker(document: Document) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  // Their `oneOf` for the answer to a clear is met twice by every full task instance: what they mean is `anyOf`.
  const components = JSON.parse(JSON.stringify(document.components).replaceAll('"oneOf"', '"anyOf"'));
  ajv.addSchema({ $id: 'airflow', components });
  const validators = new Map<string, ValidateFunction>();
  /** Empty: it fits, or the document says nothing of it. `url` is a real address. */
  return (method: string, url: string, status: number, body: unknown): string[] => {
    const template = templateOf(document, url.split('?', 1)[0] ?? '', method);
    if (!template) return [];
    const answer = document.paths[template]?.[method.toLowerCase()]?.responses[status];
    const json = answer?.content?.['application/json']?.schema;
    if (!json) return [];
    const key = `${method} ${template} ${status}`;
    const validate = validators.get(key) ?? ajv.compile(rebased(json));
    validators.set(key, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

function rebased(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"airflow#/components'));
}

/** The path of the document that an address belongs to; plain parts win over parameters. */
function templateOf(document: Document, url: string, method: string): string | undefined {
  const fits = (template: string) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(url) &&
    document.paths[template]?.[method.toLowerCase()];
  const parameters = (template: string) => template.split('{').length;
  return Object.keys(document.paths)
    .filter(fits)
    .sort((a, b) => parameters(a) - parameters(b))[0];
}
