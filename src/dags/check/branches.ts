/** What the function of a `branch(...)` is written to name. */
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { type AnyNode, argumentsOf, calleeName, isNode, literalText, parseCode, walk } from '#dags/code/parse.ts';

/** Ids by the label of the task that chooses; only where each of them stands there as a text. */
export function branchNames(file: string, text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const unsure = new Set<string>();
  const program = parseCode(file, text);
  if (!program) return found;
  walk(program, (node) => {
    const [first, second] = node.type === 'CallExpression' && calleeName(node) === 'task' ? argumentsOf(node) : [];
    const label = literalText(first) ?? '';
    if (second?.type !== 'CallExpression' || calleeName(second) !== 'branch') return true;
    const names = returnedTexts(argumentsOf(second)[0]);
    // Two tasks of the same label may stand in two groups, or in two DAGs.
    if (names === undefined || found.has(label)) unsure.add(label);
    else found.set(label, names);
    return true;
  });
  for (const label of unsure) found.delete(label);
  return found;
}

/** The ids of tasks that a branch names: those of groups stand for the tasks that they begin with. `unknown`: neither a task nor a group. */
export function namedTasks(
  task: SerializedTask,
  names: readonly string[],
  dag: SerializedDag,
): { known: string[]; unknown: string[] } {
  const unknown = names.filter(
    (name) => !dag.tasks.some(({ taskId }) => taskId === name) && !dag.groups.some(({ groupId }) => groupId === name),
  );
  const known = task.downstream.filter((id) => names.some((name) => id === name || id.startsWith(`${name}.`)));
  return { known, unknown };
}

/** Undefined where one of the values is not written there. */
function returnedTexts(handler: AnyNode | undefined): string[] | undefined {
  const body =
    handler && ['ArrowFunctionExpression', 'FunctionExpression'].includes(handler.type) ? handler.body : undefined;
  if (!isNode(body)) return undefined;
  if (body.type !== 'BlockStatement') return textsOf(body);
  const values = returnsOf(body).map((one) => (one === null ? [] : textsOf(one)));
  return values.some((one) => one === undefined) ? undefined : values.flatMap((one) => one ?? []);
}

/** The values of its `return` statements, not of those of functions within. */
function returnsOf(body: AnyNode): (AnyNode | null)[] {
  const found: (AnyNode | null)[] = [];
  walk(body, (node) => {
    if (node.type === 'ReturnStatement') found.push(isNode(node.argument) ? node.argument : null);
    return node.type !== 'ReturnStatement' && !/Function/.test(node.type);
  });
  return found;
}

function textsOf(node: AnyNode): string[] | undefined {
  const text = literalText(node);
  if (text !== undefined) return [text];
  if (node.type === 'Literal' && node.value === null) return [];
  const parts =
    node.type === 'ConditionalExpression'
      ? [node.consequent, node.alternate]
      : node.type === 'ArrayExpression'
        ? node.elements
        : undefined;
  if (!Array.isArray(parts)) return undefined;
  const texts = parts.map((one) => (isNode(one) ? textsOf(one) : undefined));
  return texts.some((one) => one === undefined) ? undefined : texts.flatMap((one) => one ?? []);
}
