/** A schema as a type in the way of TypeScript, with what limits it behind. */
import { nameOfRef, type Schema } from './document.ts';
import { type Html, html } from './html.ts';

const INDENT = '  ';

export function typeText(schema: Schema | undefined, indent = ''): Html {
  if (!schema) return html`any`;
  if (schema.$ref !== undefined) {
    const name = nameOfRef(schema.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return joined(several, ' | ', indent);
  if (schema.allOf) return joined(schema.allOf, ' & ', indent);
  if (schema.enum) return html`${schema.enum.map((value) => JSON.stringify(value)).join(' | ')}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (Array.isArray(schema.type))
    return joined(
      schema.type.map((type) => ({ ...schema, type })),
      ' | ',
      indent,
    );
  if (schema.type === 'array') return html`Array&lt;${typeText(schema.items, indent)}&gt;`;
  if (schema.type === 'object' || schema.properties) return objectText(schema, indent);
  return html`${schema.format ?? schema.type ?? 'any'}${limits(schema)}`;
}

function joined(schemas: readonly Schema[], by: string, indent: string): Html {
  return html`${schemas.map((one, at) => html`${at === 0 ? '' : by}${typeText(one, indent)}`)}`;
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema, indent: string): Html {
  const inner = indent + INDENT;
  const lines = Object.entries(properties).map(
    ([name, schema]) =>
      html`${inner}${name}${required.includes(name) ? '' : '?'}: ${typeText(schema, inner)}${defaultOf(schema)}\n`,
  );
  if (additionalProperties !== undefined && additionalProperties !== false) {
    const values = additionalProperties === true ? undefined : additionalProperties;
    const isAny = values === undefined || Object.keys(values).length === 0;
    lines.push(html`${inner}[key]: ${isAny ? 'any' : typeText(values, inner)}\n`);
  }
  return lines.length === 0 ? html`{}` : html`{\n${lines}${indent}}`;
}

function limits({ minimum, maximum, minLength, maxLength, pattern }: Schema): Html {
  const words = [
    minimum !== undefined && `≥ ${minimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    pattern !== undefined && `like ${pattern}`,
  ].filter((word) => word !== false);
  return words.length === 0 ? html`` : html` <i>(${words.join(', ')})</i>`;
}

export const defaultOf = ({ default: value }: Schema): Html =>
  value === undefined ? html`` : html` <i>= ${JSON.stringify(value)}</i>`;
