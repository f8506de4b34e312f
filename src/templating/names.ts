/** The variables and connections that a template names by written names. */
import type { Node, ValueNode } from 'nunjucks';
import { parseTemplate, walk } from './compile.ts';

export interface NamedSecrets {
  variables: string[];
  connections: string[];
}

type Pair = Node & { target: Node; val: Node };
type Call = Node & { name: Node; args: { children: Node[] } };

/** `var.value.x`, `var.json.x.y`, `conn.x.host`, `var.value.get('x')`, `conn.get('x')`. A `get` with a second argument has its own answer. Throws `TEMPLATE_INVALID`. */
export function namedSecrets(text: string): NamedSecrets {
  const found: NamedSecrets = { variables: [], connections: [] };
  walk(parseTemplate(text), (node) => {
    if (node.typename === 'LookupVal') note(node as Pair, found);
    if (node.typename === 'FunCall') noteCall(node as Call, found);
  });
  return found;
}

function note({ target, val }: Pair, found: NamedSecrets): void {
  const name = textOf(val);
  if (name === undefined || name === 'get') return;
  listOf(target, found)?.push(name);
}

function noteCall({ name: called, args }: Call, found: NamedSecrets): void {
  if (called.typename !== 'LookupVal') return;
  const { target, val } = called as Pair;
  const [first, ...others] = args.children;
  const name = textOf(first);
  if (textOf(val) === 'get' && name !== undefined && others.length === 0) listOf(target, found)?.push(name);
}

/** `conn`, `var.value` and `var.json`: what is looked up in them is a name. */
function listOf(node: Node, found: NamedSecrets): string[] | undefined {
  if (isNamed(node, 'conn')) return found.connections;
  if (node.typename !== 'LookupVal') return undefined;
  const { target, val } = node as Pair;
  return isNamed(target, 'var') && ['value', 'json'].includes(textOf(val) ?? '') ? found.variables : undefined;
}

const isNamed = (node: Node, name: string): boolean => node.typename === 'Symbol' && (node as ValueNode).value === name;

function textOf(node: Node | undefined): string | undefined {
  if (node?.typename !== 'Literal') return undefined;
  const { value } = node as ValueNode;
  return typeof value === 'string' ? value : undefined;
}
