import type { SerializedTask } from '@aquilon/sdk/serialized';
import {
  type AnyNode,
  argumentsOf,
  calleeName,
  isCode,
  isNode,
  lineOf,
  literalText,
  parseCode,
  walk,
} from '#dags/code/parse.ts';
import { propertiesNamed } from './line-of-dag.ts';

/** A DAG file, and the texts of it and of what it imports. */
export interface Sources {
  file: string;
  files: { readonly [path: string]: string };
}

/**
 * Where the task is declared, or the option of it: in the DAG file, or in a file that it imports. A task that something else than a written
 * `dag.task('id', ...)` declares has the line that is known.
 */
export function placeOfTask(
  { file, files }: Sources,
  { taskId, line }: Pick<SerializedTask, 'taskId' | 'line'>,
  option?: string,
): { file: string; line: number | null } {
  if (line === null) return { file, line };
  const others = Object.keys(files).filter((path) => path !== file && isCode(path));
  for (const path of [file, ...others]) {
    const call = taskCallAt(path, files[path] ?? '', line, path === file ? undefined : taskId);
    if (!call) continue;
    const [written] = option === undefined ? [] : propertiesNamed(call, option);
    return { file: path, line: written ? lineOf(written) : line };
  }
  return { file, line };
}

/** `taskId`: the call must name this task. */
function taskCallAt(path: string, text: string, line: number, taskId: string | undefined): AnyNode | undefined {
  const program = parseCode(path, text);
  let found: AnyNode | undefined;
  if (program)
    walk(program, (node) => {
      if (
        calleeName(node) === 'task' &&
        lineOf(nameNode(node)) === line &&
        (taskId === undefined || names(node, taskId))
      )
        found ??= node;
      return found === undefined;
    });
  return found;
}

/** V8 tells the place of a call by the name that is called. */
function nameNode({ callee, ...call }: AnyNode): AnyNode {
  const property = isNode(callee) && callee.type === 'MemberExpression' ? callee.property : callee;
  return isNode(property) ? property : call;
}

/** `group.load__1` is a placing of `load`. */
function names(call: AnyNode, taskId: string): boolean {
  const label = taskId.slice(taskId.lastIndexOf('.') + 1);
  const written = literalText(argumentsOf(call)[0]);
  return written !== undefined && (label === written || label.replace(/__\d+$/, '') === written);
}
