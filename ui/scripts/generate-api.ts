/**
 * node scripts/generate-api.ts [FILE or URL of an OpenAPI document] > src/shared/api/generated.ts
 *
 * Makes the types of the API: `Schemas` holds every named schema, `Operations` one entry for each `METHOD /path`.
 * Types only: nothing of it reaches the browser.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'unknown';
  if (schema.$ref !== undefined) return `Schemas[${JSON.stringify(schema.$ref.split('/').at(-1))}]`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return [...new Set(union.map(typeOf))].join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `(${typeOf(schema.items)})[]`;
    case 'object':
      return objectOf(schema);
    default:
      return schema.properties === undefined ? 'unknown' : objectOf(schema);
  }
}

function objectOf(schema: Schema): string {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => `${quoted(name)}${required.has(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  if (fields.length === 0) {
    const values = typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties) : 'unknown';
    return `{ [name: string]: ${values} }`;
  }
  // An open object that also names fields: an index signature would have to fit them all.
  if (schema.additionalProperties) fields.push('[name: string]: unknown');
  return `{ ${fields.join('; ')} }`;
}

function parametersOf(operation: Operation, where: string): string {
  const list = (operation.parameters ?? []).filter((one) => one.in === where);
  if (list.length === 0) return '{}';
  return `{ ${list.map((one) => `${quoted(one.name)}${one.required ? '' : '?'}: ${typeOf(one.schema)}`).join('; ')} }`;
}

function bodyOf(content: Content | undefined): string {
  const json = content?.content?.['application/json'];
  return json === undefined ? 'undefined' : typeOf(json.schema);
}

function answerOf(operation: Operation): string {
  const good = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'));
  return good === undefined ? 'unknown' : bodyOf(good[1]);
}

function generate(document: Document): string {
  const lines = [
    '// Made by scripts/generate-api.ts from the OpenAPI document. Do not edit.',
    '',
    'export interface Schemas {',
  ];
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    lines.push(`  ${quoted(name)}: ${typeOf(schema)};`);
  }
  lines.push('}', '', 'export interface Operations {');
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = methods[method];
      if (operation === undefined) continue;
      lines.push(`  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: {`);
      lines.push(`    path: ${parametersOf(operation, 'path')};`);
      lines.push(`    query: ${parametersOf(operation, 'query')};`);
      lines.push(`    body: ${bodyOf(operation.requestBody)};`);
      lines.push(`    answer: ${answerOf(operation)};`, '  };');
    }
  }
  lines.push('}', '');
  return lines.join('\n');
}

const source = process.argv[2] ?? 'http://127.0.0.1:8080/openapi.json';
const text = /^https?:/.test(source) ? await (await fetch(source)).text() : readFileSync(source, 'utf8');
process.stdout.write(generate(parse(text) as Document));
