/** The code of authors as a tree: what Node runs of it, without types and comments. Places are those of the file. */
import { stripTypeScriptTypes } from 'node:module';
import { type Node, type Program, parse } from 'acorn';

export type AnyNode = Node & { readonly [name: string]: unknown };

export const isCode = (path: string): boolean => /\.[mc]?[jt]s$/.test(path);

/** Undefined for what cannot be read: it cannot be loaded either, or is newer than the parser. */
export function parseCode(path: string, text: string): Program | undefined {
  try {
    const plain = /\.[mc]?ts$/.test(path) ? stripTypeScriptTypes(text) : text;
    return parse(plain, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true, locations: true });
  } catch {
    return undefined;
  }
}

/** The first place that the parser cannot read, as far as it can tell one; 1-based. */
export function syntaxErrorIn(text: string): { line: number; column: number } | undefined {
  try {
    parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return undefined;
  } catch (error) {
    const { loc } = error as { loc?: { line: number; column: number } };
    return loc && { line: loc.line, column: loc.column + 1 };
  }
}

/** Where the file imports it; 1-based. Undefined where that is not written. */
export function importIn(path: string, text: string, specifier: string): { line: number; column: number } | undefined {
  const program = parseCode(path, text);
  let found: { line: number; column: number } | undefined;
  const isIt = (node: unknown): node is AnyNode => isNode(node) && literalText(node) === specifier;
  if (program)
    walk(program, (node) => {
      const asked = calleeName(node) === 'require' ? argumentsOf(node)[0] : node.source;
      if (isIt(asked) && asked.loc) found ??= { line: asked.loc.start.line, column: asked.loc.start.column + 1 };
      return found === undefined;
    });
  return found;
}

export const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

/** The nodes directly below, in the order of the text. */
const childrenOf = (node: Node): AnyNode[] => Object.values(node).flat().filter(isNode);

/** `visit` answers false where it does not want what is below. In the order of the text, however deep it is. */
export function walk(node: Node, visit: (node: AnyNode) => boolean): void {
  const open = [node as AnyNode];
  for (let at = open.pop(); at; at = open.pop()) if (visit(at)) open.push(...childrenOf(at).reverse());
}

/** The name that is called: `task` of `dag.task(...)` and of `task(...)`. */
export function calleeName(call: AnyNode): string | undefined {
  const callee = call.callee;
  if (!isNode(callee)) return undefined;
  if (callee.type === 'Identifier') return String(callee.name);
  const property = callee.type === 'MemberExpression' && callee.computed === false ? callee.property : undefined;
  return isNode(property) ? String(property.name) : undefined;
}

export const argumentsOf = (call: AnyNode): AnyNode[] =>
  Array.isArray(call.arguments) ? call.arguments.filter(isNode) : [];

/** The text of a literal; undefined where the node is none. */
export function literalText(node: AnyNode | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

export const lineOf = (node: Node): number | null => node.loc?.start.line ?? null;
