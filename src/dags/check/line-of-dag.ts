import type { Node } from 'acorn';
import {
  type AnyNode,
  argumentsOf,
  calleeName,
  isNode,
  lineOf,
  literalText,
  parseCode,
  walk,
} from '#dags/code/parse.ts';

/** 1-based line of `new Dag('id'`; null where the id is not written there. */
export function lineOfDag(text: string, dagId: string): number | null {
  for (const match of text.matchAll(/\bnew Dag\(\s*(['"`])(.*?)\1/g))
    if (match[2] === dagId) return text.slice(0, match.index).split('\n').length;
  return null;
}

/**
 * 1-based line of the option that is written in `new Dag('id', { option`; else of the only place of the file that has an option of this name;
 * else of the DAG. Null where the file has neither.
 */
export function lineOfOption(file: string, text: string, dagId: string, option: string): number | null {
  const program = parseCode(file, text);
  if (!program) return lineOfDag(text, dagId);
  let dag: AnyNode | undefined;
  walk(program, (node) => {
    if (node.type === 'NewExpression' && calleeName(node) === 'Dag' && literalText(argumentsOf(node)[0]) === dagId)
      dag ??= node;
    return dag === undefined;
  });
  const [first] = dag ? propertiesNamed(dag, option) : [];
  if (first) return lineOf(first);
  const everywhere = propertiesNamed(program, option);
  const [only] = everywhere;
  if (only && everywhere.length === 1) return lineOf(only);
  return dag ? lineOf(dag) : null;
}

/** Entries of objects with this name. */
export function propertiesNamed(within: Node, name: string): AnyNode[] {
  const found: AnyNode[] = [];
  walk(within, (node) => {
    if (node.type === 'Property' && isNode(node.key) && (node.key.name ?? node.key.value) === name) found.push(node);
    return true;
  });
  return found;
}
