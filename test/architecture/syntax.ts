/** Walks an ESTree syntax tree without knowing every kind of node. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The node itself and everything below it, outer ones first. */
export function* walk(node: unknown): Generator<Node> {
  if (Array.isArray(node)) {
    for (const one of node) yield* walk(one);
  } else if (isNode(node)) {
    yield node;
    for (const value of Object.values(node)) if (typeof value === 'object') yield* walk(value);
  }
}

/** The name of an identifier or the text of a string; undefined for anything else. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier' && typeof node.name === 'string') return node.name;
  return textOf(node);
}

/** The text of a string or of a template without values. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis) || node.quasis.length !== 1) return undefined;
  const [quasi] = node.quasis;
  return isNode(quasi) ? (quasi.value as { cooked?: string }).cooked : undefined;
}
