/** The parts of a file that have names: functions at its top, and the tasks whose functions stand in it. */
import type { Program } from 'acorn';
import { canonicalNode, sdkNames } from './canonical.ts';
import { type AnyNode, argumentsOf, calleeName, isNode, literalText, parseCode, walk } from './parse.ts';

/** `function sum`, `task load`, each with what it is, as it counts for versions. Undefined where the file cannot be read, or is nested too deep. */
export function unitsOf(path: string, text: string): Map<string, string> | undefined {
  const program = parseCode(path, text);
  try {
    return program && unitsIn(program);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function unitsIn(program: Program): Map<string, string> {
  const found = new Map<string, string>();
  const body = program.body as unknown as AnyNode[];
  const names = sdkNames(body);
  for (const statement of body) {
    const declared = isNode(statement.declaration) ? statement.declaration : statement;
    for (const [name, node] of functionsIn(declared)) found.set(`function ${name}`, canonicalNode(node, names));
  }
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || calleeName(node) !== 'task') return true;
    const [first, second] = argumentsOf(node);
    const name = literalText(first) ?? nameOf(first);
    const code = literalText(first) === undefined ? first : second;
    if (name !== undefined && code) found.set(`task ${name}`, canonicalNode(code, names));
    return true;
  });
  return found;
}

function functionsIn(node: AnyNode): [string, AnyNode][] {
  const own = nameOf(node);
  if (/^(Function|Class)Declaration$/.test(node.type) && own !== undefined) return [[own, node]];
  if (node.type !== 'VariableDeclaration' || !Array.isArray(node.declarations)) return [];
  return node.declarations.filter(isNode).flatMap(({ id, init }): [string, AnyNode][] => {
    const name = isNode(id) && id.type === 'Identifier' ? String(id.name) : undefined;
    return name !== undefined && isNode(init) && /Function/.test(init.type) ? [[name, init]] : [];
  });
}

const nameOf = (node: AnyNode | undefined): string | undefined => (isNode(node?.id) ? String(node.id.name) : undefined);
