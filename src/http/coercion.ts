/** Query and path values are text: turns each into the type its schema names, as pydantic reads text. What cannot be read stays text. */
import { queryInstant } from './instants.ts';

interface Property {
  type?: string;
  format?: string;
  items?: Property;
}

const TRUE = new Set(['true', '1', 't', 'yes', 'y', 'on']);
const FALSE = new Set(['false', '0', 'f', 'no', 'n', 'off']);

export function coerce(schema: Record<string, unknown>, data: Record<string, unknown>): void {
  const properties = (schema.properties ?? {}) as Record<string, Property>;
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(data, name)) data[name] = read(property, data[name]);
  }
}

function read(property: Property, value: unknown): unknown {
  if (property.type === 'array') {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => read(property.items ?? {}, item));
  }
  // A name given twice where one value is asked for: the last one counts, as in FastAPI.
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? readText(property, last) : last;
}

function readText(property: Property, text: string): unknown {
  if (property.format === 'query-instant') return queryInstant(text);
  switch (property.type) {
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : text;
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
    case 'boolean': {
      const word = text.trim().toLowerCase();
      if (TRUE.has(word)) return true;
      return FALSE.has(word) ? false : text;
    }
    default:
      return text;
  }
}
