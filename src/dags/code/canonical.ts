/**
 * The code of a module as it counts for versions of DAGs: two texts that do the same by their form alone are equal. Comments, types, white space,
 * quotes and brackets that mean nothing are gone. Order is gone where it means nothing: of imports and what they name, of functions that are declared,
 * of the options of what the SDK is given, and of statements that only describe a DAG, whose order shows in the DAG where it counts.
 */
import type { Program } from 'acorn';
import { type AnyNode, calleeName, isNode, parseCode } from './parse.ts';

const GROUPS = new Set(['group', 'taskGroup']);
const LEFT_OUT = new Set(['type', 'start', 'end', 'loc', 'range', 'raw', 'shorthand', 'sourceType']);

/** Data rather than code: it would take seconds. */
const LONGEST = 262_144;

/** The text itself where it cannot be read, is very long or nested too deep. */
export function canonicalCode(path: string, text: string): string {
  const program = text.length > LONGEST ? undefined : parseCode(path, text);
  try {
    return program ? canonicalProgram(program) : text;
  } catch (error) {
    if (error instanceof RangeError) return text;
    throw error;
  }
}

function canonicalProgram(program: Program): string {
  const body = (program.body as unknown as AnyNode[]).filter(({ type }) => type !== 'EmptyStatement');
  const names = sdkNames(body);
  const print = printer(names);
  const parts: string[] = [];
  const imports = body.filter(({ type }) => type === 'ImportDeclaration').map(print);
  // A module that is imported for what it does is imported in its place.
  const isOrdered = body.some((one) => one.type === 'ImportDeclaration' && listOf(one.specifiers).length === 0);
  parts.push(...(isOrdered ? imports : imports.sort()));
  parts.push(...body.filter(isFunction).map(print).sort());
  let run: string[] = [];
  for (const one of body.filter((each) => each.type !== 'ImportDeclaration' && !isFunction(each))) {
    if (describes(one, names)) run.push(print(one));
    else {
      parts.push(...run.sort(), print(one));
      run = [];
    }
  }
  return [...parts, ...run.sort()].join('\n');
}

const listOf = (value: unknown): AnyNode[] => (Array.isArray(value) ? value.filter(isNode) : []);

const isFunction = (node: AnyNode): boolean =>
  node.type === 'FunctionDeclaration' ||
  (node.type === 'ExportNamedDeclaration' &&
    isNode(node.declaration) &&
    node.declaration.type === 'FunctionDeclaration');

/** A part of a module by the same rules. `names`: by `sdkNames` of the module. */
export const canonicalNode = (node: AnyNode, names: ReadonlySet<string>): string => printer(names)(node);

/** What a file has from the SDK, and what it made with that. */
export function sdkNames(body: readonly AnyNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of body) {
    if (
      node.type === 'ImportDeclaration' &&
      isNode(node.source) &&
      /^@aquilon\/sdk(\/|$)/.test(String(node.source.value))
    )
      for (const { local } of listOf(node.specifiers)) names.add(String((local as AnyNode).name));
    const declared = node.type === 'ExportNamedDeclaration' && isNode(node.declaration) ? node.declaration : node;
    if (declared.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    for (const { id, init } of listOf(declared.declarations)) {
      if (!isNode(init) || !isNode(id) || !isOfSdk(init, names) || !isQuiet(init, names)) continue;
      for (const name of boundNames(id)) names.add(name);
    }
  }
  return names;
}

function boundNames(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [String(pattern.name)];
  if (pattern.type === 'ArrayPattern') return listOf(pattern.elements).flatMap(boundNames);
  return [];
}

/** A value that the SDK made: `dag.task('a', ...)()`, `[dag.task('a', ...)()]`. */
function isOfSdk(node: AnyNode, names: ReadonlySet<string>): boolean {
  if (node.type === 'ArrayExpression') return listOf(node.elements).every((one) => isOfSdk(one, names));
  return isMadeBySdk(node, names);
}

function isMadeBySdk(node: AnyNode, names: ReadonlySet<string>): boolean {
  if (node.type === 'Identifier') return names.has(String(node.name));
  if (node.type === 'MemberExpression')
    return node.computed === false && isNode(node.object) && isMadeBySdk(node.object, names);
  if (node.type === 'CallExpression' || node.type === 'NewExpression')
    return isNode(node.callee) && isMadeBySdk(node.callee, names);
  return false;
}

/** A statement that does nothing but describe the DAG: it calls nothing but the SDK. */
function describes(statement: AnyNode, names: ReadonlySet<string>): boolean {
  if (statement.type === 'ExpressionStatement')
    return isNode(statement.expression) && isQuiet(statement.expression, names);
  if (statement.type === 'ExportNamedDeclaration' && isNode(statement.declaration))
    return describes(statement.declaration, names);
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return false;
  return listOf(statement.declarations).every(({ init }) => isNode(init) && isQuiet(init, names));
}

/** Its value does not depend on when it is computed, and nobody sees that it was. */
function isQuiet(node: AnyNode, names: ReadonlySet<string>): boolean {
  const all = (nodes: unknown) => listOf(nodes).every((one) => isQuiet(one, names));
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true;
    case 'TemplateLiteral':
      return all(node.expressions);
    case 'UnaryExpression':
      return node.operator !== 'delete' && all([node.argument]);
    case 'ArrayExpression':
      return all(node.elements);
    case 'ObjectExpression':
      return all(node.properties);
    case 'Property':
      return node.computed === false && all([node.value]);
    case 'MemberExpression':
      return node.computed === false && all([node.object]);
    case 'CallExpression':
    case 'NewExpression':
      // The functions of groups are called at once, and may do anything.
      return (
        isMadeBySdk(node, names) && !GROUPS.has(calleeName(node) ?? '') && all([node.callee]) && all(node.arguments)
      );
    default:
      return false;
  }
}

type Print = (node: AnyNode) => string;

function printer(names: ReadonlySet<string>): Print {
  /** `inOptions`: the node is, or stands in, an argument of the SDK, outside of functions. */
  const print = (node: AnyNode, inOptions = false): string => {
    const given = (node.type === 'CallExpression' || node.type === 'NewExpression') && isMadeBySdk(node, names);
    const within = given || (inOptions && !/Function/.test(node.type));
    const fields = Object.entries(node).filter(([name]) => !LEFT_OUT.has(name));
    const printed = fields.map(
      ([name, value]) => `${name}:${printValue(value, within, orderOf(node, name, inOptions))}`,
    );
    return `${node.type}(${printed.sort().join()})`;
  };
  const printValue = (value: unknown, inOptions: boolean, isSet: boolean): string => {
    if (isNode(value)) return print(value, inOptions);
    if (Array.isArray(value)) {
      const parts = value.map((one) => printValue(one, inOptions, false));
      return `[${(isSet ? parts.sort() : parts).join()}]`;
    }
    if (['bigint', 'number'].includes(typeof value) || value instanceof RegExp) return String(value);
    return JSON.stringify(value) ?? 'undefined';
  };
  /** True: the order of the list means nothing. */
  const orderOf = (node: AnyNode, name: string, inOptions: boolean): boolean => {
    if (name === 'specifiers') return true;
    return name === 'properties' && node.type === 'ObjectExpression' && inOptions && areOptions(node, names);
  };
  return (node) => print(node);
}

/** Names that are written and different, with values that do not depend on their order. */
function areOptions(node: AnyNode, names: ReadonlySet<string>): boolean {
  const keys = listOf(node.properties).map(({ key }) => (isNode(key) ? String(key.name ?? key.value) : ''));
  return new Set(keys).size === keys.length && isQuiet(node, names);
}
