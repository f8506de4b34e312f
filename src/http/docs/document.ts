/** As much of an OpenAPI document as the page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  description?: string;
}

type Content = Readonly<Record<string, { schema?: Schema }>>;

export interface Operation {
  operationId?: string;
  tags?: readonly string[];
  parameters?: readonly { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Content };
  responses?: Readonly<Record<string, { content?: Content }>>;
}

export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas?: Readonly<Record<string, Schema>> };
}

export interface NamedOperation extends Operation {
  method: string;
  path: string;
}

/** The operations that have each word of `query` in their method, path, name or tags, in the order of the document. */
export function findOperations(document: ApiDocument, query: string): NamedOperation[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  return all.filter(({ method, path, operationId, tags }) => {
    const text = [method, path, operationId, ...(tags ?? [])].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const nameOfRef = (ref: string): string => decodeURIComponent(ref.split('/').at(-1) ?? ref);

/** Names of the schemas that these refer to, and that those refer to. */
export function findSchemas(document: ApiDocument, operations: readonly NamedOperation[]): string[] {
  const schemas = document.components.schemas ?? {};
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') look(inner);
      else if (!found.has(nameOfRef(inner))) {
        found.add(nameOfRef(inner));
        look(schemas[nameOfRef(inner)]);
      }
    }
  };
  look(operations);
  return [...found].filter((name) => schemas[name]).sort();
}
